#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace gridrush {

/// A CSV file of numbers with a header; an empty or a non-numeric field reads as NaN.
class ExpectedCsv {
public:
    explicit ExpectedCsv(std::filesystem::path const& file);

    /// Rows whose first field is a number.
    [[nodiscard]] std::size_t size() const { return rows_.size(); }
    [[nodiscard]] std::vector<std::string> const& header() const { return header_; }
    [[nodiscard]] std::vector<double> const& row(std::size_t row) const { return rows_[row]; }
    /// Throws std::out_of_range for a column that is not there.
    [[nodiscard]] double at(std::size_t row, std::string const& column) const;
    /// A field that counts rows from 1, as a row from 0.
    [[nodiscard]] std::size_t row_at(std::size_t row, std::string const& column) const;

private:
    std::vector<std::string> header_;
    std::vector<std::vector<double>> rows_;
};

}  // namespace gridrush
