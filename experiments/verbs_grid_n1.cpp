#include <chrono>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "topology/contingency.hpp"
#include "sim/operations/opf.hpp"
#include "experiments/case_hours.hpp"
#include "experiments/command_line.hpp"
#include "experiments/grid_verb.hpp"
#include "experiments/n1_report.hpp"
#include "experiments/n1_series_report.hpp"

namespace gridrush {
namespace {

constexpr int most_jobs = 1024;

struct N1Options {
    std::vector<RatingKind> ratings{RatingKind::continuous};
    int jobs = 1;
    Security security = Security::none;
    RatingKind security_rating = RatingKind::continuous;
    HourOptions hours;
    std::string csv;
};

/// The case's own snapshot, against each rating.
int screen_snapshot(GridOptions const& options, N1Options const& n1_options) {
    Grid const grid{read_grid_spec(options)};
    DcNetwork const network{grid, options.convention, grid.branch_switches()};
    FlowResult const base = solve_flow(grid, options.convention);
    std::string text;
    auto json = nlohmann::ordered_json::array();
    for (RatingKind const rating : n1_options.ratings) {
        ContingencyScreen const screen{network, rating};
        N1Report const report{grid, screen, rating, base.flow_mw,
                              screen.screen(base.flow_mw, n1_options.jobs)};
        if (options.form == OutputForm::json) {
            json.push_back(n1_json(report));
        } else {
            text += (text.empty() ? "" : "\n") + n1_text(report, options.most_rows());
        }
    }
    print_grid(
        options, [&] { return json.size() == 1 ? json.front() : json; }, [&] { return text; });
    return exit_done;
}

/// The file that `--csv` names, nothing where it was not given.
std::ofstream open_csv(std::string const& path) {
    std::ofstream file;
    if (path.empty()) {
        return file;
    }
    file.open(path, std::ios::binary);
    if (!file) {
        throw InputError{{{{"command line", 0, 0}, "--csv", "cannot write '" + path + "'"}}};
    }
    file << n1_csv_header();
    return file;
}

void close_csv(std::ofstream& file, std::string const& path) {
    if (file.is_open()) {
        file.close();
        if (!file) {
            throw std::runtime_error{path + ": could not be written to the end"};
        }
    }
}

int screen_series(GridOptions const& options, N1Options const& n1_options) {
    Grid const grid{read_grid_spec(options)};
    Issues issues;
    CaseHours hours{grid, n1_options.hours, issues};
    throw_if_any(std::move(issues));
    OutageSeriesSpec const spec{.convention = options.convention,
                                .dispatch = {.security = n1_options.security,
                                             .security_rating = n1_options.security_rating},
                                .ratings = n1_options.ratings,
                                .hours = hours.size(),
                                .jobs = n1_options.jobs};
    auto csv = open_csv(n1_options.csv);
    TakeOverloads take;
    if (csv.is_open()) {
        take = [&](std::span<HourOverload const> overloads) {
            csv << n1_csv_lines(grid, hours.start(), overloads);
        };
    }
    auto const begin = std::chrono::steady_clock::now();
    N1SeriesReport const report{
        grid, hours.start(), n1_options.security,
        screen_hours(
            grid, hours.branches_in_service(), spec,
            [&](std::size_t hour, HourInput& input) { hours.fill(hour, input); }, take)};
    double const used_s =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    close_csv(csv, n1_options.csv);
    print_grid(
        options, [&] { return n1_series_json(report); },
        [&] { return n1_series_text(report, options.most_rows()); });
    auto const& series = report.series;
    auto const contingencies =
        static_cast<double>(series.outages.size() * series.hours * series.totals.size());
    fmt::print(stderr,
               "{:.0f} contingencies in {:.2f} s, {:.2f} million/s; of all threads, dispatch "
               "{:.2f} s, screening {:.2f} s\n",
               contingencies, used_s, 1e-6 * contingencies / used_s, series.dispatch_s,
               series.screen_s);
    return exit_done;
}

void add_series_options(CLI::App& verb, N1Options& chosen) {
    auto* const hours = add_hour_options(
        verb, chosen.hours, "Dispatch and screen so many hours of the case's series, or all");
    verb.add_option_function<std::string>(
            "--security",
            [&chosen](std::string const& word) {
                chosen.security = word == to_string(Security::n_1) ? Security::n_1 : Security::none;
            },
            "Dispatch of the hours: none (the default), or n-1: secure after outages by the rating "
            "that is screened, long_term with `all`")
        ->check(CLI::IsMember{std::vector<std::string>{"none", "n-1"}}.description(""))
        ->type_name("NAME")
        ->needs(hours);
    verb.add_option("--csv", chosen.csv, "Write every overload of every hour to a file")
        ->type_name("FILE")
        ->needs(hours);
}

}  // namespace

void add_grid_n1_verb(Verbs& verbs, CLI::App& grid) {
    GridVerb verb{grid, "n1",
                  "Every single branch outage of the case's own snapshot, or of every hour",
                  "n1 case118.m --rating long_term\n"
                  "  gridrush grid n1 RTS-GMLC --hours all --rating all --jobs 2\n"
                  "  gridrush grid n1 case.m --hours 8784 --load-shape demand.csv --column ERCO"};
    verb.add_convention();
    verb.add_all();
    auto const chosen = std::make_shared<N1Options>();
    static std::map<std::string, std::vector<RatingKind>> const words{
        {"continuous", {RatingKind::continuous}},
        {"long_term", {RatingKind::long_term}},
        {"short_term", {RatingKind::short_term}},
        {"all", {RatingKind::continuous, RatingKind::long_term, RatingKind::short_term}}};
    verb.verb
        .add_option_function<std::string>(
            "--rating",
            [chosen](std::string const& word) {
                chosen->ratings = words.at(word);
                chosen->security_rating =
                    word == "all" ? RatingKind::long_term : chosen->ratings.front();
            },
            "Limit of a branch after the outage: continuous, long_term, short_term, all")
        ->check(
            CLI::IsMember{std::vector<std::string>{"continuous", "long_term", "short_term", "all"}}
                .description(""))
        ->type_name("NAME");
    verb.verb.add_option("--jobs", chosen->jobs, "Threads; the answer does not depend on it")
        ->check(CLI::Range(1, most_jobs))
        ->type_name("N");
    add_series_options(verb.verb, *chosen);
    verbs.on(verb.verb, verb.options->form, [options = verb.options, chosen] {
        return chosen->hours.hours.empty() ? screen_snapshot(*options, *chosen)
                                           : screen_series(*options, *chosen);
    });
}

}  // namespace gridrush
