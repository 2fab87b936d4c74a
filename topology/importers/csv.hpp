#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "topology/issue.hpp"

namespace gridrush {

class CsvTable;

/// One row of a CsvTable. Columns are named as in the header. A cell that cannot be read is
/// recorded among the table's issues, with its line and column, and reads as the fallback.
class CsvRow {
public:
    CsvRow(CsvTable const& table, std::size_t index) : table_{table}, index_{index} {}

    /// Of the first cell.
    [[nodiscard]] Location at() const;
    [[nodiscard]] Location at(std::string_view column) const;

    /// The cell as it stands; empty where the table has no such column.
    [[nodiscard]] std::string_view text(std::string_view column) const;
    /// The cell must hold a number.
    [[nodiscard]] double number(std::string_view column) const;
    /// As above; `fallback` where the column is absent or the cell is empty or `NA`.
    [[nodiscard]] double number(std::string_view column, double fallback) const;
    /// By position, from 0: for tables of many columns.
    [[nodiscard]] double number_at(std::size_t column) const;

    /// Records a mistake in a cell; its path is `<file stem>.<first cell>.<column>`.
    void report(std::string_view column, std::string message) const;

private:
    CsvTable const& table_;
    std::size_t index_;
};

/// A CSV text with a header: cells split at commas, quoted cells with doubled quotes and line
/// ends in them, CRLF or LF, optional byte order mark; blank lines and lines that begin with `#`
/// are skipped, blanks around unquoted cells dropped. Rows of another width than the header are
/// issues and read as if cut or filled with empty cells. Keeps references to `text` and `issues`.
class CsvTable {
public:
    CsvTable(std::string_view text, std::string file, Issues& issues);
    CsvTable(CsvTable const&) = delete;
    CsvTable& operator=(CsvTable const&) = delete;
    CsvTable(std::string&&, std::string, Issues&) = delete;

    [[nodiscard]] std::string const& file() const { return file_; }
    [[nodiscard]] std::vector<std::string> const& columns() const { return columns_; }
    [[nodiscard]] Location column_at(std::size_t column) const;
    [[nodiscard]] std::size_t size() const { return row_count_; }
    [[nodiscard]] CsvRow operator[](std::size_t row) const { return {*this, row}; }

    /// Position of a column, nullopt where there is none.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view column) const;
    /// Records every column of `names` that is missing; true when none is.
    bool require(std::vector<std::string> const& names) const;

private:
    friend class CsvRow;

    struct Cell {
        std::string_view text;
        std::uint32_t line;
        std::uint32_t column;
    };

    void parse(std::string_view text);
    void end_line(std::vector<Cell>& cells);
    void read_header(std::vector<Cell> const& cells);
    [[nodiscard]] Cell const& cell(std::size_t row, std::size_t column) const {
        return cells_[row * columns_.size() + column];
    }
    [[nodiscard]] Location location(Cell const& cell) const;
    /// The file's name without folder and extension: the first part of an issue's path.
    [[nodiscard]] std::string stem() const;
    /// Records a mistake once, however often the cell is read.
    void report(Location at, std::string path, std::string message) const;

    std::string file_;
    Issues& issues_;
    std::vector<std::string> columns_;
    std::unordered_map<std::string, std::size_t> column_index_;
    std::vector<Cell> header_;
    std::vector<Cell> cells_;                             ///< row by row
    std::vector<std::unique_ptr<std::string>> unquoted_;  ///< cells that differ from the text
    std::size_t row_count_ = 0;
};

/// The whole of `text` as a number (`inf` and `nan` included), nullopt when it is none.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

/// `text` as one CSV cell: quoted where it has to be to read back the same.
[[nodiscard]] std::string csv_cell(std::string_view text);

}  // namespace gridrush
