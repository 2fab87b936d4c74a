#include "policies/built_in.hpp"

namespace gridrush {
namespace {

class KeepMining : public StrategyPolicy {
public:
    StrategyDecision decide(StrategyView const& view, Rng&) override {
        return StrategyDecision(view.site.size(), MineUse::mine);
    }
};

}  // namespace

std::unique_ptr<StrategyPolicy> make_keep_mining(Parameters const&) {
    return std::make_unique<KeepMining>();
}

}  // namespace gridrush
