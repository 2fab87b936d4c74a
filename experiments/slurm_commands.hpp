#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace gridrush {

/// What a command of Slurm said and how it ended.
struct CommandResult {
    int exit_code = 0;  ///< 128 and more: killed by that signal
    std::string output;
    std::string errors;
};

/// Whether a command may be left before its end: because of a blocked SIGINT or SIGTERM that waits
/// or because it takes longer than Slurm should.
enum class Leaving { never, allowed };

/// Runs a program of the PATH, out of reach of the terminal's Ctrl-C. One that is left is killed.
/// Throws std::runtime_error when it cannot be started.
[[nodiscard]] CommandResult run_command(std::vector<std::string> const& words, Leaving leaving);

/// Whether the PATH has a program of that name.
[[nodiscard]] bool is_on_path(std::string const& program);

/// What Slurm knows of a task of an array.
struct SlurmTask {
    std::string job;  ///< of the array
    std::size_t task = 0;
    std::string state;  ///< PENDING, RUNNING, TIMEOUT, ...
    std::string nodes;
    std::string reason;  ///< why it waits or how it ended
};

/// The lines of `squeue --format=%F|%K|%T|%N|%r`; jobs that are no arrays are left out.
[[nodiscard]] std::vector<SlurmTask> parse_tasks(std::string const& squeue_output);

/// All tasks of this user that Slurm still knows; ended ones for some minutes (MinJobAge). Throws
/// std::runtime_error with squeue's words when Slurm does not answer.
[[nodiscard]] std::vector<SlurmTask> my_tasks();

/// Whether a task in this state can still do something.
[[nodiscard]] bool is_alive(std::string const& state);

/// Largest number of tasks in one array, from Slurm's configuration; its default where that cannot
/// be had.
[[nodiscard]] std::size_t largest_array();

/// Submits `script` as an array of `tasks`, such as `0-3,7%2`, and returns the job's id. Throws
/// std::runtime_error with sbatch's words when it refuses.
[[nodiscard]] std::string submit_array(std::string const& script, std::string const& tasks,
                                       std::vector<std::string> const& options,
                                       std::string const& argument);

}  // namespace gridrush
