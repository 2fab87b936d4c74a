#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "experiments/slurm_commands.hpp"
#include "experiments/slurm_script.hpp"
#include "experiments/sweep_plan.hpp"

namespace gridrush {

/// A task of an array and the members that are expected of it.
struct SweepTask {
    SlurmTask known;  ///< what Slurm said last
    std::vector<std::size_t> members;
    bool has_log_per_member = false;  ///< as tasks of several members have
};

/// Those tasks that an earlier launch submitted and that are still in the queue, with the members
/// among `wanted` that they will run. Throws std::runtime_error when Slurm does not answer.
[[nodiscard]] std::vector<SweepTask> tasks_in_queue(std::filesystem::path const& folder,
                                                    std::span<std::size_t const> wanted);

/// Writes the job script and submits arrays that run `wanted`, beside the `queued` tasks. Each
/// array is on record in the folder before the next is submitted. Throws std::runtime_error when
/// Slurm refuses.
[[nodiscard]] std::vector<SweepTask> submit_tasks(std::filesystem::path const& folder,
                                                  SweepPlan const& plan,
                                                  std::span<std::size_t const> wanted,
                                                  SlurmOptions const& options,
                                                  std::span<SweepTask const> queued);

/// Names of their jobs, each once.
[[nodiscard]] std::vector<std::string> jobs_of(std::span<SweepTask const> tasks);

}  // namespace gridrush
