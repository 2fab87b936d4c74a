#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sim/operations/dispatch_offers.hpp"

namespace gridrush {

/// Least-cost filling of every island's demand when the network binds nowhere: columns in the order
/// of their cost, equal costs in proportion to their widths (so that nobody's rank in the input
/// matters), DC lines where they are told to be.
class MeritOrder {
public:
    /// Columns, costs or islands changed.
    void sort(OfferStack const& offers, Islands const& islands);

    /// Fills x; `dc` is what the DC columns do. Returns whether this is the optimum of the problem
    /// without branch limits: demand met exactly, and no DC line that should rather move.
    /// The price of an island is the cost of the last column that was filled, also where demand
    /// ends exactly with it; where nothing was, that of its cheapest column; NaN where there is
    /// neither a column nor demand.
    bool fill(OfferStack const& offers, std::span<double const> dc);

    [[nodiscard]] bool sorted_for(Islands const& islands) const {
        return island_of_bus_ == islands.island_of_bus;
    }
    [[nodiscard]] std::span<double const> x() const { return x_; }
    [[nodiscard]] std::span<double const> price_of_island() const { return price_; }

private:
    struct Group {
        std::size_t begin, end;  ///< in order_
        double usd_per_mwh;
    };

    bool fill_island(OfferStack const& offers, std::size_t island, double demand);
    [[nodiscard]] bool dc_lines_rest(OfferStack const& offers) const;

    std::vector<int> island_of_bus_;
    std::vector<std::size_t> order_;
    std::vector<Group> groups_;
    std::vector<std::size_t> first_group_;  ///< per island and one more
    std::vector<double> x_, price_, demand_;
};

}  // namespace gridrush
