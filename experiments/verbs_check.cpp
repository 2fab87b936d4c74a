#include <cctype>
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

/// How many requests of each class a population has drawn, and their sizes.
struct Drawn {
    std::string id;
    std::size_t projects = 0;
    std::size_t requests = 0;
    double mw = 0.0;
};

bool is_of(RequestSpec const& request, std::string const& applicant) {
    auto const number = applicant.size() + 1;
    return request.id.starts_with(applicant + "_") && number < request.id.size() &&
           std::isdigit(static_cast<unsigned char>(request.id[number])) != 0;
}

std::vector<Drawn> drawn_requests(LoadedExperiment const& loaded) {
    std::vector<Drawn> drawn;
    auto const& requests = loaded.experiment.requests;
    std::size_t row = loaded.drawn_from;
    for (ApplicantSpec const& applicant : loaded.experiment.population) {
        Drawn& sum = drawn.emplace_back();
        sum.id = applicant.id;
        for (; row < requests.size() && is_of(requests[row], applicant.id); ++row) {
            RequestSpec const& request = requests[row];
            sum.projects += request.project.empty() || request.project == request.id ? 1 : 0;
            ++sum.requests;
            sum.mw += request.mw;
        }
    }
    return drawn;
}

nlohmann::ordered_json drawn_json(std::vector<Drawn> const& drawn) {
    auto json = nlohmann::ordered_json::object();
    for (Drawn const& sum : drawn) {
        json[sum.id] = {{"projects", sum.projects}, {"requests", sum.requests}, {"mw", sum.mw}};
    }
    return json;
}

/// As comments, so that what is printed stays an experiment file.
std::string drawn_text(LoadedExperiment const& loaded) {
    std::string text;
    for (Drawn const& sum : drawn_requests(loaded)) {
        text += fmt::format("# population.{}: {} projects, {} requests, {:.1f} MW drawn\n", sum.id,
                            sum.projects, sum.requests, sum.mw);
    }
    return text;
}

int check(CheckOptions const& options) {
    auto const loaded = read_experiment(options.experiment, options.settings, PathStyle::absolute);
    if (options.form == OutputForm::text) {
        fmt::print("{}{}", loaded.resolved, drawn_text(loaded));
        return exit_done;
    }
    Issues none;
    auto const resolved = parse_yaml(loaded.resolved, loaded.file, none);
    nlohmann::ordered_json json;
    json["file"] = loaded.file;
    json["issues"] = nlohmann::ordered_json::array();
    json["resolved"] = to_json(*resolved);
    json["drawn"] = drawn_json(drawn_requests(loaded));
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
