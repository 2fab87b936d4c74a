#include "topology/contingency.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "topology/random.hpp"
#include "tests/topology/small_grids.hpp"

namespace gridrush {
namespace {

constexpr std::size_t ab = 0, bc = 1, ac = 2, cd = 3;

std::vector<double> native_injection(Grid const& grid, double scale = 1.0) {
    std::vector<double> injection;
    for (double const load_mw : grid.buses().load_mw) {
        injection.push_back(-load_mw * scale);
    }
    return injection;
}

std::vector<double> flows(DcNetwork const& network, double scale = 1.0) {
    std::vector<double> flow(network.in_service().size());
    network.solve_flows(native_injection(network.grid(), scale), flow);
    return flow;
}

DcNetwork network_of(Grid const& grid) {
    return {grid, Convention::matpower, grid.branch_switches()};
}

/// 120 MW go in at a: 80 MW on ac, 40 MW on ab and bc, 30 MW on cd.
GridSpec make_rated_triangle() {
    GridSpec spec = make_triangle_with_spur();
    double const rating_mw[] = {100.0, 90.0, 110.0, 50.0};
    for (std::size_t branch = 0; branch < spec.branches.size(); ++branch) {
        spec.branches[branch].rating_mw = rating_mw[branch];
        spec.branches[branch].rating_long_term_mw = 1.25 * rating_mw[branch];
    }
    return spec;
}

TEST(ContingencyScreen, tells_what_a_branch_takes_over_and_which_outages_overload) {
    Grid const grid{make_rated_triangle()};
    auto const network = network_of(grid);
    ContingencyScreen const screen{network, RatingKind::continuous};
    EXPECT_NEAR(screen.factor(ab, BranchId{ac}).value(), 1.0, 1e-12);
    EXPECT_NEAR(screen.factor(ac, BranchId{ac}).value(), -1.0, 1e-12);
    std::vector<std::size_t> rows{7};
    screen.find_overloading(flows(network), rows);
    EXPECT_EQ(rows, (std::vector<std::size_t>{ab, bc, ac}));
    screen.find_overloading(flows(network, 0.5), rows);
    EXPECT_TRUE(rows.empty());

    std::vector<char> const open{1, 1, 0, 1};
    DcNetwork const radial{grid, Convention::matpower, open};
    ContingencyScreen const path{radial, RatingKind::continuous};
    EXPECT_EQ(path.row_of(BranchId{cd}), 2U);
    EXPECT_FALSE(path.row_of(BranchId{ac}).has_value());
    EXPECT_FALSE(path.factor(1, BranchId{cd}).has_value());
}

TEST(ContingencyScreen, gives_the_worst_branch_of_the_triangle) {
    Grid const grid{make_rated_triangle()};
    auto const network = network_of(grid);
    ContingencyScreen const screen{network, RatingKind::continuous};
    auto const results = screen.screen(flows(network));
    ASSERT_EQ(results.outages, 4U);
    EXPECT_EQ(results.worst_branch,
              (std::vector{BranchId{ac}, BranchId{ac}, BranchId{bc}, BranchId{ac}}));
    double const flow_mw[] = {120.0, 120.0, 120.0, 60.0};
    for (std::size_t outage = 0; outage < 4; ++outage) {
        EXPECT_NEAR(results.worst_flow_mw[outage], flow_mw[outage], 1e-9);
    }
    EXPECT_NEAR(results.worst_loading[ac], 120.0 / 90.0, 1e-12);
    EXPECT_EQ(results.overloads, (std::vector<std::int32_t>{1, 1, 2, 0}));
    auto const overloads = screen.overloads(ac, flows(network));
    ASSERT_EQ(overloads.size(), 2U);
    EXPECT_EQ(overloads[0].branch, BranchId{ab});
    EXPECT_NEAR(overloads[1].flow_mw, 120.0, 1e-9);
}

TEST(ContingencyScreen, uses_the_chosen_rating) {
    Grid const grid{make_rated_triangle()};
    auto const network = network_of(grid);
    auto const long_term = ContingencyScreen{network, RatingKind::long_term}.screen(flows(network));
    EXPECT_EQ(long_term.overloads, (std::vector<std::int32_t>{0, 0, 1, 0}));
    EXPECT_NEAR(long_term.worst_loading[ac], 120.0 / 112.5, 1e-12);
    auto const none = ContingencyScreen{network, RatingKind::short_term}.screen(flows(network));
    EXPECT_EQ(none.overloads, (std::vector<std::int32_t>{0, 0, 0, 0}));
    EXPECT_FALSE(none.worst_branch[ab].valid());
    EXPECT_EQ(none.worst_loading[ab], 0.0);
}

TEST(ContingencyScreen, a_branch_without_a_rating_still_has_a_flow) {
    Grid const grid{make_triangle_with_spur()};
    auto const network = network_of(grid);
    std::vector<double> after(4);
    ContingencyScreen{network, RatingKind::continuous}.write_flows_after(ab, flows(network), after);
    EXPECT_NEAR(after[ac], 120.0, 1e-9);
    EXPECT_EQ(after[ab], 0.0);
}

TEST(ContingencyScreen, a_rating_of_zero_lets_nothing_pass) {
    GridSpec spec = make_rated_triangle();
    spec.branches[cd].rating_mw = 0.0;
    Grid const grid{spec};
    auto const network = network_of(grid);
    ContingencyScreen const screen{network, RatingKind::continuous};
    auto const results = screen.screen(flows(network));
    EXPECT_EQ(results.worst_branch[ab], BranchId{cd});
    EXPECT_EQ(results.overloads[ab], 2);
    EXPECT_EQ(screen.screen(std::vector<double>(4, 0.0)).overloads[ab], 0);
}

TEST(ContingencyScreen, a_radial_outage_drops_what_it_cuts_off) {
    Grid const grid{make_rated_triangle()};
    auto const network = network_of(grid);
    ContingencyScreen const screen{network, RatingKind::continuous};
    EXPECT_EQ(screen.outages()[ab].kind, OutageKind::connected);
    ASSERT_EQ(screen.outages()[cd].kind, OutageKind::islanding);
    auto const& part = screen.islanded_parts()[screen.outages()[cd].islanded_part];
    EXPECT_EQ(part.buses, std::vector<BusId>{BusId{3}});
    EXPECT_TRUE(part.branches.empty());
    EXPECT_EQ(sum_over(part, grid.buses().load_mw), 30.0);
}

TEST(ContingencyScreen, a_reference_that_is_cut_off_is_replaced) {
    GridSpec spec = make_rated_triangle();
    spec.buses[0].reference = false;
    spec.buses[3].reference = true;
    Grid const grid{spec};
    auto const network = network_of(grid);
    ContingencyScreen const screen{network, RatingKind::continuous};
    EXPECT_EQ(screen.islanded_parts().front().reference, BusId{0});
    std::vector<double> after(4);
    screen.write_flows_after(cd, flows(network), after);
    EXPECT_NEAR(after[ac], 60.0, 1e-9);
    EXPECT_NEAR(after[ab], 30.0, 1e-9);
}

TEST(ContingencyScreen, a_snapshot_without_flows_has_no_answer) {
    Grid const grid{make_rated_triangle()};
    auto const network = network_of(grid);
    std::vector<double> two = flows(network);
    two.resize(8, 0.0);
    two[6] = std::numeric_limits<double>::quiet_NaN();
    auto const results = ContingencyScreen{network, RatingKind::continuous}.screen(two);
    EXPECT_EQ(results.overloads[results.row(0, ac)], 2);
    for (std::size_t outage = 0; outage < results.outages; ++outage) {
        std::size_t const row = results.row(1, outage);
        EXPECT_TRUE(std::isnan(results.worst_flow_mw[row]));
        EXPECT_TRUE(std::isnan(results.worst_loading[row]));
        EXPECT_FALSE(results.worst_branch[row].valid());
        EXPECT_EQ(results.overloads[row], -1);
    }
}

TEST(ContingencyScreen, an_outage_that_leaves_no_solution_has_no_answer) {
    GridSpec spec = make_rated_triangle();
    spec.branches[ac].x_pu = -0.2;  // cancels ab and bc in series
    spec.branches.push_back(make_branch("ac2", "a", "c", 0.1));
    Grid const grid{spec};
    auto const network = network_of(grid);
    ContingencyScreen const screen{network, RatingKind::continuous};
    auto const results = screen.screen(flows(network));
    constexpr std::size_t ac2 = 4;
    for (std::size_t outage = 0; outage < results.outages; ++outage) {
        EXPECT_EQ(screen.outages()[outage].kind == OutageKind::singular, outage == ac2);
        EXPECT_EQ(std::isnan(results.worst_loading[outage]), outage == ac2);
        EXPECT_EQ(std::isnan(results.worst_flow_mw[outage]), outage == ac2);
        EXPECT_EQ(results.overloads[outage] == -1, outage == ac2);
    }
    std::vector<double> after(5);
    screen.write_flows_after(ac2, flows(network), after);
    EXPECT_TRUE(std::isnan(after[cd]));
    EXPECT_TRUE(screen.overloads(ac2, flows(network)).empty());
}

TEST(ContingencyScreen, nothing_gives_nothing) {
    Grid const grid{make_rated_triangle()};
    DcNetwork const none{grid, Convention::matpower, std::vector<char>(4, 0)};
    EXPECT_TRUE(ContingencyScreen(none, RatingKind::continuous).outages().empty());
    auto const network = network_of(grid);
    EXPECT_TRUE(ContingencyScreen(network, RatingKind::continuous).screen({}).overloads.empty());
}

/// A ring with chords, one phase shifter and two radial parts: a lone bus and a chain that ends in
/// a triangle. The reference is anywhere.
GridSpec make_random_grid(std::uint64_t seed) {
    constexpr std::size_t ring = 9;
    Rng rng{seed, Purpose::test, 0};
    GridSpec spec;
    spec.areas.push_back({});
    spec.areas[0].id = "north";
    for (std::size_t bus = 0; bus < ring + 5; ++bus) {
        spec.buses.push_back(make_bus(std::to_string(bus), rng.uniform(0.0, 50.0)));
    }
    spec.buses[static_cast<std::size_t>(rng.uniform() * (ring + 5))].reference = true;
    auto const add = [&](std::size_t from, std::size_t to) {
        auto branch = make_branch("l" + std::to_string(spec.branches.size()), std::to_string(from),
                                  std::to_string(to), rng.uniform(0.01, 0.3));
        branch.rating_mw = rng.uniform() < 0.1 ? branch.rating_mw : rng.uniform(20.0, 200.0);
        spec.branches.push_back(branch);
    };
    for (std::size_t bus = 0; bus < ring; ++bus) {
        add(bus, (bus + 1) % ring);
        if (rng.uniform() < 0.4) {
            add((bus + 1 + static_cast<std::size_t>(rng.uniform() * 3.0)) % ring, bus);
        }
    }
    spec.branches[3].shift_deg = rng.uniform(-5.0, 5.0);
    add(ring, 2);
    add(5, ring + 1);
    add(ring + 1, ring + 2);
    add(ring + 2, ring + 3);
    add(ring + 3, ring + 4);
    add(ring + 4, ring + 2);
    return spec;
}

class ContingenciesOfRandomGrids : public testing::TestWithParam<int> {
protected:
    static constexpr std::size_t snapshots = 27;

