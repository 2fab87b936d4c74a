#include "sim/operations/bank_failures.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "tests/sim/operations/bank_grid.hpp"

namespace gridrush {
namespace {

using testing::bank_grid;
using Kind = CalendarEvent::Kind;

Experiment failing(double new_per_year, double old_per_year) {
    Experiment experiment;
    experiment.transformers.failures = true;
    experiment.transformers.new_failures_per_year = new_per_year;
    experiment.transformers.old_failures_per_year = old_per_year;
    return experiment;
}

/// Hour in which each bank fails within `hours`, -1 = not; lives go from 0 to 1 meanwhile.
std::vector<int> failure_hours(Grid const& grid, Experiment const& experiment, int hours) {
    World world{experiment, grid};
    BankFailures failures{world, experiment, grid};
    std::vector<char> const in_service(grid.banks().size(), 1);
    std::vector<int> at(grid.banks().size(), -1);
    for (int hour = 0; hour < hours; ++hour) {
        std::ranges::fill(world.bank_consumed_life, (hour + 0.5) / hours);
        for (auto const bank : failures.expose(in_service, 1.0)) {
            at[bank.index()] = hour;
        }
    }
    return at;
}

TEST(BankFailures, are_as_many_as_the_integral_of_the_hazard_says) {
    // Over one year with life from 0 to 1: integral of 0.2 * 10^t dt = 0.2 * 9 / ln 10.
    auto const expected = 1.0 - std::exp(-0.2 * 9.0 / std::log(10.0));
    Grid const grid{bank_grid(std::vector<double>(100, 50.0))};
    auto experiment = failing(0.2, 2.0);
    double failed = 0.0;
    double early = 0.0;
    constexpr int seeds = 20;
    for (int seed = 0; seed < seeds; ++seed) {
        experiment.seed = static_cast<std::uint64_t>(seed);
        for (int const hour : failure_hours(grid, experiment, 8760)) {
            failed += hour >= 0;
            early += hour >= 0 && hour < 4380;
        }
    }
    auto const n = 100.0 * seeds;
    EXPECT_NEAR(failed, n * expected, 3.0 * std::sqrt(n * expected * (1.0 - expected)));
    // The first half of the life takes 0.2 (sqrt(10) - 1) / ln 10 of it.
    auto const first = 1.0 - std::exp(-0.2 * (std::sqrt(10.0) - 1.0) / std::log(10.0));
    EXPECT_NEAR(early, n * first, 3.0 * std::sqrt(n * first * (1.0 - first)));
}

TEST(BankFailures, of_a_bank_do_not_depend_on_which_others_there_are) {
    Grid const few{bank_grid({50.0, 50.0, 50.0})};
    auto spec = bank_grid({50.0, 50.0, 50.0, 50.0, 50.0});
    std::swap(spec.banks[0].id, spec.banks[4].id);
    Grid const many{std::move(spec)};
    auto const experiment = failing(1.0, 3.0);
    auto const alone = failure_hours(few, experiment, 8760);
    auto const among = failure_hours(many, experiment, 8760);
    EXPECT_EQ(among[4], alone[0]);
    EXPECT_EQ(among[1], alone[1]);
    EXPECT_EQ(among[2], alone[2]);
    EXPECT_NE(alone[0], alone[1]);
}

TEST(BankFailures, there_are_none_unless_asked_for_and_none_of_banks_that_are_out) {
    Grid const grid{bank_grid(std::vector<double>(50, 50.0))};
    auto experiment = failing(10.0, 10.0);
    experiment.transformers.failures = false;
    auto const none = failure_hours(grid, experiment, 8760);
    EXPECT_EQ(std::ranges::count(none, -1), 50);
    experiment.transformers.failures = true;
    World world{experiment, grid};
    BankFailures failures{world, experiment, grid};
    std::vector<char> const out(50, 0);
    for (int hour = 0; hour < 8760; ++hour) {
        ASSERT_TRUE(failures.expose(out, 1.0).empty());
    }
}

/// Everything that falls due until `until`, as (time, kind, bank), carried out.
struct Yard {
    Yard(int spares, double lead_weeks, double spare_weeks)
        : grid{bank_grid({50.0, 50.0, 50.0})}, experiment{failing(0.1, 1.0)} {
        experiment.transformers.spares = spares;
        experiment.transformers.lead_time_weeks = lead_weeks;
        experiment.transformers.spare_weeks = spare_weeks;
        world = std::make_unique<World>(experiment, grid);
        failures = std::make_unique<BankFailures>(*world, experiment, grid);
    }

