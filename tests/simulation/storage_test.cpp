#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "tests/worlds/small_worlds.hpp"

namespace gridrush {
namespace {

using testing::MemoryObserver;
using testing::metric;

constexpr double cheap_usd = 20.0, dear_usd = 50.0;

/// One bus: 100 MW at 20 USD/MWh and 200 MW at 50, load 80 MW at night (12 h) and 120 MW by day.
/// A store moves energy from 20 to 50 where that pays.
struct TwoPrices {
    GridSpec grid;
    Experiment experiment;

    explicit TwoPrices(int days) {
        grid.name = "two prices";
        grid.areas.emplace_back().id = "all";
        grid.areas[0].load_series = "load";
        auto& bus = grid.buses.emplace_back();
        bus.id = "A";
        bus.area = "all";
        bus.load_mw = 100.0;
        bus.reference = true;
        generator("cheap", 100.0, cheap_usd);
        generator("dear", 200.0, dear_usd);
        auto& load = series("load");
        for (int hour = 0; hour < 24; ++hour) {
            load.values.push_back(hour < 12 ? 80.0 : 120.0);
        }
        experiment.end = experiment.start + std::chrono::days{days};
    }

    void generator(std::string id, double mw, double usd_per_mwh) {
        auto& unit = grid.generators.emplace_back();
        unit.id = std::move(id);
        unit.bus = "A";
        unit.max_mw = mw;
        unit.cost.polynomial = {0.0, usd_per_mwh};
    }

    /// A day that repeats, hourly unless said.
    SeriesSpec& series(std::string id) {
        auto& made = grid.series.emplace_back();
        made.id = std::move(id);
        made.start = experiment.start;
        return made;
    }

    StorageSpec& battery(double mw, double mwh, double charge_efficiency) {
        auto& store = grid.storages.emplace_back();
        store.id = "store";
        store.bus = "A";
        store.charge_mw = store.discharge_mw = mw;
        store.energy_mwh = mwh;
        store.charge_efficiency = charge_efficiency;
        store.initial_share = 0.0;
        return store;
    }

    /// Bus B, connected to nothing.
    void island_of_10_mw() {
        grid.areas.emplace_back().id = "other";
        auto& bus = grid.buses.emplace_back();
        bus.id = "B";
        bus.area = "other";
        bus.load_mw = 10.0;
        bus.reference = true;
    }

