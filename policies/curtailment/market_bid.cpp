#include <algorithm>
#include <numeric>

#include "policies/built_in.hpp"
#include "policies/curtailment/split.hpp"

namespace gridrush {
namespace {

/// Cheapest bid first; of one bid the earlier row first.
class MarketBid : public CurtailmentPolicy {
public:
    explicit MarketBid(Parameters const& parameters)
        : payment_{parameters.text("payment") == "as_bid" ? CutPayment::as_bid
                                                          : CutPayment::clearing} {}

    double offer_usd_per_mwh(double bid_usd_per_mwh) const override { return bid_usd_per_mwh; }
    CutPayment payment() const override { return payment_; }
    CurtailmentDecision decide(CurtailmentView const& view, Rng&) override {
        std::vector<std::size_t> order(view.site.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::stable_sort(order, {},
                                 [&](std::size_t row) { return view.bid_usd_per_mwh[row]; });
        return split_in_order(view, order);
    }

private:
    CutPayment payment_;
};

}  // namespace

std::span<ParameterInfo const> market_bid_parameters() {
    static std::vector<ParameterInfo> const declared{
        {.name = "payment",
         .default_value = std::string{"as_bid"},
         .choices = {"as_bid", "clearing"},
         .description = "who is cut is paid its own bid, or the highest that was cut with it",
         .source = "modelling choice: the bids of the worked case are costs, which as_bid covers"}};
    return declared;
}

std::unique_ptr<CurtailmentPolicy> make_market_bid(Parameters const& parameters) {
    return std::make_unique<MarketBid>(parameters);
}

}  // namespace gridrush
