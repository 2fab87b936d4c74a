#pragma once

#include <span>
#include <utility>
#include <vector>

#include "topology/grid.hpp"

namespace gridrush {

/// Connected components of the buses under the branches in service.
struct Islands {
    std::vector<int> island_of_bus;  ///< 0-based, numbered by first bus
    int count = 0;
};

/// Two bus rows that a branch joins.
using Edge = std::pair<std::size_t, std::size_t>;

/// Connected components. Precondition: ends < bus_count.
[[nodiscard]] Islands find_islands(std::size_t bus_count, std::span<Edge const> edges);
/// `in_service`: 1 per branch.
[[nodiscard]] Islands find_islands(Grid const& grid, std::span<char const> in_service);

/// Branches whose single outage splits an island, in increasing order; parallel circuits are none.
/// Boost.Graph biconnected_components over corridors: a block of one circuit is a bridge.
[[nodiscard]] std::vector<BranchId> find_bridges(Grid const& grid,
                                                 std::span<char const> in_service);

}  // namespace gridrush
