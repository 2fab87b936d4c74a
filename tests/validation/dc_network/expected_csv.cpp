#include "tests/validation/dc_network/expected_csv.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>

namespace gridrush {
namespace {

std::vector<std::string> fields(std::string const& line) {
    std::vector<std::string> found;
    std::istringstream stream{line.substr(0, line.find('\r'))};
    for (std::string field; std::getline(stream, field, ',');) {
        found.push_back(field);
    }
    return found;
}

double number(std::string const& field) {
    char* end = nullptr;
    double const value = std::strtod(field.c_str(), &end);
    return end == field.c_str() ? std::numeric_limits<double>::quiet_NaN() : value;
}

}  // namespace

ExpectedCsv::ExpectedCsv(std::filesystem::path const& file) {
    std::ifstream stream{file};
    std::string line;
    std::getline(stream, line);
    header_ = fields(line);
    while (std::getline(stream, line)) {
        std::vector<double> values;
        for (std::string const& field : fields(line)) {
            values.push_back(number(field));
        }
        if (!values.empty() && !std::isnan(values.front())) {
            rows_.push_back(std::move(values));
        }
    }
}

double ExpectedCsv::at(std::size_t row, std::string const& column) const {
    auto const found = std::find(header_.begin(), header_.end(), column);
    if (found == header_.end()) {
        throw std::out_of_range{"no column '" + column + "'"};
    }
    return rows_[row].at(static_cast<std::size_t>(found - header_.begin()));
}

std::size_t ExpectedCsv::row_at(std::size_t row, std::string const& column) const {
    return static_cast<std::size_t>(at(row, column)) - 1;
}

}  // namespace gridrush
