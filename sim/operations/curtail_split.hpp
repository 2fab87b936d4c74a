#pragma once

#include <span>
#include <vector>

#include "policies/curtailment/curtailment.hpp"
#include "sim/operations/curtail_ladder.hpp"
#include "sim/operations/policy_calls.hpp"

namespace gridrush {

/// How the policy is asked to share a cut among rungs of one tier, and what becomes of an answer
/// that breaks a rule.
class CutSplitter {
public:
    /// All must outlive this object.
    CutSplitter(World const& world, Experiment const& experiment, Ladder& ladder,
                CutLedger const& ledger, CurtailmentPolicy& policy, PolicyCalls& calls);

    /// MW per member (rows of the ladder), each at most its entry of `most_mw`, that sum to
    /// `cut_mw`. Precondition: 0 < cut_mw <= the sum of most_mw; all members of one tier.
    [[nodiscard]] std::vector<double> split(std::span<std::size_t const> members,
                                            std::span<double const> most_mw, double cut_mw,
                                            TimePoint now, double interval_h);

    /// Takes over how much a MW less at a site relieves branches at their limits: less load there
    /// and as much less generation where power is cheapest, valued at the prices of the branches.
    void set_relief(std::span<double const> lmp_usd_per_mwh, int binding_branches,
                    Islands const& islands);
    /// Of a site, USD/MWh. Precondition: branches are at their limits.
    [[nodiscard]] double relief_usd(std::size_t site) const { return relief_usd_[site]; }
    void forget_relief() { relief_usd_.clear(); }
    /// Of all that the policy draws.
    [[nodiscard]] Rng& rng() { return rng_; }
    /// Wall-clock seconds inside the policy.
    [[nodiscard]] double policy_wall_s() const { return wall_s_; }

private:
    void fill(std::span<std::size_t const> members);
    [[nodiscard]] CurtailmentDecision ask(CurtailmentView const& view);
    void judge(CurtailmentDecision const& cut, CurtailmentView const& view);

    World const& world_;
    Experiment const& experiment_;
    Ladder& ladder_;
    CutLedger const& ledger_;
    CurtailmentPolicy& policy_;
    PolicyCalls& calls_;
    Rng rng_;
    std::vector<double> relief_usd_;  ///< by site; empty = no branch at its limit
    struct Columns {
        std::vector<SiteId> site;
        std::vector<double> contracted_mw, bid_usd_per_mwh, paid_usd_per_mwh, cut_hours, cut_mwh,
            hours_left, mwh_left, relief;
        std::vector<TimePoint> energised_at, last_cut_at;
        std::vector<std::int32_t> contract_class;
    } columns_;
    double wall_s_ = 0.0;
};

}  // namespace gridrush
