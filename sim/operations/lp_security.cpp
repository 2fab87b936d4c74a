#include "sim/operations/lp_security.hpp"

#include <algorithm>
#include <cmath>

namespace gridrush {

OutageLimits::OutageLimits(DcNetwork const& network, RatingKind rating, double tolerance_mw)
    : screen_{network, rating},
      rating_mw_{ratings_of(network.grid(), rating)},
      tolerance_mw_{tolerance_mw} {}

std::optional<double> OutageLimits::factor(BranchId branch, BranchId outage) const {
    auto const row = screen_.row_of(outage);
    if (!row || !screen_.row_of(branch)) {
        return std::nullopt;
    }
    return screen_.factor(*row, branch);
}

double OutageLimits::excess_mw(Overload const& overload) const {
    return std::abs(overload.flow_mw) - rating_mw(overload.branch);
}

bool OutageLimits::hold(std::span<double const> flow_mw) {
    screen_.find_overloading(flow_mw, overloading_);
    return std::ranges::none_of(overloading_, [&](std::size_t outage) {
        return std::ranges::any_of(screen_.overloads(outage, flow_mw), [&](Overload const& found) {
            return excess_mw(found) > tolerance_mw_;
        });
    });
}

std::span<OutageViolation const> OutageLimits::find_violations(std::span<double const> flow_mw) {
    violations_.clear();
    screen_.find_overloading(flow_mw, overloading_);
    for (auto const outage : overloading_) {
        for (Overload const& found : screen_.overloads(outage, flow_mw)) {
            if (excess_mw(found) > tolerance_mw_) {
                violations_.push_back(
                    {found.branch, screen_.outages()[outage].branch, excess_mw(found)});
            }
        }
    }
    auto const worst_first = [](OutageViolation const& a, OutageViolation const& b) {
        return a.branch != b.branch ? a.branch < b.branch : a.excess_mw > b.excess_mw;
    };
    std::ranges::stable_sort(violations_, worst_first);
    auto const repeated = std::ranges::unique(violations_, {}, &OutageViolation::branch);
    violations_.erase(repeated.begin(), repeated.end());
    std::ranges::stable_sort(violations_, std::ranges::greater{}, &OutageViolation::excess_mw);
    return violations_;
}

}  // namespace gridrush
