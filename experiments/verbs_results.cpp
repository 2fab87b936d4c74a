#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "results/inspect.hpp"
#include "results/recover.hpp"
#include "experiments/command_line.hpp"
#include "experiments/python_program.hpp"

namespace gridrush {
namespace {

struct FileOptions {
    std::string file;
    OutputForm form = OutputForm::text;
};

struct PlotOptions {
    std::vector<std::string> files;
    std::string output;
    std::vector<std::string> only;
    OutputForm form = OutputForm::text;
};

nlohmann::ordered_json to_json(std::vector<Metric> const& metrics) {
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    for (Metric const& metric : metrics) {
        json[metric.name] = {
            {"value", metric.value}, {"unit", metric.unit}, {"description", metric.description}};
    }
    return json;
}

nlohmann::ordered_json to_json(SeriesInfo const& series) {
    nlohmann::ordered_json json{{"interval", series.interval},
                                {"aggregate", series.aggregate},
                                {"rows", series.rows},
                                {"entities", series.entities}};
    for (VariableInfo const& variable : series.variables) {
        json["variables"][variable.name] = {
            {"unit", variable.unit}, {"long_name", variable.long_name}, {"shape", variable.shape}};
    }
    return json;
}

nlohmann::ordered_json to_json(InspectReport const& report) {
    nlohmann::ordered_json json{{"path", report.path},
                                {"size_bytes", report.size_bytes},
                                {"condition", to_string(report.condition)},
                                {"status", report.status},
                                {"title", report.title},
                                {"format_version", report.format_version},
                                {"gridrush_version", report.gridrush_version},
                                {"git_commit", report.git_commit},
                                {"seed", report.seed},
                                {"replicate", report.replicate},
                                {"start", report.start},
                                {"end", report.end},
                                {"recorded_until", format_time(report.recorded_until)},
                                {"events", report.events},
                                {"decisions", report.decisions},
                                {"queue_events", report.queue_events},
                                {"upgrades", report.upgrades}};
    json["series"] = nlohmann::ordered_json::object();
    for (SeriesInfo const& series : report.series) {
        json["series"][series.name] = to_json(series);
    }
    json["queue_years"] = nlohmann::ordered_json::object();
    for (YearColumn const& column : report.queue_years) {
        json["queue_years"][column.name] = column.values;
    }
    json["summary"] = to_json(report.summary);
    json["timing"] = to_json(report.timing);
    return json;
}

int inspect_file(FileOptions const& options) {
    InspectReport const report = inspect(options.file);
    if (options.form == OutputForm::json) {
        fmt::print("{}\n", to_json(report).dump(2));
    } else {
        fmt::print("{}", inspect_text(report));
    }
    return exit_done;
}

int recover_file(FileOptions const& options) {
    Recovery const done = recover(options.file);
    if (options.form == OutputForm::json) {
        nlohmann::ordered_json const json{{"path", options.file},
                                          {"changed", done.changed},
                                          {"status_before", done.status_before},
                                          {"status", done.status},
                                          {"rows_cut", done.rows_cut},
                                          {"recorded_until", format_time(done.recorded_until)}};
        fmt::print("{}\n", json.dump(2));
    } else if (done.changed) {
        fmt::print("{}: recovered, readable until {} ({} incomplete rows cut)\n", options.file,
                   format_time(done.recorded_until), done.rows_cut);
    } else {
        fmt::print("{}: in order, nothing done (status {})\n", options.file, done.status);
    }
    return exit_done;
}

/// Whether a path is a sweep's: its folder or its table.
bool is_sweep(std::filesystem::path const& path) {
    return std::filesystem::is_directory(path) || path.filename() == "sweep.h5";
}

int plot(PlotOptions const& options) {
    if (options.files.size() == 1 && !is_sweep(options.files.front())) {
        (void)inspect(options.files.front());  // says what is wrong with a file better than Python
    }
    std::vector<std::string> arguments{"plot"};
    arguments.insert(arguments.end(), options.files.begin(), options.files.end());
    if (!options.output.empty()) {
        arguments.insert(arguments.end(), {"--output", options.output});
    }
    if (!options.only.empty()) {
        arguments.emplace_back("--only");
        arguments.insert(arguments.end(), options.only.begin(), options.only.end());
    }
    return run_python(arguments);
}

void add_file_verb(Verbs& verbs, std::string const& name, std::string const& description,
                   std::string const& footer, int (*action)(FileOptions const&)) {
    auto const options = std::make_shared<FileOptions>();
    CLI::App& verb = verbs.add(name, description, footer);
    verb.add_option("file", options->file, "Results file")->required()->type_name("FILE.h5");
    add_json_flag(verb, options->form);
    verbs.on(verb, options->form, [options, action] { return action(*options); });
}

}  // namespace

void add_results_verbs(Verbs& verbs) {
    add_file_verb(verbs, "inspect", "Show what is in a run: its origin, contents and summary",
                  "example:\n  gridrush inspect out/west-texas-rush/run.h5", inspect_file);
    add_file_verb(verbs, "recover", "Make the file of a killed run readable by every tool",
                  "A file that is in order stays as it is.", recover_file);
    auto const options = std::make_shared<PlotOptions>();
    CLI::App& verb = verbs.add(
        "plot", "Draw the pictures of a run, or of several, and print their paths",
        "Of a sweep's folder, or of several files, the pictures that set runs side by side.\n"
        "Runs python3 -m gridrush plot; GRIDRUSH_PYTHON_PATH names the package's folder.");
    verb.add_option("file", options->files, "Results files, or a sweep")
        ->required()
        ->type_name("FILE.h5|FOLDER...");
    verb.add_option("--output,-o", options->output, "Folder for the pictures")->type_name("DIR");
    verb.add_option("--only", options->only, "These pictures only")->type_name("NAME");
    verbs.on(verb, options->form, [options] { return plot(*options); });
}

}  // namespace gridrush
