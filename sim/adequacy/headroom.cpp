#include "sim/adequacy/headroom.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include <fmt/format.h>

namespace gridrush {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

unsigned month_of(HeadroomSpec const& spec, std::size_t hour) {
    return calendar_hour(spec.first_hour + std::chrono::hours{hour}).month;
}

int calendar_year(HeadroomSpec const& spec, std::size_t hour) {
    return gridrush::year_of(spec.first_hour + std::chrono::hours{hour});
}

bool is_summer_peak_month(unsigned month) {
    return month >= 6 && month <= 8;
}

bool is_winter_peak_month(unsigned month) {
    return month == 12 || month <= 2;
}

bool has_summer_threshold(unsigned month) {
    return month >= 4 && month <= 10;
}

/// Highest demand of the months that `belongs` accepts, -infinity where there are none.
double highest_mw(HeadroomSpec const& spec, bool (*belongs)(unsigned month)) {
    double highest = -std::numeric_limits<double>::infinity();
    for (std::size_t hour = 0; hour < spec.demand_mw.size(); ++hour) {
        if (belongs(month_of(spec, hour))) {
            highest = std::max(highest, spec.demand_mw[hour]);
        }
    }
    return highest;
}

HeadroomAnswer no_answer(double rate) {
    HeadroomAnswer answer{rate, nan, nan, nan, nan, nan, nan, nan, nan, {}};
    answer.share_of_hours_keeping.fill(nan);
    return answer;
}

/// Counts the curtailed hours of one load as they pass.
struct CurtailedHours {
    double load_mw;
    double energy_mwh = 0.0;
    double deepest_mw = 0.0;
    std::size_t hours = 0, events = 0, run = 0, longest_run = 0;
    std::array<std::size_t, kept_shares.size()> keeping{};

    void add(double curtailed_mw) {
        if (curtailed_mw <= 0.0) {
            run = 0;
            return;
        }
        ++hours;
        ++run;
        events += run == 1 ? 1 : 0;
        longest_run = std::max(longest_run, run);
        energy_mwh += curtailed_mw;
        deepest_mw = std::max(deepest_mw, curtailed_mw);
        for (std::size_t i = 0; i < kept_shares.size(); ++i) {
            keeping[i] += curtailed_mw <= (1.0 - kept_shares[i]) * load_mw ? 1 : 0;
        }
    }
};

}  // namespace

Issues validate(HeadroomSpec const& spec) {
    Issues issues;
    for (std::size_t hour = 0; hour < spec.demand_mw.size(); ++hour) {
        if (double const mw = spec.demand_mw[hour]; !(mw >= 0.0 && std::isfinite(mw))) {
            issues.push_back({{},
                              fmt::format("demand.{}", hour),
                              fmt::format("demand must be at least 0 MW (found {} MW)", mw)});
        }
    }
    if (spec.demand_mw.empty()) {
        issues.push_back({{}, "demand", "no hours of demand"});
    } else if (spec.thresholds == DemandThresholds::seasonal) {
        if (std::isinf(highest_mw(spec, is_summer_peak_month))) {
            issues.push_back({{}, "demand", "no hour of June to August: no summer threshold"});
        }
        if (std::isinf(highest_mw(spec, is_winter_peak_month))) {
            issues.push_back(
                {{}, "demand", "no hour of December to February: no winter threshold"});
        }
    }
    return issues;
}

Headroom::Headroom(HeadroomSpec const& spec) {
    throw_if_any(validate(spec));
    set_thresholds(spec);
    for (std::size_t hour = 0; hour < spec.demand_mw.size(); ++hour) {
        bool const summer = has_summer_threshold(month_of(spec, hour));
        margin_mw_.push_back((summer ? summer_mw_ : winter_mw_) - spec.demand_mw[hour]);
    }
    sort_margins(spec);
}

