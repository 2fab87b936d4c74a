#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "policies/curtailment/split.hpp"
#include "policies/parameters.hpp"

namespace gridrush {

/// How a cut is shared among sites of one price: one rule per .cpp, a function of the view alone.
using SplitRule = CurtailmentDecision (*)(CurtailmentView const&);

[[nodiscard]] CurtailmentDecision split_pro_rata(CurtailmentView const& view);
[[nodiscard]] CurtailmentDecision split_lifo(CurtailmentView const& view);
[[nodiscard]] CurtailmentDecision split_fifo(CurtailmentView const& view);
[[nodiscard]] CurtailmentDecision split_equal_mw(CurtailmentView const& view);
[[nodiscard]] CurtailmentDecision split_max_min_fair(CurtailmentView const& view);
[[nodiscard]] CurtailmentDecision split_rota(CurtailmentView const& view);
[[nodiscard]] CurtailmentDecision split_technical_best(CurtailmentView const& view);
[[nodiscard]] CurtailmentDecision split_by_class(CurtailmentView const& view);

/// Precondition: `name` is one of the choices of split_parameter().
[[nodiscard]] SplitRule split_rule(std::string_view name);
/// `split`, of policies that say more than how cuts are shared.
[[nodiscard]] ParameterInfo split_parameter();

/// All sites are one tier, and a rule shares its cuts.
class SharedCut : public CurtailmentPolicy {
public:
    explicit SharedCut(SplitRule rule) : rule_{rule} {}
    /// By the parameter `split`.
    explicit SharedCut(Parameters const& parameters)
        : SharedCut{split_rule(parameters.text("split"))} {}

    [[nodiscard]] double offer_usd_per_mwh(double) const override { return tier_usd_per_mwh; }
    [[nodiscard]] CurtailmentDecision decide(CurtailmentView const& view, Rng&) override {
        return rule_(view);
    }

private:
    SplitRule rule_;
};

}  // namespace gridrush
