#include "policies/built_in.hpp"
#include "policies/curtailment/split.hpp"

namespace gridrush {
namespace {

/// c_i = C E_i / sum E, E the contracted MW; one tier at the price that most loads would accept.
class ProRata : public CurtailmentPolicy {
public:
    double offer_usd_per_mwh(double) const override { return tier_usd_per_mwh; }
    CurtailmentDecision decide(CurtailmentView const& view, Rng&) override {
        return split_in_proportion(view, view.contracted_mw);
    }
};

}  // namespace

std::unique_ptr<CurtailmentPolicy> make_pro_rata(Parameters const&) {
    return std::make_unique<ProRata>();
}

}  // namespace gridrush
