#include <algorithm>
#include <functional>
#include <numeric>

#include "sim/operations/curtail.hpp"

// What is cut whatever the dispatch says: for banks, by switches and by emergency stages.

namespace gridrush {
namespace {

constexpr double negligible_mw = 1e-9;
constexpr double slack_mw = 1e-6;

}  // namespace

void Curtailment::cut_to_banks() {
    for (std::size_t substation = 0; substation < contracted_mw_.size(); ++substation) {
        auto const limit = world_.substation_limit_mw[substation];
        if (contracted_mw_[substation] > limit) {
            cut_to_bank(sites_of_substation_[substation], limit);
        }
    }
}

void Curtailment::cut_to_bank(std::span<std::size_t const> members, double limit_mw) {
    double demand = 0.0;
    for (auto const site : members) {
        demand += left_mw_[site];
    }
    auto excess = demand - limit_mw;
    if (excess <= negligible_mw) {
        return;
    }
    find_rungs();
    for (auto tier = CurtailmentTier::non_firm;
         excess > negligible_mw && tier <= CurtailmentTier::firm;
         tier = static_cast<CurtailmentTier>(static_cast<int>(tier) + 1)) {
        auto const rungs = ladder_.rows_of(members, tier);
        auto const cut = std::min(excess, gather_room(rungs));
        take_split(rungs, cut, CutCause::transformer);
        excess -= cut;
    }
}

void Curtailment::take(std::size_t row, double mw, CutCause cause) {
    auto& rung = ladder_.rungs()[row];
    rung.cut_mw += mw;
    left_mw_[rung.site] = std::max(left_mw_[rung.site] - mw, 0.0);
    forced_mw_[world_.sites.bus[rung.site].index()] += mw;
    cuts(cause)[rung.site] += mw;
    auto const& terms = ladder_.terms(row);
    cuts_.push_back({rung.site, rung.tier, terms.contract, cause, mw, terms.usd_per_mwh});
}

double Curtailment::gather_room(std::span<std::size_t const> rungs) {
    room_mw_.clear();
    for (auto const row : rungs) {
        auto const& rung = ladder_.rungs()[row];
        room_mw_.push_back(std::clamp(rung.room_mw(), 0.0, left_mw_[rung.site]));
    }
    return std::reduce(room_mw_.begin(), room_mw_.end());
}

/// Precondition: gather_room() was asked for the same rungs.
void Curtailment::take_split(std::span<std::size_t const> rungs, double mw, CutCause cause) {
    if (mw <= negligible_mw) {
        return;
    }
    if (ladder_.rungs()[rungs.front()].tier == CurtailmentTier::remote_disconnect) {
        take_whole(rungs, mw, cause);
        return;
    }
    auto const shares = splitter_.split(rungs, room_mw_, mw, now_, interval_h_);
    for (std::size_t row = 0; row < rungs.size(); ++row) {
        if (shares[row] > 0.0) {
            take(rungs[row], shares[row], cause);
        }
    }
}

/// Whole sites, those first of which the policy would take most. What is more than the cut is
/// kept off by the switch alone.
void Curtailment::take_whole(std::span<std::size_t const> rungs, double mw, CutCause cause) {
    auto const room = room_mw_;
    auto const shares = splitter_.split(rungs, room, mw, now_, interval_h_);
    std::vector<std::size_t> order(rungs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::ranges::greater{},
                             [&](std::size_t row) { return shares[row]; });
    for (auto const row : order) {
        if (mw <= negligible_mw) {
            return;
        }
        auto const needed = std::min(mw, room[row]);
        mw -= needed;
        if (needed > 0.0) {
            take(rungs[row], needed, cause);
        }
        if (room[row] > needed) {
            take(rungs[row], room[row] - needed, CutCause::contract);
        }
    }
}

double Curtailment::cut_of(Tier const& tier, DispatchResult const& result) const {
    double mw = 0.0;
    for (auto const& group : tier.groups) {
        mw += result.cut_mw[group.block];
    }
    return mw;
}

bool Curtailment::force(DispatchResult const& result, double reserve_mw,
                        std::span<double> load_mw) {
    if (!forces() || result.status != SolveStatus::optimal) {
        return false;
    }
    std::ranges::fill(forced_mw_, 0.0);
    auto const load = std::reduce(load_mw.begin(), load_mw.end());
    if (!disconnect(result) && !keep_reserve(result, reserve_mw, load)) {
        return false;
    }
    for (std::size_t bus = 0; bus < load_mw.size(); ++bus) {
        load_mw[bus] -= forced_mw_[bus];
    }
    refresh_bids();
    refresh_rungs();
    return true;
}

bool Curtailment::disconnect(DispatchResult const& result) {
    bool any = false;
    if (!rungs_found_) {
        return false;
    }
    for (auto const& tier : tiers_) {
        if (tier.rung != CurtailmentTier::remote_disconnect) {
            continue;
        }
        for (auto const& group : tier.groups) {
            auto const cut = std::min(result.cut_mw[group.block], gather_room(group.rungs));
            any = any || cut > slack_mw;
            take_split(group.rungs, cut > slack_mw ? cut : 0.0, CutCause::emergency);
        }
    }
    return any;
}

bool Curtailment::keep_reserve(DispatchResult const& result, double reserve_mw, double load_mw) {
    auto const& stages = experiment_.curtailment.emergency_stages;
    double forced = 0.0;
    for (std::size_t row = 0; row < stages.size(); ++row) {
        auto const& stage = stages[row];
        auto const wanted = std::max(stage.reserve_mw, stage.reserve_share * load_mw);
        if (reserve_mw + forced >= wanted - slack_mw) {
            break;
        }
        find_rungs();
        if (stage_ == 0) {
            declared_reserve_mw_ = reserve_mw;
        }
        stage_ = std::max(stage_, static_cast<int>(row) + 1);
        for (int tier = 0; tier <= static_cast<int>(stage.deploys); ++tier) {
            auto const mw = wanted - reserve_mw - forced;
            if (mw > slack_mw) {
                forced += deploy(static_cast<CurtailmentTier>(tier), mw, result);
            }
        }
    }
    return forced > slack_mw;
}

/// Cuts up to `mw` of what runs on one rung. Returns how much.
double Curtailment::deploy(CurtailmentTier wanted, double mw, DispatchResult const& result) {
    if (wanted == CurtailmentTier::price_response) {
        return stop_mines(mw, result);
    }
    double cut = 0.0;
    for (auto const& tier : tiers_) {
        if (tier.rung == wanted && cut < mw) {
            auto const running = gather_room(tier.rungs) - cut_of(tier, result);
            auto const part = std::min(mw - cut, running);
            take_split(tier.rungs, part > slack_mw ? part : 0.0, CutCause::emergency);
            cut += part > slack_mw ? part : 0.0;
        }
    }
    return cut;
}

/// In a stage prices are taken to stop the mines that bid, all alike.
double Curtailment::stop_mines(double mw, DispatchResult const& result) {
    std::vector<double> running(left_mw_.size(), 0.0);
    double sum = 0.0;
    for (auto const& bidder : bidders_) {
        for (auto block = bidder.block; block < bidder.block + bidder.count; ++block) {
            auto const on = std::max(blocks_[block].mw - result.cut_mw[block], 0.0);
            running[bidder.site] += on;
            sum += on;
        }
    }
    auto const share = sum > slack_mw ? std::min(mw / sum, 1.0) : 0.0;
    for (std::size_t site = 0; site < running.size(); ++site) {
        auto const stopped = std::min(share * running[site], left_mw_[site]);
        if (stopped > 0.0) {
            left_mw_[site] -= stopped;
            forced_mw_[world_.sites.bus[site].index()] += stopped;
            cuts(CutCause::emergency)[site] += stopped;
            cuts_.push_back({.site = site,
                             .tier = CurtailmentTier::price_response,
                             .cause = CutCause::emergency,
                             .mw = stopped});
        }
    }
    return share * sum;
}

}  // namespace gridrush
