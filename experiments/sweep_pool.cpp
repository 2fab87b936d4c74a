#include "experiments/sweep_pool.hpp"

#include <chrono>
#include <csignal>
#include <cstring>
#include <map>
#include <sys/wait.h>
#include <utility>

#include <fmt/core.h>

#include "topology/importers/text_file.hpp"
#include "experiments/command_line.hpp"
#include "experiments/member_process.hpp"
#include "experiments/sweep_expand.hpp"
#include "experiments/sweep_folder.hpp"
#include "experiments/sweep_progress.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int between_bars_ms = 200;

/// The last line that is not empty.
std::string last_line(std::string const& text) {
    std::size_t const end = text.find_last_not_of(" \n\r\t");
    if (end == std::string::npos) {
        return {};
    }
    std::size_t const start = text.rfind('\n', end);
    return text.substr(start == std::string::npos ? 0 : start + 1,
                       end - (start == std::string::npos ? std::string::npos : start));
}

/// Members at work and what came of the others.
class Pool {
public:
    Pool(fs::path const& folder, SweepPlan const& plan, std::span<std::size_t const> indices,
         SweepLaunch const& launch)
        : folder_{folder},
          plan_{plan},
          indices_{indices},
          jobs_{launch.jobs},
          progress_{launch.progress, indices.size()} {}

    SweepOutcome run() {
        WaitedSignals const signals;
        start_more();
        while (!at_work_.empty()) {
            progress_.show(done_, at_work_.size());
            int const signal = signals.next(between_bars_ms);
            if (signal == SIGINT || signal == SIGTERM) {
                stop();
            }
            collect();
            start_more();
        }
        progress_.clear();
        outcome_.wall_s = progress_.wall_s();
        return std::move(outcome_);
    }

private:
    struct Work {
        std::size_t index;
        Clock::time_point began;
    };

    void start_more() {
        while (!outcome_.interrupted && next_ < indices_.size() && at_work_.size() < jobs_) {
            std::size_t const index = indices_[next_++];
            pid_t const process = start_this_program(
                {"sweep", "run", folder_.string(), "--index", std::to_string(index), "--quiet"},
                member_log_file(folder_, plan_.members[index]));
            at_work_.emplace(process, Work{index, Clock::now()});
        }
    }

    /// First they are asked to end, which leaves files in order, then they are made to.
    void stop() {
        for (auto const& [process, work] : at_work_) {
            kill(process, outcome_.interrupted ? SIGKILL : SIGINT);
        }
        outcome_.interrupted = true;
    }

    void collect() {
        int status = 0;
        for (pid_t ended = waitpid(-1, &status, WNOHANG); ended > 0;
             ended = waitpid(-1, &status, WNOHANG)) {
            if (auto const found = at_work_.find(ended); found != at_work_.end()) {
                Work const work = found->second;
                at_work_.erase(found);
                end(work, status);
            }
        }
    }

    void end(Work const& work, int status) {
        ++done_;
        SweepMember const& member = plan_.members[work.index];
        // A signal may come between the end of a run and that of its process.
        bool const complete = (WIFEXITED(status) && WEXITSTATUS(status) == exit_done) ||
                              member_state(folder_, plan_, member) == MemberState::complete;
        if (complete) {
            tidy_up(folder_, member);
        }
        double const wall_s = std::chrono::duration<double>(Clock::now() - work.began).count();
        std::string const line = fmt::format("run {:>{}}  {}  {:.1f} s", work.index, width_,
                                             labels_text(plan_, member), wall_s);
        if (complete) {
            ++outcome_.completed;
            progress_.member(line + "  complete", SweepProgress::Ended::well);
        } else if (outcome_.interrupted) {
            progress_.member(line + "  interrupted", SweepProgress::Ended::well);
        } else {
            std::string const why = reason(status, member_log_file(folder_, member));
            outcome_.failures.push_back({work.index, why});
            progress_.member(line + "  failed: " + why, SweepProgress::Ended::badly);
        }
    }

    static std::string reason(int status, fs::path const& log) {
        std::string const said = last_line(read_text_file(log).value_or(""));
        std::string const how = WIFSIGNALED(status)
                                    ? fmt::format("killed by signal {} ({})", WTERMSIG(status),
                                                  strsignal(WTERMSIG(status)))
                                    : fmt::format("exit code {}", WEXITSTATUS(status));
        return said.empty() ? how : WIFSIGNALED(status) ? how + ": " + said : said;
    }

    fs::path const& folder_;
    SweepPlan const& plan_;
    std::span<std::size_t const> indices_;
    std::size_t jobs_;
    std::size_t width_ = std::to_string(plan_.members.size()).size();
    SweepProgress progress_;
    std::map<pid_t, Work> at_work_;
    std::size_t next_ = 0, done_ = 0;
    SweepOutcome outcome_;
};

}  // namespace

SweepOutcome run_members(fs::path const& folder, SweepPlan const& plan,
                         std::span<std::size_t const> indices, SweepLaunch const& launch) {
    return Pool{folder, plan, indices, launch}.run();
}

}  // namespace gridrush