void Headroom::set_thresholds(HeadroomSpec const& spec) {
    peak_mw_ = *std::ranges::max_element(spec.demand_mw);
    bool const seasonal = spec.thresholds == DemandThresholds::seasonal;
    summer_mw_ = seasonal ? highest_mw(spec, is_summer_peak_month) : peak_mw_;
    winter_mw_ = seasonal ? highest_mw(spec, is_winter_peak_month) : peak_mw_;
}

void Headroom::sort_margins(HeadroomSpec const& spec) {
    std::map<int, double> hours_of_year;
    std::vector<int> year;
    for (std::size_t hour = 0; hour < margin_mw_.size(); ++hour) {
        year.push_back(calendar_year(spec, hour));
        hours_of_year[year.back()] += 1.0;
    }
    years_ = hours_of_year.size();
    std::vector<std::size_t> order(margin_mw_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [this](std::size_t hour) { return margin_mw_[hour]; });
    weight_sum_.push_back(0.0);
    margin_sum_mw_.push_back(0.0);
    for (std::size_t const hour : order) {
        double const margin = margin_mw_[hour];
        double const weight = 1.0 / (hours_of_year[year[hour]] * static_cast<double>(years_));
        sorted_margin_mw_.push_back(margin);
        weight_sum_.push_back(weight_sum_.back() + weight);
        margin_sum_mw_.push_back(margin_sum_mw_.back() + weight * margin);
    }
}

std::size_t Headroom::hours_above_threshold() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(margin_mw_, [](double margin) { return margin < 0.0; }));
}

double Headroom::rate(double load_mw) const {
    auto const first_uncut = std::ranges::lower_bound(sorted_margin_mw_, load_mw);
    auto const cut = static_cast<std::size_t>(first_uncut - sorted_margin_mw_.begin());
    return weight_sum_[cut] - margin_sum_mw_[cut] / load_mw;
}

double Headroom::load_mw(double rate) const {
    // With k hours cut the rate is weight_sum - margin_sum / load: it rises with the load where
    // margin_sum > 0, which holds from some k on since the margins ascend.
    auto const last_not_rising = std::find_if(margin_sum_mw_.rbegin(), margin_sum_mw_.rend(),
                                              [](double sum) { return sum <= 0.0; });
    auto const first_rising =
        static_cast<std::size_t>(last_not_rising.base() - margin_sum_mw_.begin());
    if (first_rising >= margin_sum_mw_.size()) {
        return nan;
    }
    auto const begin = sorted_margin_mw_.begin() + static_cast<std::ptrdiff_t>(first_rising);
    auto const reached = std::partition_point(
        begin, sorted_margin_mw_.end(),
        [this, rate](double const& margin) { return this->rate(margin) < rate; });
    auto const cut = static_cast<std::size_t>(reached - sorted_margin_mw_.begin());
    double const load = margin_sum_mw_[cut] / (weight_sum_[cut] - rate);
    // A rate below the least that any load has leads out of the segment.
    bool const in_segment = weight_sum_[cut] > rate && load >= sorted_margin_mw_[cut - 1];
    return in_segment ? load : nan;
}

HeadroomAnswer Headroom::at(double rate) const {
    double const load = load_mw(rate);
    if (std::isnan(load)) {
        return no_answer(rate);
    }
    CurtailedHours count{load};
    for (double const margin : margin_mw_) {
        count.add(load - margin);
    }
    auto const hours = static_cast<double>(count.hours);
    auto const events = static_cast<double>(count.events);
    auto const years = static_cast<double>(years_);
    HeadroomAnswer answer;
    answer.rate = rate;
    answer.load_mw = load;
    answer.curtailed_mwh_per_year = count.energy_mwh / years;
    answer.hours_per_year = hours / years;
    answer.mean_depth = count.energy_mwh / (hours * load);
    answer.max_depth = count.deepest_mw / load;
    answer.events_per_year = events / years;
    answer.mean_event_h = hours / events;
    answer.max_event_h = static_cast<double>(count.longest_run);
    for (std::size_t i = 0; i < kept_shares.size(); ++i) {
        answer.share_of_hours_keeping[i] = static_cast<double>(count.keeping[i]) / hours;
    }
    return answer;
}

}  // namespace gridrush
