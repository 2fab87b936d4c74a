#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "sim/operations/dispatch.hpp"
#include "sim/operations/lp_clp.hpp"
#include "sim/operations/lp_simplex.hpp"
#include "sim/operations/opf.hpp"
#include "tests/sim/operations/small_grid.hpp"

// A question without an answer gets a status and NaN, never a plausible number.

namespace gridrush {
namespace {

using testing::SmallGrid;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// min cost x  s.t.  low <= x <= high, 0 <= x <= upper.
BoxLp one_column(double cost, double upper, double low, double high) {
    BoxLp lp;
    lp.reset(1);
    lp.cost = {cost};
    lp.upper = {upper};
    lp.add_row()[0] = 1.0;
    lp.row_low = {low};
    lp.row_high = {high};
    return lp;
}

template <class Solver>
class Solvers : public ::testing::Test {};
using BothSolvers = ::testing::Types<DualSimplex, ClpSolver>;
TYPED_TEST_SUITE(Solvers, BothSolvers);

TYPED_TEST(Solvers, say_infeasible_and_recover) {
    TypeParam solver;
    BoxLpSolution solution;
    auto lp = one_column(1.0, 10.0, 11.0, 12.0);
    EXPECT_EQ(solver.solve(lp, solution), SolveStatus::infeasible);
    lp.row_low = {9.0};
    ASSERT_EQ(solver.solve(lp, solution), SolveStatus::optimal);
    EXPECT_NEAR(solution.x[0], 9.0, 1e-9);
}

TYPED_TEST(Solvers, have_no_answer_without_numbers) {
    BoxLpSolution solution;
    for (auto const& lp : {one_column(nan, 10.0, 1.0, 2.0), one_column(1.0, nan, 1.0, 2.0),
                           one_column(1.0, 10.0, nan, 2.0), one_column(1.0, 10.0, 1.0, nan),
                           one_column(-infinity, 10.0, 1.0, 2.0)}) {
        TypeParam solver;
        EXPECT_EQ(solver.solve(lp, solution), SolveStatus::failed);
    }
}

TYPED_TEST(Solvers, have_no_answer_to_an_unbounded_program) {
    TypeParam solver;
    BoxLpSolution solution;
    EXPECT_EQ(solver.solve(one_column(-1.0, infinity, 0.0, infinity), solution),
              SolveStatus::failed);
    EXPECT_EQ(solver.solve(one_column(-1.0, 8.0, 0.0, 9.0), solution), SolveStatus::optimal);
    EXPECT_EQ(solution.x[0], 8.0);
}

DispatchResult dispatched(Grid const& grid, std::span<double const> low,
                          std::span<double const> high) {
    auto const& load = grid.buses().load_mw;
    DcNetwork const network{grid, Convention::matpower, grid.branch_switches()};
    Dispatch dispatch{network, {}};
    return dispatch.solve({load, low, high, {}});
}

/// A column must be there in full length and hold nothing but NaN.
void expect_nan(std::vector<double> const& column, std::size_t length) {
    EXPECT_EQ(column.size(), length);
    EXPECT_TRUE(std::ranges::all_of(column, [](double x) { return std::isnan(x); }));
}

void expect_no_answer(DispatchResult const& result, Grid const& grid) {
    EXPECT_NE(result.status, SolveStatus::optimal);
    EXPECT_TRUE(std::isnan(result.objective_usd_per_h));
    EXPECT_TRUE(std::isnan(result.generation_usd_per_h));
    expect_nan(result.generator_mw, grid.generators().size());
    expect_nan(result.flow_mw, grid.branches().size());
    expect_nan(result.branch_price_usd_per_mwh, grid.branches().size());
    expect_nan(result.lmp_usd_per_mwh, grid.buses().size());
    expect_nan(result.shed_mw, grid.buses().size());
    EXPECT_EQ(result.binding_branches, 0);
}

TEST(FailureHonesty, must_run_that_nobody_takes_is_infeasible) {
    auto const grid = SmallGrid{2}.line(0, 1, 0.1).generator(0, 90.0, 5.0).load(1, 50.0).build();
    auto const result = dispatched(grid, std::vector{60.0}, std::vector{90.0});
    EXPECT_EQ(result.status, SolveStatus::infeasible);
    expect_no_answer(result, grid);
}

TEST(FailureHonesty, must_run_behind_a_line_that_cannot_carry_it_is_infeasible) {
    auto const grid =
        SmallGrid{2}.line(0, 1, 0.1, 30.0).generator(0, 90.0, 5.0).load(1, 80.0).build();
    auto const result = dispatched(grid, std::vector{60.0}, std::vector{90.0});
    EXPECT_EQ(result.status, SolveStatus::infeasible);
    expect_no_answer(result, grid);
}

TEST(FailureHonesty, output_without_a_bound_is_bounded_by_the_load) {
    auto const grid = SmallGrid{2}.line(0, 1, 0.1).generator(0, 90.0, -5.0).load(1, 50.0).build();
    auto const result = dispatched(grid, std::vector{0.0}, std::vector{infinity});
    ASSERT_EQ(result.status, SolveStatus::optimal);
    EXPECT_NEAR(result.generator_mw[0], 50.0, 1e-9);
}

TEST(FailureHonesty, output_without_a_bound_is_bounded_by_a_line) {
    auto const grid = SmallGrid{2}
                          .line(0, 1, 0.1, 30.0)
                          .generator(0, 90.0, -5.0)
                          .generator(1, 90.0, 7.0)
                          .load(1, 50.0)
                          .build();
    auto const result = dispatched(grid, std::vector{0.0, 0.0}, std::vector{infinity, infinity});
    ASSERT_EQ(result.status, SolveStatus::optimal);
    EXPECT_NEAR(result.generator_mw[0], 30.0, 1e-9);
    EXPECT_NEAR(result.generator_mw[1], 20.0, 1e-9);
}

TEST(FailureHonesty, limits_that_are_no_numbers_have_no_answer) {
    auto const grid = SmallGrid{2}.line(0, 1, 0.1).generator(0, 90.0, 5.0).load(1, 50.0).build();
    expect_no_answer(dispatched(grid, std::vector{nan}, std::vector{90.0}), grid);
    expect_no_answer(dispatched(grid, std::vector{0.0}, std::vector{nan}), grid);
    expect_no_answer(dispatched(grid, std::vector{-infinity}, std::vector{90.0}), grid);
}

TEST(FailureHonesty, an_island_without_supply_sheds_and_has_the_price_of_lost_load) {
    auto const grid = SmallGrid{3}
                          .line(0, 1, 0.1)
                          .reference(2)
                          .generator(0, 90.0, 5.0)
                          .load(1, 50.0)
                          .load(2, 7.0)
                          .build();
    auto const result = dispatched(grid, std::vector{0.0}, std::vector{90.0});
    ASSERT_EQ(result.status, SolveStatus::optimal);
    EXPECT_NEAR(result.shed_mw[2], 7.0, 1e-9);
    EXPECT_NEAR(result.shed_mw[1], 0.0, 1e-9);
    EXPECT_NEAR(result.lmp_usd_per_mwh[2], DispatchSpec{}.shed_usd_per_mwh, 1e-6);
    EXPECT_NEAR(result.lmp_usd_per_mwh[1], 5.0, 1e-6);
}

TEST(FailureHonesty, an_island_with_nothing_in_it_has_no_price) {
    auto const grid =
        SmallGrid{3}.line(0, 1, 0.1).reference(2).generator(0, 90.0, 5.0).load(1, 50.0).build();
    auto const result = dispatched(grid, std::vector{0.0}, std::vector{90.0});
    ASSERT_EQ(result.status, SolveStatus::optimal);
    EXPECT_TRUE(std::isnan(result.lmp_usd_per_mwh[2]));
}

TEST(FailureHonesty, an_opf_whose_island_cannot_feed_itself_is_infeasible) {
    auto const grid = SmallGrid{3}
                          .line(0, 1, 0.1)
                          .reference(2)
                          .generator(0, 90.0, 5.0)
                          .load(1, 50.0)
                          .load(2, 7.0)
                          .build();
    auto const result = solve_opf(grid, Convention::matpower);
    EXPECT_EQ(result.status, SolveStatus::infeasible);
    EXPECT_TRUE(std::isnan(result.objective_usd_per_h));
    expect_nan(result.generator_mw, 1);
    expect_nan(result.flow_mw, 1);
    expect_nan(result.lmp_usd_per_mwh, 3);
}

TEST(FailureHonesty, reactances_that_cancel_throw_before_there_is_a_number) {
    auto const grid =
        SmallGrid{2}.line(0, 1, 0.1).line(0, 1, -0.1).generator(0, 90.0, 5.0).load(1, 5.0).build();
    EXPECT_THROW((void)solve_opf(grid, Convention::matpower), std::runtime_error);
    EXPECT_THROW((void)solve_flow(grid, Convention::matpower), std::runtime_error);
    EXPECT_THROW((void)dispatched(grid, std::vector{0.0}, std::vector{90.0}), std::runtime_error);
}

}  // namespace
}  // namespace gridrush
