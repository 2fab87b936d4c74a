#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>

#include <gtest/gtest.h>

#include "sim/operations/supply.hpp"
#include "tests/worlds/small_worlds.hpp"

namespace gridrush {
namespace {

using testing::MemoryObserver;
using testing::metric;

double sum(std::vector<double> const& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

void check_laws(testing::RandomCase const& made, MemoryObserver const& seen) {
    ASSERT_EQ(seen.intervals.size(), 24u * (31 + 28 + 31 + 30));
    EXPECT_EQ(metric(seen.result, "failed_intervals"), 0.0);

    std::vector<double> consumed_mwh(seen.site_ids.size(), 0.0);
    for (auto const& interval : seen.intervals) {
        auto const& system = interval.system;
        SCOPED_TRACE(format_time(interval.start));
        // Power balance: what is generated is what is consumed.
        auto const consumed = sum(interval.bus_load);
        ASSERT_NEAR(sum(interval.generator), consumed, 1e-5 * (1.0 + consumed));
        ASSERT_NEAR(consumed, system.native_load_mw - system.shed_mw + sum(interval.consumed),
                    1e-5 * (1.0 + consumed));
        // Limits of generators, branches and banks.
        for (std::size_t row = 0; row < interval.generator.size(); ++row) {
            ASSERT_GE(interval.generator[row], -1e-6);
            ASSERT_LE(interval.generator[row], interval.generator_available[row] + 1e-6);
        }
        for (std::size_t row = 0; row < interval.flow.size(); ++row) {
            ASSERT_LE(std::abs(interval.flow[row]), made.grid.branches[row].rating_mw + 1e-4);
        }
        for (std::size_t row = 0; row < interval.substation_load.size(); ++row) {
            ASSERT_LE(interval.substation_load[row], interval.substation_firm[row] + 1e-6);
        }
        // No cut beyond the contract; what is wanted is consumed or cut.
        for (std::size_t site = 0; site < interval.wanted.size(); ++site) {
            double accounted = interval.consumed[site];
            for (auto const& cut : interval.cut) {
                ASSERT_GE(cut[site], 0.0);
                accounted += cut[site];
            }
            ASSERT_GE(interval.consumed[site], 0.0);
            ASSERT_LE(interval.wanted[site], interval.limit[site] + 1e-9);
            ASSERT_NEAR(accounted, interval.wanted[site], 1e-6);
            consumed_mwh[site] += interval.consumed[site] * interval.length_h;
        }
        ASSERT_GE(system.shed_mw, -1e-9);
        // A firm customer of the grid is lost only when all large load at its place is.
        ASSERT_EQ(system.dispatch_status, static_cast<double>(SolveStatus::optimal));
    }
    // The energy ledger is the integral of power.
    auto const booked = metric(seen.result, "mine_energy_mwh") +
                        metric(seen.result, "ai_campus_energy_mwh") +
                        metric(seen.result, "industry_energy_mwh");
    EXPECT_NEAR(booked, sum(consumed_mwh), 1e-6 * (1.0 + booked));
}

/// One random small grid and experiment per seed; SimGrid allows one engine per process, and each
/// TEST runs in a process of its own.
class Laws : public ::testing::TestWithParam<std::uint32_t> {
protected:
    /// The curtailment and interconnection policies go round with the seed.
    static MemoryObserver run(GridSpec const& spec, Experiment const& experiment) {
        static std::array const curtailment{"pro_rata", "lifo", "market_bid", "none"};
        static std::array const interconnection{"serial_fcfs", "connect_and_manage"};
        Grid const grid{spec};
        auto policies = testing::policies_of(interconnection[(GetParam() / 4) % 2],
                                             curtailment[GetParam() % 4]);
        MemoryObserver seen;
        simulate(experiment, grid, policies, seen);
        return seen;
    }
};

TEST_P(Laws, hold_in_every_interval) {
    auto const made = testing::random_case(GetParam());
    check_laws(made, run(made.grid, made.experiment));
}

TEST_P(Laws, hold_with_outages) {
    auto made = testing::random_case(GetParam());
    testing::let_fail(made.grid);
    made.experiment.outages = {.generators = true, .branches = true};
    auto const seen = run(made.grid, made.experiment);
    check_laws(made, seen);
    EXPECT_GT(std::ranges::count(seen.events, EventKind::generator_failed, &EventRow::kind), 10);
    EXPECT_GT(std::ranges::count(seen.events, EventKind::branch_failed, &EventRow::kind), 10);
    for (auto const& interval : seen.intervals) {
        double out_mw = 0.0;
        for (std::size_t row = 0; row < made.grid.generators.size(); ++row) {
            out_mw +=
                interval.generator_available[row] == 0.0 ? made.grid.generators[row].max_mw : 0.0;
        }
        ASSERT_LE(interval.system.generation_out_mw, out_mw + 1e-9);
    }
}

/// Stores: power balances with them, energy follows its equation and stays within its bounds, and
/// the summary's energy adds up.
TEST_P(Laws, hold_with_stores) {
    auto made = testing::random_case(GetParam());
    testing::add_random_stores(made, GetParam());
    made.experiment.end = make_time(2025, 4, 1);
    auto const& stores = made.grid.storages;
    Grid const grid{made.grid};
    auto const& wind = grid.series()[1];
    auto const seen = run(made.grid, made.experiment);
    EXPECT_EQ(metric(seen.result, "failed_intervals"), 0.0);

    std::vector<double> energy(stores.size(), 0.0);
    std::vector<char> was_in_service(stores.size(), 0);
    double used = 0.0;
    for (auto const& interval : seen.intervals) {
        SCOPED_TRACE(format_time(interval.start));
        auto const consumed = sum(interval.bus_load);
        ASSERT_NEAR(sum(interval.generator) + sum(interval.discharge),
                    consumed + sum(interval.charge), 1e-5 * (1.0 + consumed));
        for (std::size_t row = 0; row < interval.flow.size(); ++row) {
            ASSERT_LE(std::abs(interval.flow[row]), made.grid.branches[row].rating_mw + 1e-4);
        }
        for (std::size_t s = 0; s < stores.size(); ++s) {
            auto const& store = stores[s];
            double const charge = interval.charge[s], discharge = interval.discharge[s];
            bool const in_service =
                store.from_date <= interval.start && interval.start < store.until_date;
            if (!in_service) {
                ASSERT_EQ(charge, 0.0);
                ASSERT_EQ(discharge, 0.0);
                ASSERT_EQ(interval.energy[s], 0.0);
                was_in_service[s] = 0;
                continue;
            }
            double const before =
                was_in_service[s] ? energy[s] : store.initial_share * store.energy_mwh;
            double const inflow =
                store.inflow_series.empty() ? 0.0 : wind.at(interval.start) * store.discharge_mw;
            ASSERT_TRUE(charge <= 1e-9 || discharge <= 1e-9) << charge << ' ' << discharge;
            ASSERT_GE(charge, 0.0);
            ASSERT_LE(charge, store.charge_mw + 1e-7);
            ASSERT_GE(discharge, 0.0);
            ASSERT_LE(discharge, store.discharge_mw + 1e-7);
            double const reached = before * (1.0 - store.standing_loss_per_h) +
                                   store.charge_efficiency * charge + inflow -
                                   discharge / store.discharge_efficiency;
            ASSERT_GE(reached, -1e-6);
            // What a full store cannot hold is spilled, of the inflow alone.
            ASSERT_LE(reached - inflow, store.energy_mwh + 1e-6);
            ASSERT_NEAR(interval.energy[s], std::clamp(reached, 0.0, store.energy_mwh), 1e-9);
            energy[s] = interval.energy[s];
            was_in_service[s] = 1;
            used += discharge;
        }
    }
    EXPECT_GT(used, 0.0);
    EXPECT_NEAR(metric(seen.result, "storage_discharge_mwh"), used, 1e-6 * used);
    EXPECT_NEAR(
        metric(seen.result, "storage_charge_mwh") + metric(seen.result, "storage_inflow_mwh"),
        metric(seen.result, "storage_discharge_mwh") + metric(seen.result, "storage_spilled_mwh") +
            metric(seen.result, "storage_lost_mwh") + metric(seen.result, "storage_gained_mwh"),
        1e-6 * (1.0 + used));
    EXPECT_GE(metric(seen.result, "storage_lost_mwh"), -1e-6);
}

TEST_P(Laws, grants_never_exceed_requests_and_every_request_has_one_state) {
    auto const made = testing::random_case(GetParam());
    auto const seen = run(made.grid, made.experiment);
    auto const& queue = seen.result.queue;
    double mw = 0.0;
    for (std::size_t row = 0; row < queue.state.size(); ++row) {
        EXPECT_LE(queue.firm_mw[row] + queue.non_firm_mw[row], queue.requested_mw[row] + 1e-9);
        EXPECT_GE(queue.firm_mw[row], 0.0);
        EXPECT_GE(queue.non_firm_mw[row], 0.0);
        mw += queue.requested_mw[row];
    }
    double by_state = 0.0;
    for (std::size_t state = 0; state < request_state_count; ++state) {
        by_state += metric(seen.result,
                           std::string{"queue_"} +
                               std::string{to_string(static_cast<RequestState>(state))} + "_mw");
    }
    EXPECT_NEAR(by_state, mw, 1e-9 * mw);
}

TEST_P(Laws, without_large_loads_the_base_grid_answers) {
    auto made = testing::random_case(GetParam());
    made.experiment.sites.clear();
    made.experiment.requests.clear();
    Grid const grid{made.grid};
    auto const seen = run(made.grid, made.experiment);
    // The base grid: the same dispatch without a simulation around it.
    Supply supply{grid, made.experiment};
    std::vector<double> load(grid.buses().size()), low(grid.generators().size()), high(low);
    std::vector<char> in_service;
    std::unique_ptr<DcNetwork> network;
    std::unique_ptr<Dispatch> dispatch;
    for (auto const& interval : seen.intervals) {
        if (auto now = grid.branches_in_service(interval.start); now != in_service) {
            in_service = now;
            dispatch.reset();
            network = std::make_unique<DcNetwork>(grid, Convention::matpower, in_service);
            dispatch = std::make_unique<Dispatch>(*network, made.experiment.dispatch);
        }
        supply.native_load(interval.start, load);
        supply.generator_limits(interval.start, low, high);
        auto const& base = dispatch->solve({load, low, high, {}});
        ASSERT_NEAR(interval.system.objective_usd_per_h, base.objective_usd_per_h,
                    1e-7 * (1.0 + base.objective_usd_per_h))
            << format_time(interval.start);
    }
}

/// Banks fail, air and loads change, and the loading policy goes to the limits of temperature.
TEST_P(Laws, hot_spots_keep_their_limit_when_banks_are_loaded_to_it) {
    auto made = testing::random_case(GetParam());
    Rng rng{GetParam(), Purpose::test, 7};
    auto& air = made.grid.series.emplace_back();
    air.id = "air";
    air.start = made.experiment.start;
    double temperature_c = 20.0;
    for (int hour = 0; hour < 8760; ++hour) {
        temperature_c = std::clamp(temperature_c + rng.uniform(-3.0, 3.0), -20.0, 45.0);
        air.values.push_back(temperature_c);
    }
    for (auto& substation : made.grid.substations) {
        substation.ambient_series = "air";
    }
    made.experiment.spare_banks = static_cast<int>(GetParam() % 2);
    auto& transformers = made.experiment.transformers;
    transformers.failures = true;
    transformers.new_failures_per_year = transformers.old_failures_per_year = 1.0;
    transformers.lead_time_weeks = 4.0;
    Grid const grid{made.grid};
    auto policies = testing::policies_of("connect_and_manage", "pro_rata", "hot_spot");
    MemoryObserver seen;
    simulate(made.experiment, grid, policies, seen);
    // IEC 60076-7, table 2: normal loading. A bank that trips leaves the others warmer than the
    // policy of zero spares allowed for; they have the next interval to come down.
    for (auto const& interval : seen.intervals) {
        SCOPED_TRACE(format_time(interval.start));
        for (std::size_t row = 0; row < interval.substation_load.size(); ++row) {
            ASSERT_LE(interval.substation_load[row], interval.substation_limit[row] + 1e-6);
        }
        for (std::size_t bank = 0; bank < interval.bank_hot_spot.size(); ++bank) {
            ASSERT_LE(interval.bank_hot_spot[bank], 120.0 + 1e-3) << bank;
            ASSERT_LE(interval.bank_load_pu[bank], 1.5 + 1e-9);
        }
    }
    EXPECT_EQ(metric(seen.result, "clipped_loadings"), 0.0);
}

INSTANTIATE_TEST_SUITE_P(seeds, Laws, ::testing::Range(std::uint32_t{1}, std::uint32_t{51}));

}  // namespace
}  // namespace gridrush
