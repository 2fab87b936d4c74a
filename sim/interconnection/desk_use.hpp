#pragma once

#include <vector>

#include "policies/interconnection/connection_rules.hpp"
#include "sim/world.hpp"

namespace gridrush {

/// Compares what large loads use with what they have contracted, for Terms::use_or_lose.
class DeskUse {
public:
    /// Both must outlive this object.
    DeskUse(World const& world, UseOrLose const& rule);

    /// MW that the site loses, at a month's end of one in full operation. Its periods begin at the
    /// first. What the grid cut counts as used. `waiting`: someone waits for capacity.
    [[nodiscard]] double find_lost_mw(std::size_t site, TimePoint now, bool waiting);

private:
    struct Record {
        TimePoint period_since = TimePoint::min();
        int months = 0;  ///< of the period
        double used_mwh_before = 0.0;
        int idle_periods = 0;
        double idle_use_mw = 0.0;  ///< highest mean use of the idle periods
    };
    [[nodiscard]] double used_mwh(std::size_t site) const;

    World const& world_;
    UseOrLose const& rule_;
    std::vector<Record> records_;  ///< per site
};

}  // namespace gridrush
