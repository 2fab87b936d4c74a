#pragma once

#include <string>

#include "sim/observer.hpp"
#include "results/provenance.hpp"
#include "experiments/command_line.hpp"
#include "experiments/experiment_file.hpp"
#include "experiments/run_progress.hpp"

namespace gridrush {

/// Where a run of `loaded` comes from; `experiment` is the path as the user gave it.
[[nodiscard]] Provenance provenance_of(LoadedExperiment const& loaded,
                                       std::string const& experiment,
                                       std::string const& command_line);

/// Simulates with the experiment's policies, showing how far it is on stderr. Once per process. A
/// policy that takes too long ends the process, reported in `form`.
[[nodiscard]] RunResult simulate_observed(LoadedExperiment const& loaded, Observer& observer,
                                          ProgressStyle style, OutputForm form = OutputForm::text);

/// The exit code of a run that ended so.
[[nodiscard]] int exit_code_of(RunStatus status);

}  // namespace gridrush
