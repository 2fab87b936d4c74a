#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "topology/issue.hpp"
#include "topology/time.hpp"

namespace gridrush {

/// How a planner discounts requests for large loads: PJM's load adjustment requests, as of August
/// 2026. Defaults from a compilation of PJM's rules (secondary).
struct HaircutRules {
    double non_firm_probability = 0.5;  ///< of a request without a commitment
    int non_firm_from_years = 3;        ///< such requests count when they come so many calendar
    int non_firm_to_years = 8;          ///< years ahead, others not at all
    double utilisation = 0.7;           ///< demand over capacity
    double least_ramp_months = 36.0;    ///< from first service to all of it, linear
};

/// One request as a forecast sees it.
struct ForecastRequest {
    Location at;
    std::string id;
    double mw = 0.0;  ///< capacity requested
    TimePoint in_service{};
    bool firm = false;         ///< has signed for electric service or committed to its construction
    double ramp_months = 0.0;  ///< its own, where longer than the rules'
    std::optional<double> probability;  ///< in place of the rules'
};

/// Sums over all requests at the end of a calendar year, MW.
struct ForecastYear {
    int year = 0;
    double requested_mw = 0.0;   ///< in service by then, at full size
    double discounted_mw = 0.0;  ///< times probability, ramped
    double expected_mw = 0.0;    ///< times utilisation: demand
};

/// Sums when everything is there and ramped.
struct ForecastTotal {
    double requested_mw = 0.0, firm_mw = 0.0, discounted_mw = 0.0, expected_mw = 0.0;
};

/// Probability with which a request counts in a forecast made on `as_of`.
[[nodiscard]] double forecast_probability(ForecastRequest const& request, HaircutRules const& rules,
                                          TimePoint as_of);

/// `years` calendar years, the first one that of `as_of`.
[[nodiscard]] std::vector<ForecastYear> forecast_by_year(std::span<ForecastRequest const> requests,
                                                         HaircutRules const& rules, TimePoint as_of,
                                                         int years);

[[nodiscard]] ForecastTotal forecast_total(std::span<ForecastRequest const> requests,
                                           HaircutRules const& rules, TimePoint as_of);

}  // namespace gridrush
