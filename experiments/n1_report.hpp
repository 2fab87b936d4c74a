#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "topology/contingency.hpp"
#include "topology/grid.hpp"

namespace gridrush {

[[nodiscard]] std::string_view word(RatingKind kind);
[[nodiscard]] std::string_view word(OutageKind kind);

/// Single branch outages of one snapshot of a grid.
struct N1Report {
    Grid const& grid;
    ContingencyScreen const& screen;
    RatingKind rating;
    std::span<double const> flow_mw;  ///< of the intact network
    ContingencyResults results;
};

/// The worst outages first, at most `most_rows`.
[[nodiscard]] std::string n1_text(N1Report const& report, std::size_t most_rows);
/// Every outage in the order of the grid, with the branches it overloads.
[[nodiscard]] nlohmann::ordered_json n1_json(N1Report const& report);

}  // namespace gridrush
