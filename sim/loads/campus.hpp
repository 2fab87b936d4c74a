#pragma once

#include "sim/experiment.hpp"

namespace gridrush {

/// Fraction of what it may draw that a load of this profile draws at `hour_of_day` (0..24, UTC).
[[nodiscard]] double utilisation(ProfileSpec const& profile, double hour_of_day);

}  // namespace gridrush
