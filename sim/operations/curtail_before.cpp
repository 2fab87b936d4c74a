#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "sim/operations/curtail.hpp"
#include "sim/operations/lp_vector.hpp"
#include "sim/stopwatch.hpp"

// What is cut before the dispatch: by choice, by relays, by what contracts keep cut.

namespace gridrush {
namespace {

constexpr double slack_mw = 1e-6;  // of a policy's arithmetic
constexpr auto family = PolicyFamily::curtailment;

}  // namespace

void Curtailment::begin(TimePoint now, double interval_h, double relay_share) {
    now_ = now;
    interval_h_ = interval_h;
    stage_ = 0;
    cuts_.clear();
    splitter_.forget_relief();
    trial_.state = BranchTrial::State::none;
    shared_usd_per_h_ = 0.0;
    lay_out();
    ledger_.begin(now);
    backup_.begin(now, interval_h);
    std::ranges::copy(world_.sites.wanted_mw, left_mw_.begin());
    add_scaled(left_mw_, -1.0, cuts(CutCause::price));
    std::ranges::copy(left_mw_, paying_mw_.begin());
    look_ahead();
    shed_by_relays(relay_share);
    if (std::exchange(rungs_found_, false)) {
        forget_rungs();
    }
    ladder_.pay_stand_by(interval_h, ledger_);
    if (ladder_.must_begin(ledger_)) {
        find_rungs();
    }
}

/// The day ahead is forecast where anybody asks: for those who stand down by choice, and for
/// notices.
void Curtailment::look_ahead() {
    if (!stands_down_ && !notices_.any()) {
        return;
    }
    forecast_.update(now_);
    if (stands_down_) {
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
    auto const new_month = ledger_.month() != month_;
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
        cuts(CutCause::price)[site[row].index()] += mw[row];
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
            cuts(CutCause::emergency)[site] += mw;
            cuts_.push_back({.site = site,
                             .tier = CurtailmentTier::under_frequency,
                             .cause = CutCause::emergency,
                             .mw = mw});
        }
    }
}

/// Why they stay cut is known once the interval has its prices.
void Curtailment::hold() {
    if (!ladder_.holds()) {
        return;
    }
    for (auto& rung : ladder_.rungs()) {
        rung.cut_mw = rung.held_mw;
        left_mw_[rung.site] -= rung.held_mw;
    }
}

}  // namespace gridrush
