#include "topology/importers/csv.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include <fmt/format.h>

namespace gridrush {
namespace {

/// A file of the wrong kind would give an issue per cell: nobody reads more than this.
constexpr std::size_t most_issues = 1000;

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_blank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

/// A cell of the text and where the next one begins.
struct Scanned {
    std::string_view text;  ///< without the quotes, doubled quotes still doubled
    std::size_t next = 0;   ///< position of the separator or the end
    bool quoted = false;
    bool closed = true;
};

Scanned scan_quoted(std::string_view text, std::size_t start) {
    Scanned cell{.text = {}, .next = start + 1, .quoted = true, .closed = false};
    while (cell.next < text.size()) {
        if (text[cell.next] != '"') {
            ++cell.next;
        } else if (cell.next + 1 < text.size() && text[cell.next + 1] == '"') {
            cell.next += 2;
        } else {
            cell.closed = true;
            break;
        }
    }
    cell.text = text.substr(start + 1, cell.next - start - 1);
    if (cell.closed) {
        ++cell.next;
    }
    return cell;
}

Scanned scan_cell(std::string_view text, std::size_t start) {
    auto first = start;
    while (first < text.size() && is_blank(text[first])) {
        ++first;
    }
    if (first < text.size() && text[first] == '"') {
        return scan_quoted(text, first);
    }
    auto const end = std::min(text.find_first_of(",\n", start), text.size());
    return {.text = trimmed(text.substr(start, end - start)), .next = end};
}

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
                       trimmed(text) == text && !text.starts_with('#');
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
    std::uint32_t line = 1;
    std::size_t line_start = 0;
    std::vector<Cell> cells;
    for (std::size_t next = 0; next < text.size();) {
        if (cells.empty() && text[next] == '#') {
            next = std::min(text.find('\n', next), text.size());
        }
        auto const column = static_cast<std::uint32_t>(next - line_start + 1);
        auto const scanned = scan_cell(text, next);
        Cell cell{scanned.text, line, column};
        if (scanned.quoted && scanned.text.find('"') != std::string_view::npos) {
            unquoted_.push_back(
                std::make_unique<std::string>(without_doubled_quotes(scanned.text)));
            cell.text = *unquoted_.back();
        }
        bool const blank_line = cells.empty() && cell.text.empty() && !scanned.quoted &&
                                (scanned.next == text.size() || text[scanned.next] == '\n');
        if (!blank_line) {
            cells.push_back(cell);
        }
        if (!scanned.closed) {
            report(location(cell), "", "quoted cell is never closed: \" is missing");
        }
        auto const separator = std::min(text.find_first_of(",\n", scanned.next), text.size());
        if (!trimmed(text.substr(scanned.next, separator - scanned.next)).empty()) {
            report(location(cell), "", "text after the closing quote of a cell");
        }
        for (auto k = next; k < separator; ++k) {
            if (text[k] != '\n') {
                continue;
            }
            ++line;
            line_start = k + 1;
        }
        next = separator + 1;
        if (separator < text.size() && text[separator] == ',') {
            if (next == text.size()) {
                cells.push_back({{}, line, column + 1});
            }
            continue;
        }
        end_line(cells);
        ++line;
        line_start = next;
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
