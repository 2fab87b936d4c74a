#pragma once

#include <span>
#include <vector>

#include "topology/ids.hpp"
#include "topology/time.hpp"
#include "policies/policy.hpp"

namespace gridrush {

/// The sites among which a cut is to be split, as columns of equal length. All MW >= 0.
struct CurtailmentView {
    TimePoint now;
    double interval_h = 1.0;
    double cut_mw = 0.0;  ///< to be split; at most the sum of cuttable_mw
    std::span<SiteId const> site;
    std::span<double const> contracted_mw;
    std::span<double const> cuttable_mw;      ///< what may be taken from the site in this cut
    std::span<double const> bid_usd_per_mwh;  ///< what an interruption is worth to the site
    std::span<TimePoint const> energised_at;  ///< seniority; ties by site
};

/// Price of the one tier of policies without bids, USD/MWh. Below the value of lost load and above
/// any generator or mine, so that it is used last before an emergency. Modelling choice: the PJM
/// connect-and-manage credit of about 1,500 USD/MWh (filing of 2026-08-13).
inline constexpr double tier_usd_per_mwh = 1500.0;

/// MW to cut per row of the view: 0 <= cut <= cuttable_mw, sum = cut_mw.
using CurtailmentDecision = std::vector<double>;

/// Who bears a cut. Before the dispatch the policy says at what price each site's interruptible MW
/// may be left unserved; after it, how a cut is shared among sites of the same price.
class CurtailmentPolicy : public Policy<CurtailmentView, CurtailmentDecision> {
public:
    /// Price at which the dispatch may leave a site's interruptible MW unserved, USD/MWh; a
    /// number that is not negative. Asked once per site whenever contracts or bids change. Sites of
    /// one price form a tier. Infinity: not interruptible in a normal state.
    [[nodiscard]] virtual double offer_usd_per_mwh(double bid_usd_per_mwh) const = 0;
};

}  // namespace gridrush
