#pragma once

#include <filesystem>

#include "experiments/sweep_plan.hpp"

namespace gridrush {

/// Makes sweep.h5 of the members that are there.
void collect_sweep(std::filesystem::path const& folder, SweepPlan const& plan);

}  // namespace gridrush
