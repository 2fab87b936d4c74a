#include "sim/operations/opf.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/sim/operations/small_grid.hpp"

namespace gridrush {
namespace {

using testing::SmallGrid;

CostCurve quadratic(double c0, double c1, double c2) {
    return {{}, {c0, c1, c2}};
}

TEST(SolveOpf, equalises_marginal_costs_of_quadratic_units) {
    // 10 + 0.2 p = 20 + 0.1 q, p + q = 100: p = 200/3, q = 100/3, price 70/3.
    SmallGrid grid{1};
    grid.generator(0, 100.0, quadratic(5.0, 10.0, 0.1))
        .generator(0, 100.0, quadratic(7.0, 20.0, 0.05));
    auto const result = solve_opf(grid.load(0, 100.0).build(), Convention::matpower);
    ASSERT_EQ(result.status, SolveStatus::optimal);
    double const p = 200.0 / 3.0, q = 100.0 / 3.0;
    double const cost = 12.0 + 10.0 * p + 0.1 * p * p + 20.0 * q + 0.05 * q * q;
    EXPECT_NEAR(result.objective_usd_per_h, cost, 1e-8 * cost);
    EXPECT_LE(result.optimality_gap, 1e-9);
    EXPECT_NEAR(result.generator_mw[0], p, 1e-3);
    EXPECT_NEAR(result.generator_mw[1], q, 1e-3);
    EXPECT_NEAR(result.lmp_usd_per_mwh[0], 70.0 / 3.0, 1e-4);
}

TEST(SolveOpf, honours_least_outputs_and_dispatchable_loads) {
    // The second unit must run at 30; the third is a load of up to 40 that pays 15.
    SmallGrid grid{1};
    grid.generator(0, 100.0, CostCurve{{}, {0.0, 10.0}});
    grid.generator(0, 100.0, CostCurve{{}, {100.0, 50.0}}, 30.0);
    grid.generator(0, 0.0, CostCurve{{}, {0.0, 15.0}}, -40.0);
    auto const result = solve_opf(grid.load(0, 80.0).build(), Convention::matpower);
    ASSERT_EQ(result.status, SolveStatus::optimal);
    EXPECT_NEAR(result.generator_mw[0], 90.0, 1e-7);
    EXPECT_NEAR(result.generator_mw[1], 30.0, 1e-7);
    EXPECT_NEAR(result.generator_mw[2], -40.0, 1e-7);
    EXPECT_NEAR(result.objective_usd_per_h, 900.0 + 100.0 + 1500.0 - 600.0, 1e-6);
}

TEST(SolveOpf, counts_shunts_as_load_and_leaves_out_what_is_off) {
    SmallGrid grid{1};
    grid.generator(0, 100.0, CostCurve{{}, {3.0, 10.0}})
        .generator(0, 100.0, CostCurve{{}, {99.0, 1.0}});
    grid.spec.generators[1].in_service = false;
    grid.spec.buses[0].shunt_mw = 5.0;
    auto const result = solve_opf(grid.load(0, 20.0).build(), Convention::matpower);
    EXPECT_NEAR(result.objective_usd_per_h, 253.0, 1e-7);
    EXPECT_EQ(result.generator_mw[1], 0.0);
}

TEST(SolveOpf, enforces_angle_limits_only_in_the_powermodels_convention) {
    // b = 100 MVA / 0.1 = 1000 MW/rad; 2 degrees let 34.9 MW through.
    SmallGrid grid{2};
    grid.line(0, 1, 0.1).generator(0, 200.0, 10.0).generator(1, 200.0, 30.0).load(1, 100.0);
    grid.spec.branches[0].angle_min_deg = -30.0;
    grid.spec.branches[0].angle_max_deg = 2.0;
    auto const built = grid.build();
    EXPECT_NEAR(solve_opf(built, Convention::matpower).flow_mw[0], 100.0, 1e-6);
    auto const result = solve_opf(built, Convention::powermodels);
    EXPECT_NEAR(result.flow_mw[0], 1000.0 * 2.0 * 3.14159265358979 / 180.0, 1e-6);
    EXPECT_NEAR(result.angle_deg[0] - result.angle_deg[1], 2.0, 1e-8);
    EXPECT_NEAR(result.branch_price_usd_per_mwh[0], 20.0, 1e-7);
}

TEST(SolveOpf, uses_dc_lines_only_when_told_to) {
    SmallGrid grid{2};
    grid.line(0, 1, 0.1, 60.0).generator(0, 200.0, 10.0).generator(1, 200.0, 30.0).load(1, 100.0);
    auto const built = grid.dc_line(0, 1, 0.0, 25.0).build();
    EXPECT_NEAR(solve_opf(built, Convention::matpower).objective_usd_per_h, 1800.0, 1e-6);
    EXPECT_NEAR(solve_opf(built, Convention::matpower, true).objective_usd_per_h, 1300.0, 1e-6);
}

TEST(SolveOpf, sheds_nothing_but_says_infeasible_with_nan) {
    SmallGrid grid{2};
    grid.line(0, 1, 0.1, 60.0).generator(0, 200.0, 10.0).generator(1, 30.0, 30.0).load(1, 100.0);
    auto const result = solve_opf(grid.build(), Convention::matpower);
    EXPECT_EQ(result.status, SolveStatus::infeasible);
    EXPECT_TRUE(std::isnan(result.objective_usd_per_h));
    ASSERT_EQ(result.lmp_usd_per_mwh.size(), 2u);
    EXPECT_TRUE(std::isnan(result.lmp_usd_per_mwh[1]));
    EXPECT_TRUE(std::isnan(result.generator_mw[0]));
    EXPECT_TRUE(std::isnan(result.flow_mw[0]));
}

TEST(SolveFlow, lets_the_reference_take_the_rest) {
    SmallGrid grid{2};
    grid.line(0, 1, 0.1).generator(0, 100.0, 10.0).load(1, 40.0);
    grid.spec.generators[0].set_point_mw = 30.0;
    auto const result = solve_flow(grid.build(), Convention::matpower);
    EXPECT_NEAR(result.reference_mw, 10.0, 1e-9);
    EXPECT_NEAR(result.injection_mw[0], 40.0, 1e-9);
    EXPECT_NEAR(result.flow_mw[0], 40.0, 1e-9);
    EXPECT_NEAR(result.angle_deg[1], -40.0 / 1000.0 * 180.0 / 3.14159265358979, 1e-9);
}

}  // namespace
}  // namespace gridrush
