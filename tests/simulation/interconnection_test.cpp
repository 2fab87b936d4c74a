#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>

#include <gtest/gtest.h>

#include "sim/interconnection/applicant.hpp"
#include "sim/world.hpp"
#include "tests/worlds/small_worlds.hpp"

namespace gridrush {
namespace {

using testing::MemoryObserver;
using testing::policies_of;
using testing::quiet_year;
using testing::ring;

struct QueueObserver : MemoryObserver {
    void queue_event(QueueEventRow const& row) override { queue_events.push_back(row); }
    std::vector<QueueEventRow> queue_events;
};

/// Studies everybody for 30 days, jointly, and grants what was found, by year.
class StudyAndGrant : public InterconnectionPolicy {
public:
    InterconnectionDecision decide(InterconnectionView const& view, Rng&) override {
        InterconnectionDecision rulings;
        for (std::size_t row = 0; row < view.request.size(); ++row) {
            auto& ruling = rulings.emplace_back();
            ruling.request = view.request[row];
            if (view.stage[row] == RequestStage::queued) {
                ruling.kind = RulingKind::study;
                ruling.median_days = 30.0;
                ruling.fit = Fit::most;
            } else if (view.stage[row] == RequestStage::studied) {
                ruling.kind = RulingKind::grant;
                ruling.firm_by_year_mw = view.finding[row].firm_mw;
                ruling.reason = RulingReason::after_upgrades;
            }
        }
        return rulings;
    }
};

RequestSpec campus(std::string id, double mw) {
    RequestSpec spec;
    spec.id = std::move(id);
    spec.load_class = LoadClass::ai_campus;
    spec.substation = "S1";
    spec.mw = mw;
    spec.behaviour = "flat";
    spec.applied_on = make_time(2025, 1, 15);
    spec.build_months = 1.0;
    spec.ramp_months = 0.0;
    return spec;
}

QueueObserver run(Experiment const& experiment, GridSpec const& spec, Policies policies) {
    Grid const grid{spec};
    QueueObserver seen;
    simulate(experiment, grid, policies, seen);
    return seen;
}

Policies study_and_grant() {
    auto policies = policies_of("serial_fcfs", "pro_rata");
    policies.interconnection = std::make_unique<StudyAndGrant>();
    return policies;
}

/// 100 MW of native load at C behind two lines of 100 MW: 100 MW more fit, intact.
Experiment one_large_campus() {
    auto experiment = quiet_year();
    experiment.end = make_time(2029, 1, 1);
    experiment.study.security = Security::none;
    experiment.requests = {campus("large", 150.0)};
    return experiment;
}

GridSpec ring_with_large_banks() {
    auto spec = ring();
    spec.banks[0].mva = spec.banks[1].mva = 400.0;
    return spec;
}

TEST(Interconnection, an_upgrade_that_was_ordered_carries_the_load_once_it_stands) {
    auto const seen = run(one_large_campus(), ring_with_large_banks(), study_and_grant());
    auto const& queue = seen.result.queue;
    ASSERT_FALSE(seen.result.upgrades.empty());
    EXPECT_DOUBLE_EQ(queue.firm_mw[0], 150.0);
    EXPECT_GT(queue.upgrade_usd[0], 0.0);
    auto all_stand = TimePoint::min();
    for (auto const& upgrade : seen.result.upgrades) {
        ASSERT_EQ(upgrade.state, UpgradeState::in_service);
        all_stand = std::max(all_stand, upgrade.ended_at);
    }
    for (auto const& interval : seen.intervals) {
        ASSERT_EQ(interval.system.shed_mw, 0.0);
        ASSERT_EQ(interval.cut[static_cast<std::size_t>(CutCause::branch)][0], 0.0)
            << format_time(interval.start);
        ASSERT_EQ(interval.cut[static_cast<std::size_t>(CutCause::emergency)][0], 0.0);
        if (interval.start < all_stand) {
            ASSERT_LE(std::abs(interval.flow[1]), 100.0 + 1e-6);
            ASSERT_LE(std::abs(interval.flow[2]), 100.0 + 1e-6);
        }
    }
    EXPECT_NEAR(seen.intervals.back().consumed[0], 150.0, 1e-6);
    EXPECT_GT(seen.intervals.back().flow[2] + seen.intervals.back().flow[1], 200.0 + 1.0);
}

TEST(Interconnection, a_bank_that_was_ordered_adds_to_the_firm_capacity_once_it_stands) {
    auto experiment = quiet_year();
    experiment.end = make_time(2030, 1, 1);
    experiment.study.security = Security::none;
    experiment.requests = {campus("large", 150.0)};
    auto spec = ring();  // S1: two banks of 100 MVA, firm 100 MVA
    for (auto& branch : spec.branches) {
        branch.rating_mw = 1000.0;
    }
    auto const seen = run(experiment, spec, study_and_grant());
    ASSERT_EQ(seen.result.upgrades.size(), 1u);
    auto const& bank = seen.result.upgrades.front();
    ASSERT_EQ(bank.what.kind, UpgradeKind::new_bank);
    for (auto const& interval : seen.intervals) {
        auto const stands = interval.start >= bank.ended_at;
        ASSERT_EQ(interval.substation_firm[0], stands ? 100.0 + bank.what.mw : 100.0);
        ASSERT_LE(interval.consumed[0], stands ? 150.0 + 1e-6 : 100.0 + 1e-6);
    }
    EXPECT_NEAR(seen.intervals.back().consumed[0], 150.0, 1e-6);
}

TEST(Interconnection, an_upgrade_that_nobody_signed_for_changes_nothing) {
    auto experiment = one_large_campus();
    experiment.end = make_time(2026, 1, 1);
    experiment.requests[0].willing_usd_per_mw = 0.0;
    experiment.requests[0].least_share = 0.9;
    auto const seen = run(experiment, ring_with_large_banks(), study_and_grant());
    EXPECT_EQ(seen.result.queue.state[0], RequestState::withdrawn);
    EXPECT_TRUE(seen.result.upgrades.empty());
}

TEST(Interconnection, an_applicant_pays_at_its_gate_within_an_interval_and_is_heard_the_same_day) {
    auto experiment = quiet_year();
    experiment.requests = {campus("a", 50.0)};
    auto policies = study_and_grant();
    Gate gate;
    gate.stage = GateStage::application;
    gate.fee_usd = 100'000.0;
    gate.security_usd_per_mw = 50'000.0;
    policies.rules.gates = {gate};
    auto const seen = run(experiment, ring_with_large_banks(), std::move(policies));
    auto const& queue = seen.result.queue;
    EXPECT_EQ(queue.state[0], RequestState::operating);
    EXPECT_EQ(queue.fees_usd[0], 100'000.0);
    EXPECT_EQ(queue.returned_usd[0], 2'500'000.0);
    // Filed on the 15th, studied from that day on: the policy hears of it without a month's end.
    EXPECT_LT(queue.studied_at[0], make_time(2025, 2, 15));
    EXPECT_EQ(seen.result.queue_years.size(), 1u);
    EXPECT_NEAR(seen.result.queue_years[0].studies, 1.0, 0.0);
}

TEST(Interconnection, a_site_draws_its_metered_share_of_the_contract) {
    auto experiment = quiet_year();
    experiment.end = make_time(2025, 5, 1);
    auto mine = campus("mine", 40.0);
    mine.load_class = LoadClass::mine;
    mine.behaviour = "s21";
    mine.metered_share = 0.25;
    auto half = campus("half", 20.0);
    half.metered_share = 0.5;
    experiment.requests = {half, mine};
    auto const seen = run(experiment, ring(), study_and_grant());
    auto const& last = seen.intervals.back();
    EXPECT_NEAR(last.consumed[0], 10.0, 1e-9);
    EXPECT_NEAR(last.consumed[1], 10.0, 1e-9);
    EXPECT_NEAR(last.limit[1], 40.0, 1e-9);
    EXPECT_NEAR(seen.result.queue.metered_mw[0], 10.0, 1e-9);
}

TEST(Interconnection, with_endless_patience_and_no_ruling_it_stays_waiting) {
    auto experiment = quiet_year();
    experiment.requests = {campus("a", 50.0)};
    experiment.requests[0].patience_months = std::numeric_limits<double>::infinity();
    auto policies = policies_of("serial_fcfs", "pro_rata");
    class Nothing : public InterconnectionPolicy {
        InterconnectionDecision decide(InterconnectionView const&, Rng&) override { return {}; }
    };
    policies.interconnection = std::make_unique<Nothing>();
    auto const seen = run(experiment, ring(), std::move(policies));
    EXPECT_EQ(seen.result.queue.state[0], RequestState::waiting);
}

TEST(Interconnection, a_change_of_mind_ends_the_waiting_as_drawn) {
    auto experiment = quiet_year();
    experiment.requests = {campus("a", 500.0)};
    experiment.requests[0].withdrawal_per_year = 6.0;
    auto const seen = run(experiment, ring(), policies_of("serial_fcfs", "pro_rata"));
    EXPECT_EQ(seen.result.queue.state[0], RequestState::withdrawn);
    EXPECT_EQ(seen.result.queue.exit_reason[0], static_cast<int>(ExitReason::changed_mind));
}

}  // namespace
}  // namespace gridrush
