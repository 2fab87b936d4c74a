#include "policies/built_in.hpp"
#include "policies/curtailment/rules.hpp"

namespace gridrush {

/// c_i = C E_i / sum E, E the contracted MW.
CurtailmentDecision split_pro_rata(CurtailmentView const& view) {
    return split_in_proportion(view, view.contracted_mw);
}

std::unique_ptr<CurtailmentPolicy> make_pro_rata(Parameters const&) {
    return std::make_unique<SharedCut>(split_pro_rata);
}

}  // namespace gridrush
