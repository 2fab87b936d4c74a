#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "topology/random.hpp"
#include "sim/operations/dispatch.hpp"
#include "tests/sim/operations/outages_solved_again.hpp"
#include "tests/sim/operations/secure_angle_lp.hpp"
#include "tests/sim/operations/small_grid.hpp"

namespace gridrush {
namespace {

using testing::overload_after_outages_mw;
using testing::secure_objective;
using testing::SmallGrid;

constexpr double tolerance = 1e-7;
constexpr DispatchSpec secure{.security = Security::n_1};

/// A grid with its network, its dispatch and one interval's input, all changeable.
struct Case {
    explicit Case(SmallGrid const& builder, DispatchSpec spec = secure)
        : grid{builder.build()},
          network{grid, Convention::matpower, grid.branch_switches()},
          dispatch{network, spec},
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

/// The last line gets emergency ratings.
void set_emergency(SmallGrid& grid, double long_term_mw, double short_term_mw = unlimited) {
    grid.spec.branches.back().rating_long_term_mw = long_term_mw;
    grid.spec.branches.back().rating_short_term_mw = short_term_mw;
}

/// Cheap at bus 0 (10 $/MWh), dear at bus 1 (30 $/MWh), 100 MW of load at bus 1. Of the two equal
/// lines between them each has to carry everything when the other is out, the first at most 70 MW
/// (90 MW for a short time), the second 80 MW.
SmallGrid two_lines() {
    SmallGrid grid{2};
    grid.line(0, 1, 0.1, 60.0);
    set_emergency(grid, 70.0, 90.0);
    grid.line(0, 1, 0.1, 60.0);
    set_emergency(grid, 80.0, 95.0);
    grid.generator(0, 200.0, 10.0).generator(1, 200.0, 30.0);
    return grid.load(1, 100.0);
}

TEST(DispatchSecurity, holds_back_what_the_other_line_could_not_carry_alone) {
    Case c{two_lines()};
    auto const& result = c.solve();
    ASSERT_EQ(result.status, SolveStatus::optimal);
    EXPECT_FALSE(result.merit_order);
    EXPECT_NEAR(result.generator_mw[0], 70.0, tolerance);
    EXPECT_NEAR(result.generator_mw[1], 30.0, tolerance);
    EXPECT_NEAR(result.flow_mw[0], 35.0, tolerance);
    EXPECT_NEAR(result.objective_usd_per_h, 700.0 + 900.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[0], 10.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[1], 30.0, tolerance);
    EXPECT_NEAR(result.branch_price_usd_per_mwh[0], 20.0, tolerance);
    EXPECT_NEAR(result.branch_price_usd_per_mwh[1], 0.0, tolerance);
    EXPECT_EQ(result.binding_branches, 1);

    Case without{two_lines(), {}};
    EXPECT_NEAR(without.solve().objective_usd_per_h, 1000.0, tolerance);
}

TEST(DispatchSecurity, takes_the_rating_it_is_told_to) {
    Case short_term{two_lines(),
                    {.security = Security::n_1, .security_rating = RatingKind::short_term}};
    EXPECT_NEAR(short_term.solve().generator_mw[0], 90.0, tolerance);
    Case continuous{two_lines(),
                    {.security = Security::n_1, .security_rating = RatingKind::continuous}};
    EXPECT_NEAR(continuous.solve().generator_mw[0], 60.0, tolerance);
}

TEST(DispatchSecurity, asks_nothing_of_branches_without_an_emergency_rating) {
    auto grid = two_lines();
    for (auto& branch : grid.spec.branches) {
        branch.rating_long_term_mw = unlimited;
    }
    Case c{grid};
    EXPECT_TRUE(c.solve().merit_order);
    EXPECT_NEAR(c.solve().objective_usd_per_h, 1000.0, tolerance);
}

TEST(DispatchSecurity, leaves_the_merit_order_alone_where_it_is_secure) {
    Case c{two_lines()};
    c.load[1] = 65.0;
    auto const& result = c.solve();
    EXPECT_TRUE(result.merit_order);
    EXPECT_NEAR(result.objective_usd_per_h, 650.0, tolerance);
    EXPECT_EQ(result.binding_branches, 0);
}

TEST(DispatchSecurity, cuts_then_sheds_where_nothing_else_is_secure) {
    Case c{two_lines()};
    c.high[1] = 10.0;
    auto const& shed = c.solve();
    ASSERT_EQ(shed.status, SolveStatus::optimal);
    EXPECT_NEAR(shed.shed_mw[1], 20.0, tolerance);
    EXPECT_NEAR(shed.lmp_usd_per_mwh[1], 10'000.0, 1e-6);
    EXPECT_NEAR(shed.objective_usd_per_h, 700.0 + 300.0 + 200'000.0, 1e-6);

    c.cuts = {{BusId{1}, 15.0, 50.0}};
    auto const& cut = c.solve();
    EXPECT_NEAR(cut.cut_mw[0], 15.0, tolerance);
    EXPECT_NEAR(cut.shed_mw[1], 5.0, tolerance);
}

TEST(DispatchSecurity, says_infeasible_with_nan_and_recovers) {
    Case c{two_lines()};
    double const before = c.solve().objective_usd_per_h;
    c.low[0] = c.high[0] = 90.0;
    EXPECT_EQ(c.solve().status, SolveStatus::infeasible);
    EXPECT_TRUE(std::isnan(c.solve().objective_usd_per_h));
    EXPECT_TRUE(std::isnan(c.solve().branch_price_usd_per_mwh[0]));
    c.low[0] = 0.0;
    c.high[0] = 200.0;
    EXPECT_DOUBLE_EQ(c.solve().objective_usd_per_h, before);
}

/// Bus 2 hangs on bus 1 by one line, with 50 MW for 5 $/MWh there.
SmallGrid with_radial_unit() {
    SmallGrid grid{3};
    grid.line(0, 1, 0.1);
    set_emergency(grid, 40.0);
    grid.line(0, 1, 0.1);
    set_emergency(grid, 100.0);
    grid.line(1, 2, 0.1, 60.0);
    set_emergency(grid, 1.0);
    grid.generator(0, 200.0, 10.0).generator(1, 200.0, 30.0).generator(2, 50.0, 5.0);
    return grid.load(1, 100.0);
}

TEST(DispatchSecurity, after_a_radial_outage_asks_that_what_stays_holds) {
    // Without the line to bus 2, bus 0 (the reference) gives its 50 MW as well, over both lines:
    // (p0 + p2)/2 <= 40. Its own long-term rating of 1 MW is that of a line that carries 50 MW in
    // the intact network: no outage of another line changes that, all of them overload it.
    auto grid = with_radial_unit();
    grid.spec.branches.back().rating_long_term_mw = unlimited;
    Case c{grid};
    auto const& result = c.solve();
    ASSERT_EQ(result.status, SolveStatus::optimal);
    EXPECT_NEAR(result.generator_mw[2], 50.0, tolerance);
    EXPECT_NEAR(result.generator_mw[0], 30.0, tolerance);
    EXPECT_NEAR(result.generator_mw[1], 20.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[0], 10.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[1], 30.0, tolerance);
    EXPECT_NEAR(result.lmp_usd_per_mwh[2], 10.0, tolerance);
    EXPECT_NEAR(result.branch_price_usd_per_mwh[0], 40.0, tolerance);

    Case tight{with_radial_unit()};
    EXPECT_NEAR(tight.solve().generator_mw[2], 1.0, tolerance);
}

TEST(DispatchSecurity, does_not_constrain_the_part_that_a_radial_outage_cuts_off) {
    // Two buses hang on bus 1 by one line; they exchange 50 MW over two lines of their own that
    // the radial outage takes away with them. What is left after it is within its ratings.
    SmallGrid grid{4};
    grid.line(0, 1, 0.1).line(1, 2, 0.1);
    grid.line(2, 3, 0.1, 60.0);
    set_emergency(grid, 50.0);
    grid.line(2, 3, 0.1, 60.0);
    set_emergency(grid, 50.0);
    grid.generator(0, 200.0, 10.0).load(3, 50.0).load(1, 10.0);
    Case c{grid};
    EXPECT_TRUE(c.solve().merit_order);
    EXPECT_TRUE(c.dispatch.survives_outages(c.solve().flow_mw));
    c.load[3] = 51.0;
    EXPECT_NEAR(c.solve().shed_mw[3], 1.0, tolerance);
}

TEST(DispatchSecurity, follows_branches_that_come_and_go) {
    auto grid = two_lines();
    grid.line(0, 1, 0.1, 60.0);
    set_emergency(grid, 80.0);
    Case c{grid};
    // After one outage two of three lines share it, the first up to 70 MW.
    c.load[1] = 150.0;
    EXPECT_NEAR(c.solve().generator_mw[0], 140.0, tolerance);
    std::vector<char> const open{1, 1, 0};
    DcNetwork const without{c.grid, Convention::matpower, open};
    c.dispatch.change_network(without);
    EXPECT_NEAR(c.solve().generator_mw[0], 70.0, tolerance);
    std::vector<char> const single{1, 0, 0};
    DcNetwork const radial{c.grid, Convention::matpower, single};
    c.dispatch.change_network(radial);
    EXPECT_NEAR(c.solve().generator_mw[0], 60.0, tolerance);
    c.dispatch.change_network(c.network);
    EXPECT_NEAR(c.solve().generator_mw[0], 140.0, tolerance);
}

TEST(DispatchSecurity, gives_the_same_bits_for_the_same_sequence) {
    Case a{with_radial_unit()}, b{with_radial_unit()};
    for (double const load : {90.0, 40.0, 120.0, 75.5, 76.0}) {
        a.load[1] = b.load[1] = load;
        auto const& first = a.solve();
        auto const& second = b.solve();
        EXPECT_EQ(first.generator_mw, second.generator_mw);
        EXPECT_EQ(first.lmp_usd_per_mwh, second.lmp_usd_per_mwh);
        EXPECT_EQ(first.branch_price_usd_per_mwh, second.branch_price_usd_per_mwh);
    }
}

/// A ring of 4 to 9 buses with chords, at times radial ends, phase shifters and a DC line.
Grid random_grid(Rng& rng) {
    int const ring = 4 + static_cast<int>(rng.uniform(0.0, 5.99));
    int const ends = static_cast<int>(rng.uniform(0.0, 2.99));
    SmallGrid grid{ring + ends};
    auto const line = [&](int from, int to) {
        double const rating = rng.uniform(15.0, 70.0);
        grid.line(from, to, rng.uniform(0.02, 0.3), rating);
        set_emergency(grid, rng.uniform() < 0.2 ? unlimited : rating * rng.uniform(0.9, 1.3));
        grid.spec.branches.back().shift_deg = rng.uniform() < 0.2 ? rng.uniform(-1.0, 1.0) : 0.0;
    };
    for (int b = 0; b < ring; ++b) {
        line(b, (b + 1) % ring);
    }
    for (int chord = 0; chord < 3; ++chord) {
        int const from = static_cast<int>(rng.uniform(0.0, ring - 0.01));
        line(from, (from + 2) % ring);
    }
    for (int end = 0; end < ends; ++end) {
        line(static_cast<int>(rng.uniform(0.0, ring - 0.01)), ring + end);
    }
    for (int b = 0; b < ring + ends; ++b) {
        grid.load(b, rng.uniform(0.0, 30.0));
        grid.generator(b, rng.uniform(0.0, 80.0), rng.uniform(5.0, 60.0));
    }
    if (rng.uniform() < 0.3) {
        grid.dc_line(0, ring - 2, -10.0, 15.0);
    }
    return grid.build();
}

TEST(DispatchSecurity, agrees_with_an_angle_form_that_has_every_outage_from_the_start) {
    int dearer = 0, shedding = 0;
    for (std::uint32_t seed = 0; seed < 150; ++seed) {
        Rng rng{seed, Purpose::test, 3};
        Grid const grid = random_grid(rng);
        DcNetwork const network{grid, Convention::matpower, grid.branch_switches()};
        Dispatch dispatch{network, secure};
        Dispatch unsecured{network, {}};
        auto load = grid.buses().load_mw;
        for (int hour = 0; hour < 3; ++hour) {
            SCOPED_TRACE("seed " + std::to_string(seed) + " hour " + std::to_string(hour));
            for (std::size_t b = 0; b < load.size(); ++b) {
                load[b] = grid.buses().load_mw[b] * rng.uniform(0.6, 1.6);
            }
            DispatchInput const input{load, grid.generators().min_mw, grid.generators().max_mw, {}};
            auto const& result = dispatch.solve(input);
            double const expected = secure_objective(network, secure, input);
            ASSERT_EQ(result.status == SolveStatus::optimal, !std::isnan(expected));
            if (result.status != SolveStatus::optimal) {
                continue;
            }
            EXPECT_NEAR(result.objective_usd_per_h, expected,
                        1e-7 * std::max(1.0, std::abs(expected)));
            EXPECT_LE(overload_after_outages_mw(network, secure.security_rating, input, result),
                      2e-6);
            auto const& cheapest = unsecured.solve(input);
            if (cheapest.status == SolveStatus::optimal) {
                dearer += expected > cheapest.objective_usd_per_h + 1e-3 ? 1 : 0;
                EXPECT_GE(expected, cheapest.objective_usd_per_h - 1e-6);
            }
            shedding += *std::ranges::max_element(result.shed_mw) > 1e-6 ? 1 : 0;
        }
    }
    EXPECT_GT(dearer, 200);
    EXPECT_GT(shedding, 20);
}

}  // namespace
}  // namespace gridrush
