#include <algorithm>
#include <array>
#include <cmath>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/worlds/small_worlds.hpp"

namespace gridrush {
namespace {

using testing::MemoryObserver;
using testing::policies_of;
using testing::quiet_year;
using testing::ring;

MemoryObserver run(Experiment const& experiment, GridSpec const& spec,
                   std::string const& curtailment = "pro_rata") {
    Grid const grid{spec};
    auto policies = policies_of("serial_fcfs", curtailment);
    MemoryObserver seen;
    simulate(experiment, grid, policies, seen);
    return seen;
}

/// ring() whose plants and lines fail often.
GridSpec failing_ring() {
    auto spec = ring();
    for (auto& unit : spec.generators) {
        unit.mttf_h = 200.0;
        unit.mttr_h = 30.0;
    }
    for (auto& branch : spec.branches) {
        branch.outages_per_year = 20.0;
        branch.outage_hours = 12.0;
    }
    return spec;
}

Experiment year_of_outages() {
    auto experiment = quiet_year();
    experiment.outages.generators = experiment.outages.branches = true;
    return experiment;
}

MaintenanceSpec maintenance(Equipment equipment, std::string unit, int from_day, int until_day) {
    MaintenanceSpec spec;
    spec.equipment = equipment;
    spec.unit = std::move(unit);
    spec.from_date = make_time(2025, 1, 1) + std::chrono::days{from_day};
    spec.until_date = make_time(2025, 1, 1) + std::chrono::days{until_day};
    return spec;
}

MemoryObserver::Interval const& on_day(MemoryObserver const& seen, int day) {
    return seen.intervals[std::size_t{24} * static_cast<std::size_t>(day)];
}

/// The failures and repairs of a run in a process of its own, as a process holds one engine.
std::vector<EventRow> outages_of_run(Experiment const& experiment, GridSpec const& spec,
                                     std::string const& curtailment) {
    std::array<int, 2> channel{};
    EXPECT_EQ(pipe(channel.data()), 0);
    auto const child = fork();
    if (child == 0) {
        auto const seen = run(experiment, spec, curtailment);
        auto const bytes = seen.events.size() * sizeof(EventRow);
        auto const written = write(channel[1], seen.events.data(), bytes);
        _exit(written == static_cast<ssize_t>(bytes) ? 0 : 1);
    }
    close(channel[1]);
    std::vector<EventRow> events;
    EventRow event;
    while (read(channel[0], &event, sizeof event) == static_cast<ssize_t>(sizeof event)) {
        events.push_back(event);
    }
    close(channel[0]);
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    std::erase_if(events, [](EventRow const& row) {
        return row.kind < EventKind::generator_failed || row.kind > EventKind::branch_repaired;
    });
    return events;
}

void expect_same(std::vector<EventRow> const& found, std::vector<EventRow> const& expected) {
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t row = 0; row < found.size(); ++row) {
        EXPECT_EQ(found[row].time, expected[row].time);
        EXPECT_EQ(found[row].kind, expected[row].kind);
        EXPECT_EQ(found[row].entity, expected[row].entity);
    }
}

TEST(Outages, are_off_unless_asked_for) {
    auto const seen = run(quiet_year(), failing_ring());
    EXPECT_TRUE(seen.events.empty());
}

TEST(Outages, a_unit_is_out_from_the_interval_after_its_failure_to_the_one_after_its_repair) {
    auto const seen = run(year_of_outages(), failing_ring());
    ASSERT_TRUE(std::ranges::is_sorted(seen.events, {}, &EventRow::time));
    std::size_t next = 0;
    int between_hours = 0;
    std::array<int, 2> generator_out{};
    std::array<int, 3> branch_out{};
    for (auto const& interval : seen.intervals) {
        for (; next < seen.events.size() && seen.events[next].time <= interval.start; ++next) {
            auto const& event = seen.events[next];
            auto const row = static_cast<std::size_t>(event.entity);
            between_hours += event.time.time_since_epoch().count() % 3600 != 0 ? 1 : 0;
            if (event.kind == EventKind::generator_failed ||
                event.kind == EventKind::generator_repaired) {
                generator_out.at(row) += event.kind == EventKind::generator_failed ? 1 : -1;
                EXPECT_EQ(event.mw, 500.0);
            } else {
                branch_out.at(row) += event.kind == EventKind::branch_failed ? 1 : -1;
                EXPECT_EQ(event.mw, 100.0);
            }
        }
        for (std::size_t row = 0; row < 2; ++row) {
            ASSERT_EQ(interval.generator_available[row], generator_out[row] ? 0.0 : 500.0)
                << format_time(interval.start);
        }
        for (std::size_t row = 0; row < 3; ++row) {
            ASSERT_TRUE(branch_out[row] == 0 || interval.flow[row] == 0.0);
        }
        ASSERT_EQ(interval.system.generation_out_mw, 500.0 * (generator_out[0] + generator_out[1]));
        ASSERT_EQ(interval.system.branches_out, branch_out[0] + branch_out[1] + branch_out[2]);
        ASSERT_EQ(interval.system.dispatch_status, static_cast<double>(SolveStatus::optimal));
    }
    EXPECT_GT(next, 150u);  // some 65 of plants and 120 of lines, failures and repairs
    EXPECT_GT(between_hours, 140);
}

TEST(Outages, another_unit_moves_nobody_elses) {
    auto spec = failing_ring();
    auto const before = outages_of_run(year_of_outages(), spec, "pro_rata");
    auto another = spec.generators.front();
    another.id = "another";
    spec.generators.insert(spec.generators.begin(), another);
    auto line = spec.branches.front();
    line.id = "another line";
    spec.branches.insert(spec.branches.begin(), line);
    auto after = outages_of_run(year_of_outages(), spec, "pro_rata");
    auto const others = std::erase_if(after, [](EventRow& row) { return row.entity-- == 0; });
    EXPECT_GT(others, 50u);
    EXPECT_GT(before.size(), 150u);
    expect_same(after, before);
}

TEST(Outages, another_policy_leaves_them_as_they_were) {
    auto experiment = year_of_outages();
    SiteSpec campus;
    campus.id = "campus";
    campus.load_class = LoadClass::ai_campus;
    campus.substation = "S1";
    campus.mw = 90.0;
    campus.behaviour = "flat";
    experiment.sites = {campus};
    auto const before = outages_of_run(experiment, failing_ring(), "pro_rata");
    EXPECT_GT(before.size(), 150u);
    expect_same(outages_of_run(experiment, failing_ring(), "lifo"), before);
    experiment.sites.clear();
    expect_same(outages_of_run(experiment, failing_ring(), "none"), before);
}

TEST(Outages, a_rate_without_a_duration_is_a_mistake_of_the_input) {
    auto spec = ring();
    spec.generators[1].forced_outage_rate = 0.05;
    try {
        run(year_of_outages(), spec);
        FAIL() << "accepted";
    } catch (InputError const& error) {
        ASSERT_EQ(error.issues().size(), 1u);
        EXPECT_EQ(error.issues()[0].path, "generators.dear.mttr_h");
    }
}

TEST(Maintenance, takes_generators_branches_and_banks_out_for_its_time) {
    auto spec = ring();
    spec.maintenance = {maintenance(Equipment::generator, "cheap", 10, 20),
                        maintenance(Equipment::branch, "AC", 15, 30),
                        maintenance(Equipment::bank, "S1-1", 40, 50),
                        maintenance(Equipment::bank, "S1-2", 45, 50),
                        maintenance(Equipment::generator, "dear", -30, 5)};
    auto experiment = quiet_year();
    experiment.end = make_time(2025, 3, 1);
    auto const seen = run(experiment, spec);
    EXPECT_EQ(on_day(seen, 4).generator_available[1], 0.0);
    EXPECT_EQ(on_day(seen, 5).generator_available[1], 500.0);
    EXPECT_EQ(on_day(seen, 9).system.generation_out_mw, 0.0);
    EXPECT_EQ(on_day(seen, 10).system.generation_out_mw, 500.0);
    EXPECT_EQ(on_day(seen, 10).bus_lmp[2], 50.0);
    EXPECT_EQ(on_day(seen, 20).bus_lmp[2], 20.0);
    EXPECT_NEAR(on_day(seen, 20).flow[1], 100.0, 1e-9);  // all over BC
    EXPECT_EQ(on_day(seen, 20).system.branches_out, 1.0);
    EXPECT_EQ(on_day(seen, 30).system.branches_out, 0.0);
    // One bank of two out is what the spare is there for, two are not.
    EXPECT_EQ(on_day(seen, 39).substation_firm[0], 100.0);
    EXPECT_EQ(on_day(seen, 40).substation_firm[0], 100.0);
    EXPECT_EQ(on_day(seen, 45).substation_firm[0], 0.0);
    EXPECT_EQ(on_day(seen, 45).system.banks_out, 2.0);
    EXPECT_EQ(on_day(seen, 50).substation_firm[0], 100.0);
    ASSERT_EQ(seen.events.size(), 10u);
    EXPECT_EQ(seen.events[0].kind, EventKind::maintenance_began);
    EXPECT_EQ(seen.events[0].time, experiment.start);
    EXPECT_EQ(seen.events[0].entity, 4);
}

TEST(Maintenance, can_be_left_out) {
    auto spec = ring();
    spec.maintenance = {maintenance(Equipment::generator, "cheap", 10, 20)};
    auto experiment = quiet_year();
    experiment.end = make_time(2025, 2, 1);
    experiment.outages.maintenance = false;
    auto const seen = run(experiment, spec);
    EXPECT_TRUE(seen.events.empty());
    EXPECT_EQ(on_day(seen, 12).bus_lmp[2], 20.0);
}

TEST(Islands, a_part_that_is_cut_off_is_dispatched_on_its_own_or_shed) {
    auto spec = ring();
    auto own = spec.generators[1];
    own.id = "own";
    own.bus = "C";
    own.max_mw = 60.0;
    own.cost.points = {{0.0, 0.0}, {60.0, 60.0 * 80.0}};
    own.until_date = make_time(2025, 1, 16);
    spec.generators.push_back(own);
    spec.buses.push_back(spec.buses[1]);
    spec.buses.back().id = "D";
    spec.branches.push_back(spec.branches[1]);
    spec.branches.back().id = "CD";
    spec.branches.back().from = "C";
    spec.branches.back().to = "D";
    spec.maintenance = {maintenance(Equipment::branch, "AC", 10, 20),
                        maintenance(Equipment::branch, "BC", 10, 20),
                        maintenance(Equipment::branch, "CD", 25, 30)};
    auto experiment = quiet_year();
    experiment.end = make_time(2025, 2, 1);
    auto const seen = run(experiment, spec);
    auto const shed_price = experiment.dispatch.shed_usd_per_mwh;
    EXPECT_NEAR(on_day(seen, 9).bus_lmp[2], 20.0, 1e-9);
    // C and D stand alone with 60 MW for a load of 100 MW.
    EXPECT_NEAR(on_day(seen, 10).generator[2], 60.0, 1e-9);
    EXPECT_NEAR(on_day(seen, 10).bus_shed[2], 40.0, 1e-9);
    EXPECT_NEAR(on_day(seen, 10).bus_lmp[3], shed_price, 1e-6);
    EXPECT_NEAR(on_day(seen, 10).bus_lmp[0], 20.0, 1e-9);
    // Without any plant all load is lost; the rest of the grid has nobody to serve.
    EXPECT_NEAR(on_day(seen, 17).bus_shed[2], 100.0, 1e-9);
    EXPECT_NEAR(on_day(seen, 17).bus_lmp[2], shed_price, 1e-6);
    EXPECT_NEAR(on_day(seen, 17).system.generation_mw, 0.0, 1e-9);
    // D alone: nothing that could be had or lost there, so no price.
    EXPECT_TRUE(std::isnan(on_day(seen, 25).bus_lmp[3]));
    EXPECT_NEAR(on_day(seen, 25).bus_lmp[2], 20.0, 1e-9);
    EXPECT_NEAR(on_day(seen, 30).bus_lmp[3], 20.0, 1e-9);
    for (auto const& interval : seen.intervals) {
        ASSERT_EQ(interval.system.dispatch_status, static_cast<double>(SolveStatus::optimal));
        ASSERT_FALSE(std::isnan(interval.system.lmp_mean_usd_per_mwh) &&
                     interval.system.shed_mw < 100.0 - 1e-9);
    }
}

}  // namespace
}  // namespace gridrush
