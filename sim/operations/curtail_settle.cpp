#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "sim/operations/curtail.hpp"
#include "sim/operations/lp_vector.hpp"

// What the dispatch left unserved becomes cuts of sites, and all cuts of the interval are booked.

namespace gridrush {
namespace {

constexpr double negligible_mw = 1e-9;
constexpr double price_slack_usd = 1e-6;

CutCause cause_of(CurtailmentTier tier, DispatchResult const& result) {
    return tier >= CurtailmentTier::remote_disconnect ? CutCause::emergency
           : result.binding_branches > 0              ? CutCause::branch
                                                      : CutCause::supply;
}

}  // namespace

bool Curtailment::settle(DispatchResult const& result, Dispatch& dispatch,
                         std::span<double const> bus_injection_mw, std::span<double> flow_mw) {
    if (result.status != SolveStatus::optimal) {
        std::ranges::fill(world_.sites.consumed_mw, std::numeric_limits<double>::quiet_NaN());
        std::ranges::fill(world_.sites.backup_mw, 0.0);
        cuts_.clear();
        ledger_.book(cuts_, now_, interval_h_);
        return false;
    }
    settle_mines(result);
    auto const moved = settle_tiers(result, dispatch, bus_injection_mw);
    if (moved) {
        std::ranges::copy(trial_flow_, flow_mw.begin());
    }
    settle_held(result);
    run_backup();
    set_consumption();
    book();
    return moved;
}

void Curtailment::settle_mines(DispatchResult const& result) {
    auto& by_price = cuts(CutCause::price);
    for (auto const& bidder : bidders_) {
        auto& mw = by_price[bidder.site];
        for (auto block = bidder.block; block < bidder.block + bidder.count; ++block) {
            mw += result.cut_mw[block];
        }
    }
}

/// `cut_mw` of what the rungs have room for, by the policy.
void Curtailment::add_shares(std::span<std::size_t const> rungs, double cut_mw, CutCause cause) {
    auto const cut = std::min(cut_mw, gather_room(rungs));
    if (cut <= negligible_mw) {
        return;
    }
    auto const shares = splitter_.split(rungs, room_mw_, cut, now_, interval_h_);
    for (std::size_t row = 0; row < rungs.size(); ++row) {
        shares_.push_back({rungs[row], shares[row], cause});
    }
}

void Curtailment::share_by_bus(Tier const& tier, DispatchResult const& result) {
    for (auto const& group : tier.groups) {
        add_shares(group.rungs, result.cut_mw[group.block], cause_of(tier.rung, result));
    }
}

/// False: the dispatch's location of the cuts stands.
bool Curtailment::share_over_grid(Tier const& tier, DispatchResult const& result) {
    auto const cut = cut_of(tier, result);
    if (cut <= negligible_mw || result.binding_branches > 0 || tier.groups.size() < 2) {
        return false;
    }
    auto const before = shares_.size();
    add_shares(tier.rungs, cut, cause_of(tier.rung, result));
    for (auto row = before; row < shares_.size(); ++row) {
        auto const site = ladder_.rungs()[shares_[row].rung].site;
        bus_shift_mw_[world_.sites.bus[site].index()] += shares_[row].mw;
    }
    for (auto const& group : tier.groups) {
        bus_shift_mw_[group.bus.index()] -= result.cut_mw[group.block];
    }
    return true;
}

/// Returns whether flows are other than the dispatch's, in trial_flow_.
bool Curtailment::settle_tiers(DispatchResult const& result, Dispatch& dispatch,
                               std::span<double const> bus_injection_mw) {
    auto const of_tiers = std::span{result.cut_mw}.subspan(bid_blocks_);
    if (!rungs_found_ ||
        std::ranges::none_of(of_tiers, [](double mw) { return mw > negligible_mw; })) {
        return false;
    }
    splitter_.set_relief(result.lmp_usd_per_mwh, result.binding_branches, network_.islands());
    shares_.clear();
    bool moved = false;
    std::ranges::copy(bus_injection_mw, bus_shift_mw_.begin());
    for (auto const& tier : tiers_) {
        if (share_over_grid(tier, result)) {
            moved = true;
        } else {
            share_by_bus(tier, result);
        }
    }
    if (moved) {
        network_.solve_flows(bus_shift_mw_, trial_flow_);
        moved = trial_flow_is_allowed(dispatch);
        if (!moved) {
            shares_.clear();
            for (auto const& tier : tiers_) {
                share_by_bus(tier, result);
            }
        }
    }
    for (auto const& share : shares_) {
        if (share.mw > 0.0) {
            take(share.rung, share.mw, share.cause);
        }
    }
    return moved;
}

bool Curtailment::trial_flow_is_allowed(Dispatch& dispatch) const {
    auto const& rating = network_.grid().branches().rating_mw;
    for (std::size_t branch = 0; branch < rating.size(); ++branch) {
        if (std::abs(trial_flow_[branch]) >
            rating[branch] + experiment_.dispatch.flow_tolerance_mw) {
            return false;
        }
    }
    return dispatch.survives_outages(trial_flow_);
}

/// What contracts kept cut would have been cut anyway where power costs as much as the rung;
/// elsewhere it is surplus.
void Curtailment::settle_held(DispatchResult const& result) {
    auto const rows = ladder_.holds() ? ladder_.rungs().size() : 0;
    for (std::size_t row = 0; row < rows; ++row) {
        auto const& rung = ladder_.rungs()[row];
        if (rung.held_mw <= 0.0) {
            continue;
        }
        auto const lmp = result.lmp_usd_per_mwh[world_.sites.bus[rung.site].index()];
        auto const needed = lmp >= rung.price_usd_per_mwh - price_slack_usd;  // false for NaN
        auto const cause = needed ? cause_of(rung.tier, result) : CutCause::contract;
        cuts(cause)[rung.site] += rung.held_mw;
        auto const& terms = ladder_.terms(row);
        cuts_.push_back(
            {rung.site, rung.tier, terms.contract, cause, rung.held_mw, terms.usd_per_mwh});
    }
}

/// Generators carry what was cut on their rung, and as far as they go what was cut above it.
void Curtailment::run_backup() {
    if (cuts_.empty() && !backup_.runs()) {
        return;
    }
    for (auto const site : backup_.sites()) {
        double own = 0.0;
        double above = 0.0;
        for (auto const& cut : cuts_) {
            if (cut.site == site) {
                own += cut.tier == CurtailmentTier::backup_generation ? cut.mw : 0.0;
                above += cut.tier > CurtailmentTier::backup_generation ? cut.mw : 0.0;
            }
        }
        auto const could = std::max(backup_.available_mw(site), own);
        auto const mw = std::min(could, own + above);
        world_.sites.backup_mw[site] = mw;
        backup_.run(site, mw, now_);
    }
}

void Curtailment::set_consumption() {
    auto& sites = world_.sites;
    auto const& by_price = cuts(CutCause::price);
    auto const causes = cuts_.empty() ? 1 : cut_cause_count;  // the first is by price
    std::ranges::copy(sites.wanted_mw, sites.consumed_mw.begin());
    for (std::size_t cause = 0; cause < causes; ++cause) {
        add_scaled(sites.consumed_mw, -1.0, sites.cut_mw[cause]);
    }
    leaves_off_ = false;
    for (std::size_t site = 0; site < sites.size(); ++site) {
        leaves_off_ |= by_price[site] > 0.0;
        sites.consumed_mw[site] = std::max(sites.consumed_mw[site], 0.0);
    }
}

/// The policy may let the rungs that it prices be paid by bids.
void Curtailment::set_market_payments() {
    std::array<double, curtailment_tier_count> clearing{};
    auto const is_priced = [](Cut const& cut) {
        return cut.tier == CurtailmentTier::non_firm ||
               cut.tier == CurtailmentTier::demand_response;
    };
    for (auto const& cut : cuts_) {
        auto& highest = clearing[static_cast<std::size_t>(cut.tier)];
        highest = std::max(highest, world_.sites.bid_usd_per_mwh[cut.site]);
    }
    for (auto& cut : cuts_) {
        if (is_priced(cut)) {
            cut.paid_usd_per_mwh = payment_ == CutPayment::as_bid
                                       ? world_.sites.bid_usd_per_mwh[cut.site]
                                       : clearing[static_cast<std::size_t>(cut.tier)];
        }
    }
}

void Curtailment::book() {
    if (payment_ != CutPayment::contract) {
        set_market_payments();
    }
    ladder_.book_wanted(interval_h_);
    auto const& by_price = cuts(CutCause::price);
    for (std::size_t site = 0; leaves_off_ && site < by_price.size(); ++site) {
        if (by_price[site] > 0.0) {
            cuts_.push_back({.site = site,
                             .tier = CurtailmentTier::price_response,
                             .cause = CutCause::price,
                             .mw = by_price[site]});
        }
    }
    ledger_.book(cuts_, now_, interval_h_);
}

}  // namespace gridrush
