#include "topology/graph.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/biconnected_components.hpp>

namespace gridrush {
namespace {

using Undirected =
    boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS, boost::no_property,
                          boost::property<boost::edge_index_t, std::size_t>>;

/// One edge between two buses, however many circuits run there.
struct Corridor {
    int circuits = 0;
    BranchId first_circuit;
};

using Corridors = std::map<std::pair<std::size_t, std::size_t>, Corridor>;

Corridors find_corridors(Grid const& grid, std::span<char const> in_service) {
    BranchColumns const& branches = grid.branches();
    Corridors corridors;
    for (std::size_t branch = 0; branch < branches.size(); ++branch) {
        if (in_service[branch] == 0) {
            continue;
        }
        auto const ends = std::minmax({branches.from[branch].index(), branches.to[branch].index()});
        auto const [at, is_new] = corridors.try_emplace({ends.first, ends.second});
        at->second.circuits += 1;
        if (is_new) {
            at->second.first_circuit = BranchId{branch};
        }
    }
    return corridors;
}

}  // namespace

/// Sets joined edge by edge (Galler and Fischer, 1964); the root of a set is its first bus.
Islands find_islands(std::size_t bus_count, std::span<Edge const> edges) {
    std::vector<std::size_t> parent(bus_count);
    std::iota(parent.begin(), parent.end(), std::size_t{0});
    auto const root_of = [&parent](std::size_t bus) {
        while (parent[bus] != bus) {
            parent[bus] = parent[parent[bus]];
            bus = parent[bus];
        }
        return bus;
    };
    for (auto const& [from, to] : edges) {
        auto const roots = std::minmax({root_of(from), root_of(to)});
        parent[roots.second] = roots.first;
    }
    Islands islands;
    for (std::size_t bus = 0; bus < bus_count; ++bus) {
        auto const root = root_of(bus);
        islands.island_of_bus.push_back(root == bus ? islands.count++
                                                    : islands.island_of_bus[root]);
    }
    return islands;
}

Islands find_islands(Grid const& grid, std::span<char const> in_service) {
    BranchColumns const& branches = grid.branches();
    std::vector<Edge> edges;
    edges.reserve(branches.size());
    for (std::size_t branch = 0; branch < branches.size(); ++branch) {
        if (in_service[branch] != 0) {
            edges.emplace_back(branches.from[branch].index(), branches.to[branch].index());
        }
    }
    return find_islands(grid.buses().size(), edges);
}

std::vector<BranchId> find_bridges(Grid const& grid, std::span<char const> in_service) {
    Corridors const corridors = find_corridors(grid, in_service);
    Undirected graph{grid.buses().size()};
    std::vector<Corridor> corridor_of_edge;
    for (auto const& [ends, corridor] : corridors) {
        boost::add_edge(ends.first, ends.second, corridor_of_edge.size(), graph);
        corridor_of_edge.push_back(corridor);
    }
    std::vector<std::size_t> block_of_edge(corridor_of_edge.size());
    auto const block_map = boost::make_iterator_property_map(block_of_edge.begin(),
                                                             boost::get(boost::edge_index, graph));
    std::size_t const block_count = boost::biconnected_components(graph, block_map);

    std::vector<int> circuits_of_block(block_count, 0);
    for (std::size_t edge = 0; edge < block_of_edge.size(); ++edge) {
        circuits_of_block[block_of_edge[edge]] += corridor_of_edge[edge].circuits;
    }
    std::vector<BranchId> bridges;
    for (std::size_t edge = 0; edge < block_of_edge.size(); ++edge) {
        if (circuits_of_block[block_of_edge[edge]] == 1) {
            bridges.push_back(corridor_of_edge[edge].first_circuit);
        }
    }
    std::sort(bridges.begin(), bridges.end());
    return bridges;
}

}  // namespace gridrush
