#pragma once

#include <filesystem>
#include <span>

#include "experiments/run_progress.hpp"
#include "experiments/slurm_script.hpp"
#include "experiments/sweep_folder.hpp"
#include "experiments/sweep_plan.hpp"
#include "experiments/sweep_pool.hpp"

namespace gridrush {

/// Throws InputError unless Slurm's commands are here, the options can be put into a script and,
/// where a sweep is to be replaced, none of its tasks is still in Slurm's queue.
void check_slurm(SlurmOptions const& options, std::filesystem::path const& folder,
                 ExistingPlan existing);

/// Runs the members of these indices, sorted, as job arrays of Slurm and follows them to their
/// end. Members that tasks of an earlier launch are still to run are left to those. A member is
/// complete when its file says so; it failed when its task ended otherwise, with Slurm's reason.
/// SIGINT and SIGTERM end the following alone: the arrays go on, a later launch follows them
/// again. Throws std::runtime_error when Slurm refuses.
[[nodiscard]] SweepOutcome run_members_on_slurm(std::filesystem::path const& folder,
                                                SweepPlan const& plan,
                                                std::span<std::size_t const> indices,
                                                SlurmOptions const& options, ProgressStyle style);

}  // namespace gridrush
