#include "experiments/sweep_member.hpp"

#include <chrono>
#include <thread>

#include <fmt/core.h>

#include "results/recorder.hpp"
#include "results/writer_lock.hpp"
#include "experiments/command_line.hpp"
#include "experiments/observed_run.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;

LoadedExperiment load(fs::path const& folder, SweepPlan const& plan, SweepMember const& member) {
    LoadedExperiment loaded = read_experiment(plan.experiment, member.settings);
    if (loaded.id != member.id) {
        throw InputError{
            {{{plan_file(folder).string(), 0, 0},
              fmt::format("members[{}].id", member.index),
              fmt::format("the experiment has changed since it was planned (found {}, planned {}); "
                          "plan again",
                          loaded.id, member.id)}}};
    }
    return loaded;
}

/// A pool that was killed a moment ago takes its members with it; the last of them may still be
/// going, and holds its file until it is gone.
void wait_for_the_last_writer(fs::path const& part) {
    constexpr int most_waits = 100;
    constexpr std::chrono::milliseconds step{100};
    for (int wait = 0; wait < most_waits && is_being_written(part.string()); ++wait) {
        std::this_thread::sleep_for(step);
    }
}

}  // namespace

void check_program(fs::path const& folder, SweepPlan const& plan) {
    Provenance const build = provenance_of_build();
    if (plan.version != build.version || plan.commit != build.commit) {
        throw InputError{{{{plan_file(folder).string(), 0, 0},
                           "gridrush_version",
                           fmt::format("was planned by gridrush {} ({}), this is {} ({}); plan "
                                       "again",
                                       plan.version, plan.commit, build.version, build.commit)}}};
    }
}

int run_member(fs::path const& folder, SweepPlan const& plan, SweepMember const& member,
               std::string const& command_line, ProgressStyle style) {
    check_program(folder, plan);
    if (member_state(folder, plan, member) == MemberState::complete) {
        return exit_done;
    }
    LoadedExperiment const loaded = load(folder, plan, member);
    fs::path const part = member_part_file(folder, member);
    wait_for_the_last_writer(part);
    RunStatus status = RunStatus::failed;
    {
        Recorder recorder{part.string(), Existing::replace,
                          provenance_of(loaded, plan.experiment, command_line)};
        status = simulate_observed(loaded, recorder, style).status;
    }
    if (status == RunStatus::complete) {
        fs::rename(part, member_file(folder, member));
    }
    return exit_code_of(status);
}

}  // namespace gridrush