    static TimePoint week(int number) { return make_time(2025, 1, 1) + std::chrono::weeks{number}; }
    void fail(std::size_t bank, int in_week) {
        failures->fail(BankId{bank}, week(in_week), calendar);
    }
    void run_until(int last_week) {
        for (; now <= last_week; ++now) {
            CalendarEvent event;
            while (calendar.pop_due(week(now), event)) {
                BankId const bank{static_cast<std::size_t>(event.entity)};
                bool const installed = event.kind == Kind::bank_delivery
                                           ? failures->deliver(bank, week(now), calendar)
                                           : failures->install(bank, week(now));
                if (installed) {
                    back_in_week.emplace_back(bank.index(), now);
                }
            }
        }
    }

    Grid grid;
    Experiment experiment;
    std::unique_ptr<World> world;
    std::unique_ptr<BankFailures> failures;
    Calendar calendar;
    int now = 0;
    std::vector<std::pair<std::size_t, int>> back_in_week;
};

using Back = std::vector<std::pair<std::size_t, int>>;

TEST(BankFailures, without_a_spare_a_bank_is_out_for_the_lead_time) {
    Yard yard{0, 128.0, 4.0};
    yard.world->bank_consumed_life[1] = 0.7;
    yard.fail(1, 0);
    EXPECT_EQ(yard.world->bank_out[1], 1);
    yard.run_until(127);
    EXPECT_EQ(yard.world->bank_out[1], 1);
    yard.run_until(128);
    EXPECT_EQ(yard.world->bank_out[1], 0);
    EXPECT_EQ(yard.world->bank_consumed_life[1], 0.0);
    EXPECT_EQ(yard.failures->spares(), 0);
    EXPECT_EQ(yard.failures->failures(), 1);
}

TEST(BankFailures, a_spare_is_used_and_ordered_again) {
    Yard yard{1, 128.0, 4.0};
    yard.fail(0, 0);
    EXPECT_EQ(yard.failures->spares(), 0);
    yard.run_until(127);
    EXPECT_EQ(yard.back_in_week, (Back{{0, 4}}));
    yard.run_until(128);
    EXPECT_EQ(yard.failures->spares(), 1);
}

TEST(BankFailures, what_arrives_goes_to_the_bank_that_has_waited_longest) {
    Yard yard{1, 100.0, 4.0};
    yard.fail(0, 0);  // uses the spare
    yard.run_until(50);
    yard.fail(1, 50);  // its own order comes in week 150, the spare of bank 0 in week 100
    yard.run_until(60);
    yard.fail(2, 60);
    yard.run_until(200);
    EXPECT_EQ(yard.back_in_week, (Back{{0, 4}, {1, 104}, {2, 154}}));
    EXPECT_EQ(yard.failures->spares(), 1);
}

TEST(BankFailures, a_bank_waits_for_its_own_order_where_a_spare_would_take_longer) {
    Yard yard{1, 100.0, 4.0};
    yard.fail(0, 0);
    yard.run_until(2);
    yard.fail(1, 2);
    yard.run_until(200);
    EXPECT_EQ(yard.back_in_week, (Back{{0, 4}, {1, 102}}));
    EXPECT_EQ(yard.failures->spares(), 1);
}

TEST(BankFailures, a_new_life_has_a_new_threshold) {
    Grid const grid{bank_grid({50.0})};
    auto const experiment = failing(5.0, 5.0);
    World world{experiment, grid};
    BankFailures failures{world, experiment, grid};
    std::vector<char> const in_service{1};
    std::vector<int> lives;
    int age = 0;
    for (int hour = 0; hour < 8760 * 200; ++hour) {
        ++age;
        if (!failures.expose(in_service, 1.0).empty()) {
            Calendar calendar;
            failures.fail(BankId{0}, make_time(2025, 1, 1), calendar);
            ASSERT_TRUE(failures.deliver(BankId{0}, make_time(2025, 1, 1), calendar));
            lives.push_back(age);
            age = 0;
        }
    }
    // 5 a year for 200 years, Poisson.
    EXPECT_NEAR(static_cast<double>(lives.size()), 1000.0, 3.0 * std::sqrt(1000.0));
    EXPECT_NE(lives[0], lives[1]);
}

TEST(BankFailures, of_a_retired_bank_leave_a_spare) {
    auto spec = bank_grid({50.0});
    spec.banks[0].until_date = Yard::week(50);
    Grid const grid{std::move(spec)};
    auto experiment = failing(0.1, 1.0);
    World world{experiment, grid};
    BankFailures failures{world, experiment, grid};
    Calendar calendar;
    failures.fail(BankId{0}, Yard::week(0), calendar);
    EXPECT_FALSE(failures.deliver(BankId{0}, Yard::week(128), calendar));
    EXPECT_EQ(failures.spares(), 1);
}

}  // namespace
}  // namespace gridrush
