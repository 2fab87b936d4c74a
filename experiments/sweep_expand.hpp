#pragma once

#include <span>
#include <string>

#include "experiments/sweep_plan.hpp"

namespace gridrush {

/// Reads a sweep file and every experiment that comes of it. `settings` such as `horizon.years=1`
/// hold for every run and win over the file's `set`. Throws InputError with every mistake; one that
/// many runs have comes once, with their number.
[[nodiscard]] SweepPlan plan_sweep(std::string const& path,
                                   std::span<std::string const> settings = {});

/// The labels of a member's axes as one word: `curtailment=lifo growth=0.02 replicate=1`.
[[nodiscard]] std::string labels_text(SweepPlan const& plan, SweepMember const& member);

}  // namespace gridrush
