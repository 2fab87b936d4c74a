#pragma once

#include <span>
#include <vector>

#include "topology/ids.hpp"
#include "topology/time.hpp"
#include "policies/policy.hpp"

namespace gridrush {

/// Where load could go, per site, at a month's end. Columns of equal length.
struct MigrationView {
    TimePoint now;
    std::span<SiteId const> site;
    std::span<double const> contracted_mw;
    std::span<double const> served_mwh;  ///< in the last month
    std::span<double const> cut_mwh;     ///< in the last month, not by its own price response
    std::span<double const> price_usd_per_mwh;  ///< mean LMP at the site in the last month
};

/// Load that leaves a site for another.
struct Move {
    SiteId from;
    SiteId to;
    double mw = 0.0;
};

using MigrationDecision = std::vector<Move>;
using MigrationPolicy = Policy<MigrationView, MigrationDecision>;

}  // namespace gridrush
