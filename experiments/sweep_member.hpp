#pragma once

#include <filesystem>
#include <string>

#include "experiments/run_progress.hpp"
#include "experiments/sweep_plan.hpp"

namespace gridrush {

/// Runs one member in this process, which can run no other. The file has its final name only once
/// it is complete. Does nothing when the member is complete already. Throws InputError when the
/// plan is of another program or its experiment has changed since. Returns the exit code.
[[nodiscard]] int run_member(std::filesystem::path const& folder, SweepPlan const& plan,
                             SweepMember const& member, std::string const& command_line,
                             ProgressStyle style);

/// Throws InputError unless this program made the plan: runs of two programs are not compared.
void check_program(std::filesystem::path const& folder, SweepPlan const& plan);

}  // namespace gridrush
