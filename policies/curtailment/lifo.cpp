#include <algorithm>
#include <numeric>

#include "policies/built_in.hpp"
#include "policies/curtailment/split.hpp"

namespace gridrush {
namespace {

/// Newest first, by date of energisation; of one date the later row first.
class Lifo : public CurtailmentPolicy {
public:
    double offer_usd_per_mwh(double) const override { return tier_usd_per_mwh; }
    CurtailmentDecision decide(CurtailmentView const& view, Rng&) override {
        std::vector<std::size_t> order(view.site.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
            return std::pair{view.energised_at[a], view.site[a]} >
                   std::pair{view.energised_at[b], view.site[b]};
        });
        return split_in_order(view, order);
    }
};

}  // namespace

std::unique_ptr<CurtailmentPolicy> make_lifo(Parameters const&) {
    return std::make_unique<Lifo>();
}

}  // namespace gridrush
