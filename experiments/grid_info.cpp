#include <map>
#include <numeric>

#include <fmt/core.h>

#include "topology/graph.hpp"
#include "experiments/grid_report.hpp"
#include "experiments/text_table.hpp"

namespace gridrush {
namespace {

using Json = nlohmann::ordered_json;

double total(std::vector<double> const& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

/// Capacity in service by fuel, MW.
std::map<std::string, double> capacity_by_fuel(GeneratorColumns const& generators) {
    std::map<std::string, double> capacity;
    for (std::size_t i = 0; i < generators.size(); ++i) {
        if (generators.in_service[i] != 0) {
            capacity[std::string{to_string(generators.fuel[i])}] += generators.max_mw[i];
        }
    }
    return capacity;
}

std::vector<std::string> bridge_ids(Grid const& grid) {
    std::vector<std::string> ids;
    for (BranchId const bridge : find_bridges(grid, grid.branch_switches())) {
        ids.push_back(grid.branches().id[bridge.index()]);
    }
    return ids;
}

Json areas_json(Grid const& grid) {
    Json json = Json::array();
    AreaColumns const& areas = grid.areas();
    std::vector<int> buses(areas.size(), 0);
    for (AreaId const area : grid.buses().area) {
        ++buses[area.index()];
    }
    for (std::size_t i = 0; i < areas.size(); ++i) {
        json.push_back({{"id", areas.id[i]},
                        {"buses", buses[i]},
                        {"load_mw", areas.load_mw[i]},
                        {"growth_per_year", areas.growth_per_year[i]}});
    }
    return json;
}

}  // namespace

nlohmann::ordered_json info_json(Grid const& grid) {
    auto const capacity = capacity_by_fuel(grid.generators());
    double generation = 0.0;
    for (auto const& [fuel, mw] : capacity) {
        generation += mw;
    }
    Json json{{"name", grid.name()},
              {"base_mva", grid.base_mva()},
              {"areas", grid.areas().size()},
              {"buses", grid.buses().size()},
              {"branches", grid.branches().size()},
              {"dc_lines", grid.dc_lines().size()},
              {"generators", grid.generators().size()},
              {"substations", grid.substations().size()},
              {"banks", grid.banks().size()},
              {"series", grid.series().size()},
              {"load_mw", total(grid.buses().load_mw)},
              {"capacity_mw", generation},
              {"bank_mva", total(grid.banks().mva)},
              {"islands", find_islands(grid, grid.branch_switches()).count}};
    json["bridges"] = bridge_ids(grid);
    json["capacity_by_fuel_mw"] = capacity;
    json["area_list"] = areas_json(grid);
    return json;
}

std::string info_text(Grid const& grid) {
    Json const info = info_json(grid);
    std::string text;
    for (auto const& [key, value] : info.items()) {
        if (value.is_number_float()) {
            text += fmt::format("{:<12} {:.3f}\n", key, value.get<double>());
        } else if (value.is_primitive()) {
            text += fmt::format("{:<12} {}\n", key,
                                value.is_string() ? value.get<std::string>() : value.dump());
        } else if (key == "bridges") {
            text += fmt::format("{:<12} {}\n", key, value.size());
        }
    }
    TextTable fuels{{"fuel", "capacity_mw"}};
    for (auto const& [fuel, mw] : info["capacity_by_fuel_mw"].items()) {
        fuels.add({fuel, cell(mw.get<double>())});
    }
    TextTable areas{{"area", "buses", "load_mw", "growth_per_year"}};
    for (Json const& area : info["area_list"]) {
        areas.add({area["id"].get<std::string>(), area["buses"].dump(),
                   cell(area["load_mw"].get<double>()),
                   cell(area["growth_per_year"].get<double>())});
    }
    return text + "\n" + fuels.text() + "\n" + areas.text();
}

}  // namespace gridrush
