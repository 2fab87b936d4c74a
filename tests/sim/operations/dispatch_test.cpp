#include "sim/operations/dispatch.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <gtest/gtest.h>

#include "tests/sim/operations/small_grid.hpp"

namespace gridrush {
namespace {

using testing::SmallGrid;

/// A grid with its network, its dispatch and one interval's input, all changeable.
struct Case {
    explicit Case(SmallGrid const& builder)
        : grid{builder.build()},
          network{grid, Convention::matpower, grid.branch_switches()},
          dispatch{network, {}},
          load{grid.buses().load_mw},
          low{grid.generators().min_mw},
          high{grid.generators().max_mw} {}

    DispatchResult const& solve() { return dispatch.solve({load, low, high, cuts}); }

    Grid grid;
    DcNetwork network;
    Dispatch dispatch;
    std::vector<double> load, low, high;
    std::vector<CutBlock> cuts;
};

constexpr double tolerance = 1e-7;

/// Cheap at bus 0 (10 $/MWh), dear at bus 1 (30 $/MWh), 100 MW of load at bus 1.
SmallGrid two_buses(double rating_mw = unlimited) {
    SmallGrid grid{2};
    grid.line(0, 1, 0.1, rating_mw).generator(0, 200.0, 10.0).generator(1, 200.0, 30.0);
    return grid.load(1, 100.0);
}

/// Three equal lines in a triangle; cheap at 0, dear at 1, load at 2. A megawatt from 0 to 2 takes
/// the direct line for two thirds.
SmallGrid triangle(double rating_02) {
    SmallGrid grid{3};
    grid.line(0, 1, 0.1).line(1, 2, 0.1).line(0, 2, 0.1, rating_02);
    grid.generator(0, 500.0, 10.0).generator(1, 500.0, 30.0);
    return grid.load(2, 90.0);
}

TEST(Dispatch, meets_load_from_the_cheapest_unit_at_one_price) {
    Case c{two_buses()};
    auto const& result = c.solve();
    ASSERT_EQ(result.status, SolveStatus::optimal);
    EXPECT_TRUE(result.merit_order);
    EXPECT_EQ(result.simplex_iterations, 0);
    EXPECT_NEAR(result.objective_usd_per_h, 1000.0, tolerance);
    EXPECT_NEAR(result.generator_mw[0], 100.0, tolerance);
    EXPECT_NEAR(result.flow_mw[0], 100.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[0], 10.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[1], 10.0, tolerance);
}

TEST(Dispatch, splits_prices_at_a_binding_line) {
    Case c{two_buses(60.0)};
    auto const& result = c.solve();
    ASSERT_EQ(result.status, SolveStatus::optimal);
    EXPECT_FALSE(result.merit_order);
    EXPECT_NEAR(result.objective_usd_per_h, 600.0 + 1200.0, tolerance);
    EXPECT_NEAR(result.flow_mw[0], 60.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[0], 10.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[1], 30.0, tolerance);
    EXPECT_NEAR(result.branch_price_usd_per_mwh[0], 20.0, tolerance);
    EXPECT_EQ(result.binding_branches, 1);
}

TEST(Dispatch, prices_a_loop_by_its_sensitivities) {
    // 2/3 p0 + 1/3 p1 = 50 with p0 + p1 = 90: p0 = 60, p1 = 30. A megawatt more at bus 2 needs two
    // from bus 1 and one less from bus 0: 2*30 - 10 = 50.
    Case c{triangle(50.0)};
    auto const& result = c.solve();
    ASSERT_EQ(result.status, SolveStatus::optimal);
    EXPECT_NEAR(result.generator_mw[0], 60.0, tolerance);
    EXPECT_NEAR(result.generator_mw[1], 30.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[0], 10.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[1], 30.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[2], 50.0, tolerance);
    EXPECT_NEAR(result.branch_price_usd_per_mwh[2], 60.0, tolerance);
}

TEST(Dispatch, prices_a_limit_in_the_other_direction_the_same) {
    SmallGrid grid{2};
    grid.line(1, 0, 0.1, 60.0).generator(0, 200.0, 10.0).generator(1, 200.0, 30.0).load(1, 100.0);
    Case c{grid};
    auto const& result = c.solve();
    EXPECT_NEAR(result.flow_mw[0], -60.0, tolerance);
    EXPECT_NEAR(result.branch_price_usd_per_mwh[0], 20.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[1], 30.0, tolerance);
}

TEST(Dispatch, at_the_end_of_a_block_the_price_is_that_of_the_block) {
    SmallGrid grid{1};
    grid.generator(0, 50.0, 10.0).generator(0, 50.0, 30.0).load(0, 50.0);
    Case c{grid};
    EXPECT_DOUBLE_EQ(c.solve().lmp_usd_per_mwh[0], 10.0);
    c.load[0] = 50.001;
    EXPECT_DOUBLE_EQ(c.solve().lmp_usd_per_mwh[0], 30.0);
    c.load[0] = 0.0;
    EXPECT_DOUBLE_EQ(c.solve().lmp_usd_per_mwh[0], 10.0);
}

TEST(Dispatch, shares_equal_costs_in_proportion) {
    SmallGrid grid{1};
    grid.generator(0, 60.0, 10.0).generator(0, 20.0, 10.0).load(0, 40.0);
    Case c{grid};
    auto const& result = c.solve();
    EXPECT_NEAR(result.generator_mw[0], 30.0, tolerance);
    EXPECT_NEAR(result.generator_mw[1], 10.0, tolerance);
}

TEST(Dispatch, follows_a_piecewise_cost_curve) {
    SmallGrid grid{1};
    grid.generator(0, 100.0, CostCurve{{{0.0, 50.0}, {40.0, 450.0}, {100.0, 1650.0}}, {}});
    grid.load(0, 70.0);
    Case c{grid};
    auto const& result = c.solve();
    EXPECT_NEAR(result.generator_mw[0], 70.0, tolerance);
    EXPECT_NEAR(result.objective_usd_per_h, 450.0 + 30.0 * 20.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[0], 20.0, tolerance);
}

TEST(Dispatch, sheds_what_nothing_can_serve_at_the_value_of_lost_load) {
    Case c{two_buses(60.0)};
    c.high[1] = 25.0;
    auto const& result = c.solve();
    ASSERT_EQ(result.status, SolveStatus::optimal);
    EXPECT_NEAR(result.shed_mw[1], 15.0, tolerance);
    EXPECT_NEAR(result.shed_mw[0], 0.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[1], 10'000.0, 1e-6);
    EXPECT_NEAR(result.generation_usd_per_h, 600.0 + 750.0, tolerance);
    EXPECT_NEAR(result.objective_usd_per_h, 1350.0 + 150'000.0, 1e-6);
}

TEST(Dispatch, sheds_in_proportion_to_load_where_no_line_binds) {
    SmallGrid grid{2};
    grid.line(0, 1, 0.1).generator(0, 60.0, 10.0).load(0, 30.0).load(1, 90.0);
    Case c{grid};
    auto const& result = c.solve();
    EXPECT_TRUE(result.merit_order);
    EXPECT_NEAR(result.shed_mw[0], 15.0, tolerance);
    EXPECT_NEAR(result.shed_mw[1], 45.0, tolerance);
}

TEST(Dispatch, cuts_a_block_whose_price_lies_between_two_units) {
    Case c{two_buses()};
    c.high[0] = 70.0;
    c.cuts = {{BusId{1}, 20.0, 25.0}};
    auto const& result = c.solve();
    EXPECT_NEAR(result.cut_mw[0], 20.0, tolerance);
    EXPECT_NEAR(result.generator_mw[1], 10.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[1], 30.0, tolerance);
    EXPECT_NEAR(result.objective_usd_per_h, 700.0 + 500.0 + 300.0, tolerance);
    EXPECT_NEAR(result.generation_usd_per_h, 1000.0, tolerance);

    c.cuts[0].usd_per_mwh = 35.0;
    EXPECT_NEAR(c.solve().cut_mw[0], 0.0, tolerance);
    c.cuts[0].usd_per_mwh = 5.0;
    EXPECT_NEAR(c.solve().cut_mw[0], 20.0, tolerance);
    EXPECT_NEAR(c.solve().generator_mw[0], 70.0, tolerance);
}

TEST(Dispatch, sets_the_price_by_a_partly_cut_block_behind_a_binding_line) {
    Case c{two_buses(60.0)};
    c.cuts = {{BusId{1}, 50.0, 25.0}, {BusId{0}, 0.0, 1.0}};
    auto const& result = c.solve();
    EXPECT_NEAR(result.cut_mw[0], 40.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[1], 25.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[0], 10.0, tolerance);
}

TEST(Dispatch, never_cuts_and_sheds_more_than_the_load) {
    SmallGrid grid{1};
    grid.generator(0, 0.0, 10.0).load(0, 50.0);
    Case c{grid};
    c.cuts = {{BusId{0}, 30.0, 100.0}, {BusId{0}, 40.0, 50.0}};
    auto const& result = c.solve();
    EXPECT_NEAR(result.cut_mw[0] + result.cut_mw[1], 50.0, tolerance);
    EXPECT_NEAR(result.shed_mw[0], 0.0, tolerance);
}

TEST(Dispatch, follows_a_changing_list_of_cuts) {
    Case c{two_buses(60.0)};
    for (double const mw : {0.0, 10.0, 30.0}) {
        c.cuts.push_back({BusId{1}, mw, 20.0});
        auto const& result = c.solve();
        ASSERT_EQ(result.status, SolveStatus::optimal);
        ASSERT_EQ(result.cut_mw.size(), c.cuts.size());
        EXPECT_NEAR(result.cut_mw.back(), mw, tolerance);
    }
    c.cuts.clear();
    EXPECT_NEAR(c.solve().objective_usd_per_h, 1800.0, tolerance);
}

TEST(Dispatch, moves_a_dc_line_only_where_it_pays) {
    auto grid = two_buses(60.0);
    Case c{grid.dc_line(0, 1, -25.0, 25.0)};
    auto const& congested = c.solve();
    EXPECT_NEAR(congested.dc_line_mw[0], 25.0, tolerance);
    EXPECT_NEAR(congested.flow_mw[0], 60.0, tolerance);
    EXPECT_NEAR(congested.generator_mw[1], 15.0, tolerance);

    c.load[1] = 70.0;
    auto const& relaxed = c.solve();
    EXPECT_TRUE(relaxed.merit_order);
    EXPECT_NEAR(relaxed.dc_line_mw[0], 25.0, tolerance);
    EXPECT_NEAR(relaxed.flow_mw[0], 45.0, tolerance);
}

TEST(Dispatch, trades_between_islands_over_a_dc_line_with_losses) {
    SmallGrid grid{2};
    grid.generator(0, 200.0, 10.0).generator(1, 200.0, 30.0).load(1, 100.0).reference(1);
    Case c{grid.dc_line(0, 1, -50.0, 50.0, 0.1)};
    auto const& result = c.solve();
    ASSERT_EQ(result.status, SolveStatus::optimal);
    EXPECT_NEAR(result.dc_line_mw[0], 50.0, tolerance);
    EXPECT_NEAR(result.generator_mw[0], 50.0, tolerance);
    EXPECT_NEAR(result.generator_mw[1], 55.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[0], 10.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[1], 30.0, tolerance);
}

TEST(Dispatch, balances_every_island_by_itself) {
    SmallGrid grid{5};
    grid.line(0, 1, 0.1).line(2, 3, 0.1).reference(2);
    grid.generator(0, 100.0, 10.0).generator(3, 100.0, 40.0).load(1, 50.0).load(2, 70.0);
    Case c{grid};
    auto const& result = c.solve();
    EXPECT_NEAR(result.generator_mw[0], 50.0, tolerance);
    EXPECT_NEAR(result.generator_mw[1], 70.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[1], 10.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[2], 40.0, tolerance);
    EXPECT_TRUE(std::isnan(result.lmp_usd_per_mwh[4]));
}

TEST(Dispatch, takes_fixed_output_as_it_is) {
    Case c{two_buses()};
    c.low[1] = c.high[1] = 40.0;
    auto const& result = c.solve();
    EXPECT_NEAR(result.generator_mw[1], 40.0, tolerance);
    EXPECT_NEAR(result.generator_mw[0], 60.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[1], 10.0, tolerance);
    EXPECT_NEAR(result.objective_usd_per_h, 600.0 + 1200.0, tolerance);
}

TEST(Dispatch, says_infeasible_with_nan_and_recovers) {
    Case c{two_buses(60.0)};
    double const before = c.solve().objective_usd_per_h;
    c.low[0] = c.high[0] = 150.0;
    auto const& bad = c.solve();
    EXPECT_EQ(bad.status, SolveStatus::infeasible);
    EXPECT_TRUE(std::isnan(bad.objective_usd_per_h));
    for (auto const& column : {bad.generator_mw, bad.flow_mw, bad.lmp_usd_per_mwh, bad.shed_mw,
                               bad.branch_price_usd_per_mwh}) {
        EXPECT_TRUE(std::ranges::all_of(column, [](double x) { return std::isnan(x); }));
    }
    c.low[0] = 0.0;
    c.high[0] = 200.0;
    auto const& good = c.solve();
    EXPECT_EQ(good.status, SolveStatus::optimal);
    EXPECT_DOUBLE_EQ(good.objective_usd_per_h, before);
}

TEST(Dispatch, refuses_numbers_that_are_none) {
    Case c{two_buses()};
    c.load[0] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(c.solve().status, SolveStatus::infeasible);
    c.load[0] = 0.0;
    c.low[0] = 300.0;
    EXPECT_EQ(c.solve().status, SolveStatus::infeasible);
    c.low[0] = 0.0;
    EXPECT_EQ(c.solve().status, SolveStatus::optimal);
    c.load.pop_back();
    EXPECT_THROW(c.solve(), std::invalid_argument);
}

TEST(Dispatch, goes_on_with_another_network) {
    Case c{triangle(50.0)};
    EXPECT_NEAR(c.solve().objective_usd_per_h, 600.0 + 900.0, tolerance);
    std::vector<char> const open{1, 1, 0};
    DcNetwork const without{c.grid, Convention::matpower, open};
    c.dispatch.change_network(without);
    EXPECT_NEAR(c.solve().objective_usd_per_h, 900.0, tolerance);
    std::vector<char> const apart{0, 1, 0};
    DcNetwork const split{c.grid, Convention::matpower, apart};
    c.dispatch.change_network(split);
    EXPECT_NEAR(c.solve().objective_usd_per_h, 2700.0, tolerance);
    c.dispatch.change_network(c.network);
    EXPECT_NEAR(c.solve().objective_usd_per_h, 600.0 + 900.0, tolerance);
}

TEST(Dispatch, gives_the_same_bits_for_the_same_sequence) {
    Case a{triangle(50.0)}, b{triangle(50.0)};
    for (double const load : {90.0, 40.0, 120.0, 75.5, 76.0}) {
        a.load[2] = b.load[2] = load;
        auto const& first = a.solve();
        auto const& second = b.solve();
        EXPECT_EQ(first.generator_mw, second.generator_mw);
        EXPECT_EQ(first.lmp_usd_per_mwh, second.lmp_usd_per_mwh);
        EXPECT_EQ(first.objective_usd_per_h, second.objective_usd_per_h);
    }
}

}  // namespace
}  // namespace gridrush
