#pragma once

#include <string>
#include <vector>

#include "results/sweep_table.hpp"

namespace gridrush {

/// Runs side by side, as a sweep over an axis `run` with a level per file: compare_sweep() then
/// gives the differences from the first. Levels are the shortest ends of the paths that tell them
/// apart. Throws InputError with everything that is wrong with any of the files: not complete,
/// named twice, the same number in different units.
[[nodiscard]] SweepTable table_of_runs(std::vector<std::string> const& paths);

}  // namespace gridrush
