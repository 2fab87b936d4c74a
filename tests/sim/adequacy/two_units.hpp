#pragma once

#include <vector>

#include "sim/adequacy/hourly_demand.hpp"
#include "sim/adequacy/unit_fleet.hpp"

namespace gridrush::testing {

/// 100 MW out 10 % of the time and 50 MW out 20 %: 0, 50, 100, 150 MW are out with probability
/// 0.72, 0.18, 0.08, 0.02.
inline std::vector<UnitSpec> two_units() {
    return {{{}, "big", 100.0, 0.1, 900.0, 100.0}, {{}, "small", 50.0, 0.2, 400.0, 100.0}};
}

/// 60 MW, but 120 MW in the last hour of every day.
inline HourlyDemand days_of_60_and_120_mw(int days) {
    HourlyLoadSpec load;
    for (int day = 0; day < days; ++day) {
        load.mw.insert(load.mw.end(), 23, 60.0);
        load.mw.push_back(120.0);
    }
    return HourlyDemand{load};
}

}  // namespace gridrush::testing
