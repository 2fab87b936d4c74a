#include <algorithm>
#include <cmath>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/worlds/small_worlds.hpp"

namespace gridrush {
namespace {

using testing::MemoryObserver;
using testing::metric;
using testing::policies_of;
using testing::quiet_year;
using testing::ring;

MemoryObserver run(Experiment const& experiment, GridSpec const& spec,
                   std::string const& interconnection = "serial_fcfs",
                   std::string const& curtailment = "pro_rata") {
    Grid const grid{spec};
    auto policies = policies_of(interconnection, curtailment);
    MemoryObserver seen;
    simulate(experiment, grid, policies, seen);
    return seen;
}

RequestSpec request(std::string id, std::string substation, double mw) {
    RequestSpec spec;
    spec.id = std::move(id);
    spec.load_class = LoadClass::ai_campus;
    spec.substation = std::move(substation);
    spec.mw = mw;
    spec.behaviour = "flat";
    spec.applied_on = make_time(2025, 1, 15);
    spec.build_months = 1.0;
    spec.ramp_months = 0.0;
    return spec;
}

SiteSpec site(std::string id, LoadClass load_class, std::string substation, double mw) {
    SiteSpec spec;
    spec.id = std::move(id);
    spec.load_class = load_class;
    spec.substation = std::move(substation);
    spec.mw = mw;
    spec.behaviour = load_class == LoadClass::mine ? "s21" : "flat";
    return spec;
}

TEST(Simulation, a_year_without_large_loads_is_the_base_grid_hour_by_hour) {
    auto const seen = run(quiet_year(), ring());
    ASSERT_EQ(seen.intervals.size(), 8760u);
    for (auto const& interval : seen.intervals) {
        ASSERT_NEAR(interval.system.objective_usd_per_h, 2000.0, 1e-6);
    }
    EXPECT_EQ(seen.result.status, RunStatus::complete);
    EXPECT_EQ(seen.result.reached, make_time(2026, 1, 1));
    EXPECT_EQ(seen.months.size(), 11u);
    EXPECT_NEAR(metric(seen.result, "native_energy_mwh"), 876'000.0, 1e-3);
}

TEST(Simulation, native_load_grows_with_the_calendar_year) {
    auto spec = ring();
    spec.areas[0].growth_per_year = 0.1;
    auto experiment = quiet_year();
    experiment.end = make_time(2027, 1, 1);
    auto const seen = run(experiment, spec);
    EXPECT_NEAR(seen.intervals.front().system.native_load_mw, 100.0, 1e-9);
    EXPECT_NEAR(seen.intervals.back().system.native_load_mw, 110.0, 1e-9);
}

TEST(Simulation, a_mine_that_bids_stops_where_the_price_passes_its_break_even) {
    auto spec = ring();
    spec.generators[0].max_mw = 120.0;  // cheap gas serves the native load and 20 MW
    spec.generators[0].cost.points = {{0.0, 0.0}, {120.0, 2400.0}};
    auto experiment = quiet_year();
    experiment.end = make_time(2025, 2, 1);
    experiment.sites = {site("mine", LoadClass::mine, "S2", 50.0)};
    // S21 at overhead 1.05 and pool fee 1 %: 2.2449 USD/MWh per USD/PH/day; 15 -> 33.67 USD/MWh,
    // between the 20 of the cheap and the 50 of the dear plant.
    experiment.hashprice.usd_per_ph_day = 15.0;
    auto const seen = run(experiment, spec);
    auto const& last = seen.intervals.back();
    EXPECT_NEAR(last.consumed[0], 20.0, 1e-6);
    EXPECT_NEAR(last.cut[0][0], 30.0, 1e-6);
    EXPECT_NEAR(last.bus_lmp[1], 15.0 * 0.99 / (24.0 * 17.5 * 1.05 / 1000.0), 1e-6);
}

TEST(Simulation, a_mine_goes_before_native_customers_however_much_it_earns) {
    auto spec = ring();
    spec.generators[0].max_mw = 110.0;
    spec.generators[0].cost.points = {{0.0, 0.0}, {110.0, 2200.0}};
    spec.generators.pop_back();
    auto experiment = quiet_year();
    experiment.end = make_time(2025, 1, 2);
    experiment.sites = {site("mine", LoadClass::mine, "S2", 50.0)};
    experiment.hashprice.usd_per_ph_day = 10'000.0;  // break-even above the value of lost load
    auto const seen = run(experiment, spec);
    EXPECT_NEAR(seen.intervals.back().system.shed_mw, 0.0, 1e-9);
    EXPECT_NEAR(seen.intervals.back().consumed[0], 10.0, 1e-6);
}

TEST(Simulation, a_mine_that_reacts_to_the_last_price_lags_one_interval) {
    auto spec = ring();
    spec.generators[0].max_mw = 120.0;
    spec.generators[0].cost.points = {{0.0, 0.0}, {120.0, 2400.0}};
    auto experiment = quiet_year();
    experiment.end = make_time(2025, 1, 2);
    experiment.fleets[0].response = MineResponse::last_price;
    experiment.sites = {site("mine", LoadClass::mine, "S2", 50.0)};
    experiment.hashprice.usd_per_ph_day = 15.0;
    auto const seen = run(experiment, spec);
    EXPECT_NEAR(seen.intervals[0].consumed[0], 50.0, 1e-6);  // no price known yet
    EXPECT_NEAR(seen.intervals[1].consumed[0], 0.0, 1e-6);   // 50 USD/MWh an hour ago
    EXPECT_NEAR(seen.intervals[2].consumed[0], 50.0, 1e-6);  // 20 USD/MWh an hour ago
}

TEST(Simulation, a_request_lives_from_application_to_operation) {
    auto experiment = quiet_year();
    auto asked = request("campus", "S1", 80.0);
    asked.ramp_months = 2.0;
    asked.first_fraction = 0.25;
    experiment.requests = {asked};
    auto const seen = run(experiment, ring());
    auto const& queue = seen.result.queue;
    EXPECT_EQ(queue.state[0], RequestState::operating);
    EXPECT_EQ(queue.applied_at[0], make_time(2025, 1, 15));
    // Six mean months of study to the next interval, one of building, two of ramp.
    EXPECT_EQ(queue.ruled_at[0], make_time(2025, 7, 16) + Seconds{16 * 3600});
    EXPECT_EQ(queue.energised_at[0], make_time(2025, 8, 15) + Seconds{16 * 3600});
    EXPECT_EQ(queue.operating_at[0], make_time(2025, 10, 15) + Seconds{16 * 3600});
    EXPECT_DOUBLE_EQ(queue.firm_mw[0], 80.0);
    auto const at = [&](TimePoint time) {
        auto const hours = (time - make_time(2025, 1, 1)).count() / 3600;
        return seen.intervals[static_cast<std::size_t>(hours)].consumed[0];
    };
    EXPECT_DOUBLE_EQ(at(make_time(2025, 8, 15)), 0.0);
    EXPECT_DOUBLE_EQ(at(make_time(2025, 8, 16)), 20.0);
    EXPECT_DOUBLE_EQ(at(make_time(2025, 10, 16)), 80.0);
}

TEST(Simulation, serial_fcfs_never_grants_more_than_the_firm_banks) {
    auto experiment = quiet_year();
    experiment.requests = {request("first", "S1", 70.0), request("second", "S1", 70.0)};
    experiment.requests[1].applied_on = make_time(2025, 1, 20);
    auto const seen = run(experiment, ring());
    EXPECT_EQ(seen.result.queue.state[0], RequestState::operating);
    EXPECT_EQ(seen.result.queue.state[1], RequestState::building);  // waits for a new bank
    EXPECT_EQ(seen.decisions.back().reason, static_cast<int>(RulingReason::after_upgrades));
    auto const& upgrades = seen.result.upgrades;
    EXPECT_TRUE(std::ranges::any_of(upgrades, [](UpgradeRow const& upgrade) {
        return upgrade.what.kind == UpgradeKind::new_bank && upgrade.request == 1;
    }));
    for (auto const& interval : seen.intervals) {
        ASSERT_LE(interval.substation_load[0], interval.substation_firm[0] + 1e-9);
    }
}

TEST(Simulation, a_planned_bank_serves_the_next_in_the_queue) {
    auto spec = ring();
    spec.banks[0].mva = spec.banks[1].mva = 60.0;
    BankSpec third = spec.banks[0];
    third.id = "S1-3";
    third.from_date = make_time(2025, 9, 1);
    spec.banks.push_back(third);
    auto experiment = quiet_year();
    experiment.requests = {request("first", "S1", 40.0), request("second", "S1", 15.0),
                           request("third", "S1", 15.0)};
    auto const seen = run(experiment, spec);
    auto const& queue = seen.result.queue;
    EXPECT_EQ(queue.ruled_at[0], queue.ruled_at[2]);
    EXPECT_EQ(queue.state[0], RequestState::operating);
    EXPECT_EQ(queue.state[1], RequestState::operating);
    EXPECT_EQ(queue.state[2], RequestState::building);  // its contract begins in its second year
    EXPECT_TRUE(seen.result.upgrades.empty());
    EXPECT_TRUE(std::ranges::any_of(seen.events, [](EventRow const& event) {
        return event.kind == EventKind::bank_added && event.time == make_time(2025, 9, 1);
    }));
}

TEST(Simulation, what_the_lines_cannot_carry_waits_for_upgrades) {
    auto spec = ring();
    // C is fed over AC and BC, 100 MW each: with 100 MW of native load, 100 MW more fit, not 150.
    spec.banks[0].mva = spec.banks[1].mva = 400.0;
    auto experiment = quiet_year();
    experiment.requests = {request("large", "S1", 150.0)};
    auto const seen = run(experiment, spec);
    EXPECT_EQ(seen.result.queue.state[0], RequestState::building);
    ASSERT_EQ(seen.decisions.size(), 2u);  // studied, granted
    EXPECT_EQ(seen.decisions[1].reason, static_cast<int>(RulingReason::after_upgrades));
    ASSERT_FALSE(seen.result.upgrades.empty());
    EXPECT_TRUE(seen.result.upgrades[0].what.branch.valid());
}

TEST(Simulation, connect_and_manage_connects_what_does_not_fit_and_cuts_it_when_a_line_binds) {
    auto spec = ring();
    spec.banks[0].mva = spec.banks[1].mva = 400.0;
    auto experiment = quiet_year();
    experiment.requests = {request("large", "S1", 150.0)};
    auto const seen = run(experiment, spec, "connect_and_manage");
    auto const& last = seen.intervals.back();
    auto const& granted = seen.decisions.back();
    EXPECT_NEAR(granted.firm_mw, 150.0, 1e-6);  // once the wider works stand
    EXPECT_FALSE(seen.result.upgrades.empty());
    EXPECT_NEAR(last.consumed[0], 100.0, 1e-6);
    EXPECT_NEAR(last.cut[static_cast<int>(2)][0], 50.0, 1e-6);  // cause: branch
    EXPECT_NEAR(last.system.shed_mw, 0.0, 1e-9);
}

TEST(Simulation, the_policy_decides_who_bears_a_shortage_of_supply) {
    auto spec = ring();
    spec.generators[0].max_mw = 130.0;
    spec.generators[0].cost.points = {{0.0, 0.0}, {130.0, 2600.0}};
    spec.generators[1].max_mw = 20.0;
    spec.generators[1].cost.points = {{0.0, 0.0}, {20.0, 1000.0}};
    auto experiment = quiet_year();
    experiment.end = make_time(2025, 1, 3);
    experiment.sites = {site("a", LoadClass::ai_campus, "S1", 60.0),
                        site("b", LoadClass::ai_campus, "S2", 30.0)};
    experiment.sites[0].interruptible_share = experiment.sites[1].interruptible_share = 1.0;
    experiment.sites[0].interruption_usd_per_mwh = 100.0;
    experiment.sites[1].interruption_usd_per_mwh = 200.0;
    // 190 MW wanted, 150 MW there: 40 MW are cut.
    auto const seen = run(experiment, spec, "serial_fcfs", "pro_rata");
    EXPECT_NEAR(seen.intervals.back().consumed[0], 60.0 - 40.0 * 60.0 / 90.0, 1e-6);
    EXPECT_NEAR(seen.intervals.back().consumed[1], 30.0 - 40.0 * 30.0 / 90.0, 1e-6);
}

TEST(Simulation, two_runs_of_one_seed_tell_the_same) {
    // Each TEST has a process of its own and an engine per process: the second run is a child's.
    auto const made = testing::random_case(3);
    auto const digest = [&] {
        auto const seen = run(made.experiment, made.grid);
        double sum = 0.0;
        for (auto const& interval : seen.intervals) {
            sum = std::fma(sum, 1.0000001, interval.system.objective_usd_per_h);
        }
        return sum;
    };
    int channel[2];
    ASSERT_EQ(pipe(channel), 0);
    auto const child = fork();
    if (child == 0) {
        auto const sum = digest();
        auto const written = write(channel[1], &sum, sizeof sum);
        _exit(written == sizeof sum ? 0 : 1);
    }
    auto const here = digest();
    double there = 0.0;
    ASSERT_EQ(read(channel[0], &there, sizeof there), static_cast<ssize_t>(sizeof there));
    EXPECT_EQ(here, there);
}

TEST(Simulation, refuses_an_experiment_that_does_not_fit_the_grid_with_every_mistake) {
    auto experiment = quiet_year();
    experiment.requests = {request("x", "S9", 10.0), request("y", "S1", 10.0)};
    experiment.requests[1].behaviour = "flatt";
    Grid const grid{ring()};
    auto policies = policies_of("serial_fcfs", "pro_rata");
    MemoryObserver seen;
    try {
        simulate(experiment, grid, policies, seen);
        FAIL() << "accepted";
    } catch (InputError const& error) {
        ASSERT_EQ(error.issues().size(), 2u);
        EXPECT_EQ(error.issues()[0].path, "requests.x.substation");
        EXPECT_NE(error.issues()[1].message.find("did you mean 'flat'"), std::string::npos);
    }
}

}  // namespace
}  // namespace gridrush
