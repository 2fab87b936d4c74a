#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json.hpp>

#include "topology/grid.hpp"
#include "sim/operations/outage_series.hpp"

namespace gridrush {

/// Single branch outages of many hours of a grid.
struct N1SeriesReport {
    Grid const& grid;
    TimePoint start;
    Security security;
    OutageSeries series;
};

/// Per rating the totals, the branches that outages overload and the worst outages, at most
/// `most_rows` each.
[[nodiscard]] std::string n1_series_text(N1SeriesReport const& report, std::size_t most_rows);
[[nodiscard]] nlohmann::ordered_json n1_series_json(N1SeriesReport const& report);

/// What `--csv` writes: a line per hour, rating, outage and overloaded branch.
[[nodiscard]] std::string n1_csv_header();
[[nodiscard]] std::string n1_csv_lines(Grid const& grid, TimePoint start,
                                       std::span<HourOverload const> overloads);

}  // namespace gridrush
