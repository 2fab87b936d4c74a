#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace gridrush {

/// What a user says about the tasks of a sweep on Slurm. An empty text leaves it to the cluster.
struct SlurmOptions {
    std::string partition;
    std::string account;
    std::string time_limit;  ///< of a task, as sbatch takes it: 02:00:00
    std::string memory;      ///< of a task, as sbatch takes it: 2G
    std::size_t members_per_task = 1;
    unsigned processors_per_task = 1;  ///< so many of its members run at a time
    std::size_t max_running = 0;       ///< tasks at a time; 0: as many as Slurm lets
    std::vector<std::string> more;     ///< further options of sbatch, each as one text
    unsigned poll_s = 10;              ///< between questions to Slurm
};

/// Folder of a sweep's job script, of the tasks' logs and of the list of submitted jobs.
[[nodiscard]] std::filesystem::path slurm_folder(std::filesystem::path const& folder);

/// What a task of the array prints.
[[nodiscard]] std::filesystem::path task_log_file(std::filesystem::path const& folder,
                                                  std::string const& job, std::size_t task);

/// A job script that runs members [(offset + task) * members_per_task, ...) of the sweep in
/// `folder` that are not complete; the offset is its argument. Both paths are absolute.
[[nodiscard]] std::string job_script(std::filesystem::path const& program,
                                     std::filesystem::path const& folder, std::string const& name,
                                     std::size_t members, SlurmOptions const& options);

/// Sorted numbers as sbatch takes them: 0-3,7,9-10.
[[nodiscard]] std::string number_ranges(std::span<std::size_t const> numbers);

}  // namespace gridrush
