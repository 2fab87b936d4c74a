#include "policies/built_in.hpp"
#include "policies/curtailment/rules.hpp"

namespace gridrush {

/// Contract classes one after the other, each in proportion to its contracts.
CurtailmentDecision split_by_class(CurtailmentView const& view) {
    std::vector<double> const rank(view.contract_class.begin(), view.contract_class.end());
    return split_by_rank(view, rank);
}

std::unique_ptr<CurtailmentPolicy> make_contract_class_then_pro_rata(Parameters const&) {
    return std::make_unique<SharedCut>(split_by_class);
}

}  // namespace gridrush
