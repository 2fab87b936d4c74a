#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/worlds/small_worlds.hpp"

// Developers file each campus in five places and build it in one: a queue of phantoms. What becomes
// of those who mean it is measured, on a grid that carries all who mean it and not the phantoms.
//
// A cascade is made of restudies after a withdrawal: somebody left, a finding that had counted it
// no longer held, and that request was studied once more. It is measured as their number over that
// of the requests that file once.

namespace gridrush {
namespace {

using testing::quiet_year;

constexpr int places = 5, developers = 8, genuine = 12;
constexpr double campus_mw = 100.0, genuine_mw = 50.0;

struct QueueObserver : Observer {
    void begin(RunInfo const&) override {}
    void interval(IntervalRow const&) override {}
    void event(EventRow const&) override {}
    void decision(DecisionRow const&) override {}
    void month_end(TimePoint) override {}
    void queue_event(QueueEventRow const& row) override { events.push_back(row); }
    void end(RunResult const& run) override { result = run; }

    std::vector<QueueEventRow> events;
    RunResult result;
};

/// Five substations with room for everybody, each behind a line of its own from the one plant,
/// which can serve the native load, all who mean it and half as much again.
GridSpec star() {
    GridSpec spec;
    spec.name = "star";
    spec.areas.emplace_back().id = "all";
    auto& hub = spec.buses.emplace_back();
    hub.id = "hub";
    hub.area = "all";
    hub.load_mw = 100.0;
    hub.reference = true;
    double const meant_mw = developers * campus_mw + genuine * genuine_mw;
    GeneratorSpec plant;
    plant.id = "plant";
    plant.bus = "hub";
    plant.fuel = Fuel::gas;
    plant.max_mw = 100.0 + 1.5 * meant_mw;
    plant.cost.points = {{0.0, 0.0}, {plant.max_mw, plant.max_mw * 30.0}};
    spec.generators = {plant};
    for (int place = 0; place < places; ++place) {
        auto const bus = fmt::format("B{}", place);
        auto& end = spec.buses.emplace_back();
        end.id = bus;
        end.area = "all";
        BranchSpec line;
        line.id = "to_" + bus;
        line.from = "hub";
        line.to = bus;
        line.x_pu = 0.1;
        line.rating_mw = 10'000.0;
        spec.branches.push_back(line);
        auto const substation = fmt::format("S{}", place);
        auto& fed = spec.substations.emplace_back();
        fed.id = substation;
        fed.bus = bus;
        for (auto const* const name : {"one", "two"}) {
            BankSpec bank;
            bank.id = substation + name;
            bank.substation = substation;
            bank.mva = 10'000.0;
            spec.banks.push_back(bank);
        }
    }
    return spec;
}

RequestSpec request(std::string id, int place, double mw, TimePoint applied_on) {
    RequestSpec spec;
    spec.id = std::move(id);
    spec.load_class = LoadClass::ai_campus;
    spec.substation = fmt::format("S{}", place);
    spec.mw = mw;
    spec.behaviour = "flat";
    spec.applied_on = applied_on;
    spec.patience_months = 120.0;
    spec.build_months = 1.0;
    spec.ramp_months = 0.0;
    return spec;
}

/// Who comes within half a year, at random; developers with filings in so many places. The first
/// `genuine` requests are of those who file once. There are engineers for everybody, so that the
/// cascade is of withdrawals and not of a backlog.
Experiment rush(std::uint32_t seed, int filings) {
    auto experiment = quiet_year();
    experiment.seed = seed;
    experiment.end = make_time(2029, 1, 1);
    experiment.study.security = Security::none;
    experiment.study.engineers = 100;
    Rng rng{seed, Purpose::test, 78};
    auto const some_day = [&] {
        return experiment.start + std::chrono::days{static_cast<int>(rng.uniform(0.0, 180.0))};
    };
    for (int row = 0; row < genuine; ++row) {
        auto const day = some_day();
        auto const place = static_cast<int>(rng.uniform() * places);
        experiment.requests.push_back(
            request(fmt::format("genuine{}", row), place, genuine_mw, day));
    }
    for (int row = 0; row < developers; ++row) {
        auto const day = some_day();
        for (int place = 0; place < filings; ++place) {
            auto filed = request(fmt::format("campus{}_{}", row, place), place, campus_mw, day);
            filed.project = fmt::format("campus{}", row);
            experiment.requests.push_back(filed);
        }
    }
    return experiment;
}

/// The preset as it is, so that studies take random times.
Policies preset(std::string const& regime) {
    Issues issues;
    auto const choice = [&](PolicyFamily family, std::string const& name) {
        auto const declared = find_policy(family, name)->parameters();
        return PolicyChoice{name, Parameters{declared, {}, "", {}, issues}};
    };
    return make_policies({choice(PolicyFamily::interconnection, regime),
                          choice(PolicyFamily::curtailment, "pro_rata"),
                          choice(PolicyFamily::migration, "stay"),
                          choice(PolicyFamily::strategy, "keep_mining"),
                          choice(PolicyFamily::loading, "nameplate")});
}

struct Outcome {
    double cascade = 0.0;  ///< restudies after a withdrawal, over the requests that file once
    int signed_within_a_year = 0, left = 0;  ///< of the requests that file once
    int phantoms_left = 0;                   ///< filings of developers that were withdrawn
};

Outcome run(std::string const& regime, std::uint32_t seed, int filings) {
    auto const experiment = rush(seed, filings);
    Grid const grid{star()};
    auto policies = preset(regime);
    QueueObserver seen;
    simulate(experiment, grid, policies, seen);
    Outcome outcome;
    std::vector<char> is_stale(experiment.requests.size(), 0);
    for (auto const& event : seen.events) {
        auto& stale = is_stale[static_cast<std::size_t>(event.request)];
        auto const files_once = event.request < genuine;
        if (event.kind == QueueEventKind::stale) {
            stale = 1;
        } else if (event.kind == QueueEventKind::study_ended) {
            outcome.cascade += files_once && stale != 0 ? 1.0 / genuine : 0.0;
            stale = 0;
        } else if (event.kind == QueueEventKind::left) {
            ++(files_once ? outcome.left : outcome.phantoms_left);
        }
    }
    auto const& queue = seen.result.queue;
    for (std::size_t row = 0; row < genuine; ++row) {
        auto const signed_at = queue.signed_at[row];
        auto const in_time = signed_at <= add_years(queue.applied_at[row], 1);
        outcome.signed_within_a_year += signed_at != TimePoint::min() && in_time ? 1 : 0;
    }
    return outcome;
}

class PhantomQueue : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(PhantomQueue, withdrawals_cascade_under_serial_fcfs) {
    auto const outcome = run("serial_fcfs", GetParam(), places);
    EXPECT_GT(outcome.phantoms_left, developers * (places - 1) / 2);
    EXPECT_GE(outcome.cascade, 0.5);
    EXPECT_LE(outcome.signed_within_a_year, genuine * 3 / 4);
}

TEST_P(PhantomQueue, there_is_no_cascade_under_serial_fcfs_where_everybody_files_once) {
    auto const outcome = run("serial_fcfs", GetParam(), 1);
    EXPECT_EQ(outcome.phantoms_left, 0);
    EXPECT_EQ(outcome.cascade, 0.0);
}

TEST_P(PhantomQueue, withdrawals_do_not_cascade_under_ercot_batch) {
    auto const outcome = run("ercot_batch", GetParam(), places);
    EXPECT_EQ(outcome.phantoms_left, developers * (places - 1));
    EXPECT_EQ(outcome.cascade, 0.0);
    EXPECT_EQ(outcome.signed_within_a_year, genuine);
    EXPECT_EQ(outcome.left, 0);
}

INSTANTIATE_TEST_SUITE_P(Seeds, PhantomQueue, ::testing::Range(1u, 5u));

}  // namespace
}  // namespace gridrush
