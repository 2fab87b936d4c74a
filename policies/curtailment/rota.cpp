#include <algorithm>
#include <numeric>
#include <tuple>

#include "policies/built_in.hpp"
#include "policies/curtailment/rules.hpp"

namespace gridrush {

/// The turn goes round: first who has not been cut for the longest time, of those who has been cut
/// for the fewest hours of the year, then by site.
CurtailmentDecision split_rota(CurtailmentView const& view) {
    std::vector<std::size_t> order(view.site.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t row) {
        return std::tuple{view.last_cut_at[row], view.cut_hours[row], view.site[row]};
    });
    return split_in_order(view, order);
}

std::unique_ptr<CurtailmentPolicy> make_rota(Parameters const&) {
    return std::make_unique<SharedCut>(split_rota);
}

}  // namespace gridrush
