#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "sim/operations/curtail.hpp"
#include "sim/stopwatch.hpp"

// What is cut before the dispatch, and in spite of it: by choice, by relays, by banks, by what
// contracts keep cut, by switches and by emergency stages.

namespace gridrush {
namespace {

constexpr double negligible_mw = 1e-9;
constexpr double slack_mw = 1e-6;  // of a policy's arithmetic
constexpr auto family = PolicyFamily::curtailment;

auto& cuts_of(World& world, CutCause cause) {
    return world.sites.cut_mw[static_cast<std::size_t>(cause)];
}

}  // namespace

void Curtailment::begin(TimePoint now, double interval_h, double relay_share) {
    now_ = now;
    interval_h_ = interval_h;
    stage_ = 0;
    cuts_.clear();
    splitter_.forget_relief();
    lay_out();
    ledger_.begin(now);
    backup_.begin(now, interval_h);
    auto const& sites = world_.sites;
    auto const& by_price = cuts_of(world_, CutCause::price);
    for (std::size_t site = 0; site < sites.size(); ++site) {
        paying_mw_[site] = left_mw_[site] = sites.wanted_mw[site] - by_price[site];
    }
    look_ahead();
    shed_by_relays(relay_share);
    ladder_.begin(now, interval_h, left_mw_, notices_, backup_, ledger_);
    hold();
}

/// The day ahead is forecast where anybody asks: for those who stand down by choice, and for
/// notices.
void Curtailment::look_ahead() {
    auto const stands_down = calls_.ask(family, now_, [&] { return policy_.stands_down(); });
    if (!stands_down && !notices_.any()) {
        return;
    }
    forecast_.update(now_);
    if (stands_down) {
        stand_down();
    }
    double large_mw = 0.0;
    for (std::size_t site = 0; site < left_mw_.size(); ++site) {
        auto const mine = world_.sites.load_class[site] == LoadClass::mine;
        large_mw += mine ? 0.0 : left_mw_[site];
    }
    auto const& stages = experiment_.curtailment.emergency_stages;
    auto const reserve_mw = stages.empty() ? 0.0 : stages.front().reserve_mw;
    notices_.announce(now_, was_cut_, forecast_, large_mw, reserve_mw, supply_,
                      network_.grid().generators().size());
}

void Curtailment::stand_down() {
    std::vector<SiteId> site;
    std::vector<double> wanted, break_even, lmp, forecast;
    auto const& sites = world_.sites;
    double large_mw = 0.0;
    for (std::size_t row = 0; row < sites.size(); ++row) {
        if (left_mw_[row] <= 0.0) {
            continue;
        }
        double earns = 0.0;
        for (auto tranche = world_.first_tranche[row]; tranche < world_.first_tranche[row + 1];
             ++tranche) {
            earns +=
                world_.tranches.share[tranche] * world_.tranches.break_even_usd_per_mwh[tranche];
        }
        auto const mine = sites.load_class[row] == LoadClass::mine;
        site.emplace_back(row);
        wanted.push_back(left_mw_[row]);
        break_even.push_back(mine ? earns : sites.bid_usd_per_mwh[row]);
        lmp.push_back(first_interval_ ? std::numeric_limits<double>::quiet_NaN()
                                      : sites.lmp_usd_per_mwh[row]);
        large_mw += left_mw_[row];
    }
    for (auto const native_mw : forecast_.native_mw()) {
        forecast.push_back(native_mw + large_mw);
    }
    forecast.pop_back();
    auto const new_month = calendar_hour(now_).month != month_;
    StandDownView const view{.now = now_,
                             .interval_h = interval_h_,
                             .site = site,
                             .wanted_mw = wanted,
                             .break_even_usd_per_mwh = break_even,
                             .lmp_usd_per_mwh = lmp,
                             .forecast_mw = forecast,
                             .month_peak_mw = new_month ? 0.0 : month_peak_mw_};
    std::vector<double> mw;
    {
        Stopwatch const watch{policy_wall_s_};
        mw = calls_.ask(family, now_, [&] { return policy_.stand_down(view, splitter_.rng()); });
    }
    judge_stand_down(mw, view);
    for (std::size_t row = 0; row < site.size(); ++row) {
        left_mw_[site[row].index()] -= mw[row];
        cuts_of(world_, CutCause::price)[site[row].index()] += mw[row];
    }
}

/// Nobody stands down where the answer is none.
void Curtailment::judge_stand_down(std::vector<double>& mw, StandDownView const& view) {
    if (mw.size() != view.site.size()) {
        calls_.break_silent_rule(family, now_,
                                 {.problem = fmt::format("must return {} numbers, one for each "
                                                         "site that may stand down (found {})",
                                                         view.site.size(), mw.size())});
        mw.assign(view.site.size(), 0.0);
    }
    bool told = false;
    for (std::size_t row = 0; row < mw.size(); ++row) {
        auto const held = std::isnan(mw[row]) ? 0.0 : std::clamp(mw[row], 0.0, view.wanted_mw[row]);
        if (!(std::abs(held - mw[row]) <= slack_mw) && !told) {
            told = true;
            calls_.break_silent_rule(
                family, now_,
                {.problem = "must leave off between nothing and what a site would draw",
                 .entity = "site " + world_.sites.id[view.site[row].index()],
                 .row = view.site[row].code(),
                 .value = mw[row],
                 .limit = held});
        }
        mw[row] = held;
    }
}

void Curtailment::shed_by_relays(double share) {
    if (share <= 0.0) {
        return;
    }
    for (std::size_t site = 0; site < left_mw_.size(); ++site) {
        if (auto const mw = share * left_mw_[site]; mw > 0.0) {
            left_mw_[site] -= mw;
            cuts_of(world_, CutCause::emergency)[site] += mw;
            cuts_.push_back({.site = site,
                             .tier = CurtailmentTier::under_frequency,
                             .cause = CutCause::emergency,
                             .mw = mw});
        }
    }
}

/// Why they stay cut is known once the interval has its prices.
void Curtailment::hold() {
    for (auto& rung : ladder_.rungs()) {
        rung.cut_mw = rung.held_mw;
        left_mw_[rung.site] -= rung.held_mw;
    }
}

void Curtailment::take(std::size_t row, double mw, CutCause cause) {
    auto& rung = ladder_.rungs()[row];
    rung.cut_mw += mw;
    left_mw_[rung.site] -= mw;
    forced_mw_[world_.sites.bus[rung.site].index()] += mw;
    cuts_of(world_, cause)[rung.site] += mw;
    cuts_.push_back({rung.site, rung.tier, rung.terms.contract, cause, mw, rung.terms.usd_per_mwh});
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
    if (result.status != SolveStatus::optimal) {
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
    refresh_blocks();
    return true;
}

bool Curtailment::disconnect(DispatchResult const& result) {
    bool any = false;
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
    for (std::size_t row = 0; row < tranche_block_.size(); ++row) {
        if (tranche_block_[row] != static_cast<std::size_t>(-1)) {
            auto const on = blocks_[tranche_block_[row]].mw - result.cut_mw[tranche_block_[row]];
            running[world_.tranches.site[row].index()] += std::max(on, 0.0);
            sum += std::max(on, 0.0);
        }
    }
    auto const share = sum > slack_mw ? std::min(mw / sum, 1.0) : 0.0;
    for (std::size_t site = 0; site < running.size(); ++site) {
        auto const stopped = std::min(share * running[site], left_mw_[site]);
        if (stopped > 0.0) {
            left_mw_[site] -= stopped;
            forced_mw_[world_.sites.bus[site].index()] += stopped;
            cuts_of(world_, CutCause::emergency)[site] += stopped;
            cuts_.push_back({.site = site,
                             .tier = CurtailmentTier::price_response,
                             .cause = CutCause::emergency,
                             .mw = stopped});
        }
    }
    return share * sum;
}

}  // namespace gridrush
