#pragma once

#include <functional>

#include "sim/experiment.hpp"
#include "sim/observer.hpp"

namespace gridrush {

/// Told now and then how far a run is: simulated time reached, and the run's span.
using Progress = std::function<void(TimePoint now, TimePoint start, TimePoint end)>;

/// Simulates `experiment` on `grid` under `policies`, telling `observer` all that happens.
/// Call once per process (SimGrid). Throws InputError when the experiment does not fit the grid,
/// and what policies or the observer threw, after Observer::end with status failed where that is
/// possible.
RunResult simulate(Experiment const& experiment, Grid const& grid, Policies& policies,
                   Observer& observer, Progress const& progress = {});

}  // namespace gridrush
