#include "sim/adequacy/hourly_demand.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/core.h>

namespace gridrush {
namespace {

constexpr std::size_t hours_per_day = 24;

}  // namespace

Issues validate(HourlyLoadSpec const& load) {
    Issues issues;
    if (load.mw.empty() || load.mw.size() % hours_per_day != 0) {
        issues.push_back({load.at, "load",
                          fmt::format("must hold whole days (found {} hours; LOLE counts days)",
                                      load.mw.size())});
    }
    for (std::size_t hour = 0; hour < load.mw.size(); ++hour) {
        if (!std::isfinite(load.mw[hour]) || load.mw[hour] < 0.0) {
            issues.push_back({load.at, fmt::format("load.{}.mw", hour),
                              fmt::format("must be 0 MW or more (found {})", load.mw[hour])});
        }
    }
    return issues;
}

HourlyDemand::HourlyDemand(HourlyLoadSpec load) {
    throw_if_any(validate(load));
    mw_ = std::move(load.mw);
    firm_share_.assign(mw_.size(), 1.0);
    find_peaks();
}

HourlyDemand::HourlyDemand(HourlyDemand const& firm, std::vector<double> const& flexible_mw)
    : mw_{firm.mw_}, firm_share_(firm.hours()) {
    for (std::size_t hour = 0; hour < mw_.size(); ++hour) {
        mw_[hour] += flexible_mw[hour];
        firm_share_[hour] = mw_[hour] > 0.0 ? firm.mw_[hour] / mw_[hour] : 1.0;
    }
    find_peaks();
}

void HourlyDemand::find_peaks() {
    daily_peak_.assign(mw_.size(), 0.0);
    for (std::size_t start = 0; start < mw_.size(); start += hours_per_day) {
        auto const day = mw_.begin() + static_cast<std::ptrdiff_t>(start);
        auto const peak = std::max_element(day, day + hours_per_day);
        daily_peak_[static_cast<std::size_t>(peak - mw_.begin())] = 1.0;
        peak_mw_ = std::max(peak_mw_, *peak);
    }
    energy_mwh_ = std::accumulate(mw_.begin(), mw_.end(), 0.0);
}

FlexibleLoad add_flexible_load(HourlyDemand const& firm, double mw) {
    std::vector<double> served(firm.hours());
    double curtailed_mwh = 0.0;
    double deepest_cut_mw = 0.0;
    int curtailed_hours = 0;
    for (std::size_t hour = 0; hour < served.size(); ++hour) {
        double const cut = std::clamp(firm.mw()[hour] + mw - firm.peak_mw(), 0.0, mw);
        served[hour] = mw - cut;
        curtailed_mwh += cut;
        curtailed_hours += cut > 0.0 ? 1 : 0;
        deepest_cut_mw = std::max(deepest_cut_mw, cut);
    }
    double const wanted_mwh = mw * static_cast<double>(served.size());
    return {mw,
            HourlyDemand{firm, served},
            curtailed_mwh,
            wanted_mwh > 0.0 ? curtailed_mwh / wanted_mwh : 0.0,
            curtailed_hours,
            deepest_cut_mw};
}

}  // namespace gridrush
