#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "experiments/sweep_spec.hpp"

namespace gridrush {

/// Points of the unit cube, one row per axis: `[axis][sample]`, above 0 and below 1.
using UnitSamples = std::vector<std::vector<double>>;

/// One value in each of `samples` equal strata of every axis, paired at random (McKay, Beckman and
/// Conover 1979, Technometrics 21, 239-245). The draws of an axis depend on its name alone: other
/// axes may come and go.
[[nodiscard]] UnitSamples latin_hypercube(std::vector<std::string> const& axes, std::size_t samples,
                                          std::uint64_t seed);

/// The first points of Sobol's sequence, the origin included, as 32-bit fractions of one, in the
/// dimensions of Joe and Kuo (2008, SIAM J. Sci. Comput. 30, 2635-2654).
[[nodiscard]] std::vector<std::vector<std::uint32_t>> sobol_points(std::size_t axes,
                                                                   std::size_t samples);

/// Sobol's sequence, every axis shifted by random digits (Cranley-Patterson rotation in base 2;
/// L'Ecuyer and Lemieux 2002), which keeps its evenness and makes averages unbiased.
[[nodiscard]] UnitSamples sobol(std::vector<std::string> const& axes, std::size_t samples,
                                std::uint64_t seed);

/// The quantile at `share`, above 0 and below 1.
[[nodiscard]] double quantile(AxisSample const& sample, double share);

}  // namespace gridrush
