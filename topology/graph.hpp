#pragma once

#include "topology/grid.hpp"

#include <span>
#include <vector>

namespace gridrush {

/// Connected components of the buses under the branches in service.
struct Islands {
    std::vector<int> island_of_bus;  ///< 0-based, numbered by first bus
    int count = 0;
};

/// `in_service`: 1 per branch. Boost.Graph connected_components.
[[nodiscard]] Islands find_islands(Grid const& grid, std::span<char const> in_service);

/// Branches whose single outage splits an island, in increasing order; parallel circuits are none.
[[nodiscard]] std::vector<BranchId> find_bridges(Grid const& grid,
                                                 std::span<char const> in_service);

}  // namespace gridrush
