#pragma once

#include <filesystem>

#include "experiments/sweep_plan.hpp"

namespace gridrush {

/// Writes `sweep.h5` from the members that are there: one row per member of the plan, with what
/// became of it. Members are opened one after the other. Written beside and then renamed; nothing
/// in it depends on when or where it was written. Throws InputError when members give the same
/// number in different units, H5Error when the file cannot be written.
void collect_sweep(std::filesystem::path const& folder, SweepPlan const& plan);

}  // namespace gridrush
