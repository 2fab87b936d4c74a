#include "topology/importers/matpower_case.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include <fmt/ranges.h>

namespace gridrush {

MatpowerCase::MatpowerCase(std::string_view text, std::string const& file,
                           std::vector<std::string> const& wanted_fields)
    : file_{file}, parsed_{parse_matlab_case(text, file, wanted_fields)} {}

Issues MatpowerCase::issues() const {
    auto sorted = parsed_.issues;
    std::ranges::stable_sort(
        sorted, {}, [](Issue const& issue) { return std::tuple{issue.at.line, issue.at.column}; });
    return sorted;
}

void MatpowerCase::report(TextPosition at, std::string path, std::string message) {
    parsed_.issues.push_back({{file_, at.line, at.column}, std::move(path), std::move(message)});
}

MatlabField const* MatpowerCase::find(std::string const& name) const {
    auto const found = parsed_.fields.find(name);
    return found == parsed_.fields.end() ? nullptr : &found->second;
}

MatlabField const* MatpowerCase::require(std::string const& name) {
    auto const* field = find(name);
    if (field != nullptr) {
        return field;
    }
    auto const meant = closest_match(name, parsed_.unknown_fields);
    auto const hint = meant.empty() ? "" : fmt::format("; did you mean 'mpc.{}'?", meant);
    report({0, 0}, "mpc." + name,
           fmt::format("missing (a case assigns baseMVA, bus, gen and branch){}", hint));
    return nullptr;
}

std::vector<MatpowerRow> MatpowerCase::rows(MatpowerTable const& table, MatlabField const* field) {
    std::vector<MatpowerRow> result;
    if (field == nullptr) {
        return result;
    }
    if (field->rows.empty() && !field->texts.empty()) {
        report(field->at, "mpc." + table.field, "not a matrix of numbers (found strings)");
    }
    for (auto const& row : field->rows) {
        auto const width = row.numbers.size();
        auto const first_width = field->rows.front().numbers.size();
        auto const path = fmt::format("mpc.{}({})", table.field, &row - field->rows.data() + 1);
        if (width < table.least) {
            report(row.at, path,
                   fmt::format("row has {} columns (at least {} are needed: {}) add the missing "
                               "ones",
                               width, table.least, fmt::join(table.columns, " ")));
        } else if (width != first_width) {
            report(row.at, path,
                   fmt::format("row has {} columns (the first row has {}; all rows of a matrix "
                               "are equally wide)",
                               width, first_width));
        }
        if (width >= table.least) {
            result.push_back({row, {file_, row.at.line, row.at.column}});
        }
    }
    return result;
}

void MatpowerCase::require_whole(MatpowerTable const& table, MatpowerRow const& row,
                                 std::size_t column, double least) {
    auto const& cell = row.cells.numbers[column];
    if (std::floor(cell.value) == cell.value && cell.value >= least && cell.value < 1e15) {
        return;
    }
    report(cell.at, fmt::format("mpc.{}.{}", table.field, table.columns[column]),
           fmt::format("not a whole number of at least {} (found {})", least, cell.value));
}

std::vector<MatlabText> MatpowerCase::texts(std::string const& name, std::size_t count) {
    auto const* field = find(name);
    if (field == nullptr) {
        return {};
    }
    if (field->texts.size() == count) {
        return field->texts;
    }
    report(field->at, "mpc." + name,
           fmt::format("has {} strings ({} rows need one each)", field->texts.size(), count));
    return {};
}

}  // namespace gridrush
