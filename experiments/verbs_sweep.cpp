#include <algorithm>
#include <charconv>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "experiments/command_line.hpp"
#include "experiments/slug.hpp"
#include "experiments/slurm_launcher.hpp"
#include "experiments/slurm_options.hpp"
#include "experiments/sweep_collect.hpp"
#include "experiments/sweep_expand.hpp"
#include "experiments/sweep_folder.hpp"
#include "experiments/sweep_member.hpp"
#include "experiments/sweep_pool.hpp"
#include "experiments/sweep_report.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;

enum class Talk { normal, quiet };
enum class Collecting { yes, no };
enum class Doing { run, only_show };

struct SweepOptions {
    std::string sweep;  ///< file, or folder of a sweep
    std::string output;
    std::vector<std::string> settings;
    std::vector<std::string> indices;
    unsigned jobs = std::max(std::thread::hardware_concurrency(), 1U);
    Launcher launcher = Launcher::local;
    SlurmOptions slurm;
    ExistingPlan existing = ExistingPlan::refuse;
    Collecting collecting = Collecting::yes;
    Doing doing = Doing::run;
    Talk talk = Talk::normal;
    OutputForm form = OutputForm::text;
    std::string command_line;
};

ProgressStyle progress_of(SweepOptions const& options) {
    return options.talk == Talk::quiet ? ProgressStyle::none : progress_style_of_stderr();
}

fs::path folder_of(SweepOptions const& options, SweepPlan const& plan) {
    fs::path const folder = options.output.empty() ? fs::path{"out"} / slug(plan.name, "sweep")
                                                   : fs::path{options.output};
    return fs::absolute(folder).lexically_normal();
}

void print(SweepOptions const& options, fs::path const& folder, SweepPlan const& plan,
           SweepOutcome const& outcome, std::size_t there) {
    if (options.form == OutputForm::json) {
        fmt::print("{}\n", sweep_report_json(folder, plan, outcome, there).dump(2));
    } else if (options.talk == Talk::normal) {
        fmt::print("{}", sweep_report_text(folder, plan, outcome, there));
    }
}

int exit_code_of(SweepOutcome const& outcome) {
    return outcome.interrupted        ? exit_interrupted
           : outcome.failures.empty() ? exit_done
                                      : exit_failed;
}

/// Runs what is not there yet of `indices`, then makes the table of all.
int run_and_collect(SweepOptions const& options, fs::path const& folder, SweepPlan const& plan,
                    std::vector<std::size_t> const& indices) {
    check_program(folder, plan);
    auto const missing = members_to_run(folder, plan, indices);
    auto const outcome =
        options.launcher == Launcher::slurm
            ? run_members_on_slurm(folder, plan, missing, options.slurm, progress_of(options))
            : run_members(folder, plan, missing, {options.jobs, progress_of(options)});
    if (options.collecting == Collecting::yes && !outcome.interrupted) {
        collect_sweep(folder, plan);
    }
    print(options, folder, plan, outcome, indices.size() - missing.size());
    return exit_code_of(outcome);
}

std::vector<std::size_t> all_members(SweepPlan const& plan) {
    std::vector<std::size_t> indices;
    for (SweepMember const& member : plan.members) {
        indices.push_back(member.index);
    }
    return indices;
}

int show_plan(SweepOptions const& options, fs::path const& folder, SweepPlan const& plan) {
    if (options.form == OutputForm::json) {
        fmt::print("{}\n", plan_report_json(folder, plan).dump(2));
    } else if (options.talk == Talk::normal) {
        fmt::print("{}", plan_report_text(folder, plan));
    }
    return exit_done;
}

SweepPlan planned(SweepOptions const& options) {
    if (options.sweep.empty()) {
        throw InputError{{{{}, "sweep", "needs a sweep file, or plan, run or collect"}}};
    }
    return plan_sweep(options.sweep, options.settings);
}

int sweep(SweepOptions const& options) {
    SweepPlan const plan = planned(options);
    fs::path const folder = folder_of(options, plan);
    if (options.doing == Doing::only_show) {
        return show_plan(options, folder, plan);
    }
    if (options.launcher == Launcher::slurm) {
        check_slurm(options.slurm, folder, options.existing);
    }
    std::optional<FolderLock> lock{std::in_place, folder, Company::nobody};
    prepare_folder(folder, plan, options.existing);
    if (options.launcher == Launcher::slurm) {
        lock.reset();  // the members run elsewhere, and others may follow them too
    }
    return run_and_collect(options, folder, plan, all_members(plan));
}

int plan(SweepOptions const& options) {
    SweepPlan const plan = planned(options);
    fs::path const folder = folder_of(options, plan);
    FolderLock const lock{folder, Company::nobody};
    prepare_folder(folder, plan, options.existing);
    return show_plan(options, folder, plan);
}

/// One member runs in this process, several run as processes of their own.
int run(SweepOptions const& options) {
    fs::path const folder = fs::absolute(options.sweep).lexically_normal();
    SweepPlan const plan = read_plan(folder);
    auto const indices =
        options.indices.empty() ? all_members(plan) : parse_indices(options.indices, plan);
    if (indices.size() == 1 && !options.indices.empty()) {
        return run_member(folder, plan, plan.members[indices.front()], options.command_line,
                          progress_of(options));
    }
    FolderLock const lock{folder, options.indices.empty() ? Company::nobody : Company::others};
    SweepOptions uncollected = options;
    uncollected.collecting = Collecting::no;
    return run_and_collect(uncollected, folder, plan, indices);
}

