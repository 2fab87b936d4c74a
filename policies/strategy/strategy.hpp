#pragma once

#include <span>
#include <vector>

#include "topology/ids.hpp"
#include "topology/time.hpp"
#include "policies/policy.hpp"

namespace gridrush {

/// The mines at a quarter's end. Columns of equal length.
struct StrategyView {
    TimePoint now;
    std::span<SiteId const> site;
    std::span<double const> contracted_mw;
    std::span<double const> mined_mwh;   ///< in the last quarter
    std::span<double const> margin_usd;  ///< revenue less energy cost in the last quarter
    double hashprice_usd_per_ph_day = 0.0;
};

/// What a mine turns into.
enum class MineUse { mine };

/// One row per site of the view.
using StrategyDecision = std::vector<MineUse>;
using StrategyPolicy = Policy<StrategyView, StrategyDecision>;

}  // namespace gridrush