    [[nodiscard]] MemoryObserver run() const {
        Grid const built{grid};
        auto policies = testing::policies_of("serial_fcfs", "pro_rata");
        MemoryObserver seen;
        simulate(experiment, built, policies, seen);
        return seen;
    }
};

double total(MemoryObserver const& seen, double SystemRow::* column) {
    return std::accumulate(seen.intervals.begin(), seen.intervals.end(), 0.0,
                           [&](double sum, MemoryObserver::Interval const& interval) {
                               return sum + interval.system.*column * interval.length_h;
                           });
}

/// Without a store a day costs 12 (80*20) + 12 (100*20 + 20*50) = 55,200. The battery buys 100/0.8
/// MWh at 20 by night and saves 100 MWh at 50 by day: 2,500 a day.
class StorageDay : public ::testing::TestWithParam<double> {};

TEST_P(StorageDay, moves_energy_from_the_cheap_to_the_dear_half) {
    TwoPrices world{4};
    world.battery(20.0, 100.0, 0.8);
    world.experiment.storage.replan_every_h = GetParam();
    auto const seen = world.run();
    EXPECT_NEAR(metric(seen.result, "objective_usd"), 4 * (55'200.0 - 2'500.0), 0.5);
    EXPECT_NEAR(metric(seen.result, "storage_charge_mwh"), 4 * 125.0, 1e-3);
    EXPECT_NEAR(metric(seen.result, "storage_discharge_mwh"), 4 * 100.0, 1e-3);
    EXPECT_NEAR(metric(seen.result, "storage_lost_mwh"), 4 * 25.0, 1e-3);
    EXPECT_NEAR(seen.intervals[11].energy[0], 100.0, 1e-6);
    EXPECT_NEAR(seen.intervals[23].energy[0], 0.0, 1e-6);
}

INSTANTIATE_TEST_SUITE_P(replan_every_h, StorageDay, ::testing::Values(1.0, 6.0, 24.0));

/// 20/0.4 = 50: at the threshold nothing is gained, below it only lost.
TEST(Storage, stays_idle_where_losses_eat_the_difference) {
    TwoPrices idle{3};
    idle.battery(20.0, 100.0, 0.399);
    auto const seen = idle.run();
    EXPECT_EQ(total(seen, &SystemRow::storage_charge_mw), 0.0);
    EXPECT_EQ(total(seen, &SystemRow::storage_discharge_mw), 0.0);
    EXPECT_NEAR(metric(seen.result, "objective_usd"), 3 * 55'200.0, 1e-6);
}

TEST(Storage, works_just_above_that_threshold) {
    TwoPrices busy{3};
    busy.battery(20.0, 100.0, 0.401);
    EXPECT_GT(total(busy.run(), &SystemRow::storage_discharge_mw), 200.0);
}

/// Variable cost of discharge counts like a loss: 20 + 31 > 50 > 20 + 29.
TEST(Storage, weighs_its_variable_cost_and_books_it) {
    TwoPrices dear{2};
    dear.battery(20.0, 100.0, 1.0).usd_per_mwh = 31.0;
    EXPECT_EQ(metric(dear.run().result, "storage_discharge_mwh"), 0.0);
}

TEST(Storage, books_its_variable_cost) {
    TwoPrices world{2};
    world.battery(20.0, 100.0, 1.0).usd_per_mwh = 29.0;
    auto const seen = world.run();
    EXPECT_NEAR(metric(seen.result, "storage_discharge_mwh"), 200.0, 1e-3);
    EXPECT_NEAR(metric(seen.result, "objective_usd"), 2 * (55'200.0 - 100.0), 0.5);
    EXPECT_NEAR(metric(seen.result, "generation_cost_usd"), 2 * (55'200.0 - 3'000.0), 0.5);
}

/// The sun shines by night here: 8 h of 30 MW flow into the heat store, which can take all of it
/// and gives 20 MW by day. 240 MWh less 12*20 replaced at 50.
TEST(Storage, with_an_inflow_shifts_it_to_the_dear_hours) {
    TwoPrices world{5};
    auto& sun = world.series("sun");
    for (int hour = 0; hour < 24; ++hour) {
        sun.values.push_back(hour < 8 ? 30.0 : 0.0);
    }
    auto& store = world.battery(20.0, 300.0, 1.0);
    store.charge_mw = 0.0;
    store.inflow_series = "sun";
    auto const seen = world.run();
    EXPECT_EQ(metric(seen.result, "storage_charge_mwh"), 0.0);
    EXPECT_NEAR(metric(seen.result, "storage_inflow_mwh"), 5 * 240.0, 1e-9);
    EXPECT_NEAR(metric(seen.result, "storage_spilled_mwh"), 0.0, 1e-6);
    EXPECT_NEAR(metric(seen.result, "objective_usd"), 5 * (55'200.0 - 240.0 * dear_usd), 0.5);
    EXPECT_NEAR(seen.intervals[7].energy[0], 240.0, 1e-6);
}

/// As above with room for 100 MWh only: in the 8 hours of sun the store gives 17.5 MW on average
/// at 20, or spills; what is worth 20 is not spilled while it can be given.
TEST(Storage, spills_only_what_it_can_neither_hold_nor_give) {
    TwoPrices world{3};
    auto& sun = world.series("sun");
    for (int hour = 0; hour < 24; ++hour) {
        sun.values.push_back(hour < 8 ? 50.0 : 0.0);
    }
    auto& store = world.battery(20.0, 100.0, 1.0);
    store.charge_mw = 0.0;
    store.inflow_series = "sun";
    auto const seen = world.run();
    // 400 in a day, 8*20 given at once, 100 kept (and given by day).
    EXPECT_NEAR(metric(seen.result, "storage_spilled_mwh"), 3 * 140.0, 1e-3);
    EXPECT_NEAR(metric(seen.result, "objective_usd"),
                3 * (55'200.0 - 160.0 * cheap_usd - 100.0 * dear_usd), 0.5);
}

TEST(Storage, generator_of_the_same_id_stands_for_it_where_stores_are_left_out) {
    TwoPrices world{1};
    auto& sun = world.series("sun");
    sun.values.assign(24, 10.0);
    world.generator("store", 20.0, 0.0);
    world.grid.generators.back().availability_series = "sun";
    auto& store = world.battery(20.0, 100.0, 1.0);
    store.charge_mw = 0.0;
    store.inflow_series = "sun";
    auto const with = world.run();
    EXPECT_EQ(with.intervals[3].generator[2], 0.0);
    EXPECT_GT(metric(with.result, "storage_discharge_mwh"), 100.0);
}

TEST(Storage, left_out_does_nothing) {
    TwoPrices world{1};
    world.battery(20.0, 100.0, 0.9).initial_share = 1.0;
    world.experiment.storage.enabled = false;
    auto const seen = world.run();
    EXPECT_NEAR(metric(seen.result, "objective_usd"), 55'200.0, 1e-9);
    EXPECT_EQ(seen.intervals[20].discharge[0], 0.0);
    EXPECT_EQ(seen.intervals[20].energy[0], 0.0);
}

TEST(Storage, five_minute_intervals_do_what_hours_do) {
    TwoPrices world{2};
    world.experiment.interval = std::chrono::minutes{5};
    world.battery(20.0, 100.0, 0.8);
    auto const seen = world.run();
    ASSERT_EQ(seen.intervals.size(), 2u * 288u);
    EXPECT_NEAR(metric(seen.result, "objective_usd"), 2 * (55'200.0 - 2'500.0), 0.5);
    EXPECT_NEAR(seen.intervals[12 * 12 - 1].energy[0], 100.0, 1e-6);
    for (auto const& interval : seen.intervals) {
        ASSERT_GE(interval.energy[0], 0.0);
        ASSERT_LE(interval.energy[0], 100.0);
    }
}

TEST(Storage, holds_its_initial_share_from_its_first_date_and_nothing_after_its_last) {
    TwoPrices world{4};
    auto& store = world.battery(20.0, 100.0, 1.0);
    store.initial_share = 0.6;
    store.from_date = make_time(2025, 1, 2);
    store.until_date = make_time(2025, 1, 3, 6);
    auto const seen = world.run();
    EXPECT_EQ(seen.intervals[23].energy[0], 0.0);
    EXPECT_NEAR(seen.intervals[24].energy[0] - seen.intervals[24].charge[0], 60.0, 1e-9);
    double given = 0.0;
    for (std::size_t hour = 36; hour < 48; ++hour) {
        given += seen.intervals[hour].discharge[0];
    }
    EXPECT_NEAR(given, 100.0, 1e-3);
    EXPECT_EQ(seen.intervals[54].energy[0], 0.0);
    EXPECT_EQ(seen.intervals[60].discharge[0], 0.0);
}

TEST(Storage, cannot_charge_from_another_island) {
    TwoPrices world{2};
    world.island_of_10_mw();
    world.battery(20.0, 100.0, 0.8).bus = "B";
    auto const seen = world.run();
    // Nothing to charge from at B, and nothing stored: its load is lost, all the time.
    EXPECT_NEAR(metric(seen.result, "native_shed_mwh"), 48 * 10.0, 1e-6);
    EXPECT_EQ(metric(seen.result, "storage_charge_mwh"), 0.0);
}

TEST(Storage, on_a_lost_island_gives_what_it_holds) {
    TwoPrices world{1};
    world.island_of_10_mw();
    auto& store = world.battery(20.0, 100.0, 1.0);
    store.bus = "B";
    store.initial_share = 1.0;
    store.discharge_efficiency = 0.9;
    auto const seen = world.run();
    EXPECT_NEAR(metric(seen.result, "native_shed_mwh"), 240.0 - 90.0, 1e-3);
    EXPECT_NEAR(seen.intervals.back().energy[0], 0.0, 1e-6);
}

/// A campus of 250 MW comes between two plans: the stores give all they can before it is lost.
TEST(Storage, helps_where_the_plan_did_not_expect_the_load) {
    TwoPrices world{2};
    auto& store = world.battery(50.0, 100.0, 1.0);
    store.initial_share = 1.0;
    world.experiment.storage.replan_every_h = 24.0;
    world.grid.substations.emplace_back().id = "S";
    world.grid.substations[0].bus = "A";
    for (char const* id : {"K1", "K2"}) {
        auto& bank = world.grid.banks.emplace_back();
        bank.id = id;
        bank.substation = "S";
        bank.mva = 400.0;
    }
    ProfileSpec profile;
    profile.id = "evening";
    profile.shape = ProfileShape::diurnal;
    profile.peak_utilisation = 1.0;
    profile.trough_to_peak = 0.0;
    profile.peak_hour = 20.0;
    world.experiment.profiles = {profile};
    auto& site = world.experiment.sites.emplace_back();
    site.id = "campus";
    site.load_class = LoadClass::ai_campus;
    site.substation = "S";
    site.mw = 210.0;
    site.behaviour = "evening";
    auto const seen = world.run();
    // 120 + 210 MW at 20:00 against 300 MW of generators.
    auto const& peak = seen.intervals[20];
    EXPECT_GT(peak.discharge[0], 29.0);
    EXPECT_NEAR(peak.system.cut_emergency_mw, 0.0, 1e-6);
    EXPECT_NEAR(peak.system.shed_mw, 0.0, 1e-6);
    // The objective is what generators cost, without the price of helping.
    EXPECT_NEAR(peak.system.objective_usd_per_h, peak.system.generation_usd_per_h, 1e-6);
}

}  // namespace
}  // namespace gridrush
