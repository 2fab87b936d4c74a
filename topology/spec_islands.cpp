#include <algorithm>

#include <fmt/core.h>

#include "topology/graph.hpp"
#include "topology/spec_findings.hpp"

namespace gridrush {
namespace {

struct Island {
    std::vector<std::size_t> buses;
    bool has_reference = false;
    bool carries_power = false;  ///< some load, shunt, generator or DC line stands in it
};

bool connections_are_known(GridSpec const& spec, RowOfId const& buses) {
    return buses.size() == spec.buses.size() &&
           std::all_of(spec.branches.begin(), spec.branches.end(), [&](BranchSpec const& branch) {
               return buses.contains(branch.from) && buses.contains(branch.to);
           });
}

/// Branches that are switched in.
std::vector<Edge> closed_edges(GridSpec const& spec, RowOfId const& buses) {
    std::vector<Edge> edges;
    for (BranchSpec const& branch : spec.branches) {
        if (branch.in_service) {
            edges.emplace_back(buses.at(branch.from), buses.at(branch.to));
        }
    }
    return edges;
}

std::vector<char> find_powered_buses(GridSpec const& spec, RowOfId const& buses) {
    std::vector<char> powered(spec.buses.size(), 0);
    auto const mark = [&](std::string const& id) {
        if (auto const found = buses.find(id); found != buses.end()) {
            powered[found->second] = 1;
        }
    };
    for (std::size_t bus = 0; bus < spec.buses.size(); ++bus) {
        auto const& at = spec.buses[bus];
        powered[bus] = static_cast<char>(at.load_mw != 0.0 || at.shunt_mw != 0.0);
    }
    for (GeneratorSpec const& unit : spec.generators) {
        mark(unit.bus);
    }
    for (SubstationSpec const& station : spec.substations) {
        mark(station.bus);
    }
    for (DcLineSpec const& line : spec.dc_lines) {
        mark(line.from);
        mark(line.to);
    }
    return powered;
}

std::string listed_buses(GridSpec const& spec, std::vector<std::size_t> const& buses) {
    constexpr std::size_t most_shown = 5;
    std::string text;
    for (std::size_t i = 0; i < std::min(buses.size(), most_shown); ++i) {
        text += (i == 0 ? "" : ", ") + spec.buses[buses[i]].id;
    }
    return buses.size() > most_shown ? text + ", ..." : text;
}

}  // namespace

Issues find_islands_without_reference(GridSpec const& spec, RowOfId const& buses) {
    if (!connections_are_known(spec, buses)) {
        return {};
    }
    Islands const found = find_islands(spec.buses.size(), closed_edges(spec, buses));
    std::vector<char> const powered = find_powered_buses(spec, buses);
    std::vector<Island> islands(static_cast<std::size_t>(found.count));
    for (std::size_t bus = 0; bus < spec.buses.size(); ++bus) {
        Island& island = islands[static_cast<std::size_t>(found.island_of_bus[bus])];
        island.buses.push_back(bus);
        island.has_reference = island.has_reference || spec.buses[bus].reference;
        island.carries_power = island.carries_power || powered[bus] != 0;
    }
    Issues issues;
    for (Island const& island : islands) {
        bool const idle_bus = island.buses.size() == 1 && !island.carries_power;
        if (island.has_reference || idle_bus) {
            continue;
        }
        BusSpec const& first = spec.buses[island.buses.front()];
        issues.push_back(
            {first.at, fmt::format("bus.{}.reference", first.id),
             fmt::format("no bus of its island is a reference ({} of {} buses: {}; no branch in "
                         "service joins them to the rest) mark one as reference or close a branch",
                         island.buses.size(), spec.buses.size(),
                         listed_buses(spec, island.buses))});
    }
    return issues;
}

}  // namespace gridrush
