#include "experiments/n1_report.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/core.h>

#include "experiments/text_table.hpp"

namespace gridrush {
namespace {

using Json = nlohmann::ordered_json;

double percent(double loading) {
    return 100.0 * loading;
}

std::string bus_id(Grid const& grid, BusId bus) {
    return grid.buses().id[bus.index()];
}

/// What a radial outage cuts off in the case's own snapshot.
struct Islanded {
    std::size_t buses;
    double load_mw, generation_mw;
};

Islanded islanded_by(N1Report const& report, Outage const& outage) {
    Grid const& grid = report.grid;
    IslandedPart const& part = report.screen.islanded_parts()[outage.islanded_part];
    GeneratorColumns const& generators = grid.generators();
    std::vector<double> output_mw(grid.buses().size(), 0.0);
    for (std::size_t g = 0; g < generators.size(); ++g) {
        if (generators.in_service[g] != 0) {
            output_mw[generators.bus[g].index()] += generators.set_point_mw[g];
        }
    }
    return {part.buses.size(),
            sum_over(part, grid.buses().load_mw) + sum_over(part, grid.buses().shunt_mw),
            sum_over(part, output_mw)};
}

/// Rows of the outages: without an answer, then by loading; equal ones in the order of the grid.
std::vector<std::size_t> worst_first(ContingencyResults const& results) {
    std::vector<std::size_t> rows(results.outages);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    auto const severity = [&](std::size_t row) {
        double const loading = results.worst_loading[row];
        return std::isnan(loading) ? std::numeric_limits<double>::infinity() : loading;
    };
    std::ranges::stable_sort(rows, std::ranges::greater{}, severity);
    return rows;
}

std::vector<std::string> cells(N1Report const& report, std::size_t row) {
    BranchColumns const& branches = report.grid.branches();
    Outage const& outage = report.screen.outages()[row];
    std::size_t const k = outage.branch.index();
    BranchId const worst = report.results.worst_branch[row];
    bool const known = worst.valid();
    std::vector<std::string> line{
        branches.id[k],
        bus_id(report.grid, branches.from[k]),
        bus_id(report.grid, branches.to[k]),
        std::string{word(outage.kind)},
        known ? branches.id[worst.index()] : "-",
        known ? cell(report.results.worst_flow_mw[row]) : "-",
        known ? cell(ratings_of(report.grid, report.rating)[worst.index()]) : "-",
        known ? cell(percent(report.results.worst_loading[row])) : "-",
        report.results.overloads[row] < 0 ? "-" : std::to_string(report.results.overloads[row])};
    if (outage.kind == OutageKind::islanding) {
        Islanded const islanded = islanded_by(report, outage);
        line.push_back(cell(islanded.load_mw));
        line.push_back(cell(islanded.generation_mw));
    } else {
        line.insert(line.end(), 2, "-");
    }
    return line;
}

struct Counts {
    std::size_t islanding = 0, singular = 0, overloading = 0;
};

Counts count(N1Report const& report) {
    Counts counts;
    auto const outages = report.screen.outages();
    for (std::size_t row = 0; row < outages.size(); ++row) {
        counts.islanding += outages[row].kind == OutageKind::islanding ? 1 : 0;
        counts.singular += outages[row].kind == OutageKind::singular ? 1 : 0;
        counts.overloading += report.results.overloads[row] > 0 ? 1 : 0;
    }
    return counts;
}

Json worst_json(N1Report const& report, std::size_t row) {
    BranchId const worst = report.results.worst_branch[row];
    if (!worst.valid()) {
        return nullptr;
    }
    return {{"id", report.grid.branches().id[worst.index()]},
            {"flow_mw", report.results.worst_flow_mw[row]},
            {"rating_mw", ratings_of(report.grid, report.rating)[worst.index()]},
            {"loading_percent", percent(report.results.worst_loading[row])}};
}

Json outage_json(N1Report const& report, std::size_t row) {
    BranchColumns const& branches = report.grid.branches();
    Outage const& outage = report.screen.outages()[row];
    std::size_t const k = outage.branch.index();
    Json json{{"id", branches.id[k]},
              {"from", bus_id(report.grid, branches.from[k])},
              {"to", bus_id(report.grid, branches.to[k])},
              {"kind", word(outage.kind)},
              {"worst", worst_json(report, row)}};
    json["overloads"] = outage.kind == OutageKind::singular ? Json(nullptr) : Json::array();
    for (Overload const& overload : report.screen.overloads(row, report.flow_mw)) {
        json["overloads"].push_back({{"id", branches.id[overload.branch.index()]},
                                     {"flow_mw", overload.flow_mw},
                                     {"loading_percent", percent(overload.loading)}});
    }
    if (outage.kind == OutageKind::islanding) {
        Islanded const islanded = islanded_by(report, outage);
        json["islanded"] = {{"buses", islanded.buses},
                            {"load_mw", islanded.load_mw},
                            {"generation_mw", islanded.generation_mw}};
    }
    return json;
}

}  // namespace

std::string_view word(RatingKind kind) {
    switch (kind) {
        case RatingKind::long_term:
            return "long_term";
        case RatingKind::short_term:
            return "short_term";
        case RatingKind::continuous:
            break;
    }
    return "continuous";
}

std::string_view word(OutageKind kind) {
    switch (kind) {
        case OutageKind::islanding:
            return "islanding";
        case OutageKind::singular:
            return "singular";
        case OutageKind::connected:
            break;
    }
    return "connected";
}

std::string n1_text(N1Report const& report, std::size_t most_rows) {
    TextTable table{{"outage", "from", "to", "kind", "worst_branch", "flow_mw", "rating_mw",
                     "loading_%", "overloads", "islanded_load_mw", "islanded_generation_mw"}};
    for (std::size_t const row : worst_first(report.results)) {
        table.add(cells(report, row));
    }
    Counts const counts = count(report);
    return fmt::format(
        "{}: {} single outages against the {} rating: {} with overloads, {} islanding, {} without "
        "a solution\n\n{}",
        report.grid.name(), report.results.outages, word(report.rating), counts.overloading,
        counts.islanding, counts.singular, table.text(most_rows));
}

nlohmann::ordered_json n1_json(N1Report const& report) {
    Counts const counts = count(report);
    Json json{{"case", report.grid.name()},
              {"rating", word(report.rating)},
              {"outages_with_overloads", counts.overloading},
              {"islanding_outages", counts.islanding},
              {"singular_outages", counts.singular}};
    json["outages"] = Json::array();
    for (std::size_t row = 0; row < report.results.outages; ++row) {
        json["outages"].push_back(outage_json(report, row));
    }
    return json;
}

}  // namespace gridrush
