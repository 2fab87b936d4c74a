#include "experiments/demand_file.hpp"

#include <cmath>

#include <fmt/format.h>

#include "topology/importers/csv.hpp"
#include "experiments/gzip_file.hpp"

namespace gridrush {
namespace {

/// False where the rest of the file can only repeat the mistake.
bool check_hour(CsvRow const& row, std::string const& time_column, std::size_t index,
                HeadroomSpec& spec) {
    auto const time = parse_time(row.text(time_column));
    if (!time) {
        row.report(time_column, fmt::format("not a time (found '{}'; want 2024-01-31 06:00:00)",
                                            row.text(time_column)));
        return false;
    }
    if (index == 0) {
        spec.first_hour = *time;
    }
    TimePoint const expected = spec.first_hour + std::chrono::hours{index};
    if (*time != expected) {
        row.report(time_column,
                   fmt::format("not the hour after the row above (expected {}; the method needs "
                               "every hour once, in order)",
                               format_time(expected)));
        return false;
    }
    return true;
}

double demand_mw(CsvRow const& row, std::string const& column, std::size_t position) {
    double const mw = row.number_at(position);
    if (!(mw >= 0.0 && std::isfinite(mw))) {
        row.report(column, fmt::format("demand must be at least 0 MW (found {} MW)", mw));
        return 0.0;
    }
    return mw;
}

}  // namespace

HeadroomSpec read_demand_file(std::string const& path, std::string const& column, Issues& issues) {
    HeadroomSpec spec;
    auto const text = read_gzip_file(path);
    if (!text) {
        issues.push_back({{path, 0, 0}, "", "cannot be read (no such file, or damaged)"});
        return spec;
    }
    CsvTable const table{*text, path, issues};
    if (table.columns().empty()) {
        return spec;
    }
    std::string const& time_column = table.columns().front();
    auto const position = table.find(column);
    if (!position || *position == 0) {
        std::vector<std::string> const known{table.columns().begin() + 1, table.columns().end()};
        issues.push_back({table.column_at(0), "--column", unknown_word("column", column, known)});
        return spec;
    }
    for (std::size_t i = 0; i < table.size(); ++i) {
        CsvRow const row = table[i];
        if (!check_hour(row, time_column, i, spec)) {
            return spec;
        }
        spec.demand_mw.push_back(demand_mw(row, column, *position));
    }
    return spec;
}

}  // namespace gridrush
