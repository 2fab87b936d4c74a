#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sim/operations/hosting.hpp"
#include "sim/operations/supply.hpp"
#include "experiments/case_hours.hpp"
#include "experiments/command_line.hpp"
#include "experiments/grid_verb.hpp"
#include "experiments/hosting_report.hpp"

namespace gridrush {
namespace {

constexpr int most_jobs = 1024;

struct HostingOptions {
    std::vector<std::string> buses;
    HostingSpec spec;
    HourOptions hours{.hours = "1", .start = {}, .load_shape = {}, .column = {}};
    std::string csv;
    int jobs = 1;
};

void complain(Issues& issues, std::string const& option, std::string const& problem) {
    issues.push_back({{"command line", 0, 0}, option, problem});
}

std::vector<BusId> read_buses(Grid const& grid, std::vector<std::string> const& names,
                              Issues& issues) {
    std::vector<BusId> buses;
    for (std::size_t bus = 0; names.empty() && bus < grid.buses().size(); ++bus) {
        buses.emplace_back(bus);
    }
    for (std::string const& name : names) {
        BusId const bus = grid.find_bus(name);
        if (!bus.valid()) {
            complain(issues, "--bus", unknown_word("bus", name, grid.buses().id));
        } else if (std::ranges::find(buses, bus) != buses.end()) {
            complain(issues, "--bus", fmt::format("bus '{}' is named twice", name));
        }
        buses.push_back(bus);
    }
    return buses;
}

HostingHours load_and_limits(CaseHours& hours) {
    HostingHours columns;
    HourInput input;
    auto const append = [](std::vector<double>& all, std::vector<double> const& hour) {
        all.insert(all.end(), hour.begin(), hour.end());
    };
    for (std::size_t hour = 0; hour < hours.size(); ++hour) {
        hours.fill(hour, input);
        append(columns.load_mw, input.load_mw);
        append(columns.generator_min_mw, input.generator_min_mw);
        append(columns.generator_max_mw, input.generator_max_mw);
    }
    return columns;
}

std::vector<TimePoint> times_of(CaseHours const& hours) {
    std::vector<TimePoint> times;
    for (std::size_t hour = 0; hour < hours.size(); ++hour) {
        times.push_back(hours.start() + std::chrono::hours{hour});
    }
    return times;
}

/// Without a rating that holds after an outage, no outage would limit anything.
void check_rating(Grid const& grid, HostingSpec const& spec, Issues& issues) {
    auto const is_unlimited = [](double mw) { return std::isinf(mw); };
    if (spec.security == Security::n_1 &&
        std::ranges::all_of(ratings_of(grid, spec.rating), is_unlimited)) {
        complain(issues, "--rating",
                 "no branch has such a rating (see --criterion n-0, or another "
                 "of continuous, long_term, short_term)");
    }
}

void write_csv(std::string const& path, HostingReport const& report) {
    std::ofstream file{path};
    file << hosting_csv(report);
    if (!file.flush()) {
        throw InputError{{{{path, 0, 0}, "--csv", "cannot be written"}}};
    }
}

int hosting(GridOptions const& options, HostingOptions const& chosen) {
    Grid const grid{read_grid_spec(options)};
    Issues issues;
    auto const buses = read_buses(grid, chosen.buses, issues);
    check_rating(grid, chosen.spec, issues);
    CaseHours hours{grid, chosen.hours, issues};
    throw_if_any(std::move(issues));
    DcNetwork const network{grid, options.convention, hours.branches_in_service()};
    HostingReport const report{
        grid, chosen.spec, buses, times_of(hours),
        hosting_capacity(network, chosen.spec, buses, load_and_limits(hours), chosen.jobs)};
    if (!chosen.csv.empty()) {
        write_csv(chosen.csv, report);
    }
    print_grid(
        options, [&] { return hosting_json(report); },
        [&] { return hosting_text(report, options.most_rows()); });
    return exit_done;
}

void add_limits(CLI::App& verb, HostingSpec& spec) {
    verb.add_option_function<std::string>(
            "--criterion",
            [&spec](std::string const& word) {
                spec.security = word == "n-1" ? Security::n_1 : Security::none;
            },
            "Limits to keep: n-0 (intact grid), n-1 (and every single branch outage)")
        ->check(CLI::IsMember{std::vector<std::string>{"n-0", "n-1"}}.description(""))
        ->type_name("NAME");
    std::map<std::string, RatingKind> const ratings{{"continuous", RatingKind::continuous},
                                                    {"long_term", RatingKind::long_term},
                                                    {"short_term", RatingKind::short_term}};
    verb.add_option("--rating", spec.rating,
                    "Limit of a branch after an outage: continuous, long_term, short_term")
        ->transform(CLI::CheckedTransformer(ratings).description(""))
        ->type_name("NAME");
}

}  // namespace

void add_grid_hosting_verb(Verbs& verbs, CLI::App& grid) {
    GridVerb verb{grid, "hosting", "How much new load each bus can have, alone",
                  "hosting case118.m --criterion n-1 --rating short_term\n"
                  "  gridrush grid hosting rts_gmlc --bus 101,102 --hours all --csv hosting.csv"};
    verb.add_convention();
    verb.add_all();
    auto const chosen = std::make_shared<HostingOptions>();
    verb.verb.add_option("--bus", chosen->buses, "Buses to ask for (all)")
        ->delimiter(',')
        ->type_name("ID,...");
    add_limits(verb.verb, chosen->spec);
    add_hour_options(verb.verb, chosen->hours,
                     "Hours of the case's series or of the load shape: how many (1), or all");
    verb.verb.add_option("--csv", chosen->csv, "File to write with a row per hour and bus")
        ->type_name("FILE");
    verb.verb.add_option("--jobs", chosen->jobs, "Threads; the answer does not depend on it")
        ->check(CLI::Range(1, most_jobs))
        ->type_name("N");
    verbs.on(verb.verb, verb.options->form,
             [options = verb.options, chosen] { return hosting(*options, *chosen); });
}

}  // namespace gridrush
