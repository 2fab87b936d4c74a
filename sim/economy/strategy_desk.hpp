#pragma once

#include <span>

#include "topology/random.hpp"
#include "sim/operations/policy_calls.hpp"
#include "sim/world.hpp"

namespace gridrush {

/// Asks the strategy policy what mines turn into, and judges its answer.
class StrategyDesk {
public:
    StrategyDesk(World const& world, Experiment const& experiment, StrategyPolicy& policy,
                 PolicyCalls& calls);

    /// At the end of a quarter, before its sums are set back.
    void review(TimePoint now);

    /// Wall-clock seconds inside the policy.
    [[nodiscard]] double policy_wall_s() const { return policy_wall_s_; }

private:
    void judge(StrategyDecision const& uses, std::span<SiteId const> mines, TimePoint now);

    World const& world_;
    Experiment const& experiment_;
    StrategyPolicy& policy_;
    PolicyCalls& calls_;
    Rng rng_;
    double policy_wall_s_ = 0.0;
};

}  // namespace gridrush
