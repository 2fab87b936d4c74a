#include "sim/interconnection/desk_use.hpp"

#include <algorithm>

namespace gridrush {
namespace {

constexpr double negligible_mw = 1e-6;

}  // namespace

DeskUse::DeskUse(World const& world, UseOrLose const& rule)
    : world_{world}, rule_{rule}, records_(world.sites.size()) {}

/// What it consumed or would have, had the grid let it.
double DeskUse::used_mwh(std::size_t site) const {
    auto mwh = world_.sites.consumed_mwh[site];
    for (auto const cause : {CutCause::transformer, CutCause::branch, CutCause::supply,
                             CutCause::emergency, CutCause::contract}) {
        mwh += world_.sites.cut_mwh[static_cast<std::size_t>(cause)][site];
    }
    return mwh;
}

double DeskUse::find_lost_mw(std::size_t site, TimePoint now, bool waiting) {
    auto& record = records_[site];
    auto const used = used_mwh(site);
    auto const contract = world_.sites.contract_mw(site);
    auto const is_first = record.period_since == TimePoint::min();
    if (!is_first && ++record.months < rule_.months) {
        return 0.0;
    }
    if (!is_first) {
        auto const hours = static_cast<double>((now - record.period_since).count()) / 3600.0;
        auto const mean_mw = (used - record.used_mwh_before) / hours;
        auto const is_idle = mean_mw < rule_.share * contract - negligible_mw;
        record.idle_use_mw = is_idle ? std::max(record.idle_use_mw, mean_mw) : 0.0;
        record.idle_periods = is_idle ? record.idle_periods + 1 : 0;
    }
    record.period_since = now;
    record.months = 0;
    record.used_mwh_before = used;
    if (record.idle_periods < rule_.periods || (rule_.only_if_waited_for && !waiting)) {
        return 0.0;
    }
    auto const lost = contract - record.idle_use_mw;
    record.idle_periods = 0;
    record.idle_use_mw = 0.0;
    return lost;
}

}  // namespace gridrush
