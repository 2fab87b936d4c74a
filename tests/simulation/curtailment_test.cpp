#include <algorithm>

#include <gtest/gtest.h>

#include "tests/worlds/small_worlds.hpp"

namespace gridrush {
namespace {

using testing::MemoryObserver;
using testing::metric;

/// Two campuses at C of the ring, where lines carry 200 MW and native load takes 100 of them.
struct Case {
    Case()
        : experiment{testing::quiet_year()},
          policies{testing::policies_of("connect_and_manage", "pro_rata")} {
        experiment.end = make_time(2025, 1, 11);
        experiment.spare_banks = 0;
        for (auto const* id : {"a", "b"}) {
            auto& site = experiment.sites.emplace_back();
            site.id = id;
            site.load_class = LoadClass::ai_campus;
            site.substation = "S1";
            site.mw = 60.0;
            site.behaviour = "flat";
        }
    }

    void run() {
        Grid const grid{testing::ring()};
        simulate(experiment, grid, policies, seen);
    }

    Experiment experiment;
    Policies policies;
    MemoryObserver seen;
};

double sum(std::vector<CurtailmentRow> const& rows, std::int32_t site, CurtailmentTier tier,
           double CurtailmentRow::* member) {
    double total = 0.0;
    for (auto const& row : rows) {
        total += row.site == site && row.tier == tier ? row.*member : 0.0;
    }
    return total;
}

TEST(Curtailment, a_branch_cuts_contracts_until_they_are_used_up) {
    Case world;
    auto& contract = world.experiment.curtailment_contracts.emplace_back();
    contract.id = "hundred_hours";
    contract.usd_per_mwh = 250.0;
    contract.hours_per_year = 100.0;
    world.experiment.sites[0].contract = "hundred_hours";
    world.experiment.sites[1].interruption_usd_per_mwh = 700.0;
    world.run();
    // 20 MW too many for the lines: 100 h of a's contract, 140 h of firm load shared by both.
    auto const& rows = world.seen.result.curtailment;
    using Row = CurtailmentRow;
    EXPECT_EQ(sum(rows, 0, CurtailmentTier::demand_response, &Row::hours), 100.0);
    EXPECT_NEAR(sum(rows, 0, CurtailmentTier::demand_response, &Row::mwh), 2000.0, 1e-3);
    EXPECT_NEAR(sum(rows, 0, CurtailmentTier::demand_response, &Row::paid_usd), 500e3, 1.0);
    EXPECT_NEAR(sum(rows, 0, CurtailmentTier::firm, &Row::mwh), 1400.0, 1e-3);
    EXPECT_NEAR(sum(rows, 1, CurtailmentTier::firm, &Row::mwh), 1400.0, 1e-3);
    auto const& result = world.seen.result;
    EXPECT_NEAR(metric(result, "cut_branch_mwh"), 2000.0, 1e-3);
    EXPECT_NEAR(metric(result, "cut_emergency_mwh"), 2800.0, 1e-3);
    EXPECT_EQ(metric(result, "curtailed_ai_campus_h"), 240.0 + 140.0);
    EXPECT_NEAR(metric(result, "curtailed_ai_campus_mwh"), 4800.0, 1e-3);
    EXPECT_NEAR(metric(result, "curtailed_ai_campus_paid_usd"), 500e3, 1.0);
    // Served shares: a 1 - 3400/14400, b 1 - 1400/14400.
    auto const a = 1.0 - 3400.0 / 14400.0;
    auto const b = 1.0 - 1400.0 / 14400.0;
    EXPECT_NEAR(metric(result, "curtailed_ai_campus_served_jain"),
                (a + b) * (a + b) / (2.0 * (a * a + b * b)), 1e-9);
    EXPECT_NEAR(metric(result, "curtailed_ai_campus_cut_gini"), 2000.0 / 4800.0 / 2.0, 1e-9);
    EXPECT_NEAR(metric(result, "curtailed_ai_campus_envy"), b - a, 1e-9);
    EXPECT_EQ(metric(result, "curtailment_caps_reached"), 1.0);
    // a is cut for 240 h, by 20 MW and then by 10; b for the last 140 h, by 10 MW.
    EXPECT_EQ(metric(result, "curtailed_ai_campus_events"), 2.0);
    EXPECT_EQ(metric(result, "curtailed_ai_campus_mean_h"), 190.0);
    EXPECT_EQ(metric(result, "curtailed_ai_campus_longest_h"), 240.0);
    EXPECT_NEAR(metric(result, "curtailed_ai_campus_mean_mw"), 4800.0 / 380.0, 1e-6);
    EXPECT_NEAR(metric(result, "curtailed_ai_campus_deepest_mw"), 20.0, 1e-6);
    EXPECT_EQ(metric(result, "curtailed_all_h"), 380.0);
    // Only a has the contract: its firm MW count too.
    EXPECT_EQ(metric(result, "curtailed_contract_1_h"), 240.0);
    EXPECT_NEAR(metric(result, "curtailed_contract_1_mwh"), 3400.0, 1e-3);
    EXPECT_NEAR(metric(result, "curtailed_contract_1_paid_usd"), 500e3, 1.0);
    EXPECT_EQ(metric(result, "curtailed_contract_1_envy"), 0.0);
    // Bids of 1,000 and 700 USD/MWh.
    EXPECT_NEAR(metric(result, "curtailed_all_cost_usd"), 3400.0 * 1000.0 + 1400.0 * 700.0, 5.0);
}

TEST(Curtailment, tells_when_an_emergency_stage_begins_and_ends) {
    Case world;
    for (auto& site : world.experiment.sites) {
        site.mw = 40.0;
        site.interruptible_share = 1.0;
    }
    // 1,000 MW of plant and 180 MW of load: 30 MW must go.
    world.experiment.curtailment.emergency_stages = {
        {{}, "EEA1", 850.0, 0.0, CurtailmentTier::non_firm}};
    world.run();
    EXPECT_EQ(metric(world.seen.result, "emergency_stage_1_h"), 240.0);
    auto const& events = world.seen.events;
    auto const declared = std::ranges::find(events, EventKind::emergency_declared, &EventRow::kind);
    ASSERT_NE(declared, events.end());
    EXPECT_EQ(declared->time, world.experiment.start);
    EXPECT_EQ(declared->entity, 0);
    EXPECT_NEAR(declared->mw, 820.0, 1e-6);
    EXPECT_EQ(std::ranges::count(events, EventKind::emergency_declared, &EventRow::kind), 1);
    for (auto const& interval : world.seen.intervals) {
        ASSERT_NEAR(interval.system.reserve_mw, 850.0, 1e-6);
        ASSERT_NEAR(interval.cut[static_cast<std::size_t>(CutCause::emergency)][0], 15.0, 1e-6);
    }
}

}  // namespace
}  // namespace gridrush
