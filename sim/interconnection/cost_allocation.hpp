#pragma once

#include <span>
#include <vector>

#include "policies/interconnection/connection_rules.hpp"

namespace gridrush {

/// Shares, summing to 1, in which the requests of a joint study bear an upgrade by the rule.
/// `impact_mw`: per request, what it adds to the element (StudyAnswer::impact_mw); relief (< 0)
/// counts as none. `tipping`: row of the request that first puts the element over, -1 = unknown.
/// - tipping_pays: the tipping request bears all of it;
/// - by_impact: in proportion to the impacts;
/// - per_capita: those with an impact in equal parts.
/// Where nobody has an impact the tipping request bears it, and where that is unknown all of them
/// in equal parts. Precondition: at least one request.
[[nodiscard]] std::vector<double> cost_shares(CostRule rule, std::span<double const> impact_mw,
                                              int tipping);

}  // namespace gridrush
