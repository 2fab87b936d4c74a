#include "experiments/text_table.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/core.h>

namespace gridrush {
namespace {

bool looks_like_number(std::string const& text) {
    return text.empty() || text == "-" || text == "unlimited" ||
           text.find_first_not_of("0123456789+-.e") == std::string::npos;
}

}  // namespace

TextTable::TextTable(std::vector<std::string> columns) : columns_{std::move(columns)} {}

void TextTable::add(std::vector<std::string> cells) {
    rows_.push_back(std::move(cells));
}

std::string TextTable::text(std::size_t most_rows) const {
    std::size_t const shown = std::min(most_rows, rows_.size());
    std::vector<std::size_t> width;
    std::vector<char> to_the_right;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        std::size_t widest = columns_[c].size();
        bool numbers = true;
        for (std::size_t r = 0; r < shown; ++r) {
            widest = std::max(widest, rows_[r][c].size());
            numbers = numbers && looks_like_number(rows_[r][c]);
        }
        width.push_back(widest);
        to_the_right.push_back(numbers ? 1 : 0);
    }
    std::string text;
    auto const add_line = [&](std::vector<std::string> const& cells) {
        std::string line;
        for (std::size_t c = 0; c < cells.size(); ++c) {
            line += c == 0 ? "" : "  ";
            line += to_the_right[c] != 0 ? fmt::format("{:>{}}", cells[c], width[c])
                                         : fmt::format("{:<{}}", cells[c], width[c]);
        }
        text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    };
    add_line(columns_);
    for (std::size_t r = 0; r < shown; ++r) {
        add_line(rows_[r]);
    }
    if (shown < rows_.size()) {
        text += fmt::format("... and {} more rows (--all shows them)\n", rows_.size() - shown);
    }
    return text;
}

std::string cell(double value) {
    if (std::isnan(value)) {
        return "-";
    }
    if (std::isinf(value)) {
        return value > 0 ? "unlimited" : "-unlimited";
    }
    std::string const text = fmt::format("{:.3f}", value);
    return text == "-0.000" ? "0.000" : text;
}

}  // namespace gridrush
