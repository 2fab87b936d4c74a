#include <limits>

#include "policies/built_in.hpp"
#include "policies/curtailment/split.hpp"

namespace gridrush {
namespace {

/// Nobody is interruptible; what an emergency takes is shared by contracted megawatts.
class None : public CurtailmentPolicy {
public:
    double offer_usd_per_mwh(double) const override {
        return std::numeric_limits<double>::infinity();
    }
    CurtailmentDecision decide(CurtailmentView const& view, Rng&) override {
        return split_in_proportion(view, view.contracted_mw);
    }
};

}  // namespace

std::unique_ptr<CurtailmentPolicy> make_none(Parameters const&) {
    return std::make_unique<None>();
}

}  // namespace gridrush
