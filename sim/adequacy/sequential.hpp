#pragma once

#include <cstdint>
#include <vector>

#include "sim/adequacy/hourly_demand.hpp"
#include "sim/adequacy/indices.hpp"
#include "sim/adequacy/unit_fleet.hpp"

namespace gridrush {

struct SequentialSettings {
    std::uint32_t years = 1000;
    std::uint64_t seed = 1;
    unsigned jobs = 1;  ///< threads; the results are the same for any number
};

/// Every year's indices of every demand: one row of `settings.years` per demand, all demands under
/// the same outages. Chronological Monte Carlo in continuous time: units fail and are repaired
/// after exponential times, each from its own stream of (seed, outage, unit, year), and every year
/// starts in the long-run mix of up and out. `lole_d` weighs a day by the part of its peak hour
/// that is short, so that its mean is the convolution's LOLE. Precondition: at least one demand,
/// all of the same length; `jobs` >= 1.
[[nodiscard]] std::vector<std::vector<AdequacyIndices>> simulate_years(
    UnitFleet const& fleet, std::vector<HourlyDemand> const& demands,
    SequentialSettings const& settings);

}  // namespace gridrush
