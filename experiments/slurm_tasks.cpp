#include "experiments/slurm_tasks.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <utility>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "topology/importers/text_file.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_tasks_per_array = 10'000;  // their numbers fit on a command line
constexpr char const* record_title = "# job, first task, runs per task\n";

/// An array as it was submitted. Task t of it runs members from (offset + t) * per_task on.
struct SubmittedArray {
    std::string job;
    std::size_t offset = 0;
    std::size_t per_task = 1;
};

fs::path record_file(fs::path const& folder) {
    return slurm_folder(folder) / "jobs";
}

std::vector<SubmittedArray> read_record(fs::path const& folder) {
    std::vector<SubmittedArray> arrays;
    std::istringstream text{read_text_file(record_file(folder)).value_or("")};
    for (std::string line; std::getline(text, line);) {
        std::istringstream words{line};
        SubmittedArray array;
        if (words >> array.job >> array.offset >> array.per_task && array.per_task > 0) {
            arrays.push_back(array);
        }
    }
    return arrays;
}

void write(fs::path const& file, std::string const& text, std::ios::openmode mode) {
    std::ofstream stream{file, mode};
    stream << text << std::flush;
    if (!stream) {
        throw std::runtime_error{fmt::format("cannot write {}", file.string())};
    }
}

void add_to_record(fs::path const& folder, SubmittedArray const& array) {
    fs::path const file = record_file(folder);
    std::string const title = fs::exists(file) ? "" : record_title;
    write(file, title + fmt::format("{} {} {}\n", array.job, array.offset, array.per_task),
          std::ios::app);
}

/// The sorted `wanted` that lie in [first, last).
std::vector<std::size_t> between(std::span<std::size_t const> wanted, std::size_t first,
                                 std::size_t last) {
    return {std::lower_bound(wanted.begin(), wanted.end(), first),
            std::lower_bound(wanted.begin(), wanted.end(), last)};
}

std::vector<std::size_t> members_of(SubmittedArray const& array, std::size_t task,
                                    std::span<std::size_t const> wanted) {
    std::size_t const first = (array.offset + task) * array.per_task;
    return between(wanted, first, first + array.per_task);
}

/// Numbers of the tasks that the members need, by the offset of their array.
std::map<std::size_t, std::vector<std::size_t>> arrays_for(std::span<std::size_t const> wanted,
                                                           std::size_t per_task,
                                                           std::size_t most_tasks) {
    std::map<std::size_t, std::vector<std::size_t>> arrays;
    for (std::size_t const member : wanted) {
        std::size_t const task = member / per_task;
        auto& tasks = arrays[task / most_tasks * most_tasks];
        if (std::size_t const number = task % most_tasks; tasks.empty() || tasks.back() != number) {
            tasks.push_back(number);
        }
    }
    return arrays;
}

/// A limit holds for one array, so that several must come one after another.
std::vector<std::string> waiting_for(std::vector<std::string> const& jobs,
                                     SlurmOptions const& options) {
    if (jobs.empty() || options.max_running == 0) {
        return {};
    }
    return {fmt::format("--dependency=afterany:{}", fmt::join(jobs, ":"))};
}

fs::path write_script(fs::path const& folder, SweepPlan const& plan, SlurmOptions const& options) {
    fs::create_directories(slurm_folder(folder));
    fs::path const script = slurm_folder(folder) / "job.sh";
    write(script,
          job_script(fs::read_symlink("/proc/self/exe"), folder, plan.name, plan.members.size(),
                     options),
          std::ios::trunc);
    fs::permissions(script, fs::perms::owner_exec, fs::perm_options::add);
    return script;
}

}  // namespace

std::vector<SweepTask> tasks_in_queue(fs::path const& folder, std::span<std::size_t const> wanted) {
    auto const arrays = read_record(folder);
    std::vector<SweepTask> tasks;
    if (arrays.empty()) {
        return tasks;
    }
    std::set<std::size_t> taken;
    for (SlurmTask const& known : my_tasks()) {
        auto const array = std::find_if(arrays.rbegin(), arrays.rend(),
                                        [&](auto const& one) { return one.job == known.job; });
        if (array == arrays.rend() || !is_alive(known.state)) {
            continue;
        }
        auto members = members_of(*array, known.task, wanted);
        std::erase_if(members, [&](std::size_t member) { return !taken.insert(member).second; });
        if (!members.empty()) {
            tasks.push_back({known, std::move(members), array->per_task > 1});
        }
    }
    return tasks;
}

std::vector<SweepTask> submit_tasks(fs::path const& folder, SweepPlan const& plan,
                                    std::span<std::size_t const> wanted,
                                    SlurmOptions const& options,
                                    std::span<SweepTask const> queued) {
    std::vector<SweepTask> submitted;
    if (wanted.empty()) {
        return submitted;
    }
    std::string const script = write_script(folder, plan, options).string();
    std::string const limit =
        options.max_running == 0 ? "" : fmt::format("%{}", options.max_running);
    std::vector<std::string> jobs = jobs_of(queued);
    std::size_t const most = std::min(largest_array(), most_tasks_per_array);
    for (auto const& [offset, tasks] : arrays_for(wanted, options.members_per_task, most)) {
        SubmittedArray array{{}, offset, options.members_per_task};
        try {
            array.job = submit_array(script, number_ranges(tasks) + limit,
                                     waiting_for(jobs, options), std::to_string(offset));
        } catch (std::runtime_error const& error) {
            std::string const left = jobs.empty()
                                         ? "nothing runs"
                                         : fmt::format("in the queue: {}", fmt::join(jobs, ", "));
            throw std::runtime_error{fmt::format(
                "{} ({}; the plan is there, --resume goes on with it)", error.what(), left)};
        }
        add_to_record(folder, array);
        jobs.push_back(array.job);
        for (std::size_t const task : tasks) {
            submitted.push_back({{array.job, task, "PENDING", {}, {}},
                                 members_of(array, task, wanted),
                                 array.per_task > 1});
        }
    }
    return submitted;
}

std::vector<std::string> jobs_of(std::span<SweepTask const> tasks) {
    std::vector<std::string> jobs;
    for (SweepTask const& task : tasks) {
        if (std::find(jobs.begin(), jobs.end(), task.known.job) == jobs.end()) {
            jobs.push_back(task.known.job);
        }
    }
    return jobs;
}

}  // namespace gridrush
