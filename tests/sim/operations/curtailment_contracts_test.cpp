#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "policies/curtailment/split.hpp"
#include "sim/operations/curtail_metrics.hpp"
#include "tests/sim/operations/curtailed_world.hpp"

namespace gridrush {
namespace {

using testing::CurtailedWorld;
using Tier = CurtailmentTier;

constexpr double close_mw = 1e-6;

// E = (300, 200, 100), 150 MW short, shared by contracts.
TEST(CurtailmentContracts, pro_rata_splits_150_mw_as_by_hand) {
    CurtailedWorld world;
    for (auto const mw : {300.0, 200.0, 100.0}) {
        world.site(fmt::format("s{:g}", mw), mw).interruptible_share = 1.0;
    }
    world.start({150.0});
    world.step();
    EXPECT_NEAR(world.cut_mw(0), 75.0, close_mw);
    EXPECT_NEAR(world.cut_mw(1), 50.0, close_mw);
    EXPECT_NEAR(world.cut_mw(2), 25.0, close_mw);
    EXPECT_NEAR(world.cut_mw(2, CutCause::supply), 25.0, close_mw);
}

TEST(CurtailmentContracts, a_capped_contract_is_cut_no_further_and_someone_else_is) {
    CurtailedWorld world;
    world.contract("two_hours", Tier::demand_response).hours_per_year = 2.0;
    world.contract("any", Tier::demand_response).usd_per_mwh = 700.0;
    world.site("a", 100.0, "two_hours");
    world.site("b", 100.0, "any");
    world.start({60.0, 60.0, 60.0, 60.0});
    for (int hour = 0; hour < 4; ++hour) {
        world.step();
        EXPECT_NEAR(world.cut_mw(0), hour < 2 ? 30.0 : 0.0, close_mw) << hour;
        EXPECT_NEAR(world.cut_mw(1), hour < 2 ? 30.0 : 60.0, close_mw) << hour;
    }
    auto const a = world.sum(0, Tier::demand_response);
    EXPECT_EQ(a.hours, 2.0);
    EXPECT_EQ(a.events, 1);
    EXPECT_EQ(a.contract, 0);
    EXPECT_EQ(a.capped_at, world.experiment.start + std::chrono::hours{2});
    auto const b = world.sum(1, Tier::demand_response);
    EXPECT_NEAR(b.mwh, 180.0, close_mw);
    EXPECT_NEAR(b.paid_usd, 180.0 * 700.0, 1e-3);
    EXPECT_EQ(b.capped_at, TimePoint::min());
    EXPECT_EQ(world.operations->curtailment().ledger().caps_reached(), 1);
}

TEST(CurtailmentContracts, hours_count_anew_in_a_new_year) {
    CurtailedWorld world;
    world.experiment.start = make_time(2025, 12, 31, 22);
    world.contract("one_hour", Tier::demand_response).hours_per_year = 1.0;
    world.site("a", 100.0, "one_hour");
    world.site("b", 100.0);
    world.start({60.0, 60.0, 60.0, 60.0});
    std::vector<double> cut;
    for (int hour = 0; hour < 4; ++hour) {
        world.step();
        cut.push_back(world.cut_mw(0, Tier::demand_response));
    }
    EXPECT_NEAR(cut[0], 60.0, close_mw);
    EXPECT_EQ(cut[1], 0.0);
    EXPECT_NEAR(cut[2], 60.0, close_mw);
    EXPECT_EQ(cut[3], 0.0);
    auto const rows = world.operations->curtailment().ledger().rows();
    EXPECT_EQ(rows.front().year, 2025);
    EXPECT_EQ(rows.back().year, 2026);
}

TEST(CurtailmentContracts, events_and_energy_are_capped) {
    CurtailedWorld world;
    world.contract("one_event", Tier::demand_response).events_per_year = 1.0;
    world.contract("energy", Tier::demand_response).energy_share = 50.0 / (100.0 * 8760.0);
    world.site("a", 100.0, "one_event");
    world.site("b", 100.0, "energy");
    world.site("c", 100.0);
    world.start({60.0, 60.0, 0.0, 60.0});
    world.step();
    world.step();
    EXPECT_NEAR(world.cut_mw(1, Tier::demand_response), 20.0, close_mw);  // of its 50 MWh
    EXPECT_NEAR(world.cut_mw(0, Tier::demand_response), 40.0, close_mw);
    world.step();
    world.step();
    EXPECT_EQ(world.cut_mw(0, Tier::demand_response), 0.0);
    EXPECT_EQ(world.cut_mw(1, Tier::demand_response), 0.0);
    EXPECT_NEAR(world.cut_mw(0) + world.cut_mw(1) + world.cut_mw(2), 60.0, close_mw);
    EXPECT_GT(world.cut_mw(2, CutCause::emergency), 10.0);
    EXPECT_EQ(world.sum(0, Tier::demand_response).events, 1);
    EXPECT_NEAR(world.sum(1, Tier::demand_response).mwh, 50.0, close_mw);
}

TEST(CurtailmentContracts, events_count_anew_in_a_new_month) {
    CurtailedWorld world;
    world.experiment.start = make_time(2025, 1, 31, 20);
    world.contract("monthly", Tier::demand_response).events_per_month = 1.0;
    world.site("a", 100.0, "monthly");
    world.start({60.0, 0.0, 60.0, 0.0, 60.0});
    std::vector<double> cut;
    for (int hour = 0; hour < 5; ++hour) {
        world.step();
        cut.push_back(world.cut_mw(0, Tier::demand_response));
    }
    EXPECT_NEAR(cut[0], 60.0, close_mw);
    EXPECT_EQ(cut[2], 0.0);
    EXPECT_NEAR(cut[4], 60.0, close_mw);  // in February
}

TEST(CurtailmentContracts, the_right_of_a_grant_binds_its_non_firm_megawatts) {
    CurtailedWorld world;
    world.site("a", 100.0);
    world.site("b", 100.0).interruptible_share = 1.0;
    world.start({40.0, 40.0});
    auto& sites = world.world->sites;
    sites.firm_mw[0] = 60.0;
    sites.non_firm_mw[0] = 40.0;
    sites.non_firm[0] = {.hours_per_year = 1.0, .compensation_usd_per_mwh = 90.0};
    world.step();
    EXPECT_NEAR(world.cut_mw(0), 20.0, close_mw);
    world.step();
    EXPECT_NEAR(world.cut_mw(0), 0.0, close_mw);
    EXPECT_NEAR(world.cut_mw(1), 40.0, close_mw);
    EXPECT_NEAR(world.sum(0, Tier::non_firm).paid_usd, 20.0 * 90.0, 1e-6);
    EXPECT_EQ(world.sum(0, Tier::non_firm).contract, -1);
}

TEST(CurtailmentContracts, the_policys_caps_bind_beside_the_contracts) {
    CurtailedWorld world;
    world.policy.limits.hours_per_year = 1.0;
    world.site("a", 100.0).interruptible_share = 1.0;
    world.start({30.0, 30.0});
    world.step();
    EXPECT_NEAR(world.cut_mw(0, CutCause::supply), 30.0, close_mw);
    world.step();
    EXPECT_NEAR(world.cut_mw(0, CutCause::supply), 0.0, close_mw);
    EXPECT_NEAR(world.cut_mw(0, Tier::firm), 30.0, close_mw);  // as firm load, in an emergency
}

TEST(CurtailmentContracts, a_cut_must_have_been_announced) {
    CurtailedWorld world;
    world.contract("told", Tier::demand_response).notice_minutes = 90.0;  // two intervals
    world.site("a", 100.0, "told");
    world.site("b", 100.0);
    world.made.generator(0, 60.0, 10.0);
    world.start(std::vector<double>(8, 50.0));
    for (int hour = 0; hour < 5; ++hour) {
        if (hour == 2) {  // the unit fails, which nobody foresaw
            world.world->generator_out[1] = 1;
            world.operations->set_date(world.now);
        }
        world.step();
        EXPECT_NEAR(world.cut_mw(0, Tier::demand_response), hour < 4 ? 0.0 : 50.0, close_mw)
            << hour;
        EXPECT_NEAR(world.cut_mw(1, Tier::firm), hour == 2 || hour == 3 ? 25.0 : 0.0, close_mw)
            << hour;
    }
}

TEST(CurtailmentContracts, what_the_forecast_shows_is_announced) {
    CurtailedWorld world;
    world.contract("told", Tier::demand_response).notice_minutes = 60.0;
    world.site("a", 100.0, "told");
    world.site("b", 100.0);
    world.start({60.0, 60.0, 60.0, 0.0, 60.0});
    world.step();
    EXPECT_EQ(world.cut_mw(0, Tier::demand_response), 0.0);  // nobody could tell before the start
    EXPECT_NEAR(world.cut_mw(1, Tier::firm), 30.0, close_mw);
    world.step();
    EXPECT_NEAR(world.cut_mw(0, Tier::demand_response), 60.0, close_mw);
    EXPECT_NEAR(world.cut_mw(1), 0.0, close_mw);
}

TEST(CurtailmentContracts, a_ramp_limits_how_fast_a_cut_grows_and_falls) {
    CurtailedWorld world;
    world.contract("slow", Tier::demand_response).ramp_mw_per_min = 0.5;  // 30 MW an hour
    world.site("a", 100.0, "slow");
    world.site("b", 100.0).interruptible_share = 0.0;
    world.start({80.0, 80.0, 80.0, 0.0, 0.0, 0.0});
    std::vector<double> cut, surplus;
    for (int hour = 0; hour < 6; ++hour) {
        world.step();
        cut.push_back(world.cut_mw(0, Tier::demand_response));
        surplus.push_back(world.cut_mw(0, CutCause::contract));
    }
    std::vector<double> const expected{30.0, 60.0, 80.0, 50.0, 20.0, 0.0};
    std::vector<double> const kept{0.0, 0.0, 0.0, 50.0, 20.0, 0.0};
    for (std::size_t hour = 0; hour < 6; ++hour) {
        EXPECT_NEAR(cut[hour], expected[hour], close_mw) << hour;
        EXPECT_NEAR(surplus[hour], kept[hour], close_mw) << hour;
    }
}

TEST(CurtailmentContracts, once_cut_it_stays_cut_and_the_surplus_is_recorded) {
    CurtailedWorld world;
    world.contract("batch", Tier::demand_response).least_down_minutes = 180.0;
    world.site("a", 100.0, "batch");
    world.start({40.0, 0.0, 0.0, 0.0});
    for (int hour = 0; hour < 4; ++hour) {
        world.step();
        EXPECT_NEAR(world.cut_mw(0), hour < 3 ? 40.0 : 0.0, close_mw) << hour;
        EXPECT_NEAR(world.cut_mw(0, CutCause::contract), hour == 1 || hour == 2 ? 40.0 : 0.0,
                    close_mw)
            << hour;
    }
    EXPECT_EQ(world.sum(0, Tier::demand_response).hours, 3.0);
    EXPECT_EQ(world.operations->curtailment().ledger().site_hours()[0], 3.0);
}

TEST(CurtailmentContracts, generators_carry_what_is_cut_until_their_fuel_is_gone) {
    CurtailedWorld world;
    auto& contract = world.contract("diesel", Tier::backup_generation);
    contract.backup = {.share = 0.5,
                       .usd_per_mwh = 300.0,
                       .fuel_hours = 2.0,
                       .refuel_hours = 4.0,
                       .start_minutes = 15.0};
    world.site("a", 100.0, "diesel");
    world.start(std::vector<double>(6, 50.0));
    std::vector<double> backup;
    for (int hour = 0; hour < 6; ++hour) {
        world.step();
        EXPECT_NEAR(world.cut_mw(0), 50.0, close_mw);
        backup.push_back(world.world->sites.backup_mw[0]);
    }
    // 45 min of the first hour, then what is left of two hours at 50 MW; refuelled after 4 h.
    std::vector<double> const expected{37.5, 50.0, 12.5, 0.0, 50.0, 50.0};
    for (std::size_t hour = 0; hour < 6; ++hour) {
        EXPECT_NEAR(backup[hour], hour == 4 ? 37.5 : expected[hour], close_mw) << hour;
    }
    EXPECT_NEAR(world.operations->curtailment().backup().cost_usd(),
                300.0 * std::accumulate(backup.begin(), backup.end(), 0.0), 1e-3);
}

TEST(CurtailmentContracts, permits_limit_the_hours_of_generators) {
    CurtailedWorld world;
    auto& contract = world.contract("diesel", Tier::backup_generation);
    contract.backup = {.share = 1.0, .permit_hours_per_year = 1.0};
    world.site("a", 100.0, "diesel");
    world.site("b", 100.0);
    world.start({50.0, 50.0});
    world.step();
    EXPECT_NEAR(world.world->sites.backup_mw[0], 50.0, close_mw);
    EXPECT_NEAR(world.cut_mw(1), 0.0, close_mw);
    world.step();
    EXPECT_EQ(world.world->sites.backup_mw[0], 0.0);
    EXPECT_NEAR(world.cut_mw(1), 25.0, close_mw);
}

TEST(CurtailmentContracts, a_disconnected_site_goes_off_whole) {
    CurtailedWorld world;
    world.contract("switch", Tier::remote_disconnect);
    world.site("a", 100.0, "switch");
    world.site("b", 80.0, "switch");
    world.site("c", 100.0);
    world.start({30.0, 130.0});
    world.step();
    EXPECT_NEAR(world.cut_mw(0), 100.0, close_mw);
    EXPECT_NEAR(world.cut_mw(0, CutCause::emergency), 30.0, close_mw);
    EXPECT_NEAR(world.cut_mw(0, CutCause::contract), 70.0, close_mw);
    EXPECT_EQ(world.cut_mw(1) + world.cut_mw(2), 0.0);
    world.step();
    EXPECT_NEAR(world.cut_mw(0) + world.cut_mw(1), 180.0, close_mw);
    EXPECT_NEAR(world.cut_mw(2), 0.0, close_mw);
}

TEST(CurtailmentContracts, a_regime_that_asks_for_a_switch_may_use_it) {
    CurtailedWorld world;
    world.site("a", 100.0);
    for (auto const mw : {70.0, 80.0}) {
        auto& request = world.experiment.requests.emplace_back();
        request.id = fmt::format("r{:g}", mw);
        request.load_class = LoadClass::ai_campus;
        request.substation = "S";
        request.mw = mw;
        request.behaviour = "flat";
    }
    world.start({130.0});
    ConnectionRules rules;
    rules.gates.emplace_back().remote_disconnect = true;
    rules.gates.back().from_mw = 75.0;
    rules.gates.back().below_mw = 1e9;
    find_remote_switches(*world.world, world.experiment, rules);
    auto& sites = world.world->sites;
    for (std::size_t site = 1; site < 3; ++site) {
        sites.firm_mw[site] = world.experiment.requests[site - 1].mw;
        sites.energised[site] = 1.0;
    }
    // 150 MW more than the sites of the start: 280 MW short.
    world.step();
    EXPECT_NEAR(world.cut_mw(2, Tier::remote_disconnect), 80.0, close_mw);
    EXPECT_EQ(world.cut_mw(1, Tier::remote_disconnect), 0.0);
    EXPECT_NEAR(world.cut_mw(0, Tier::firm) + world.cut_mw(1, Tier::firm), 170.0, close_mw);
}

TEST(CurtailmentContracts, standing_ready_is_paid_whether_cut_or_not) {
    CurtailedWorld world;
    auto& contract = world.contract("ready", Tier::demand_response);
    contract.usd_per_kw_year = 36.0;
    contract.firm_level_mw = 40.0;
    world.site("a", 100.0, "ready");
    world.start({});
    for (int hour = 0; hour < 10; ++hour) {
        world.step();
    }
    // 60 MW at 36 USD/kW for 10 of 8,760 h.
    EXPECT_NEAR(world.sum(0, Tier::demand_response).stand_by_usd, 60e3 * 36.0 * 10.0 / 8760.0,
                1e-6);
    EXPECT_EQ(world.sum(0, Tier::demand_response).mwh, 0.0);
}

TEST(CurtailmentContracts, bids_or_the_clearing_bid_can_be_paid) {
    for (auto const pays : {CutPayment::as_bid, CutPayment::clearing}) {
        CurtailedWorld world;
        world.policy.pays = pays;
        world.policy.offer = [](double bid) { return bid; };
        for (auto const bid : {400.0, 60.0}) {
            auto& site = world.site(fmt::format("s{:g}", bid), 100.0);
            site.interruptible_share = 1.0;
            site.interruption_usd_per_mwh = bid;
        }
        world.start({150.0});
        world.step();
        EXPECT_NEAR(world.sum(0, Tier::non_firm).paid_usd, 50.0 * 400.0, 1e-3);
        EXPECT_NEAR(world.sum(1, Tier::non_firm).paid_usd,
                    100.0 * (pays == CutPayment::as_bid ? 60.0 : 400.0), 1e-3);
    }
}

TEST(CurtailmentContracts, a_policy_sees_what_its_contracts_have_left) {
    CurtailedWorld world;
    auto& contract = world.contract("ten_hours", Tier::demand_response);
    contract.hours_per_year = 10.0;
    contract.usd_per_mwh = 55.0;
    world.site("a", 100.0, "ten_hours");
    world.start({30.0, 30.0});
    world.step();
    bool asked = false;
    world.policy.split = [&](CurtailmentView const& view) {
        asked = true;
        EXPECT_EQ(view.tier, Tier::demand_response);
        EXPECT_EQ(view.contract_class[0], 0);
        EXPECT_EQ(view.paid_usd_per_mwh[0], 55.0);
        EXPECT_EQ(view.cut_hours[0], 1.0);
        EXPECT_NEAR(view.cut_mwh[0], 30.0, close_mw);
        EXPECT_EQ(view.hours_left[0], 9.0);
        EXPECT_EQ(view.last_cut_at[0], world.experiment.start);
        EXPECT_EQ(view.relief[0], 1.0);
        return split_in_proportion(view, view.contracted_mw);
    };
    world.step();
    EXPECT_TRUE(asked);
}

}  // namespace
}  // namespace gridrush
