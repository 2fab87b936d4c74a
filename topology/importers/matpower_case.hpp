#pragma once

#include <fmt/format.h>

#include "topology/importers/matlab_case.hpp"

namespace gridrush {

/// A matrix of the MATPOWER format: the names of its columns, of which the first `least` must be
/// there.
struct MatpowerTable {
    std::string field;
    std::vector<std::string> columns;
    std::size_t least = 0;
};

/// A row that is as wide as its table asks.
struct MatpowerRow {
    MatlabRow const& cells;
    Location at;

    /// 0 for an optional column that is not there.
    [[nodiscard]] double number(std::size_t column) const {
        return column < cells.numbers.size() ? cells.numbers[column].value : 0.0;
    }
    /// Statuses: in service when positive.
    [[nodiscard]] bool on(std::size_t column) const { return number(column) > 0.0; }
    /// Bus and area numbers as text.
    [[nodiscard]] std::string label(std::size_t column) const {
        return fmt::format("{}", number(column));
    }
};

/// A parsed case file and every mistake found in it so far.
class MatpowerCase {
public:
    MatpowerCase(std::string_view text, std::string const& file,
                 std::vector<std::string> const& wanted_fields);

    /// Every mistake, in the order of the file.
    [[nodiscard]] Issues issues() const;
    void report(TextPosition at, std::string path, std::string message);

    /// nullptr where the file does not assign the field.
    [[nodiscard]] MatlabField const* find(std::string const& name) const;
    /// As find(); a field that is not there is an issue.
    [[nodiscard]] MatlabField const* require(std::string const& name);

    /// The rows that are wide enough; the others are issues, as are rows of unequal width.
    [[nodiscard]] std::vector<MatpowerRow> rows(MatpowerTable const& table,
                                                MatlabField const* field);
    /// The cell is an issue when it is not a whole number of at least `least`.
    void require_whole(MatpowerTable const& table, MatpowerRow const& row, std::size_t column,
                       double least);
    /// One string per row of a table; empty when the field is not there.
    [[nodiscard]] std::vector<MatlabText> texts(std::string const& name, std::size_t count);

private:
    std::string file_;
    MatlabCase parsed_;
};

}  // namespace gridrush
