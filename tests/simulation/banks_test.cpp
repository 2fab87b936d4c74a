#include <algorithm>
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
                   std::string const& loading = "nameplate") {
    Grid const grid{spec};
    auto policies = policies_of("serial_fcfs", "pro_rata", loading);
    MemoryObserver seen;
    simulate(experiment, grid, policies, seen);
    return seen;
}

/// A flat load of 90 MW at S1 (two banks of 100 MVA), interruptible.
Experiment one_campus() {
    auto experiment = quiet_year();
    SiteSpec site;
    site.id = "campus";
    site.load_class = LoadClass::ai_campus;
    site.substation = "S1";
    site.mw = 90.0;
    site.behaviour = "flat";
    site.interruptible_share = 1.0;
    experiment.sites = {site};
    return experiment;
}

TEST(BanksInARun, fail_are_replaced_and_the_others_carry_the_load) {
    auto experiment = one_campus();
    auto& transformers = experiment.transformers;
    transformers.failures = true;
    transformers.new_failures_per_year = transformers.old_failures_per_year = 6.0;
    transformers.lead_time_weeks = 2.0;
    auto const seen = run(experiment, ring());
    auto const is_failure = [](EventRow const& event) {
        return event.kind == EventKind::bank_failed && event.entity < 2;
    };
    auto const failed = std::ranges::find_if(seen.events, is_failure);
    ASSERT_NE(failed, seen.events.end());
    EXPECT_EQ(failed->mw, 100.0);
    auto const hour = [&](TimePoint time) {
        return static_cast<std::size_t>((time - experiment.start).count() / 3600);
    };
    auto const& before = seen.intervals.at(hour(failed->time) - 1);
    auto const& after = seen.intervals.at(hour(failed->time));
    EXPECT_EQ(before.substation_firm[0], 100.0);
    EXPECT_EQ(before.system.banks_out, 0.0);
    EXPECT_EQ(after.substation_firm[0], 100.0);  // what the spare is there for
    EXPECT_EQ(after.system.banks_out, 1.0);
    EXPECT_NEAR(before.consumed[0], 90.0, 1e-6);
    EXPECT_NEAR(after.consumed[0], 90.0, 1e-6);
    EXPECT_EQ(after.bank_load_pu[static_cast<std::size_t>(failed->entity)], 0.0);
    EXPECT_NEAR(after.bank_load_pu[static_cast<std::size_t>(1 - failed->entity)], 0.9, 1e-9);
    auto const replaced = std::ranges::find_if(seen.events, [&](EventRow const& event) {
        return event.kind == EventKind::bank_replaced && event.entity == failed->entity;
    });
    ASSERT_NE(replaced, seen.events.end());
    EXPECT_EQ(replaced->time, failed->time + std::chrono::weeks{2});
    auto const bank = static_cast<std::size_t>(failed->entity);
    EXPECT_GT(after.bank_consumed_life[bank], 0.0);
    EXPECT_LT(seen.intervals.at(hour(replaced->time)).bank_consumed_life[bank],
              after.bank_consumed_life[bank]);
    EXPECT_EQ(metric(seen.result, "bank_failures"),
              static_cast<double>(std::ranges::count_if(seen.events, [](EventRow const& event) {
                  return event.kind == EventKind::bank_failed;
              })));
}

TEST(BanksInARun, share_the_load_that_the_meters_show) {
    auto const seen = run(one_campus(), ring());
    auto const& last = seen.intervals.back();
    EXPECT_NEAR(last.bank_load_pu[0], 0.45, 1e-9);
    EXPECT_NEAR(last.bank_load_pu[1], 0.45, 1e-9);
    EXPECT_EQ(last.bank_load_pu[2], 0.0);
    EXPECT_GT(last.bank_hot_spot[0], last.bank_hot_spot[2]);
    EXPECT_GT(last.bank_consumed_life[0], seen.intervals.front().bank_consumed_life[0]);
}

TEST(BanksInARun, by_hot_spot_carry_what_nameplate_cuts) {
    auto experiment = one_campus();
    experiment.end = make_time(2025, 2, 1);
    experiment.sites[0].mw = 115.0;
    experiment.transformers.ambient_c = 0.0;
    auto spec = ring();
    for (auto& branch : spec.branches) {
        branch.rating_mw = 400.0;
    }
    auto const seen = run(experiment, spec, "hot_spot");
    auto const& last = seen.intervals.back();
    EXPECT_EQ(last.substation_firm[0], 100.0);
    EXPECT_GT(last.substation_limit[0], 115.0);
    EXPECT_NEAR(last.consumed[0], 115.0, 1e-6);
}

/// Each TEST has a process of its own and an engine per process: the other run is a child's.
template <class Digest>
std::vector<double> of_a_child(Digest const& digest, std::size_t size) {
    int channel[2];
    std::vector<double> answer(size);
    if (pipe(channel) != 0) {
        return {};
    }
    auto const bytes = static_cast<ssize_t>(size * sizeof(double));
    if (fork() == 0) {
        auto const values = digest();
        auto const written = write(channel[1], values.data(), size * sizeof(double));
        _exit(written == bytes ? 0 : 1);
    }
    return read(channel[0], answer.data(), size * sizeof(double)) == bytes ? answer
                                                                           : std::vector<double>{};
}

TEST(BanksInARun, fail_at_the_same_times_in_every_run_and_beside_any_other_substation) {
    auto experiment = one_campus();
    experiment.transformers.failures = true;
    experiment.transformers.new_failures_per_year = 1.0;
    experiment.transformers.old_failures_per_year = 5.0;
    auto const first_failures = [&](GridSpec const& spec) {
        auto const seen = run(experiment, spec);
        std::vector<double> times(3, -1.0);
        for (auto const& event : seen.events) {
            auto const bank = static_cast<std::size_t>(event.entity);
            if (event.kind == EventKind::bank_failed && bank < 2 && times[bank] < 0.0) {
                times[bank] = static_cast<double>((event.time - experiment.start).count());
            }
        }
        times[2] = seen.intervals.back().bank_hot_spot[0];
        return times;
    };
    auto more = ring();
    more.substations.push_back(more.substations.back());
    more.substations.back().id = "S3";
    for (int row = 0; row < 9; ++row) {
        more.banks.push_back(more.banks.back());
        more.banks.back().id = "S3-" + std::to_string(row);
        more.banks.back().substation = "S3";
    }
    auto const among = of_a_child([&] { return first_failures(more); }, 3);
    auto const again = of_a_child([&] { return first_failures(ring()); }, 3);
    auto const alone = first_failures(ring());
    EXPECT_GT(*std::max_element(alone.begin(), alone.begin() + 2), 0.0);
    EXPECT_EQ(again, alone);
    EXPECT_EQ(among, alone);
}

}  // namespace
}  // namespace gridrush
