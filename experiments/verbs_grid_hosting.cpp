#include <algorithm>
#include <charconv>
#include <chrono>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sim/operations/hosting.hpp"
#include "sim/operations/supply.hpp"
#include "experiments/command_line.hpp"
#include "experiments/grid_verb.hpp"
#include "experiments/hosting_report.hpp"

namespace gridrush {
namespace {

constexpr int most_jobs = 1024;
constexpr std::size_t most_hours = 100'000;

struct HostingOptions {
    std::vector<std::string> buses;
    HostingSpec spec;
    std::string hours = "1";
    std::string start;
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

TimePoint read_start(Grid const& grid, std::string const& text, Issues& issues) {
    if (text.empty()) {
        return grid.series().empty() ? Experiment{}.start : grid.series().front().start();
    }
    auto const time = parse_time(text);
    if (!time) {
        complain(issues, "--start",
                 fmt::format("must be a date such as 2020-07-01 (found '{}')", text));
    }
    return time.value_or(TimePoint{});
}

std::vector<TimePoint> read_hours(Grid const& grid, HostingOptions const& options, Issues& issues) {
    TimePoint const start = read_start(grid, options.start, issues);
    std::size_t count = 0;
    if (options.hours == "all") {
        auto const year = add_years(start, 1) - start;
        count = static_cast<std::size_t>(year / std::chrono::hours{1});
    } else {
        char const* const end = options.hours.data() + options.hours.size();
        auto const [stop, error] = std::from_chars(options.hours.data(), end, count);
        if (error != std::errc{} || stop != end || count == 0 || count > most_hours) {
            complain(issues, "--hours",
                     fmt::format("must be 'all' or a number from 1 to {} (found '{}')", most_hours,
                                 options.hours));
            count = 1;
        }
    }
    if (count > 1 && grid.series().empty()) {
        complain(issues, "--hours", "the case has no series: every hour is its one snapshot");
    }
    std::vector<TimePoint> hours;
    for (std::size_t hour = 0; hour < count; ++hour) {
        hours.push_back(start + std::chrono::hours{hour});
    }
    return hours;
}

HostingHours load_and_limits(Grid const& grid, std::vector<TimePoint> const& hours) {
    Experiment experiment;
    experiment.start = hours.front();
    Supply const supply{grid, experiment};
    std::size_t const buses = grid.buses().size(), generators = grid.generators().size();
    HostingHours columns;
    columns.load_mw.resize(hours.size() * buses);
    columns.generator_min_mw.resize(hours.size() * generators);
    columns.generator_max_mw.resize(hours.size() * generators);
    for (std::size_t hour = 0; hour < hours.size(); ++hour) {
        supply.native_load(hours[hour], std::span{columns.load_mw}.subspan(hour * buses, buses));
        supply.generator_limits(
            hours[hour], std::span{columns.generator_min_mw}.subspan(hour * generators, generators),
            std::span{columns.generator_max_mw}.subspan(hour * generators, generators));
    }
    return columns;
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
    auto const hours = read_hours(grid, chosen, issues);
    throw_if_any(std::move(issues));
    DcNetwork const network{grid, options.convention, grid.branches_in_service(hours.front())};
    HostingReport const report{
        grid, chosen.spec, buses, hours,
        hosting_capacity(network, chosen.spec, buses, load_and_limits(grid, hours), chosen.jobs)};
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
    verb.verb
        .add_option("--hours", chosen->hours, "Hours of the series: all (a year), or how many (1)")
        ->type_name("N");
    verb.verb.add_option("--start", chosen->start, "First hour (that of the series)")
        ->type_name("DATE");
    verb.verb.add_option("--csv", chosen->csv, "File to write with a row per hour and bus")
        ->type_name("FILE");
    verb.verb.add_option("--jobs", chosen->jobs, "Threads; the answer does not depend on it")
        ->check(CLI::Range(1, most_jobs))
        ->type_name("N");
    verbs.on(verb.verb, verb.options->form,
             [options = verb.options, chosen] { return hosting(*options, *chosen); });
}

}  // namespace gridrush
