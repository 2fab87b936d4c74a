#include "sim/interconnection/forecast_haircut.hpp"

#include <algorithm>

namespace gridrush {
namespace {

/// Share of a request that is there at `time`.
double ramped_share(ForecastRequest const& request, HaircutRules const& rules, TimePoint time) {
    if (time <= request.in_service) {
        return 0.0;
    }
    double const months = 12.0 * years_between(request.in_service, time);
    double const ramp = std::max(request.ramp_months, rules.least_ramp_months);
    return ramp > 0.0 ? std::min(months / ramp, 1.0) : 1.0;
}

}  // namespace

double forecast_probability(ForecastRequest const& request, HaircutRules const& rules,
                            TimePoint as_of) {
    if (request.probability) {
        return *request.probability;
    }
    if (request.firm) {
        return 1.0;
    }
    int const ahead = year_of(request.in_service) - year_of(as_of);
    bool const counts = rules.non_firm_from_years <= ahead && ahead <= rules.non_firm_to_years;
    return counts ? rules.non_firm_probability : 0.0;
}

std::vector<ForecastYear> forecast_by_year(std::span<ForecastRequest const> requests,
                                           HaircutRules const& rules, TimePoint as_of, int years) {
    std::vector<ForecastYear> forecast;
    for (int k = 0; k < years; ++k) {
        ForecastYear& row = forecast.emplace_back();
        row.year = year_of(as_of) + k;
        TimePoint const end = make_time(row.year + 1, 1, 1);
        for (ForecastRequest const& request : requests) {
            row.requested_mw += request.in_service < end ? request.mw : 0.0;
            row.discounted_mw += request.mw * forecast_probability(request, rules, as_of) *
                                 ramped_share(request, rules, end);
        }
        row.expected_mw = row.discounted_mw * rules.utilisation;
    }
    return forecast;
}

ForecastTotal forecast_total(std::span<ForecastRequest const> requests, HaircutRules const& rules,
                             TimePoint as_of) {
    ForecastTotal total;
    for (ForecastRequest const& request : requests) {
        total.requested_mw += request.mw;
        total.firm_mw += request.firm ? request.mw : 0.0;
        total.discounted_mw += request.mw * forecast_probability(request, rules, as_of);
    }
    total.expected_mw = total.discounted_mw * rules.utilisation;
    return total;
}

}  // namespace gridrush
