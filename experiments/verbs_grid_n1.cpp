#include <map>
#include <memory>
#include <string>

#include "topology/contingency.hpp"
#include "sim/operations/opf.hpp"
#include "experiments/command_line.hpp"
#include "experiments/grid_verb.hpp"
#include "experiments/n1_report.hpp"

namespace gridrush {
namespace {

constexpr int most_jobs = 1024;

struct N1Options {
    RatingKind rating = RatingKind::continuous;
    int jobs = 1;
};

int n1(GridOptions const& options, N1Options const& n1_options) {
    Grid const grid{read_grid_spec(options)};
    DcNetwork const network{grid, options.convention, grid.branch_switches()};
    FlowResult const base = solve_flow(grid, options.convention);
    ContingencyScreen const screen{network, n1_options.rating};
    N1Report const report{grid, screen, n1_options.rating, base.flow_mw,
                          screen.screen(base.flow_mw, n1_options.jobs)};
    print_grid(
        options, [&] { return n1_json(report); },
        [&] { return n1_text(report, options.most_rows()); });
    return exit_done;
}

}  // namespace

void add_grid_n1_verb(Verbs& verbs, CLI::App& grid) {
    GridVerb verb{grid, "n1", "Every single branch outage of the case's own snapshot",
                  "n1 case118.m --rating long_term"};
    verb.add_convention();
    verb.add_all();
    auto const chosen = std::make_shared<N1Options>();
    std::map<std::string, RatingKind> const words{{"continuous", RatingKind::continuous},
                                                  {"long_term", RatingKind::long_term},
                                                  {"short_term", RatingKind::short_term}};
    verb.verb
        .add_option("--rating", chosen->rating,
                    "Limit of a branch after the outage: continuous, long_term, short_term")
        ->transform(CLI::CheckedTransformer(words).description(""))
        ->type_name("NAME");
    verb.verb.add_option("--jobs", chosen->jobs, "Threads; the answer does not depend on it")
        ->check(CLI::Range(1, most_jobs))
        ->type_name("N");
    verbs.on(verb.verb, verb.options->form,
             [options = verb.options, chosen] { return n1(*options, *chosen); });
}

}  // namespace gridrush
