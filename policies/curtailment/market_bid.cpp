#include <algorithm>
#include <numeric>

#include "policies/built_in.hpp"
#include "policies/curtailment/split.hpp"

namespace gridrush {
namespace {

/// Cheapest bid first; of one bid the earlier row first.
class MarketBid : public CurtailmentPolicy {
public:
    double offer_usd_per_mwh(double bid_usd_per_mwh) const override { return bid_usd_per_mwh; }
    CurtailmentDecision decide(CurtailmentView const& view, Rng&) override {
        std::vector<std::size_t> order(view.site.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::stable_sort(order, {},
                                 [&](std::size_t row) { return view.bid_usd_per_mwh[row]; });
        return split_in_order(view, order);
    }
};

}  // namespace

std::unique_ptr<CurtailmentPolicy> make_market_bid(Parameters const&) {
    return std::make_unique<MarketBid>();
}

}  // namespace gridrush
