#include "sim/adequacy/outage_table.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

namespace gridrush {
namespace {

constexpr double most_rows = 1e6;
constexpr double kw_per_mw = 1e3;

/// Greatest common divisor of the units' sizes in kW; 0 where one is no whole kW.
std::int64_t common_kw(UnitFleet const& fleet) {
    std::int64_t divisor = 0;
    for (double const mw : fleet.mw()) {
        double const kw = mw * kw_per_mw;
        if (kw > 1e15 || std::abs(kw - std::round(kw)) > 1e-6) {
            return 0;
        }
        divisor = std::gcd(divisor, static_cast<std::int64_t>(std::llround(kw)));
    }
    return divisor;
}

}  // namespace

double table_step_mw(UnitFleet const& fleet) {
    double const step = static_cast<double>(common_kw(fleet)) / kw_per_mw;
    bool const fits = step > 0.0 && fleet.installed_mw() / step <= most_rows;
    return fits ? step : std::max(1.0, fleet.installed_mw() / most_rows);
}

OutageTable::OutageTable(UnitFleet const& fleet, double step_mw)
    : step_mw_{step_mw}, installed_mw_{fleet.installed_mw()} {
    probability_ = {1.0};
    frequency_per_h_ = {0.0};
    for (std::size_t u = 0; u < fleet.size(); ++u) {
        add({fleet.mw()[u], fleet.forced_outage_rate()[u], 1.0 / fleet.mttf_h()[u]});
    }
    // One row that is never reached, so that every demand has one.
    probability_.push_back(0.0);
    frequency_per_h_.push_back(0.0);
    above_.assign(probability_.size(), 0.0);
    for (std::size_t k = above_.size() - 1; k-- > 0;) {
        above_[k] = above_[k + 1] + probability_[k + 1];
    }
}

void OutageTable::add(Unit const& unit) {
    double const steps = unit.mw / step_mw_;
    double whole = std::floor(steps + 1e-9);
    double const part = std::max(0.0, steps - whole) < 1e-9 ? 0.0 : steps - whole;
    auto const shift = static_cast<std::ptrdiff_t>(whole);
    std::size_t const rows = probability_.size() + static_cast<std::size_t>(shift) + (part > 0.0);
    probability_.resize(rows, 0.0);
    frequency_per_h_.resize(rows, 0.0);
    auto const probability = [&](std::ptrdiff_t k) {
        return k <= 0 ? 1.0 : probability_[static_cast<std::size_t>(k)];
    };
    auto const frequency = [&](std::ptrdiff_t k) {
        return k <= 0 ? 0.0 : frequency_per_h_[static_cast<std::size_t>(k)];
    };
    double const up = 1.0 - unit.outage_rate;
    // From the last row to the first: a row needs only what is above it as it was.
    for (auto k = static_cast<std::ptrdiff_t>(rows) - 1; k > 0; --k) {
        double const when_out =
            (1.0 - part) * probability(k - shift) + part * probability(k - shift - 1);
        double const often_when_out =
            (1.0 - part) * frequency(k - shift) + part * frequency(k - shift - 1);
        double& p = probability_[static_cast<std::size_t>(k)];
        double& f = frequency_per_h_[static_cast<std::size_t>(k)];
        f = up * f + unit.outage_rate * often_when_out + up * unit.failures_per_h * (when_out - p);
        p = up * p + unit.outage_rate * when_out;
    }
}

std::size_t OutageTable::row(double demand_mw) const {
    double const reserve_mw = installed_mw_ - demand_mw + shortfall_tolerance_mw;
    double const k = std::floor(reserve_mw / step_mw_) + 1.0;
    double const last = static_cast<double>(probability_.size() - 1);
    return static_cast<std::size_t>(std::clamp(k, 0.0, last));
}

double OutageTable::lolp(double demand_mw) const {
    return probability_[row(demand_mw)];
}

double OutageTable::edns_mw(double demand_mw) const {
    std::size_t const k = row(demand_mw);
    double const first_mw = static_cast<double>(k) * step_mw_ - (installed_mw_ - demand_mw);
    return probability_[k] * first_mw + step_mw_ * above_[k];
}

double OutageTable::failures_per_h(double demand_mw) const {
    return frequency_per_h_[row(demand_mw)];
}

AdequacyIndices convolution_indices(OutageTable const& table, HourlyDemand const& demand) {
    AdequacyIndices indices;
    indices.short_days_d = std::numeric_limits<double>::quiet_NaN();
    double lolp_before = 0.0;
    for (std::size_t hour = 0; hour < demand.hours(); ++hour) {
        double const mw = demand.mw()[hour];
        double const lolp = table.lolp(mw);
        double const unserved_mwh = table.edns_mw(mw);
        indices.lolh_h += lolp;
        indices.lole_d += lolp * demand.daily_peak()[hour];
        indices.lolf_per_year += table.failures_per_h(mw) + std::max(0.0, lolp - lolp_before);
        indices.eue_mwh += unserved_mwh;
        indices.firm_eue_mwh += unserved_mwh * demand.firm_share()[hour];
        lolp_before = lolp;
    }
    return indices;
}

}  // namespace gridrush