int collect(SweepOptions const& options) {
    fs::path const folder = fs::absolute(options.sweep).lexically_normal();
    collect_sweep(folder, read_plan(folder));
    if (options.talk == Talk::normal && options.form == OutputForm::text) {
        fmt::print("{}\n", sweep_file(folder).string());
    }
    return exit_done;
}

void add_plan_options(CLI::App& verb, std::shared_ptr<SweepOptions> const& options) {
    verb.add_option("sweep", options->sweep, "Sweep file")->type_name("SWEEP.yaml");
    verb.add_option("--output,-o", options->output,
                    "Folder of the results; by default out/<name of the sweep>")
        ->type_name("FOLDER");
    verb.add_option("--set", options->settings, "Change a key of every run: horizon.years=1")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    auto* const resume = verb.add_flag_callback(
        "--resume", [options] { options->existing = ExistingPlan::resume; },
        "Go on with a sweep that is there: complete runs stay as they are");
    verb.add_flag_callback(
            "--force", [options] { options->existing = ExistingPlan::replace; },
            "Replace a sweep that is there, its runs too")
        ->excludes(resume);
}

void add_talk_options(CLI::App& verb, std::shared_ptr<SweepOptions> const& options) {
    verb.add_flag_callback(
        "--quiet,-q", [options] { options->talk = Talk::quiet; },
        "No progress, no closing text; failures are still told");
    add_json_flag(verb, options->form);
}

void add_jobs_option(CLI::App& verb, std::shared_ptr<SweepOptions> const& options) {
    verb.add_option("--jobs,-j", options->jobs, "Runs at a time; by default one per core")
        ->check(CLI::Range(1U, 4096U));
}

void add_folder_argument(CLI::App& verb, std::shared_ptr<SweepOptions> const& options) {
    verb.add_option("folder", options->sweep, "Folder of a sweep")->type_name("FOLDER")->required();
}

void add_plan_verb(Verbs& verbs, CLI::App& parent, SweepOptions const& defaults) {
    auto const options = std::make_shared<SweepOptions>(defaults);
    CLI::App& verb = Verbs::add(parent, "plan", "Expand and check a sweep, run nothing",
                                "example:\n  gridrush sweep plan my_sweep.yaml --output out/my");
    add_plan_options(verb, options);
    add_talk_options(verb, options);
    verbs.on(verb, options->form, [options] { return plan(*options); });
}

void add_run_verb(Verbs& verbs, CLI::App& parent, SweepOptions const& defaults) {
    auto const options = std::make_shared<SweepOptions>(defaults);
    CLI::App& verb =
        Verbs::add(parent, "run", "Run members of a planned sweep that are not complete",
                   "examples:\n  gridrush sweep run out/my --index 3\n"
                   "  gridrush sweep run out/my --index 0-9 --index 15 --jobs 4");
    add_folder_argument(verb, options);
    verb.add_option("--index", options->indices, "Which: 3, 7-9 or 3,7-9; by default all")
        ->allow_extra_args(false);
    add_jobs_option(verb, options);
    add_talk_options(verb, options);
    verbs.on(verb, options->form, [options] { return run(*options); });
}

void add_collect_verb(Verbs& verbs, CLI::App& parent, SweepOptions const& defaults) {
    auto const options = std::make_shared<SweepOptions>(defaults);
    CLI::App& verb = Verbs::add(parent, "collect", "Make sweep.h5 of the runs that are there",
                                "example:\n  gridrush sweep collect out/my");
    add_folder_argument(verb, options);
    add_talk_options(verb, options);
    verbs.on(verb, options->form, [options] { return collect(*options); });
}

}  // namespace

void add_sweep_verbs(Verbs& verbs, std::string const& command_line) {
    auto const options = std::make_shared<SweepOptions>();
    options->command_line = command_line;
    CLI::App& verb = verbs.add("sweep", "Run an experiment many times, with keys that vary",
                               "examples:\n  gridrush sweep my_sweep.yaml --dry-run\n"
                               "  gridrush sweep my_sweep.yaml --output out/my --jobs 8\n"
                               "  gridrush sweep my_sweep.yaml --output out/my --resume\n"
                               "experiments/SWEEP.md says what a sweep file holds.");
    verb.require_subcommand(0, 1);
    add_plan_options(verb, options);
    add_jobs_option(verb, options);
    add_launcher_options(verb, options->launcher, options->slurm);
    verb.add_flag_callback(
        "--dry-run", [options] { options->doing = Doing::only_show; },
        "Check everything, list the runs, write nothing");
    verb.add_flag_callback(
        "--no-collect", [options] { options->collecting = Collecting::no; }, "Make no sweep.h5");
    add_talk_options(verb, options);
    add_plan_verb(verbs, verb, *options);
    add_run_verb(verbs, verb, *options);
    add_collect_verb(verbs, verb, *options);
    verbs.on(verb, options->form, [options, &verbs, &verb] {
        bool const said_more = !verb.get_subcommands().empty();  // which has been done by now
        return said_more ? verbs.exit_code() : sweep(*options);
    });
}

}  // namespace gridrush
