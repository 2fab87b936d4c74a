#include <algorithm>

#include "policies/built_in.hpp"
#include "policies/curtailment/rules.hpp"

namespace gridrush {

/// c_i = min(cuttable_i, level): all lose the same MW, but for those that cannot lose as much.
CurtailmentDecision split_equal_mw(CurtailmentView const& view) {
    auto const level = filling_level(view.cuttable_mw, view.cut_mw);
    CurtailmentDecision cut(view.site.size());
    for (std::size_t row = 0; row < cut.size(); ++row) {
        cut[row] = std::min(view.cuttable_mw[row], level);
    }
    return cut;
}

std::unique_ptr<CurtailmentPolicy> make_equal_mw(Parameters const&) {
    return std::make_unique<SharedCut>(split_equal_mw);
}

}  // namespace gridrush
