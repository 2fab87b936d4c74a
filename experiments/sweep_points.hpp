#pragma once

#include <span>
#include <vector>

#include "experiments/sweep_axis.hpp"

namespace gridrush {

/// One combination of values, one point per axis.
using SweepPoint = std::vector<AxisPoint>;

/// What the design makes of the axes; the last axis varies fastest. Mistakes are appended to
/// `issues`, placed in `file`. Precondition: every axis has points or a distribution.
[[nodiscard]] std::vector<SweepPoint> make_points(SweepSpec const& spec, std::string const& file,
                                                  std::span<Axis const> axes, Issues& issues);

}  // namespace gridrush
