#include "policies/built_in.hpp"

namespace gridrush {
namespace {

class Nameplate : public LoadingPolicy {
public:
    LoadingDecision decide(LoadingView const& view, Rng&) override {
        return {view.firm_mw.begin(), view.firm_mw.end()};
    }
};

}  // namespace

std::unique_ptr<LoadingPolicy> make_nameplate(Parameters const&) {
    return std::make_unique<Nameplate>();
}

}  // namespace gridrush
