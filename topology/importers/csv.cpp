#include "topology/importers/csv.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include <fmt/format.h>

#include "topology/importers/csv_scanner.hpp"

namespace gridrush {
namespace {

/// A file of the wrong kind would give an issue per cell: nobody reads more than this.
constexpr std::size_t most_issues = 1000;

std::string without_doubled_quotes(std::string_view text) {
    std::string result;
    for (std::size_t k = 0; k < text.size(); ++k) {
        result += text[k];
        if (text[k] == '"') {
            ++k;
        }
    }
    return result;
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
    if (text.starts_with('+') && !text.starts_with("+-")) {
        text.remove_prefix(1);
    }
    double value = 0.0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

std::string csv_cell(std::string_view text) {
    bool const plain = text.find_first_of(",\"\n\r") == std::string_view::npos &&
                       trimmed_csv(text) == text && !text.starts_with('#');
    if (plain) {
        return std::string{text};
    }
    std::string quoted = "\"";
    for (char const c : text) {
        quoted.append(c == '"' ? 2 : 1, c);
    }
    return quoted + '"';
}

CsvTable::CsvTable(std::string_view text, std::string file, Issues& issues)
    : file_{std::move(file)}, issues_{issues} {
    parse(text);
    if (header_.empty()) {
        report({file_, 0, 0}, "", "no header line (the file is empty)");
    }
}

void CsvTable::parse(std::string_view text) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark)) {
        text.remove_prefix(byte_order_mark.size());
    }
    CsvScanner scanner{text};
    std::vector<Cell> cells;
    while (!scanner.at_end()) {
        if (cells.empty() && scanner.at_comment()) {
            scanner.skip_line();
            continue;
        }
        auto const scanned = scanner.take_cell();
        Cell cell{scanned.text, scanned.line, scanned.column};
        if (scanned.quoted && scanned.text.find('"') != std::string_view::npos) {
            unquoted_.push_back(
                std::make_unique<std::string>(without_doubled_quotes(scanned.text)));
            cell.text = *unquoted_.back();
        }
        if (!scanned.closed) {
            report(location(cell), "", "quoted cell is never closed: \" is missing");
        }
        if (scanned.followed) {
            report(location(cell), "", "text after the closing quote of a cell");
        }
        bool const blank_line =
            cells.empty() && scanned.ends_line && scanned.text.empty() && !scanned.quoted;
        if (!blank_line) {
            cells.push_back(cell);
        }
        if (scanned.ends_line) {
            end_line(cells);
        }
    }
    end_line(cells);
}

void CsvTable::end_line(std::vector<Cell>& cells) {
    if (cells.empty()) {
        return;
    }
    if (header_.empty()) {
        read_header(cells);
    } else {
        if (cells.size() != header_.size()) {
            report(
                location(cells.front()), "",
                fmt::format("row has {} cells (the header has {})", cells.size(), header_.size()));
        }
        cells.resize(header_.size(), Cell{{}, cells.back().line, cells.back().column});
        cells_.insert(cells_.end(), cells.begin(), cells.end());
        ++row_count_;
    }
    cells.clear();
}

void CsvTable::read_header(std::vector<Cell> const& cells) {
    header_ = cells;
    for (auto const& name : cells) {
        columns_.emplace_back(name.text);
        if (column_index_.emplace(columns_.back(), columns_.size() - 1).second) {
            continue;
        }
        report(location(name), fmt::format("{}.{}", stem(), name.text),
               "column appears twice in the header");
    }
}

Location CsvTable::location(Cell const& cell) const {
    return {file_, static_cast<int>(cell.line), static_cast<int>(cell.column)};
}

std::string CsvTable::stem() const {
    return std::filesystem::path{file_}.stem().string();
}

Location CsvTable::column_at(std::size_t column) const {
    return location(header_[column]);
}

std::optional<std::size_t> CsvTable::find(std::string_view column) const {
    auto const found = column_index_.find(std::string{column});
    return found == column_index_.end() ? std::nullopt : std::optional{found->second};
}

bool CsvTable::require(std::vector<std::string> const& names) const {
    bool complete = true;
    for (auto const& name : names) {
        if (find(name)) {
            continue;
        }
        complete = false;
        auto const at = header_.empty() ? Location{file_, 0, 0} : location(header_.front());
        auto const meant = closest_match(name, columns_);
        auto const hint = meant.empty() ? "" : fmt::format("; did you mean it by '{}'?", meant);
        report(at, fmt::format("{}.{}", stem(), name), fmt::format("column is missing{}", hint));
    }
    return complete;
}

void CsvTable::report(Location at, std::string path, std::string message) const {
    auto const known = [&](Issue const& issue) {
        return issue.at.line == at.line && issue.at.column == at.column &&
               issue.at.file == at.file && issue.message == message;
    };
    if (issues_.size() >= most_issues || std::ranges::any_of(issues_, known)) {
        return;
    }
    issues_.push_back({std::move(at), std::move(path), std::move(message)});
}

Location CsvRow::at() const {
    return table_.location(table_.cell(index_, 0));
}

Location CsvRow::at(std::string_view column) const {
    return table_.location(table_.cell(index_, table_.find(column).value_or(0)));
}

std::string_view CsvRow::text(std::string_view column) const {
    auto const position = table_.find(column);
    return position ? table_.cell(index_, *position).text : std::string_view{};
}

double CsvRow::number(std::string_view column) const {
    auto const position = table_.find(column);
    return position ? number_at(*position) : 0.0;
}

double CsvRow::number(std::string_view column, double fallback) const {
    auto const cell = text(column);
    return cell.empty() || cell == "NA" ? fallback : number(column);
}

double CsvRow::number_at(std::size_t column) const {
    auto const cell = table_.cell(index_, column).text;
    auto const value = parse_number(cell);
    if (!value) {
        report(table_.columns()[column], fmt::format("not a number (found '{}')", cell));
    }
    return value.value_or(0.0);
}

void CsvRow::report(std::string_view column, std::string message) const {
    auto const path = fmt::format("{}.{}.{}", table_.stem(), table_.cell(index_, 0).text, column);
    table_.report(at(column), path, std::move(message));
}

}  // namespace gridrush
