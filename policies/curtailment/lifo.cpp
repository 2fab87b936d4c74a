#include <algorithm>
#include <numeric>
#include <utility>

#include "policies/built_in.hpp"
#include "policies/curtailment/rules.hpp"

namespace gridrush {

/// Newest first, by date of energisation; of one date the later site first.
CurtailmentDecision split_lifo(CurtailmentView const& view) {
    std::vector<std::size_t> order(view.site.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        return std::pair{view.energised_at[a], view.site[a]} >
               std::pair{view.energised_at[b], view.site[b]};
    });
    return split_in_order(view, order);
}

std::unique_ptr<CurtailmentPolicy> make_lifo(Parameters const&) {
    return std::make_unique<SharedCut>(split_lifo);
}

}  // namespace gridrush
