#include "experiments/slurm_launcher.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "topology/importers/text_file.hpp"
#include "topology/issue.hpp"
#include "experiments/member_process.hpp"
#include "experiments/slurm_tasks.hpp"
#include "experiments/sweep_expand.hpp"
#include "experiments/sweep_progress.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// A file that another machine wrote may show late. A task that failed may yet be queued again.
constexpr std::chrono::seconds patience_completed{30}, patience_failed{2};
constexpr double polls_per_waited_time = 10.0;
constexpr auto between_bars = std::chrono::milliseconds{200};

std::string last_line_of(fs::path const& file) {
    std::string text = read_text_file(file).value_or("");
    text.erase(text.find_last_not_of(" \n\r\t") + 1);
    return text.substr(text.rfind('\n') + 1);
}

/// Reasons that pass by themselves.
bool is_ordinary(std::string const& reason) {
    static std::set<std::string_view> const ordinary{
        "None",       "Priority",          "Resources",      "BeginTime",
        "Dependency", "JobArrayTaskLimit", "ReqNodeNotAvail"};
    return ordinary.contains(reason);
}

/// What is known of the tasks of a sweep, and what came of their members.
class Follower {
public:
    Follower(fs::path const& folder, SweepPlan const& plan, std::vector<SweepTask> tasks,
             std::size_t members, SlurmOptions const& options, ProgressStyle style)
        : folder_{folder},
          plan_{plan},
          options_{options},
          jobs_{jobs_of(tasks)},
          progress_{style, members} {
        for (SweepTask& task : tasks) {
            tasks_.push_back({std::move(task), {}});
        }
        started_line();
    }

    SweepOutcome run(WaitedSignals const& signals) {
        while (!tasks_.empty() && !outcome_.interrupted) {
            ask_slurm();
            look_at_files();
            give_up();
            if (!tasks_.empty()) {
                wait(signals);
            }
        }
        progress_.clear();
        outcome_.wall_s = progress_.wall_s();
        return std::move(outcome_);
    }

private:
    struct Task {
        SweepTask sweep;
        Clock::time_point ended;  ///< when it was first seen not to be alive
    };

    void say(std::string const& line) { progress_.member(line, SweepProgress::Ended::well); }

    void started_line() {
        std::size_t members = 0;
        for (Task const& task : tasks_) {
            members += task.sweep.members.size();
        }
        say(fmt::format("Slurm: {} runs in {} tasks of job {}; scripts and logs in {}", members,
                        tasks_.size(), fmt::join(jobs_, ", "), slurm_folder(folder_).string()));
    }

    void ask_slurm() {
        std::map<std::pair<std::string, std::size_t>, SlurmTask> known;
        try {
            for (SlurmTask& task : my_tasks()) {
                known.insert_or_assign({task.job, task.task}, std::move(task));
            }
        } catch (std::runtime_error const& error) {
            tell_once(fmt::format("Slurm does not answer ({}); waiting", error.what()));
            return;
        }
        for (Task& task : tasks_) {
            SlurmTask& mine = task.sweep.known;
            auto const found = known.find({mine.job, mine.task});
            if (found != known.end()) {
                mine = found->second;
            } else {
                mine.state = "UNKNOWN";
            }
            bool const alive = found != known.end() && is_alive(mine.state);
            if (alive || task.ended == Clock::time_point{}) {
                task.ended = alive ? Clock::time_point{} : Clock::now();
            }
        }
        tell_why_tasks_wait();
    }

    /// A message comes again only after another one.
    void tell_once(std::string const& message) {
        if (message != told_ && !message.empty()) {
            say(message);
        }
        told_ = message;
    }

    void tell_why_tasks_wait() {
        std::map<std::string, std::size_t> waiting;
        for (Task const& task : tasks_) {
            SlurmTask const& known = task.sweep.known;
            if (known.state == "PENDING" && !is_ordinary(known.reason) && !known.reason.empty()) {
                ++waiting[known.reason];
            }
        }
        std::string text;
        for (auto const& [reason, count] : waiting) {
            text +=
                fmt::format("{}{} tasks wait: {}", text.empty() ? "Slurm: " : ", ", count, reason);
        }
        tell_once(text);
    }

    /// Reading the folder makes a network file system look for what is new.
    void look_at_files() {
        std::set<std::string> names;
        std::error_code ignored;
        for (auto const& entry : fs::directory_iterator{folder_ / "members", ignored}) {
            names.insert(entry.path().filename().string());
        }
        for (Task& task : tasks_) {
            std::erase_if(task.sweep.members, [&](std::size_t index) {
                SweepMember const& member = plan_.members[index];
                bool const complete =
                    names.contains(member_file(folder_, member).filename().string()) &&
                    member_state(folder_, plan_, member) == MemberState::complete;
                if (complete) {
                    ++done_;
                    ++outcome_.completed;
                    say(line_of(index) + "  complete");
                }
                return complete;
            });
        }
        std::erase_if(tasks_, [](Task const& task) { return task.sweep.members.empty(); });
    }

    /// On tasks that ended without leaving what was expected of them.
    void give_up() {
        auto const now = Clock::now();
        std::erase_if(tasks_, [&](Task const& task) {
            std::string const& state = task.sweep.known.state;
            bool const late = state == "COMPLETED" || state == "UNKNOWN";
            if (task.ended == Clock::time_point{} ||
                now - task.ended < (late ? patience_completed : patience_failed)) {
                return false;
            }
            for (std::size_t const index : task.sweep.members) {
                fail(index, task.sweep);
            }
            return true;
        });
    }

    void fail(std::size_t index, SweepTask const& task) {
        std::string const why = reason(index, task);
        ++done_;
        outcome_.failures.push_back({index, why});
        progress_.member(line_of(index) + "  failed: " + why, SweepProgress::Ended::badly);
    }

