#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "topology/grid.hpp"
#include "sim/operations/hosting.hpp"

namespace gridrush {

/// Curtailed shares of a new load's energy that a report of several hours has columns for.
inline constexpr std::array hosting_rates{0.0, 0.0025, 0.005, 0.01};

/// The largest new load at some buses, in one hour or in several.
struct HostingReport {
    Grid const& grid;
    HostingSpec spec;
    std::vector<BusId> buses;
    std::vector<TimePoint> hours;
    std::vector<HostingAnswer> answers;  ///< hours x buses
};

/// One hour: the most room first, with what limits it. Several: load by curtailed share of energy.
[[nodiscard]] std::string hosting_text(HostingReport const& report, std::size_t most_rows);
/// Every bus in the order asked for.
[[nodiscard]] nlohmann::ordered_json hosting_json(HostingReport const& report);
/// A row per hour and bus.
[[nodiscard]] std::string hosting_csv(HostingReport const& report);

}  // namespace gridrush
