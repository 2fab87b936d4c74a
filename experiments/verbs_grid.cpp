#include "experiments/command_line.hpp"
#include "experiments/grid_report.hpp"
#include "experiments/grid_verb.hpp"

namespace gridrush {
namespace {

int info(GridOptions const& options) {
    Grid const grid{read_grid_spec(options)};
    print_grid(options, [&] { return info_json(grid); }, [&] { return info_text(grid); });
    return exit_done;
}

int flow(GridOptions const& options) {
    Grid const grid{read_grid_spec(options)};
    FlowResult const result = solve_flow(grid, options.convention);
    print_grid(
        options, [&] { return flow_json(grid, result); },
        [&] { return flow_text(grid, result, options.most_rows()); });
    return exit_done;
}

int opf(GridOptions const& options) {
    Grid const grid{read_grid_spec(options)};
    OpfResult const result =
        solve_opf(grid, options.convention, options.dc_lines == DcLines::dispatched);
    print_grid(
        options, [&] { return opf_json(grid, result); },
        [&] { return opf_text(grid, result, options.most_rows()); });
    return result.status == SolveStatus::optimal ? exit_done : exit_failed;
}

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
    flow_verb.add_at();
    flow_verb.on(verbs, flow);

    GridVerb opf_verb{grid, "opf", "DC optimal power flow: cost, prices, flows",
                      "opf case118.m --convention powermodels --json"};
    opf_verb.add_convention();
    opf_verb.add_all();
    opf_verb.add_at();
    opf_verb.verb.add_flag_callback(
        "--dc-lines", [options = opf_verb.options] { options->dc_lines = DcLines::dispatched; },
        "Dispatch DC lines too; without, they stay at zero");
    opf_verb.on(verbs, opf);

    add_grid_n1_verb(verbs, grid);
    add_grid_hosting_verb(verbs, grid);

    add_grid_convert_verb(verbs, grid);
}

}  // namespace gridrush
