#include <algorithm>
#include <map>

#include "policies/interconnection/orderings/orderings.hpp"
#include "policies/interconnection/orderings/rows.hpp"

namespace gridrush {
namespace {

/// A sealed-bid auction of the capacity of each node, at one price for all who win.
///
/// Bids are ranked from the highest; each gets what is left, up to what it asked. All pay the
/// highest bid that was not served in full, or the reserve. Truthful bidding: for an applicant that
/// wants all of its megawatts or none (single-unit demand) and is served in full its own bid never
/// sets the price, so to bid what the connection is worth to it is a dominant strategy, as in a
/// second-price auction (Vickrey 1961). An applicant that values part of its megawatts
/// (multi-unit demand) can be served in part, and then its own bid is the price: it gains by
/// bidding less, or for less, than it wants (demand reduction; Ausubel et al. 2014).
class Auction : public Ordering {
public:
    explicit Auction(Parameters const& parameters)
        : period_months_{static_cast<int>(parameters.number("period_months"))},
          reserve_usd_per_mw_{parameters.number("reserve_usd_per_mw")} {
        time_.median_days = parameters.number("study_months") * days_per_month;
    }

    void rule(InterconnectionView const& view, std::span<std::size_t const> rows, Rng&,
              InterconnectionDecision& rulings) override {
        auto const close = period_start(view.now, period_months_);
        std::map<SubstationId, std::vector<std::size_t>> nodes;
        for (std::size_t const row : rows) {
            if (in_window(view, row, close) && view.bid_usd_per_mw[row] >= reserve_usd_per_mw_) {
                nodes[view.substation[row]].push_back(row);
            }
        }
        for (auto const& [node, bidders] : nodes) {
            study_jointly(view, bidders, Fit::by_price, time_, rulings);
        }
    }

    [[nodiscard]] StudyFinding share(InterconnectionView const& view,
                                     std::size_t row) const override {
        return share_in_order(view, ranked(view, row), row);
    }

    void settle(InterconnectionView const& view, std::size_t row, Ruling& ruling) const override {
        if (ruling.kind == RulingKind::grant) {
            ruling.price_usd_per_mw = price_usd_per_mw(view, row);
        } else {
            ruling.reason = RulingReason::outbid;
        }
    }

private:
    /// Highest bid first, equal ones by application.
    [[nodiscard]] static std::vector<std::size_t> ranked(InterconnectionView const& view,
                                                         std::size_t row) {
        auto bidders = rivals_of(view, row);
        std::ranges::stable_sort(bidders, [&](std::size_t a, std::size_t b) {
            return view.bid_usd_per_mw[a] > view.bid_usd_per_mw[b];
        });
        return bidders;
    }
    /// Of the last year that was studied.
    [[nodiscard]] double price_usd_per_mw(InterconnectionView const& view, std::size_t row) const {
        double price = reserve_usd_per_mw_;
        auto const bidders = ranked(view, row);
        for (std::size_t const bidder : bidders) {
            auto const found = share_in_order(view, bidders, bidder).firm_mw;
            double const served = found.empty() ? 0.0 : found.back();
            if (served < view.requested_mw[bidder] * (1.0 - 1e-9)) {
                price = std::max(price, view.bid_usd_per_mw[bidder]);
            }
        }
        return price;
    }

    int period_months_;
    double reserve_usd_per_mw_;
    StudyTime time_;
};

}  // namespace

std::span<ParameterInfo const> auction_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"period_months",
         12.0,
         1.0,
         60.0,
         {},
         "months between auctions, whole; counted from January 2000",
         "modelling choice: no live auction of connection capacity was found"},
        {"reserve_usd_per_mw",
         100000.0,
         0.0,
         1e9,
         {},
         "lowest bid that takes part: the cost of building a MW more",
         "all-in substation bay, 100,000 USD/MVA (unverified)"},
        {"study_months",
         2.0,
         0.0,
         60.0,
         {},
         "from the close of bids to the result, months",
         "modelling choice"}};
    return declared;
}

std::unique_ptr<Ordering> make_auction(Parameters const& parameters) {
    return std::make_unique<Auction>(parameters);
}

}  // namespace gridrush
