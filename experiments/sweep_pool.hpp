#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "experiments/run_progress.hpp"
#include "experiments/sweep_plan.hpp"

namespace gridrush {

/// A member that did not come to its end.
struct MemberFailure {
    std::size_t index = 0;
    std::string message;  ///< the last that it said
};

/// What came of running members.
struct SweepOutcome {
    std::size_t completed = 0;
    std::vector<MemberFailure> failures;
    bool interrupted = false;
    double wall_s = 0.0;
};

/// How members get run: the interface of everything that runs them.
struct SweepLaunch {
    unsigned jobs = 1;  ///< at a time
    ProgressStyle progress = ProgressStyle::none;
};

/// Runs the members of these indices, each in a process of its own on this machine, which dies with
/// this one. A member that fails is reported and the others go on. SIGINT and SIGTERM end the
/// members and then the pool; a second one kills them.
[[nodiscard]] SweepOutcome run_members(std::filesystem::path const& folder, SweepPlan const& plan,
                                       std::span<std::size_t const> indices,
                                       SweepLaunch const& launch);

}  // namespace gridrush
