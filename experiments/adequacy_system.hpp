#pragma once

#include <filesystem>
#include <vector>

#include "sim/adequacy/hourly_demand.hpp"
#include "sim/adequacy/unit_fleet.hpp"

namespace gridrush {

/// What an adequacy study needs: units and the load of every hour of one year, on a single bus.
struct AdequacySystem {
    UnitFleet fleet;
    HourlyDemand firm;
};

/// Reads a folder with two CSV files; other files and columns are ignored.
/// - `generators.csv`: `type,mw,mttf_h,mttr_h`, and optionally `count` (1) and `for` (from the
///   times). A row is `count` units, named `type#1`, `type#2`, …
/// - `load_hourly_mw*.csv`, one file: `hour,mw`, hours 0, 1, 2, … in order, whole days.
/// Throws InputError with every mistake found, by file, line and column.
[[nodiscard]] AdequacySystem read_adequacy_system(std::filesystem::path const& folder);

}  // namespace gridrush
