#include <cmath>

#include "policies/built_in.hpp"
#include "policies/curtailment/rules.hpp"

namespace gridrush {

/// Where a MW relieves the branches at their limits most; equals in proportion to their contracts.
/// Min sum c_i subject to PTDF c >= overload: the least cut where one branch is at its limit, the
/// best for the price-weighted sum of overloads where several are.
CurtailmentDecision split_technical_best(CurtailmentView const& view) {
    constexpr double step = 1e-6;  // rows of one bus are equal but for rounding
    std::vector<double> rank;
    for (double const relief : view.relief) {
        rank.push_back(-std::round(relief / step));
    }
    return split_by_rank(view, rank);
}

std::unique_ptr<CurtailmentPolicy> make_technical_best(Parameters const&) {
    return std::make_unique<SharedCut>(split_technical_best);
}

}  // namespace gridrush
