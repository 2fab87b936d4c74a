#include "experiments/grid_report.hpp"

#include <cmath>
#include <span>

#include <fmt/core.h>

#include "experiments/text_table.hpp"

namespace gridrush {
namespace {

using Json = nlohmann::ordered_json;

/// Percent of the rating in use; NaN where it is unlimited.
double loading_percent(Grid const& grid, std::size_t branch, double flow_mw) {
    return 100.0 * std::abs(flow_mw) / grid.branches().rating_mw[branch];
}

std::string bus_id(Grid const& grid, BusId bus) {
    return grid.buses().id[bus.index()];
}

Json branch_json(Grid const& grid, std::size_t branch, double flow_mw) {
    BranchColumns const& branches = grid.branches();
    double const rating = branches.rating_mw[branch];
    return {{"id", branches.id[branch]},
            {"from", bus_id(grid, branches.from[branch])},
            {"to", bus_id(grid, branches.to[branch])},
            {"flow_mw", flow_mw},
            {"rating_mw", std::isinf(rating) ? Json(nullptr) : Json(rating)}};
}

std::vector<std::string> branch_cells(Grid const& grid, std::size_t branch, double flow_mw) {
    BranchColumns const& branches = grid.branches();
    return {branches.id[branch],
            bus_id(grid, branches.from[branch]),
            bus_id(grid, branches.to[branch]),
            cell(flow_mw),
            cell(branches.rating_mw[branch]),
            cell(loading_percent(grid, branch, flow_mw))};
}

Json generator_json(Grid const& grid, std::size_t generator, double mw) {
    GeneratorColumns const& generators = grid.generators();
    return {{"id", generators.id[generator]},
            {"bus", bus_id(grid, generators.bus[generator])},
            {"fuel", to_string(generators.fuel[generator])},
            {"mw", mw},
            {"min_mw", generators.min_mw[generator]},
            {"max_mw", generators.max_mw[generator]}};
}

std::vector<std::string> generator_cells(Grid const& grid, std::size_t generator, double mw) {
    GeneratorColumns const& generators = grid.generators();
    return {generators.id[generator],
            bus_id(grid, generators.bus[generator]),
            std::string{to_string(generators.fuel[generator])},
            cell(mw),
            cell(generators.min_mw[generator]),
            cell(generators.max_mw[generator])};
}

}  // namespace

std::string flow_text(Grid const& grid, FlowResult const& flow, std::size_t most_rows) {
    TextTable buses{{"bus", "injection_mw", "angle_deg"}};
    for (std::size_t i = 0; i < grid.buses().size(); ++i) {
        buses.add({grid.buses().id[i], cell(flow.injection_mw[i]), cell(flow.angle_deg[i])});
    }
    TextTable branches{{"branch", "from", "to", "flow_mw", "rating_mw", "loading_%"}};
    for (std::size_t i = 0; i < grid.branches().size(); ++i) {
        branches.add(branch_cells(grid, i, flow.flow_mw[i]));
    }
    return fmt::format("{}: reference buses add {} MW\n\n{}\n{}", grid.name(),
                       cell(flow.reference_mw), buses.text(most_rows), branches.text(most_rows));
}

nlohmann::ordered_json flow_json(Grid const& grid, FlowResult const& flow) {
    Json json{{"case", grid.name()}, {"reference_mw", flow.reference_mw}};
    json["buses"] = Json::array();
    for (std::size_t i = 0; i < grid.buses().size(); ++i) {
        json["buses"].push_back({{"id", grid.buses().id[i]},
                                 {"injection_mw", flow.injection_mw[i]},
                                 {"angle_deg", flow.angle_deg[i]}});
    }
    json["branches"] = Json::array();
    for (std::size_t i = 0; i < grid.branches().size(); ++i) {
        json["branches"].push_back(branch_json(grid, i, flow.flow_mw[i]));
    }
    return json;
}

std::string opf_text(Grid const& grid, OpfResult const& opf, std::size_t most_rows) {
    std::string text = fmt::format("{}: {}, {:.6f} USD/h\n\n", grid.name(), to_string(opf.status),
                                   opf.objective_usd_per_h);
    if (opf.status != SolveStatus::optimal) {
        return fmt::format("{}: {}\n", grid.name(), to_string(opf.status));
    }
    TextTable buses{{"bus", "lmp_usd_per_mwh", "angle_deg"}};
    for (std::size_t i = 0; i < grid.buses().size(); ++i) {
        buses.add({grid.buses().id[i], cell(opf.lmp_usd_per_mwh[i]), cell(opf.angle_deg[i])});
    }
    TextTable branches{
        {"branch", "from", "to", "flow_mw", "rating_mw", "loading_%", "price_usd_per_mwh"}};
    for (std::size_t i = 0; i < grid.branches().size(); ++i) {
        auto cells = branch_cells(grid, i, opf.flow_mw[i]);
        cells.push_back(cell(opf.branch_price_usd_per_mwh[i]));
        branches.add(std::move(cells));
    }
    TextTable generators{{"generator", "bus", "fuel", "mw", "min_mw", "max_mw"}};
    for (std::size_t i = 0; i < grid.generators().size(); ++i) {
        generators.add(generator_cells(grid, i, opf.generator_mw[i]));
    }
    return text + buses.text(most_rows) + "\n" + branches.text(most_rows) + "\n" +
           generators.text(most_rows);
}

nlohmann::ordered_json opf_json(Grid const& grid, OpfResult const& opf) {
    Json json{{"case", grid.name()},
              {"status", to_string(opf.status)},
              {"objective_usd_per_h", opf.objective_usd_per_h},
              {"optimality_gap", opf.optimality_gap},
              {"simplex_iterations", opf.simplex_iterations}};
    json["buses"] = Json::array();
    json["branches"] = Json::array();
    json["generators"] = Json::array();
    if (opf.status != SolveStatus::optimal) {
        return json;
    }
    for (std::size_t i = 0; i < grid.buses().size(); ++i) {
        json["buses"].push_back({{"id", grid.buses().id[i]},
                                 {"lmp_usd_per_mwh", opf.lmp_usd_per_mwh[i]},
                                 {"angle_deg", opf.angle_deg[i]}});
    }
    for (std::size_t i = 0; i < grid.branches().size(); ++i) {
        Json branch = branch_json(grid, i, opf.flow_mw[i]);
        branch["price_usd_per_mwh"] = opf.branch_price_usd_per_mwh[i];
        json["branches"].push_back(std::move(branch));
    }
    for (std::size_t i = 0; i < grid.generators().size(); ++i) {
        json["generators"].push_back(generator_json(grid, i, opf.generator_mw[i]));
    }
    return json;
}

}  // namespace gridrush
