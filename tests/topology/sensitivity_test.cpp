#include "topology/sensitivity.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "topology/random.hpp"
#include "tests/topology/small_grids.hpp"

namespace gridrush {
namespace {

/// A ring with chords, some doubled, random reactances and one phase shifter.
GridSpec make_random_grid(std::uint64_t seed, std::size_t buses) {
    Rng rng{seed, Purpose::test, 0};
    GridSpec spec;
    spec.areas.push_back({});
    spec.areas[0].id = "north";
    for (std::size_t bus = 0; bus < buses; ++bus) {
        spec.buses.push_back(make_bus(std::to_string(bus), rng.uniform(0.0, 50.0)));
    }
    spec.buses[static_cast<std::size_t>(rng.uniform() * static_cast<double>(buses))].reference =
        true;
    auto const add = [&](std::size_t from, std::size_t to) {
        spec.branches.push_back(make_branch("l" + std::to_string(spec.branches.size()),
                                            std::to_string(from % buses),
                                            std::to_string(to % buses), rng.uniform(0.01, 0.3)));
    };
    for (std::size_t bus = 0; bus < buses; ++bus) {
        add(bus, bus + 1);
        if (rng.uniform() < 0.4) {
            add(bus + 1 + static_cast<std::size_t>(rng.uniform() * 3.0), bus);
        }
    }
    spec.branches[3].shift_deg = rng.uniform(-5.0, 5.0);
    return spec;
}

std::vector<double> native_injection(Grid const& grid) {
    std::vector<double> injection;
    for (double const load_mw : grid.buses().load_mw) {
        injection.push_back(-load_mw);
    }
    return injection;
}

std::vector<double> flows_without(Grid const& grid, std::vector<BranchId> const& outages) {
    std::vector<char> in_service = grid.branch_switches();
    for (BranchId const outage : outages) {
        in_service[outage.index()] = 0;
    }
    DcNetwork const network{grid, Convention::matpower, in_service};
    std::vector<double> flow(in_service.size());
    network.solve_flows(native_injection(grid), flow);
    return flow;
}

void expect_equal(std::vector<double> const& actual, std::vector<double> const& expected) {
    for (std::size_t branch = 0; branch < expected.size(); ++branch) {
        EXPECT_NEAR(actual[branch], expected[branch], 1e-7) << "branch " << branch;
    }
}

class RandomGrids : public testing::TestWithParam<int> {
protected:
    Grid grid_{make_random_grid(static_cast<std::uint64_t>(GetParam()), 13)};
    DcNetwork network_{grid_, Convention::matpower, grid_.branch_switches()};
};

TEST_P(RandomGrids, ptdf_form_equals_angle_form) {
    DenseMatrix const ptdf = ptdf_matrix(network_);
    auto const injection = native_injection(grid_);
    std::vector<double> flow(ptdf.rows);
    for (std::size_t branch = 0; branch < ptdf.rows; ++branch) {
        flow[branch] = network_.flow_at_zero_injection(BranchId{branch});
        for (std::size_t bus = 0; bus < ptdf.columns; ++bus) {
            flow[branch] += ptdf.at(branch, bus) * injection[bus];
        }
        auto const row = network_.ptdf_row(BranchId{branch});
        EXPECT_TRUE(std::equal(row.begin(), row.end(), ptdf.row(branch).begin()));
    }
    expect_equal(flow, flows_without(grid_, {}));
}

TEST_P(RandomGrids, lodf_gives_the_flows_of_a_new_network) {
    DenseMatrix const lodf = lodf_matrix(network_);
    auto const before = flows_without(grid_, {});
    for (std::size_t outage = 0; outage < lodf.rows; ++outage) {
        std::vector<double> after = before;
        for (std::size_t branch = 0; branch < lodf.columns; ++branch) {
            after[branch] += lodf.at(outage, branch) * before[outage];
        }
        expect_equal(after, flows_without(grid_, {BranchId{outage}}));
    }
}

TEST_P(RandomGrids, several_outages_give_the_flows_of_a_new_network) {
    auto const before = flows_without(grid_, {});
    std::size_t const count = before.size();
    for (std::size_t first = 0; first < count; ++first) {
        std::vector<BranchId> const outages{BranchId{first}, BranchId{(first + 5) % count}};
        auto const after = flows_after_outages(network_, outages, before);
        std::vector<char> in_service(count, 1);
        in_service[outages[0].index()] = 0;
        in_service[outages[1].index()] = 0;
        if (find_islands(grid_, in_service).count > 1) {
            EXPECT_TRUE(std::isnan(after[0])) << first;
        } else {
            expect_equal(after, flows_without(grid_, outages));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(seeds, RandomGrids, testing::Range(1, 11));

TEST(FlowsAfterOutages, without_outages_are_the_flows_before) {
    Grid const grid{make_triangle_with_spur()};
    DcNetwork const network{grid, Convention::matpower, grid.branch_switches()};
    std::vector<double> const before{1, 2, 3, 4};
    EXPECT_EQ(flows_after_outages(network, {}, before), before);
}

}  // namespace
}  // namespace gridrush
