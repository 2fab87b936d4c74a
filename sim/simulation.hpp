#pragma once

#include <functional>

#include "sim/experiment.hpp"
#include "sim/observer.hpp"
#include "sim/operations/policy_error.hpp"

namespace gridrush {

/// Told now and then how far a run is: simulated time reached, and the run's span.
using Progress = std::function<void(TimePoint now, TimePoint start, TimePoint end)>;

/// Told that a policy took longer than the experiment's limit: what is wrong, and the run so far,
/// of which Observer::end was told. It is called from another thread, while the run's own is stuck
/// in the policy and nothing can get it out: it must end the process, without destructors of what
/// the run uses.
using Overrun = std::function<void(PolicyError const& error, RunResult const& result)>;

/// Simulates `experiment` on `grid` under `policies`, telling `observer` all that happens.
/// Call once per process (SimGrid). Throws InputError when the experiment does not fit the grid,
/// PolicyError when a policy throws or breaks the rules, and what the observer threw, after
/// Observer::end with status failed where that is possible. Without `on_overrun` policies may take
/// as long as they like.
RunResult simulate(Experiment const& experiment, Grid const& grid, Policies& policies,
                   Observer& observer, Progress const& progress = {},
                   Overrun const& on_overrun = {});

}  // namespace gridrush
