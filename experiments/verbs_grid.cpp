#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/core.h>

#include "topology/importers/importers.hpp"
#include "experiments/command_line.hpp"
#include "experiments/file_source.hpp"
#include "experiments/grid_file.hpp"
#include "experiments/grid_report.hpp"

namespace gridrush {
namespace {

constexpr std::size_t rows_shown = 40;

enum class Rows { first, all };
enum class DcLines { at_zero, dispatched };

struct GridOptions {
    std::string path;
    Convention convention = Convention::matpower;
    DcLines dc_lines = DcLines::at_zero;
    Rows rows = Rows::first;
    std::string output;
    OutputForm form = OutputForm::text;

    [[nodiscard]] std::size_t most_rows() const {
        return rows == Rows::all ? std::numeric_limits<std::size_t>::max() : rows_shown;
    }
};

GridSpec read_spec(GridOptions const& options) {
    Issues issues;
    FileSource const files = FileSource::folder("");
    Reading reading{issues, files};
    auto spec = read_grid_file(options.path, {"command line", 0, 0}, reading);
    throw_if_any(std::move(issues));
    return std::move(*spec);
}

void print(GridOptions const& options, auto const& json, auto const& text) {
    if (options.form == OutputForm::json) {
        fmt::print("{}\n", json().dump(2));
    } else {
        fmt::print("{}", text());
    }
}

int info(GridOptions const& options) {
    Grid const grid{read_spec(options)};
    print(options, [&] { return info_json(grid); }, [&] { return info_text(grid); });
    return exit_done;
}

int flow(GridOptions const& options) {
    Grid const grid{read_spec(options)};
    FlowResult const result = solve_flow(grid, options.convention);
    print(
        options, [&] { return flow_json(grid, result); },
        [&] { return flow_text(grid, result, options.most_rows()); });
    return exit_done;
}

int opf(GridOptions const& options) {
    Grid const grid{read_spec(options)};
    OpfResult const result =
        solve_opf(grid, options.convention, options.dc_lines == DcLines::dispatched);
    print(
        options, [&] { return opf_json(grid, result); },
        [&] { return opf_text(grid, result, options.most_rows()); });
    return result.status == SolveStatus::optimal ? exit_done : exit_failed;
}

int convert(GridOptions const& options) {
    Grid const grid{read_spec(options)};
    std::error_code error;
    std::filesystem::create_directories(options.output, error);
    if (error) {
        throw InputError{{{{options.output, 0, 0},
                           "--output",
                           fmt::format("cannot make the folder ({})", error.message())}}};
    }
    write_native(grid.spec(), options.output);
    std::string const file = (std::filesystem::path{options.output} / "grid.yaml").string();
    print(
        options, [&] { return nlohmann::ordered_json{{"output", file}}; },
        [&] { return file + "\n"; });
    return exit_done;
}

struct GridVerb {
    std::shared_ptr<GridOptions> options = std::make_shared<GridOptions>();
    CLI::App& verb;

    GridVerb(CLI::App& grid, std::string const& name, std::string const& description,
             std::string const& example)
        : verb{Verbs::add(grid, name, description, "example:\n  gridrush grid " + example)} {
        verb.add_option("case", options->path,
                        "MATPOWER case (.m), native grid.yaml or folder, RTS-GMLC folder, "
                        "default:grid/grid.yaml")
            ->required();
        add_json_flag(verb, options->form);
    }

    void add_convention() {
        static std::map<std::string, Convention> const words{
            {"matpower", Convention::matpower}, {"powermodels", Convention::powermodels}};
        verb.add_option_function<std::string>(
                "--convention",
                [chosen = options](std::string const& word) {
                    chosen->convention = words.at(word);
                },
                "How a branch becomes a susceptance: matpower, powermodels")
            ->check(
                CLI::IsMember{std::vector<std::string>{"matpower", "powermodels"}}.description(""))
            ->type_name("NAME");
    }
    void add_all() {
        verb.add_flag_callback(
            "--all", [rows = options] { rows->rows = Rows::all; }, "Print every row");
    }
    void on(Verbs& verbs, int (*action)(GridOptions const&)) {
        verbs.on(verb, options->form, [action, chosen = options] { return action(*chosen); });
    }
};

}  // namespace

void add_grid_verbs(Verbs& verbs) {
    CLI::App& grid = verbs.add("grid", "Network tools on any case that can be imported",
                               "example:\n  gridrush grid opf case118.m --json");
    grid.require_subcommand(1);

    GridVerb info_verb{grid, "info", "Counts, totals, islands, bridges, areas", "info case118.m"};
    info_verb.on(verbs, info);

    GridVerb flow_verb{grid, "flow", "DC power flow of the case's own snapshot", "flow case118.m"};
    flow_verb.add_convention();
    flow_verb.add_all();
    flow_verb.on(verbs, flow);

    GridVerb opf_verb{grid, "opf", "DC optimal power flow: cost, prices, flows",
                      "opf case118.m --convention powermodels --json"};
    opf_verb.add_convention();
    opf_verb.add_all();
    opf_verb.verb.add_flag_callback(
        "--dc-lines", [options = opf_verb.options] { options->dc_lines = DcLines::dispatched; },
        "Dispatch DC lines too; without, they stay at zero");
    opf_verb.on(verbs, opf);

    GridVerb convert_verb{grid, "convert", "Write the case in the native format (YAML and CSV)",
                          "convert case118.m --output case118"};
    convert_verb.verb.add_option("--output,-o", convert_verb.options->output, "Folder to write")
        ->required()
        ->type_name("DIR");
    convert_verb.on(verbs, convert);
}

}  // namespace gridrush
