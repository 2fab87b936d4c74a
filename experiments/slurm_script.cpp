#include "experiments/slurm_script.hpp"

#include <fmt/core.h>

#include "experiments/slug.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;

/// As one word of a shell.
std::string quoted(std::string const& text) {
    std::string word = "'";
    for (char const c : text) {
        word += c == '\'' ? std::string{"'\\''"} : std::string{c};
    }
    return word + "'";
}

/// In file names of Slurm a percent sign starts a pattern.
std::string without_patterns(std::string const& path) {
    std::string text;
    for (char const c : path) {
        text += c == '%' ? std::string{"%%"} : std::string{c};
    }
    return text;
}

std::string directive(std::string const& option, std::string const& value) {
    bool const plain = value.find_first_of(" \t'\"#\\") == std::string::npos;
    return value.empty()
               ? std::string{}
               : fmt::format("#SBATCH --{}={}\n", option, plain ? value : "\"" + value + "\"");
}

std::string directives(fs::path const& folder, std::string const& name,
                       SlurmOptions const& options) {
    std::string text =
        directive("job-name", "gridrush-" + slug(name, "sweep")) +
        directive("output", without_patterns((slurm_folder(folder) / "").string()) + "%A_%a.log") +
        "#SBATCH --open-mode=append\n#SBATCH --requeue\n#SBATCH --ntasks=1\n" +
        directive("cpus-per-task", std::to_string(options.processors_per_task)) +
        directive("partition", options.partition) + directive("account", options.account) +
        directive("time", options.time_limit) + directive("mem", options.memory);
    for (std::string const& option : options.more) {
        text += "#SBATCH " + option + "\n";
    }
    return text;
}

}  // namespace

fs::path slurm_folder(fs::path const& folder) {
    return folder / "slurm";
}

fs::path task_log_file(fs::path const& folder, std::string const& job, std::size_t task) {
    return slurm_folder(folder) / fmt::format("{}_{}.log", job, task);
}

std::string job_script(fs::path const& program, fs::path const& folder, std::string const& name,
                       std::size_t members, SlurmOptions const& options) {
    std::size_t const per_task = options.members_per_task;
    std::size_t const tasks = (members + per_task - 1) / per_task;
    return fmt::format(
        R"(#!/bin/bash
{directives}
# One task of a job array over the {members} runs of a sweep. By hand, for all of them:
#   sbatch --array=0-{last_task} job.sh
# Runs that are complete are not run again. The argument is added to the number of the task, for
# sweeps with more tasks than an array can have.

first=$(((${{1:-0}} + SLURM_ARRAY_TASK_ID) * {per_task}))
last=$((first + {before_last}))
((last < {members})) || last={last_member}
echo "runs $first to $last on ${{SLURMD_NODENAME:-$HOSTNAME}}," \
    "task ${{SLURM_ARRAY_JOB_ID:-?}}_$SLURM_ARRAY_TASK_ID," \
    "attempt $((${{SLURM_RESTART_COUNT:-0}} + 1)), $(date -u '+%Y-%m-%d %H:%M:%S') UTC" >&2
exec {program} \
    sweep run {folder} \
    --index "$first-$last" --jobs {processors}
)",
        fmt::arg("directives", directives(folder, name, options)), fmt::arg("members", members),
        fmt::arg("last_task", tasks - 1), fmt::arg("per_task", per_task),
        fmt::arg("before_last", per_task - 1), fmt::arg("last_member", members - 1),
        fmt::arg("program", quoted(program.string())), fmt::arg("folder", quoted(folder.string())),
        fmt::arg("processors", options.processors_per_task));
}

std::string number_ranges(std::span<std::size_t const> numbers) {
    std::string text;
    for (std::size_t i = 0; i < numbers.size();) {
        std::size_t const first = i++;
        while (i < numbers.size() && numbers[i] == numbers[i - 1] + 1) {
            ++i;
        }
        text += text.empty() ? "" : ",";
        text += i - first == 1 ? std::to_string(numbers[first])
                               : fmt::format("{}-{}", numbers[first], numbers[i - 1]);
    }
    return text;
}

}  // namespace gridrush
