#include "experiments/observed_run.hpp"

#include <cstdio>
#include <unistd.h>

#include "sim/simulation.hpp"

namespace gridrush {

Provenance provenance_of(LoadedExperiment const& loaded, std::string const& experiment,
                         std::string const& command_line) {
    Provenance provenance = provenance_of_build();
    provenance.experiment_text = loaded.text;
    provenance.experiment_file = experiment == default_experiment ? std::string{} : experiment;
    provenance.resolved_text = loaded.resolved;
    provenance.experiment_id = loaded.id;
    provenance.command_line = command_line;
    return provenance;
}

RunResult simulate_observed(LoadedExperiment const& loaded, Observer& observer, ProgressStyle style,
                            OutputForm form) {
    Policies policies = make_policies(*loaded.experiment.policies);
    RunProgress progress{style};
    RunResult result = simulate(
        loaded.experiment, *loaded.grid, policies, observer,
        [&](TimePoint now, TimePoint start, TimePoint end) { progress.show(now, start, end); },
        [&](PolicyError const& error, RunResult const&) {
            progress.finish();
            int const code = report_failure(error, form);
            std::fflush(nullptr);
            _exit(code);
        });
    progress.finish();
    return result;
}

int exit_code_of(RunStatus status) {
    switch (status) {
        case RunStatus::complete:
            return exit_done;
        case RunStatus::interrupted:
            return exit_interrupted;
        case RunStatus::running:
        case RunStatus::failed:
            break;
    }
    return exit_failed;
}

}  // namespace gridrush
