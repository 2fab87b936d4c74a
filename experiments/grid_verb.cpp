#include "experiments/grid_verb.hpp"

#include <map>
#include <utility>

#include "experiments/file_source.hpp"
#include "experiments/grid_file.hpp"
#include "experiments/grid_snapshot.hpp"

namespace gridrush {

GridSpec read_grid_spec(GridOptions const& options) {
    Issues issues;
    FileSource const files = FileSource::folder("");
    Reading reading{issues, files};
    Issues notes;
    auto spec = read_grid_file(options.path, {"command line", 0, 0}, reading, &notes);
    throw_if_any(std::move(issues));
    for (auto const& note : notes) {
        fmt::print(stderr, "note: {}\n", note.text());
    }
    return options.at ? snapshot_at(std::move(*spec), *options.at) : std::move(*spec);
}

GridVerb::GridVerb(CLI::App& grid, std::string const& name, std::string const& description,
                   std::string const& example)
    : verb{Verbs::add(grid, name, description, "example:\n  gridrush grid " + example)} {
    verb.add_option("case", options->path,
                    "MATPOWER case (.m), native grid.yaml or folder, RTS-GMLC folder, PyPSA CSV "
                    "folder, default:grid/grid.yaml")
        ->required();
    add_json_flag(verb, options->form);
}

void GridVerb::add_convention() {
    static std::map<std::string, Convention> const words{{"matpower", Convention::matpower},
                                                         {"powermodels", Convention::powermodels}};
    verb.add_option_function<std::string>(
            "--convention",
            [chosen = options](std::string const& word) { chosen->convention = words.at(word); },
            "How a branch becomes a susceptance: matpower, powermodels")
        ->check(CLI::IsMember{std::vector<std::string>{"matpower", "powermodels"}}.description(""))
        ->type_name("NAME");
}

void GridVerb::add_all() {
    verb.add_flag_callback(
        "--all", [rows = options] { rows->rows = Rows::all; }, "Print every row");
}

void GridVerb::add_at() {
    verb.add_option_function<std::string>(
            "--at",
            [rows = options](std::string const& text) {
                rows->at = parse_time(text);
                if (!rows->at) {
                    throw CLI::ValidationError{
                        "--at",
                        fmt::format("not a date (found '{}') write it as 2020-07-01 18:00", text)};
                }
            },
            "Loads and limits of this hour of the case's series, UTC; without, those of its "
            "snapshot")
        ->type_name("TIME");
}

void GridVerb::on(Verbs& verbs, int (*action)(GridOptions const&)) {
    verbs.on(verb, options->form, [action, chosen = options] { return action(*chosen); });
}

}  // namespace gridrush
