#include <cmath>

#include <gtest/gtest.h>

#include "topology/dc_power_flow.hpp"
#include "topology/importers/importers.hpp"
#include "topology/random.hpp"
#include "tests/reference_data.hpp"
#include "tests/topology/small_grids.hpp"

namespace gridrush {
namespace {

/// A ring of `buses` buses with as many chords and one phase shifter, everything in reach twice.
GridSpec meshed_grid(int buses, std::uint32_t seed) {
    Rng rng{seed, Purpose::test, 77};
    GridSpec spec;
    spec.areas.push_back({});
    spec.areas.back().id = "north";
    for (int bus = 0; bus < buses; ++bus) {
        spec.buses.push_back(make_bus(std::to_string(bus), rng.uniform(0.0, 90.0)));
    }
    spec.buses[0].reference = true;
    for (int bus = 0; bus < buses; ++bus) {
        auto const id = std::to_string(bus);
        spec.branches.push_back(make_branch("ring" + id, id, std::to_string((bus + 1) % buses),
                                            rng.uniform(0.01, 0.3)));
        auto const leap = 2 + static_cast<int>(rng.uniform() * (buses - 3));
        spec.branches.push_back(make_branch("chord" + id, id, std::to_string((bus + leap) % buses),
                                            rng.uniform(0.01, 0.3)));
    }
    spec.branches[5].shift_deg = 8.0;
    return spec;
}

void expect_close(std::span<double const> found, std::span<double const> expected, double scale) {
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (!std::isnan(expected[i]) || !std::isnan(found[i])) {
            ASSERT_NEAR(found[i], expected[i], 1e-9 * scale) << "at " << i;
        }
    }
}

/// Every answer of the network is that of one made for the same branches.
void expect_like_new(DcNetwork const& network, std::span<double const> injection_mw,
                     std::span<BranchId const> looked_at) {
    DcNetwork const fresh{network.grid(), network.convention(), network.in_service()};
    EXPECT_EQ(network.islands().island_of_bus, fresh.islands().island_of_bus);
    std::vector<double> flow(network.in_service().size()), expected(flow);
    network.solve_flows(injection_mw, flow);
    fresh.solve_flows(injection_mw, expected);
    double largest = 1.0;
    for (double const mw : expected) {
        largest = std::max(largest, std::abs(mw));
    }
    expect_close(flow, expected, largest);
    for (auto const branch : looked_at) {
        expect_close(network.ptdf_row(branch), fresh.ptdf_row(branch), 1.0);
        expect_close(network.lodf_column(branch), fresh.lodf_column(branch), 1.0);
        ASSERT_NEAR(network.flow_at_zero_injection(branch), fresh.flow_at_zero_injection(branch),
                    1e-9 * largest);
    }
}

std::vector<double> random_injection(std::size_t buses, Rng& rng) {
    std::vector<double> injection(buses);
    for (auto& mw : injection) {
        mw = rng.uniform(-100.0, 100.0);
    }
    return injection;
}

TEST(NetworkChange, answers_are_those_of_a_new_network_after_any_sequence_of_changes) {
    for (std::uint32_t seed = 1; seed <= 10; ++seed) {
        Grid const grid{meshed_grid(25, seed)};
        Rng rng{seed, Purpose::test, 78};
        auto const injection = random_injection(25, rng);
        auto in_service = grid.branch_switches();
        DcNetwork network{grid, Convention::matpower, in_service};
        int updated = 0;
        for (int change = 0; change < 60; ++change) {
            auto const row = static_cast<std::size_t>(rng.uniform() * 50.0);
            in_service[row] = static_cast<char>(in_service[row] == 0);
            updated += network.change_branches(in_service) == NetworkChange::updated ? 1 : 0;
            std::vector const looked_at{BranchId{row}, BranchId{(row + 7) % 50}, BranchId{5}};
            expect_like_new(network, injection, looked_at);
            if (HasFatalFailure()) {
                FAIL() << "seed " << seed << ", change " << change;
            }
        }
        EXPECT_GT(updated, 20);
    }
}

TEST(NetworkChange, says_how_it_was_done) {
    Grid const grid{make_triangle_with_spur()};
    auto in_service = grid.branch_switches();
    DcNetwork network{grid, Convention::matpower, in_service};
    EXPECT_EQ(network.change_branches(in_service), NetworkChange::none);
    in_service[0] = 0;
    EXPECT_EQ(network.change_branches(in_service), NetworkChange::updated);
    in_service[3] = 0;  // the spur: an island of its own
    EXPECT_EQ(network.change_branches(in_service), NetworkChange::rebuilt);
    EXPECT_EQ(network.islands().count, 2);
    in_service[3] = 1;
    EXPECT_EQ(network.change_branches(in_service), NetworkChange::rebuilt);
    in_service[0] = 1;
    EXPECT_EQ(network.change_branches(in_service), NetworkChange::updated);
    expect_like_new(network, std::vector<double>{120, 0, -90, -30}, std::vector{BranchId{0}});
}

TEST(NetworkChange, what_hangs_on_next_to_nothing_is_computed_afresh) {
    GridSpec spec = make_triangle_with_spur();
    spec.branches.push_back(make_branch("thread", "c", "d", 1e6));  // beside the spur of 0.2
    Grid const grid{spec};
    auto in_service = grid.branch_switches();
    DcNetwork network{grid, Convention::matpower, in_service};
    in_service[3] = 0;
    EXPECT_EQ(network.change_branches(in_service), NetworkChange::rebuilt);
    std::vector<double> flow(5);
    network.solve_flows(std::vector<double>{120, 0, -90, -30}, flow);
    EXPECT_NEAR(flow[4], 30.0, 1e-9);
}

TEST(NetworkChange, the_same_sequence_gives_the_same_bits) {
    Grid const grid{meshed_grid(25, 3)};
    Rng rng{3, Purpose::test, 79};
    auto const injection = random_injection(25, rng);
    auto const run = [&] {
        Rng choice{4, Purpose::test, 80};
        auto in_service = grid.branch_switches();
        DcNetwork network{grid, Convention::matpower, in_service};
        std::vector<double> all, flow(50);
        for (int change = 0; change < 100; ++change) {
            auto const row = static_cast<std::size_t>(choice.uniform() * 50.0);
            in_service[row] = static_cast<char>(in_service[row] == 0);
            network.change_branches(in_service);
            network.solve_flows(injection, flow);
            all.insert(all.end(), flow.begin(), flow.end());
        }
        return all;
    };
    EXPECT_EQ(run(), run());
}

TEST(NetworkChange, holds_on_2000_buses) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(file, "activsg/case_ACTIVSg2000.m");
    Grid const grid{read_matpower(file)};
    Rng rng{1, Purpose::test, 81};
    auto const injection = random_injection(grid.buses().size(), rng);
    auto in_service = grid.branch_switches();
    DcNetwork network{grid, Convention::matpower, in_service};
    for (int change = 0; change < 40; ++change) {
        auto const row =
            static_cast<std::size_t>(rng.uniform() * static_cast<double>(in_service.size()));
        in_service[row] = static_cast<char>(in_service[row] == 0);
        network.change_branches(in_service);
        expect_like_new(network, injection, std::vector{BranchId{row}});
    }
}

}  // namespace
}  // namespace gridrush
