#include "sim/operations/hosting.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "topology/importers/importers.hpp"
#include "tests/reference_data.hpp"
#include "tests/sim/operations/hosting_snapshot.hpp"
#include "tests/sim/operations/small_grid.hpp"

namespace gridrush {
namespace {

using testing::host;
using testing::SmallGrid;

constexpr double tolerance = 1e-7;

/// Three equal lines in a triangle, each with the same rating; all generation at bus 0.
SmallGrid triangle(double rating_mw) {
    SmallGrid grid{3};
    grid.line(0, 1, 0.1, rating_mw).line(1, 2, 0.1, rating_mw).line(0, 2, 0.1, rating_mw);
    return grid.generator(0, 500.0, 10.0);
}

TEST(Hosting, supply_limits_the_load_beside_it_and_a_line_the_load_behind) {
    SmallGrid grid{2};
    grid.line(0, 1, 0.1, 80.0).generator(0, 200.0, 10.0).load(1, 30.0);
    auto const answers = host(grid.build(), Security::none);
    EXPECT_NEAR(answers[0].mw, 170.0, tolerance);
    EXPECT_TRUE(answers[0].limits.empty());
    EXPECT_NEAR(answers[1].mw, 50.0, tolerance);
    ASSERT_EQ(answers[1].limits.size(), 1);
    EXPECT_EQ(answers[1].limits[0].branch, BranchId{0});
    EXPECT_FALSE(answers[1].limits[0].outage.valid());
    EXPECT_NEAR(answers[1].limits[0].mw_per_mw, 1.0, tolerance);
}

TEST(Hosting, two_thirds_go_the_short_way_and_all_of_it_after_an_outage) {
    Grid const grid = triangle(100.0).build();
    EXPECT_NEAR(host(grid, Security::none)[2].mw, 150.0, tolerance);
    auto const answer = host(grid, Security::n_1)[2];
    EXPECT_NEAR(answer.mw, 100.0, tolerance);
    ASSERT_FALSE(answer.limits.empty());
    EXPECT_TRUE(answer.limits[0].outage.valid());
}

TEST(Hosting, dispatches_again_before_but_not_after_an_outage) {
    // 60 MW behind the triangle carry what its lines cannot, in time.
    Grid const grid = triangle(100.0).generator(2, 60.0, 50.0).build();
    EXPECT_NEAR(host(grid, Security::n_1)[2].mw, 160.0, tolerance);
}

TEST(Hosting, a_radial_outage_drops_the_new_load_behind_it) {
    SmallGrid builder{4};
    builder.line(0, 1, 0.1).line(1, 2, 0.1).line(0, 2, 0.1).line(2, 3, 0.1, 60.0);
    Grid const grid = builder.generator(0, 500.0, 10.0).build();
    auto const answer = host(grid, Security::n_1)[3];
    EXPECT_NEAR(answer.mw, 60.0, tolerance);
    ASSERT_EQ(answer.limits.size(), 1);
    EXPECT_EQ(answer.limits[0].branch, BranchId{3});
    EXPECT_FALSE(answer.limits[0].outage.valid());
}

TEST(Hosting, what_stays_after_a_radial_outage_must_hold) {
    // 80 MW come over the spur 1-2; without it the three circuits carry all of the load.
    SmallGrid builder{3};
    builder.line(0, 1, 0.1, 50.0).line(0, 1, 0.1, 50.0).line(0, 1, 0.1, 50.0).line(1, 2, 0.1);
    Grid const grid = builder.generator(0, 500.0, 10.0).generator(2, 80.0, 1.0).build();
    auto const answer = host(grid, Security::n_1)[1];
    EXPECT_NEAR(answer.mw, 150.0, tolerance);
    ASSERT_FALSE(answer.limits.empty());
    EXPECT_EQ(answer.limits[0].outage, BranchId{3});
    EXPECT_NEAR(host(grid, Security::none)[1].mw, 230.0, tolerance);
}

TEST(Hosting, a_limit_that_is_violated_already_may_not_get_worse) {
    // 120 MW flow over two lines of 100 MW once the direct one is out; only as much as the dear
    // unit behind them gives can be added, not 30 MW as if they had to come down to 100 MW.
    Grid const grid = triangle(100.0).load(2, 120.0).generator(2, 50.0, 90.0).build();
    EXPECT_NEAR(host(grid, Security::n_1)[2].mw, 50.0, tolerance);
    EXPECT_NEAR(host(grid, Security::n_1)[1].mw, 50.0, tolerance);
}

TEST(Hosting, an_isolated_bus_has_what_its_own_generators_have_left) {
    SmallGrid builder{4};
    builder.line(0, 1, 0.1).generator(0, 100.0, 10.0).reference(2).reference(3);
    Grid const grid = builder.generator(3, 70.0, 20.0).load(3, 25.0).build();
    for (auto const security : {Security::none, Security::n_1}) {
        auto const answers = host(grid, security);
        EXPECT_NEAR(answers[2].mw, 0.0, tolerance);
        EXPECT_NEAR(answers[3].mw, 45.0, tolerance);
    }
}

TEST(Hosting, dc_lines_carry_to_another_island_with_their_losses) {
    SmallGrid builder{3};
    builder.line(0, 1, 0.1).generator(0, 500.0, 10.0).reference(2).dc_line(1, 2, 0.0, 100.0, 0.1);
    EXPECT_NEAR(host(builder.build(), Security::n_1)[2].mw, 90.0, tolerance);
}

TEST(Hosting, a_grid_that_cannot_serve_its_own_load_has_no_answer) {
    SmallGrid grid{2};
    grid.line(0, 1, 0.1, 80.0).generator(0, 200.0, 10.0).load(1, 90.0);
    for (auto const& answer : host(grid.build(), Security::none)) {
        EXPECT_EQ(answer.status, SolveStatus::infeasible);
        EXPECT_TRUE(std::isnan(answer.mw));
    }
}

TEST(Hosting, hours_are_answered_as_if_each_was_alone) {
    SmallGrid builder{2};
    builder.line(0, 1, 0.1, 80.0).generator(0, 200.0, 10.0).load(1, 30.0);
    Grid const grid = builder.build();
    DcNetwork const network{grid, Convention::matpower, grid.branch_switches()};
    HostingHours const hours{
        {0.0, 30.0, 0.0, 90.0, 0.0, 0.0}, {0.0, 0.0, 0.0}, {200.0, 200.0, 60.0}};
    auto const answers =
        hosting_capacity(network, {Security::none}, std::vector{BusId{1}, BusId{0}}, hours);
    ASSERT_EQ(answers.size(), 6);
    EXPECT_NEAR(answers[0].mw, 50.0, tolerance);
    EXPECT_NEAR(answers[1].mw, 170.0, tolerance);
    EXPECT_TRUE(std::isnan(answers[2].mw));
    EXPECT_NEAR(answers[4].mw, 60.0, tolerance);
    EXPECT_NEAR(answers[5].mw, 60.0, tolerance);
}

bool same_bits(std::vector<HostingAnswer> const& a, std::vector<HostingAnswer> const& b) {
    return std::ranges::equal(a, b, [](HostingAnswer const& x, HostingAnswer const& y) {
        return x.status == y.status && x.mw == y.mw && x.iterations == y.iterations &&
               x.rounds == y.rounds;
    });
}

TEST(Hosting, answers_do_not_depend_on_the_threads) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(folder, "rts_gmlc");
    Grid const grid{read_rts_gmlc(folder)};
    DcNetwork const network{grid, Convention::matpower, grid.branch_switches()};
    auto const hours = testing::hours_of(grid, testing::snapshot_time, 60);
    auto const buses = testing::all_buses(grid);
    HostingSpec const spec{Security::n_1, RatingKind::continuous};
    auto const alone = hosting_capacity(network, spec, buses, hours, 1);
    EXPECT_TRUE(same_bits(alone, hosting_capacity(network, spec, buses, hours, 3)));
}

TEST(Hosting, an_outage_never_makes_room) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(file, "pglib/pglib_opf_case118_ieee.m");
    Grid const grid{read_matpower(file)};
    auto const intact = host(grid, Security::none), secure = host(grid, Security::n_1);
    for (std::size_t bus = 0; bus < intact.size(); ++bus) {
        EXPECT_LE(secure[bus].mw, intact[bus].mw + tolerance);
        EXPECT_GE(secure[bus].mw, 0.0);
    }
}

}  // namespace
}  // namespace gridrush
