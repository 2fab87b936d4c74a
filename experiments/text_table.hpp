#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace gridrush {

/// A table for people: columns as wide as they need, numbers to the right, words to the left.
class TextTable {
public:
    explicit TextTable(std::vector<std::string> columns);

    /// Precondition: as many cells as columns.
    void add(std::vector<std::string> cells);

    /// At most `most_rows` rows, then a line that says how many are left out.
    [[nodiscard]] std::string text(
        std::size_t most_rows = std::numeric_limits<std::size_t>::max()) const;

private:
    std::vector<std::string> columns_;
    std::vector<std::vector<std::string>> rows_;
};

/// A number with three digits after the point; `-` for NaN, `unlimited` for infinity.
[[nodiscard]] std::string cell(double value);

}  // namespace gridrush