    [[nodiscard]] std::string reason(std::size_t index, SweepTask const& task) const {
        SlurmTask const& known = task.known;
        std::string said;
        if (task.has_log_per_member) {
            said = last_line_of(member_log_file(folder_, plan_.members[index]));
        }
        if (said.empty()) {
            said = last_line_of(task_log_file(folder_, known.job, known.task));
        }
        std::string const where = known.nodes.empty() ? "" : " on " + known.nodes;
        std::string const how =
            known.state == "UNKNOWN"
                ? fmt::format("Slurm no longer knows task {}_{}", known.job, known.task)
                : fmt::format("Slurm task {}_{}{} ended {} ({})", known.job, known.task, where,
                              known.state, known.reason);
        return said.empty() ? how : fmt::format("{}; its last words: {}", how, said);
    }

    [[nodiscard]] std::string line_of(std::size_t index) const {
        return fmt::format("run {:>{}}  {}", index, width_,
                           labels_text(plan_, plan_.members[index]));
    }

    [[nodiscard]] std::size_t running() const {
        return static_cast<std::size_t>(
            std::count_if(tasks_.begin(), tasks_.end(),
                          [](Task const& task) { return task.sweep.known.state == "RUNNING"; }));
    }

    /// Short sweeps are asked about often, long ones seldom, as Slurm's managers want it.
    void wait(WaitedSignals const& signals) {
        double const pause_s = std::clamp(progress_.wall_s() / polls_per_waited_time, 1.0,
                                          std::max(1.0, static_cast<double>(options_.poll_s)));
        auto const end = Clock::now() + std::chrono::duration<double>{pause_s};
        while (Clock::now() < end) {
            progress_.show(done_, running());
            int const signal = signals.next(static_cast<int>(between_bars.count()));
            if (signal == SIGINT || signal == SIGTERM) {
                detach();
                return;
            }
        }
    }

    void detach() {
        outcome_.interrupted = true;
        progress_.member(fmt::format("Slurm: job {} goes on without this program; the same command "
                                     "with --resume follows it again, scancel {} ends it",
                                     fmt::join(jobs_, ", "), fmt::join(jobs_, " ")),
                         SweepProgress::Ended::badly);
    }

    fs::path const& folder_;
    SweepPlan const& plan_;
    SlurmOptions const& options_;
    std::vector<std::string> jobs_;
    std::vector<Task> tasks_;
    std::size_t width_ = std::to_string(plan_.members.size()).size();
    SweepProgress progress_;
    std::size_t done_ = 0;
    std::string told_;
    SweepOutcome outcome_;
};

Issues mistakes_in(SlurmOptions const& options) {
    Issues issues;
    auto const check = [&](std::string const& option, std::string const& value) {
        if (value.find_first_of("\n\r\"") != std::string::npos) {
            issues.push_back({{}, option, "must be one line without double quotes"});
        }
    };
    check("--partition", options.partition);
    check("--account", options.account);
    check("--time", options.time_limit);
    check("--memory", options.memory);
    for (std::string const& option : options.more) {
        if (option.size() < 2 || option.front() != '-' ||
            option.find_first_of("\n\r") != std::string::npos) {
            issues.push_back({{},
                              "--sbatch",
                              fmt::format("must be an option of sbatch, such as --qos=long "
                                          "(found '{}')",
                                          option)});
        }
    }
    return issues;
}

std::vector<std::size_t> every_member(SweepPlan const& plan) {
    std::vector<std::size_t> indices(plan.members.size());
    std::iota(indices.begin(), indices.end(), std::size_t{0});
    return indices;
}

void refuse_while_queued(fs::path const& folder) {
    auto const tasks = tasks_in_queue(folder, every_member(read_plan(folder)));
    if (tasks.empty()) {
        return;
    }
    auto const jobs = jobs_of(tasks);
    throw InputError{{{{folder.string(), 0, 0},
                       "--force",
                       fmt::format("{} tasks of this sweep are in Slurm's queue (job {}); scancel "
                                   "{} ends them, --resume follows them",
                                   tasks.size(), fmt::join(jobs, ", "), fmt::join(jobs, " "))}}};
}

}  // namespace

void check_slurm(SlurmOptions const& options, fs::path const& folder, ExistingPlan existing) {
    Issues issues = mistakes_in(options);
    for (char const* program : {"sbatch", "squeue"}) {
        if (!is_on_path(program)) {
            issues.push_back({{},
                              "--launcher",
                              fmt::format("slurm needs {} (found none on the PATH)", program)});
        }
    }
    throw_if_any(std::move(issues));
    std::error_code ignored;
    if (existing == ExistingPlan::replace && fs::exists(plan_file(folder), ignored)) {
        refuse_while_queued(folder);
    }
}

SweepOutcome run_members_on_slurm(fs::path const& folder, SweepPlan const& plan,
                                  std::span<std::size_t const> indices, SlurmOptions const& options,
                                  ProgressStyle style) {
    if (indices.empty()) {
        return {};
    }
    WaitedSignals const signals;  // what is submitted is put on record
    auto tasks = tasks_in_queue(folder, indices);
    std::set<std::size_t> left{indices.begin(), indices.end()};
    for (SweepTask const& task : tasks) {
        for (std::size_t const member : task.members) {
            left.erase(member);
        }
    }
    std::vector<std::size_t> const wanted{left.begin(), left.end()};
    auto submitted = submit_tasks(folder, plan, wanted, options, tasks);
    tasks.insert(tasks.end(), std::make_move_iterator(submitted.begin()),
                 std::make_move_iterator(submitted.end()));
    return Follower{folder, plan, std::move(tasks), indices.size(), options, style}.run(signals);
}

}  // namespace gridrush
