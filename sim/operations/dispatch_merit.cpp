#include "sim/operations/dispatch_merit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace gridrush {

namespace {

constexpr double balance_tolerance_mw = 1e-9;
constexpr double price_tolerance = 1e-9;

}  // namespace

void MeritOrder::sort(OfferStack const& offers, Islands const& islands) {
    island_of_bus_ = islands.island_of_bus;
    auto const count = static_cast<std::size_t>(islands.count);
    auto const island = [&](std::size_t j) {
        return static_cast<std::size_t>(island_of_bus_[offers.columns()[j].to.index()]);
    };
    order_.clear();
    for (std::size_t j = 0; j < offers.size(); ++j) {
        if (j < offers.dc_begin() || j >= offers.cuts_begin()) {
            order_.push_back(j);
        }
    }
    std::ranges::sort(order_, {},
                      [&](std::size_t j) { return std::tuple{island(j), offers.cost()[j], j}; });
    groups_.clear();
    first_group_.assign(1, 0);
    for (std::size_t i = 0; i < order_.size(); ++i) {
        auto const j = order_[i];
        while (first_group_.size() <= island(j)) {
            first_group_.push_back(groups_.size());
        }
        bool const opens =
            groups_.size() == first_group_.back() || groups_.back().usd_per_mwh != offers.cost()[j];
        if (opens) {
            groups_.push_back({i, i, offers.cost()[j]});
        }
        groups_.back().end = i + 1;
    }
    first_group_.resize(count + 1, groups_.size());
    x_.assign(offers.size(), 0.0);
    price_.assign(count, 0.0);
    demand_.assign(count, 0.0);
}

bool MeritOrder::fill_island(OfferStack const& offers, std::size_t island, double demand) {
    auto const width = offers.width();
    double left = demand;
    double cheapest = std::numeric_limits<double>::quiet_NaN();
    double price = cheapest;
    for (auto g = first_group_[island]; g < first_group_[island + 1]; ++g) {
        auto const& group = groups_[g];
        double total = 0.0;
        for (auto i = group.begin; i < group.end; ++i) {
            total += width[order_[i]];
        }
        if (total <= 0.0) {
            continue;
        }
        if (std::isnan(cheapest)) {
            cheapest = group.usd_per_mwh;
        }
        if (left <= balance_tolerance_mw) {
            break;
        }
        double const share = std::min(1.0, left / total);
        for (auto i = group.begin; i < group.end; ++i) {
            x_[order_[i]] = share * width[order_[i]];
        }
        left -= share * total;
        price = group.usd_per_mwh;
    }
    price_[island] = std::isnan(price) ? cheapest : price;
    return std::abs(left) <= 1e3 * balance_tolerance_mw;
}

/// Moving a DC line pays where the price at its sinking end, less losses, is not that at its
/// source.
bool MeritOrder::dc_lines_rest(OfferStack const& offers) const {
    for (auto j = offers.dc_begin(); j < offers.cuts_begin(); ++j) {
        auto const& column = offers.columns()[j];
        auto const price = [&](BusId bus) {
            return price_[static_cast<std::size_t>(island_of_bus_[bus.index()])];
        };
        double const gain = column.received * price(column.to) - price(column.from);
        bool const wants_more = !(gain <= price_tolerance) && x_[j] < offers.width()[j];
        bool const wants_less = !(gain >= -price_tolerance) && x_[j] > 0.0;
        if (wants_more || wants_less) {
            return false;
        }
    }
    return true;
}

bool MeritOrder::fill(OfferStack const& offers, std::span<double const> dc) {
    std::ranges::fill(x_, 0.0);
    std::ranges::fill(demand_, 0.0);
    auto const base = offers.base_injection_mw();
    auto const island = [this](BusId bus) {
        return static_cast<std::size_t>(island_of_bus_[bus.index()]);
    };
    for (std::size_t b = 0; b < base.size(); ++b) {
        demand_[island(BusId{b})] -= base[b];
    }
    for (std::size_t k = 0; k < dc.size(); ++k) {
        auto const& column = offers.columns()[offers.dc_begin() + k];
        x_[offers.dc_begin() + k] = dc[k];
        demand_[island(column.to)] -= column.received * dc[k];
        demand_[island(column.from)] += dc[k];
    }
    bool met = true;
    for (std::size_t k = 0; k < demand_.size(); ++k) {
        met = fill_island(offers, k, demand_[k]) && met;
    }
    return met && dc_lines_rest(offers);
}

}  // namespace gridrush
