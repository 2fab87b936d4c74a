#include "topology/graph.hpp"

#include <gtest/gtest.h>

#include "tests/topology/small_grids.hpp"

namespace gridrush {
namespace {

std::vector<std::string> bridge_ids(Grid const& grid, std::vector<char> const& in_service) {
    std::vector<std::string> ids;
    for (BranchId const bridge : find_bridges(grid, in_service)) {
        ids.push_back(grid.branches().id[bridge.index()]);
    }
    return ids;
}

TEST(FindIslands, numbers_islands_by_their_first_bus) {
    Grid const grid{make_triangle_with_spur()};
    Islands const islands = find_islands(grid, std::vector<char>{1, 0, 0, 1});
    EXPECT_EQ(islands.count, 2);
    EXPECT_EQ(islands.island_of_bus, (std::vector<int>{0, 0, 1, 1}));
}

TEST(FindIslands, without_branches_every_bus_is_one) {
    Islands const islands = find_islands(3, {});
    EXPECT_EQ(islands.count, 3);
    EXPECT_EQ(islands.island_of_bus, (std::vector<int>{0, 1, 2}));
    EXPECT_EQ(find_islands(0, {}).count, 0);
}

TEST(FindBridges, finds_the_spur_and_not_the_ring) {
    Grid const grid{make_triangle_with_spur()};
    EXPECT_EQ(bridge_ids(grid, {1, 1, 1, 1}), (std::vector<std::string>{"cd"}));
}

TEST(FindBridges, an_open_ring_is_all_bridges_in_order) {
    Grid const grid{make_triangle_with_spur()};
    EXPECT_EQ(bridge_ids(grid, {1, 0, 1, 1}), (std::vector<std::string>{"ab", "ac", "cd"}));
}

TEST(FindBridges, parallel_circuits_are_none_whichever_way_they_are_written) {
    GridSpec spec = make_triangle_with_spur();
    spec.branches.push_back(make_branch("dc2", "d", "c", 0.2));
    Grid const grid{spec};
    EXPECT_TRUE(bridge_ids(grid, {1, 1, 1, 1, 1}).empty());
    EXPECT_EQ(bridge_ids(grid, {1, 1, 1, 0, 1}), (std::vector<std::string>{"dc2"}));
}

}  // namespace
}  // namespace gridrush
