#pragma once

#include "topology/random.hpp"
#include "sim/experiment.hpp"

namespace gridrush {

/// A number drawn by `draw`; infinite with probability `never`. Takes as many random numbers from
/// `rng` whatever the shape, so that what is drawn next does not depend on it.
[[nodiscard]] double sample(Draw const& draw, Rng& rng);

/// Value below which a share `u` (0 <= u <= 1) of the triangular distribution lies.
/// Precondition: low <= mode <= high.
[[nodiscard]] double triangular_quantile(double low, double mode, double high, double u);

/// Spread of a lognormal distribution, the standard deviation of the logarithm, from its median and
/// the value that one in ten exceeds: ln(p90 / median) / 1.2816. 0 where p90 <= median.
/// PJM's studies of 2008-2020, median 16 and 90th percentile 35 months (Johnston, Liu and Yang,
/// NBER w31946), have 0.611.
[[nodiscard]] double lognormal_sigma(double median, double p90);

}  // namespace gridrush
