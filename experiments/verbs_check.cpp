#include <memory>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "experiments/command_line.hpp"
#include "experiments/document_json.hpp"
#include "experiments/experiment_file.hpp"

namespace gridrush {
namespace {

struct CheckOptions {
    std::string experiment{default_experiment};
    std::vector<std::string> settings;
    OutputForm form = OutputForm::text;
};

int check(CheckOptions const& options) {
    auto const loaded = read_experiment(options.experiment, options.settings, PathStyle::absolute);
    if (options.form == OutputForm::text) {
        fmt::print("{}", loaded.resolved);
        return exit_done;
    }
    Issues none;
    auto const resolved = parse_yaml(loaded.resolved, loaded.file, none);
    nlohmann::ordered_json json;
    json["file"] = loaded.file;
    json["issues"] = nlohmann::ordered_json::array();
    json["resolved"] = to_json(*resolved);
    fmt::print("{}\n", json.dump(2));
    return exit_done;
}

}  // namespace

void add_check_verb(Verbs& verbs) {
    auto const options = std::make_shared<CheckOptions>();
    CLI::App& verb = verbs.add(
        "check", "Find every mistake in an experiment, or print every key with its value",
        "The output is an experiment file itself: gridrush check my.yaml > resolved.yaml");
    verb.add_option("experiment", options->experiment,
                    "Experiment file, or a folder that holds an experiment.yaml");
    verb.add_option("--set", options->settings, "Change a key: horizon.years=10, sites[2].mw=50")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    add_json_flag(verb, options->form);
    verbs.on(verb, options->form, [options] { return check(*options); });
}

}  // namespace gridrush
