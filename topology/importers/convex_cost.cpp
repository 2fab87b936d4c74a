#include "topology/importers/convex_cost.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace gridrush {
namespace {

double slope(CostCurve::Point const& a, CostCurve::Point const& b) {
    return (b.usd_per_h - a.usd_per_h) / (b.mw - a.mw);
}

}  // namespace

std::vector<CostCurve::Point> lower_convex_envelope(std::vector<CostCurve::Point> const& points) {
    std::vector<CostCurve::Point> envelope;
    for (auto const& point : points) {
        while (envelope.size() > 1 && slope(envelope.back(), point) <=
                                          slope(envelope[envelope.size() - 2], envelope.back())) {
            envelope.pop_back();
        }
        envelope.push_back(point);
    }
    return envelope;
}

std::vector<CostCurve::Point> without_rounding_kinks(std::vector<CostCurve::Point> points) {
    constexpr double rounding = 1e-6;
    auto const ascends = [](auto const& a, auto const& b) { return a.mw < b.mw; };
    auto const descent = std::ranges::adjacent_find(points, std::not_fn(ascends));
    if (points.size() < 3 || descent != points.end()) {
        return points;
    }
    CostCurve const envelope{lower_convex_envelope(points), {}};
    bool const only_rounding = std::ranges::all_of(points, [&](auto const& point) {
        auto const above = point.usd_per_h - envelope.usd_per_h(point.mw);
        return above <= rounding * std::abs(point.usd_per_h);
    });
    return only_rounding ? envelope.points : points;
}

}  // namespace gridrush
