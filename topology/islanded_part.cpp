#include "topology/islanded_part.hpp"

#include <algorithm>

namespace gridrush {
namespace {

BusId find_reference(Grid const& grid, Islands const& islands, int part) {
    BusId first;
    for (std::size_t bus = 0; bus < grid.buses().size(); ++bus) {
        if (islands.island_of_bus[bus] != part) {
            continue;
        }
        if (grid.buses().reference[bus] != 0) {
            return BusId{bus};
        }
        first = first.valid() ? first : BusId{bus};
    }
    return first;
}

/// The part that is cut off, by the numbers of the parts at the bridge's ends.
int smaller_part(DcNetwork const& network, Islands const& after, BusId from, BusId to) {
    int const from_part = after.island_of_bus[from.index()];
    int const to_part = after.island_of_bus[to.index()];
    auto const from_size = std::ranges::count(after.island_of_bus, from_part);
    auto const to_size = std::ranges::count(after.island_of_bus, to_part);
    if (from_size != to_size) {
        return from_size < to_size ? from_part : to_part;
    }
    int const island = network.islands().island_of_bus[from.index()];
    BusId const reference = network.reference_of_island(island);
    return after.island_of_bus[reference.index()] == from_part ? to_part : from_part;
}

}  // namespace

IslandedPart find_islanded_part(DcNetwork const& network, BranchId bridge) {
    Grid const& grid = network.grid();
    BranchColumns const& branches = grid.branches();
    std::vector<char> in_service(network.in_service().begin(), network.in_service().end());
    in_service[bridge.index()] = 0;
    Islands const after = find_islands(grid, in_service);
    BusId const from = branches.from[bridge.index()];
    BusId const to = branches.to[bridge.index()];
    int const dropped = smaller_part(network, after, from, to);

    IslandedPart part;
    part.near_bus = after.island_of_bus[from.index()] == dropped ? to : from;
    part.reference = find_reference(grid, after, after.island_of_bus[part.near_bus.index()]);
    for (std::size_t bus = 0; bus < grid.buses().size(); ++bus) {
        if (after.island_of_bus[bus] == dropped) {
            part.buses.emplace_back(bus);
        }
    }
    for (std::size_t branch = 0; branch < branches.size(); ++branch) {
        if (in_service[branch] != 0 &&
            after.island_of_bus[branches.from[branch].index()] == dropped) {
            part.branches.emplace_back(branch);
        }
    }
    return part;
}

std::vector<double> islanding_factors(DcNetwork const& network, BranchId bridge,
                                      IslandedPart const& part) {
    // The bridge's flow leaves the part that stays at its near end: without it, that much more
    // goes in there and out at the reference. Both are in that part, so all of it stays there.
    BranchColumns const& branches = network.grid().branches();
    bool const leaves_at_from = branches.from[bridge.index()] == part.near_bus;
    double const per_mw = leaves_at_from ? 1.0 : -1.0;
    std::vector<double> injection(network.grid().buses().size(), 0.0);
    injection[part.near_bus.index()] += per_mw;
    injection[part.reference.index()] -= per_mw;
    std::vector<double> factors(branches.size());
    network.solve_flows(injection, factors);
    for (std::size_t branch = 0; branch < factors.size(); ++branch) {
        factors[branch] -= network.flow_at_zero_injection(BranchId{branch});
    }
    for (BranchId const branch : part.branches) {
        factors[branch.index()] = 0.0;
    }
    factors[bridge.index()] = -1.0;
    return factors;
}

double sum_over(IslandedPart const& part, std::span<double const> per_bus) {
    double sum = 0.0;
    for (BusId const bus : part.buses) {
        sum += per_bus[bus.index()];
    }
    return sum;
}

}  // namespace gridrush
