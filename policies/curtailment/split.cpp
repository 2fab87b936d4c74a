#include "policies/curtailment/split.hpp"

#include <algorithm>

namespace gridrush {

CurtailmentDecision split_in_proportion(CurtailmentView const& view,
                                        std::span<double const> weight) {
    auto const rows = view.site.size();
    CurtailmentDecision cut(rows, 0.0);
    double left = view.cut_mw;
    // Each pass fills at least one row to its limit or places all that is left.
    for (std::size_t pass = 0; pass <= rows && left > 0.0; ++pass) {
        double open_weight = 0.0;
        double open_mw = 0.0;
        for (std::size_t row = 0; row < rows; ++row) {
            if (cut[row] < view.cuttable_mw[row]) {
                open_weight += weight[row];
                open_mw += view.cuttable_mw[row] - cut[row];
            }
        }
        if (open_mw <= 0.0) {
            break;
        }
        double placed = 0.0;
        for (std::size_t row = 0; row < rows; ++row) {
            auto const room = view.cuttable_mw[row] - cut[row];
            if (room <= 0.0) {
                continue;
            }
            auto const share = open_weight > 0.0 ? weight[row] / open_weight : room / open_mw;
            auto const part = std::min(room, left * share);
            cut[row] = std::min(cut[row] + part, view.cuttable_mw[row]);
            placed += part;
        }
        left -= placed;
        if (placed <= 0.0) {
            break;
        }
    }
    return cut;
}

CurtailmentDecision split_in_order(CurtailmentView const& view,
                                   std::span<std::size_t const> order) {
    CurtailmentDecision cut(view.site.size(), 0.0);
    double left = view.cut_mw;
    for (auto const row : order) {
        cut[row] = std::min(left, view.cuttable_mw[row]);
        left -= cut[row];
    }
    return cut;
}

}  // namespace gridrush