    [[nodiscard]] std::vector<double> all_flows() const {
        std::vector<double> all;
        for (std::size_t s = 0; s < snapshots; ++s) {
            auto const one = flows(network_, 0.2 + 0.1 * static_cast<double>(s));
            all.insert(all.end(), one.begin(), one.end());
        }
        return all;
    }

    Grid grid_{make_random_grid(static_cast<std::uint64_t>(GetParam()))};
    DcNetwork network_ = network_of(grid_);
    ContingencyScreen screen_{network_, RatingKind::continuous};
};

TEST_P(ContingenciesOfRandomGrids, agree_with_a_new_solution) {
    std::size_t const branches = grid_.branches().size();
    auto const all = all_flows();
    auto const results = screen_.screen(all);
    for (std::size_t outage = 0; outage < results.outages; ++outage) {
        auto in_service = grid_.branch_switches();
        in_service[screen_.outages()[outage].branch.index()] = 0;
        DcNetwork const without{grid_, Convention::matpower, in_service};
        for (std::size_t s = 0; s < snapshots; ++s) {
            auto expected = flows(without, 0.2 + 0.1 * static_cast<double>(s));
            if (screen_.outages()[outage].kind == OutageKind::islanding) {
                auto const part = screen_.outages()[outage].islanded_part;
                for (BranchId const branch : screen_.islanded_parts()[part].branches) {
                    expected[branch.index()] = 0.0;
                }
            }
            std::vector<double> after(branches);
            auto const before = std::span{all}.subspan(s * branches, branches);
            screen_.write_flows_after(outage, before, after);
            double worst = 0.0;
            std::int32_t overloads = 0;
            for (std::size_t l = 0; l < branches; ++l) {
                EXPECT_NEAR(after[l], expected[l], 1e-7) << "outage " << outage << " branch " << l;
                double const loading = std::abs(expected[l]) / grid_.branches().rating_mw[l];
                worst = std::max(worst, loading);
                overloads += loading > 1.0 ? 1 : 0;
            }
            std::size_t const row = results.row(s, outage);
            EXPECT_NEAR(results.worst_loading[row], worst, 1e-9);
            EXPECT_NEAR(std::abs(expected[results.worst_branch[row].index()]),
                        std::abs(results.worst_flow_mw[row]), 1e-7);
            EXPECT_EQ(results.overloads[row], overloads);
            EXPECT_EQ(screen_.overloads(outage, before).size(),
                      static_cast<std::size_t>(overloads));
        }
    }
}

void expect_same(ContingencyResults const& actual, ContingencyResults const& expected) {
    EXPECT_EQ(actual.worst_branch, expected.worst_branch);
    EXPECT_EQ(actual.worst_flow_mw, expected.worst_flow_mw);
    EXPECT_EQ(actual.worst_loading, expected.worst_loading);
    EXPECT_EQ(actual.overloads, expected.overloads);
}

TEST_P(ContingenciesOfRandomGrids, do_not_depend_on_threads_or_instructions) {
    auto const all = all_flows();
    auto const expected = screen_.screen(all, 1, SimdLevel::baseline);
    for (int const jobs : {1, 2, 3, 50}) {
        expect_same(screen_.screen(all, jobs), expected);
    }
    for (SimdLevel const level : {SimdLevel::avx2, SimdLevel::avx512}) {
        if (is_supported(level)) {
            expect_same(screen_.screen(all, 1, level), expected);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(seeds, ContingenciesOfRandomGrids, testing::Range(1, 11));

}  // namespace
}  // namespace gridrush
