#include "sim/operations/hosting_curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gridrush {

double load_at_curtailment(std::span<double const> capacity_mw, double rate) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    bool const known = std::ranges::none_of(capacity_mw, [](double mw) { return std::isnan(mw); });
    if (!known || capacity_mw.empty()) {
        return nan;
    }
    std::vector<double> sorted(capacity_mw.begin(), capacity_mw.end());
    std::ranges::sort(sorted);
    // With the first `cut` hours cut: cut * load - sum = rate * load * hours.
    double const tolerated = rate * static_cast<double>(sorted.size());
    double sum = 0.0;
    for (std::size_t k = 0; k < sorted.size(); ++k) {
        sum += sorted[k];
        double const above = static_cast<double>(k + 1) - tolerated;
        if (above > 0.0 && (k + 1 == sorted.size() || sum <= above * sorted[k + 1])) {
            return sum / above;
        }
    }
    return nan;
}

HostingYear year_of_bus(std::span<HostingAnswer const> answers, std::size_t buses,
                        std::size_t place) {
    HostingYear year;
    for (std::size_t k = place; k < answers.size(); k += buses) {
        bool const infeasible = answers[k].status == SolveStatus::infeasible;
        bool const optimal = answers[k].status == SolveStatus::optimal;
        year.infeasible_hours += infeasible ? 1 : 0;
        year.failed_hours += infeasible || optimal ? 0 : 1;
        year.capacity_mw.push_back(infeasible ? 0.0 : answers[k].mw);
    }
    return year;
}

}  // namespace gridrush
