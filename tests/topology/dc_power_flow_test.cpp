#include "topology/dc_power_flow.hpp"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "tests/topology/small_grids.hpp"

namespace gridrush {
namespace {

constexpr double tolerance = 1e-9;

void expect_near(std::span<double const> actual, std::vector<double> const& expected) {
    ASSERT_EQ(actual.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_NEAR(actual[i], expected[i], tolerance) << "at " << i;
    }
}

DcNetwork make_network(Grid const& grid, Convention convention = Convention::matpower) {
    return DcNetwork{grid, convention, grid.branch_switches()};
}

std::vector<double> flows(DcNetwork const& network, std::vector<double> const& injection) {
    std::vector<double> flow(network.in_service().size());
    network.solve_flows(injection, flow);
    return flow;
}

TEST(DcNetwork, an_equal_triangle_splits_two_to_one) {
    Grid const grid{make_triangle_with_spur()};
    DcNetwork const network = make_network(grid);
    expect_near(flows(network, {120, 0, -90, -30}), {40, 40, 80, 30});
    std::vector<double> angle(4);
    network.solve_angles(std::vector<double>{120, 0, -90, -30}, angle);
    expect_near(angle, {0.0, -0.04, -0.08, -0.14});
}

TEST(DcNetwork, the_reference_takes_what_is_missing) {
    Grid const grid{make_triangle_with_spur()};
    expect_near(flows(make_network(grid), {7, 0, -90, -30}), {40, 40, 80, 30});
}

TEST(DcNetwork, base_mva_scales_angles_and_not_flows) {
    GridSpec spec = make_triangle_with_spur();
    spec.base_mva = 50.0;
    Grid const grid{spec};
    DcNetwork const network = make_network(grid);
    expect_near(flows(network, {120, 0, -90, -30}), {40, 40, 80, 30});
    EXPECT_NEAR(network.susceptance_mw_per_rad()[0], 500.0, tolerance);
}

TEST(DcNetwork, a_tap_raises_the_reactance_in_one_convention_only) {
    GridSpec spec = make_triangle_with_spur();
    spec.branches[2].tap = 0.5;
    spec.branches[2].r_pu = 0.1;
    Grid const grid{spec};
    EXPECT_NEAR(make_network(grid).susceptance_mw_per_rad()[2], 2000.0, tolerance);
    DcNetwork const other = make_network(grid, Convention::powermodels);
    EXPECT_NEAR(other.susceptance_mw_per_rad()[2], 500.0, tolerance);
}

TEST(DcNetwork, a_phase_shifter_drives_a_loop_flow) {
    GridSpec spec = make_triangle_with_spur();
    spec.branches[0].shift_deg = 3.0;
    Grid const grid{spec};
    DcNetwork const network = make_network(grid);
    double const loop_mw = 1000.0 * 3.0 * std::numbers::pi / 180.0 / 3.0;
    expect_near(flows(network, {0, 0, 0, 0}), {-loop_mw, -loop_mw, loop_mw, 0.0});
    EXPECT_NEAR(network.flow_at_zero_injection(BranchId{2}), loop_mw, tolerance);
    EXPECT_NEAR(network.shift_flow_mw()[0], -3.0 * loop_mw, tolerance);
    expect_near(flows(make_network(grid, Convention::powermodels), {0, 0, 0, 0}), {0, 0, 0, 0});
}

TEST(DcNetwork, every_island_is_balanced_at_its_own_reference) {
    GridSpec spec = make_triangle_with_spur();
    spec.buses[3].reference = true;
    Grid const grid{spec};
    DcNetwork const network{grid, Convention::matpower, std::vector<char>{1, 0, 0, 1}};
    EXPECT_EQ(network.islands().count, 2);
    EXPECT_EQ(network.reference_of_island(0), BusId{0});
    EXPECT_EQ(network.reference_of_island(1), BusId{3});
    expect_near(flows(network, {0, -10, 5, 0}), {10, 0, 0, 5});
    expect_near(network.ptdf_row(BranchId{3}), {0, 0, 1, 0});
    EXPECT_EQ(network.susceptance_mw_per_rad()[1], 0.0);
}

TEST(DcNetwork, an_island_without_a_marked_bus_takes_its_first) {
    Grid const grid{make_triangle_with_spur()};
    DcNetwork const network{grid, Convention::matpower, std::vector<char>{1, 1, 1, 0}};
    EXPECT_EQ(network.reference_of_island(1), BusId{3});
    expect_near(flows(network, {0, 0, -30, -30}), {10, 10, 20, 0});
}

TEST(DcNetwork, without_any_branch_nothing_flows) {
    Grid const grid{make_triangle_with_spur()};
    DcNetwork const network{grid, Convention::matpower, std::vector<char>{0, 0, 0, 0}};
    expect_near(flows(network, {1, 2, 3, 4}), {0, 0, 0, 0});
    expect_near(network.ptdf_row(BranchId{0}), {0, 0, 0, 0});
}

TEST(DcNetwork, a_series_capacitor_takes_more_than_all_the_flow) {
    GridSpec spec = make_triangle_with_spur();
    spec.branches[1].x_pu = -0.05;
    Grid const grid{spec};
    expect_near(flows(make_network(grid), {120, 0, -120, 0}), {80, 80, 40, 0});
    spec.branches[0].x_pu = 0.05;
    spec.branches[2].x_pu = 0.2;
    Grid const resonant{spec};
    expect_near(flows(make_network(resonant), {120, 0, -120, 0}), {120, 120, 0, 0});
}

TEST(DcNetwork, reactances_that_cancel_have_no_solution) {
    GridSpec spec = make_triangle_with_spur();
    spec.branches[0].x_pu = 0.25;
    spec.branches[1].x_pu = -0.5;
    spec.branches[2].x_pu = 0.25;
    Grid const grid{spec};
    EXPECT_THROW(make_network(grid), std::runtime_error);
}

TEST(DcNetwork, ptdf_rows_are_the_sensitivities_of_the_flows) {
    Grid const grid{make_triangle_with_spur()};
    DcNetwork const network = make_network(grid);
    expect_near(network.ptdf_row(BranchId{0}), {0, -2.0 / 3, -1.0 / 3, -1.0 / 3});
    expect_near(network.ptdf_row(BranchId{3}), {0, 0, 0, -1});
}

TEST(DcNetwork, a_ptdf_row_stays_where_it_is) {
    Grid const grid{make_triangle_with_spur()};
    DcNetwork network = make_network(grid);
    double const* const first = network.ptdf_row(BranchId{0}).data();
    (void)network.ptdf_row(BranchId{1});
    (void)flows(network, {120, 0, -90, -30});
    EXPECT_EQ(network.ptdf_row(BranchId{0}).data(), first);
    DcNetwork const moved = std::move(network);
    EXPECT_EQ(moved.ptdf_row(BranchId{0}).data(), first);
    expect_near(moved.ptdf_row(BranchId{0}), {0, -2.0 / 3, -1.0 / 3, -1.0 / 3});
}

TEST(DcNetwork, lodf_moves_an_outages_flow_round_the_ring) {
    Grid const grid{make_triangle_with_spur()};
    DcNetwork const network = make_network(grid);
    expect_near(network.lodf_column(BranchId{2}), {1, 1, -1, 0});
    expect_near(network.lodf_column(BranchId{0}), {-1, -1, 1, 0});
}

TEST(DcNetwork, lodf_of_a_bridge_is_nan) {
    Grid const grid{make_triangle_with_spur()};
    for (double const factor : make_network(grid).lodf_column(BranchId{3})) {
        EXPECT_TRUE(std::isnan(factor));
    }
}

TEST(DcNetwork, lodf_of_a_branch_out_of_service_moves_nothing) {
    Grid const grid{make_triangle_with_spur()};
    DcNetwork const network{grid, Convention::matpower, std::vector<char>{0, 1, 1, 1}};
    expect_near(network.lodf_column(BranchId{0}), {-1, 0, 0, 0});
}

}  // namespace
}  // namespace gridrush
