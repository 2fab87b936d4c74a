#pragma once

#include <span>
#include <vector>

#include "policies/interconnection/interconnection.hpp"
#include "sim/interconnection/joint_lp.hpp"

namespace gridrush {

/// How a group shares what fits.
struct FitRule {
    Fit fit = Fit::in_order;
    std::span<double const> bid_usd_per_mw{};  ///< per request; for Fit::by_price, empty = all 0
};

/// What a fit is held to, MW per request.
struct FitBounds {
    std::span<double const> asked_mw;            ///< what shares are shares of
    std::span<double const> lower_mw, upper_mw;  ///< 0 <= lower <= upper
};

/// Shares what fits in the year that `lp` holds, into `mw`, by the rule:
///   most           max sum of MW; of equal sums the one that serves earlier requests first
///   in_order       each request as far as it goes before the next (those behind at their lower)
///   by_price       the same, highest bid first, of equal ones the earlier
///   in_proportion  max-min of MW over asked: raised together, who is stuck stays, the others go on
/// Where the lower bounds do not fit they are 0.
[[nodiscard]] SolveStatus fit(JointLp& lp, FitRule const& rule, FitBounds const& bounds,
                              std::vector<double>& mw);

/// Whether exactly `mw` is carried.
[[nodiscard]] SolveStatus carries(JointLp& lp, std::span<double const> mw);

}  // namespace gridrush
