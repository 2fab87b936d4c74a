#include <algorithm>

#include "policies/built_in.hpp"
#include "policies/curtailment/rules.hpp"

namespace gridrush {

/// Of the MW that the cut is about (cuttable_mw), what is served is max-min fair: nobody could be
/// served more without somebody who is served less losing some. served_i = min(cuttable_i, level).
CurtailmentDecision split_max_min_fair(CurtailmentView const& view) {
    double most = 0.0;
    for (double const mw : view.cuttable_mw) {
        most += mw;
    }
    auto const level = filling_level(view.cuttable_mw, std::max(0.0, most - view.cut_mw));
    CurtailmentDecision cut(view.site.size());
    for (std::size_t row = 0; row < cut.size(); ++row) {
        cut[row] = std::max(0.0, view.cuttable_mw[row] - level);
    }
    return cut;
}

std::unique_ptr<CurtailmentPolicy> make_max_min_fair(Parameters const&) {
    return std::make_unique<SharedCut>(split_max_min_fair);
}

}  // namespace gridrush
