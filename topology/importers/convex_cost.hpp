#pragma once

#include <vector>

#include "topology/grid_spec.hpp"

namespace gridrush {

/// The largest convex piecewise-linear curve that is nowhere above `points`: some of the points,
/// the first and the last among them (monotone chain: Andrew, 1979). Precondition: mw ascends.
[[nodiscard]] std::vector<CostCurve::Point> lower_convex_envelope(
    std::vector<CostCurve::Point> const& points);

/// `points` without those that only rounding in the file put above the convex envelope (by up to
/// 1e-6 of their cost); unchanged where a point is further above it or mw does not ascend.
[[nodiscard]] std::vector<CostCurve::Point> without_rounding_kinks(
    std::vector<CostCurve::Point> points);

}  // namespace gridrush
