#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "results/recorder.hpp"
#include "experiments/command_line.hpp"
#include "experiments/experiment_file.hpp"
#include "experiments/observed_run.hpp"
#include "experiments/run_progress.hpp"
#include "experiments/run_report.hpp"
#include "experiments/slug.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;

enum class Keeping { file, nothing };
enum class Talk { normal, quiet };

struct RunOptions {
    std::string experiment{default_experiment};
    std::vector<std::string> settings;
    std::string output;
    Existing existing = Existing::refuse;
    Keeping keeping = Keeping::file;
    Talk talk = Talk::normal;
    OutputForm form = OutputForm::text;
    std::string command_line;
};

/// Sees a run and keeps nothing.
class NoRecorder : public Observer {
public:
    void begin(RunInfo const&) override {}
    void interval(IntervalRow const&) override {}
    void event(EventRow const&) override {}
    void decision(DecisionRow const&) override {}
    void month_end(TimePoint) override {}
    void end(RunResult const&) override {}
};

/// Where results go when the user names no file: out/<name>/run.h5, then run-2.h5 and so on.
std::string free_output(Experiment const& experiment, Existing existing) {
    fs::path const folder = fs::path{"out"} / slug(experiment.name, "experiment");
    fs::path file = folder / "run.h5";
    for (int number = 2; existing == Existing::refuse && fs::exists(file); ++number) {
        file = folder / fmt::format("run-{}.h5", number);
    }
    return file.string();
}

void make_folder_of(std::string const& file) {
    fs::path const folder = fs::path{file}.parent_path();
    std::error_code error;
    if (!folder.empty()) {
        fs::create_directories(folder, error);
    }
    if (error) {
        throw InputError{{{{file, 0, 0},
                           "--output",
                           fmt::format("cannot make the folder ({})", error.message())}}};
    }
}

std::unique_ptr<Observer> make_observer(RunOptions const& options, LoadedExperiment const& loaded,
                                        std::string const& output) {
    if (output.empty()) {
        return std::make_unique<NoRecorder>();
    }
    make_folder_of(output);
    return std::make_unique<Recorder>(
        output, options.existing, provenance_of(loaded, options.experiment, options.command_line));
}

void print_report(RunOptions const& options, Experiment const& experiment, RunResult const& result,
                  std::string const& output) {
    if (options.form == OutputForm::json) {
        fmt::print("{}\n", run_report_json(experiment, result, output).dump(2));
    } else if (options.talk == Talk::normal) {
        fmt::print("{}", run_report_text(experiment, result, output));
    }
}

int run(RunOptions const& options) {
    auto const loaded = read_experiment(options.experiment, options.settings);
    Experiment const& experiment = loaded.experiment;
    std::string output = options.output;
    if (options.keeping == Keeping::nothing) {
        output.clear();
    } else if (output.empty()) {
        output = free_output(experiment, options.existing);
    }
    auto const observer = make_observer(options, loaded, output);
    RunResult const result = simulate_observed(
        loaded, *observer,
        options.talk == Talk::quiet ? ProgressStyle::none : progress_style_of_stderr(),
        options.form);
    print_report(options, experiment, result, output);
    return exit_code_of(result.status);
}

}  // namespace

void add_run_verbs(Verbs& verbs, std::string const& command_line) {
    auto const options = std::make_shared<RunOptions>();
    options->command_line = command_line;
    CLI::App& verb = verbs.add("run", "Simulate an experiment, by default the built-in one",
                               "examples:\n  gridrush run\n  gridrush run my.yaml --output a.h5\n"
                               "  gridrush run my.yaml --set policies.curtailment=lifo "
                               "--set horizon.days=30");
    verb.add_option("experiment", options->experiment,
                    "Experiment file, or a folder that holds an experiment.yaml");
    auto* const output = verb.add_option(
        "--output,-o", options->output,
        "Results file; by default out/<experiment>/run.h5, then run-2.h5 and so on");
    output->type_name("FILE.h5");
    verb.add_option("--set", options->settings, "Change a key: horizon.years=10, sites[2].mw=50")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    verb.add_flag_callback(
        "--force", [options] { options->existing = Existing::replace; },
        "Replace a results file that is there");
    verb.add_flag_callback(
            "--no-output", [options] { options->keeping = Keeping::nothing; }, "Record nothing")
        ->excludes(output);
    verb.add_flag_callback(
        "--quiet,-q", [options] { options->talk = Talk::quiet; }, "No progress, no closing text");
    add_json_flag(verb, options->form);
    verbs.on(verb, options->form, [options] { return run(*options); });
}

}  // namespace gridrush
