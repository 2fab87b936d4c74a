#include <gtest/gtest.h>

#include "tests/policies/migration_case.hpp"

namespace gridrush {
namespace {

using testing::MigrationCase;
using Told = std::vector<std::string>;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// Three sites, of which the first is to lose all power for the hours of the forecast.
MigrationCase outage(std::size_t tenants) {
    MigrationCase made{3, tenants};
    made.forecast_cut[0] = 1.0;
    return made;
}

TEST(Stay, never_moves) {
    EXPECT_EQ(outage(3).by("stay"), Told{});
}

TEST(Places, know_how_long_a_transfer_takes_and_that_transfers_share_their_ways) {
    auto const given = outage(3);
    auto const view = given.view();
    Places places{view};
    // 782 GB at 100 Gb/s: 62.56 s.
    EXPECT_NEAR(3600.0 * places.transfer_h(0, 0, 1), 62.56, 1e-9);
    static_cast<void>(places.move(0, 1));
    EXPECT_NEAR(3600.0 * places.transfer_h(1, 0, 2), 2.0 * 62.56, 1e-9);
    static_cast<void>(places.move(1, 2));
    EXPECT_NEAR(3600.0 * places.transfer_h(2, 0, 1), 3.0 * 62.56, 1e-9);
    EXPECT_NEAR(3600.0 * places.transfer_h(2, 2, 1), 2.0 * 62.56, 1e-9);
    EXPECT_EQ(places.room_mw(1), 90.0);
}

TEST(Places, are_as_slow_as_the_slower_way) {
    auto given = outage(1);
    given.wan_gbps = {100.0, 10.0, 0.0};
    auto const view = given.view();
    Places const places{view};
    EXPECT_NEAR(3600.0 * places.transfer_h(0, 0, 1), 625.6, 1e-9);
    EXPECT_EQ(places.transfer_h(0, 0, 2), std::numeric_limits<double>::infinity());
}

/// 62.56 s + 11 min + 15 min at 2000 USD/h, and the fee.
TEST(Places, know_what_a_move_costs) {
    auto const given = outage(1);
    auto const view = given.view();
    EXPECT_NEAR(Places{view}.cost_usd(0, 0, 1),
                1000.0 + 2000.0 * (62.56 / 3600.0 + 11.0 / 60.0 + 0.25), 1e-9);
}

TEST(Pause, pauses_what_lacks_power_and_resumes_what_has_it_again) {
    MigrationCase given{2, 4};
    given.granted = {0.4, 1.0};
    given.at[1] = SiteId{1};
    given.kind[2] = TenantKind::inference;
    given.paused = {0, 1, 0, 1};
    EXPECT_EQ(given.by("pause"), (Told{"pause 0", "resume 1"}));
    given.forecast_cut[1] = 0.2;  // neither low enough to go on nor high enough to stop
    EXPECT_EQ(given.by("pause"), (Told{"pause 0"}));
    EXPECT_EQ(given.by("pause", {{"resume_share", 0.2}}), (Told{"pause 0", "resume 1"}));
    EXPECT_EQ(given.by("pause", {{"cut_share", 0.6}}), Told{});
}

TEST(FollowPower, goes_to_the_site_that_lacks_least) {
    auto given = outage(1);
    given.granted = {1.0, 0.9, 0.95};
    EXPECT_EQ(given.by("follow_power"), (Told{"move 0 to 2"}));
    given.free_it_mw[2] = 5.0;
    EXPECT_EQ(given.by("follow_power"), (Told{"move 0 to 1"}));
}

TEST(FollowPower, stays_where_it_lacks_no_more_than_it_tolerates_or_gains_little) {
    auto given = outage(1);
    given.forecast_cut[0] = 0.25;
    EXPECT_EQ(given.by("follow_power"), Told{});
    given.forecast_cut = {0.4, 0.2, 0.2};
    EXPECT_EQ(given.by("follow_power"), Told{});
    EXPECT_EQ(given.by("follow_power", {{"gain_share", 0.1}}), (Told{"move 0 to 1"}));
}

TEST(FollowPower, stays_where_the_way_takes_longer_than_the_forecast) {
    auto given = outage(1);
    given.wan_gbps[0] = 0.05;  // 782 GB take 34.8 h
    EXPECT_EQ(given.by("follow_power"), Told{});
    given.forecast_h = 36.0;
    EXPECT_EQ(given.by("follow_power"), (Told{"move 0 to 1"}));
}

/// 10 MW for 720 h at 1 USD/MWh less save 7200 USD; a move costs 1901.
TEST(CheapestSite, goes_where_the_saving_pays_for_the_move) {
    MigrationCase given{3, 1};
    given.month_price = {50.0, 49.0, 48.0};
    EXPECT_EQ(given.by("cheapest_site"), (Told{"move 0 to 2"}));
    EXPECT_EQ(given.by("cheapest_site", {{"payback_h", 90.0}}), Told{});  // 1800 USD
    EXPECT_EQ(given.by("cheapest_site", {{"payback_h", 96.0}}), (Told{"move 0 to 2"}));
    given.free_it_mw[2] = 9.9;
    EXPECT_EQ(given.by("cheapest_site"), (Told{"move 0 to 1"}));
}

TEST(CheapestSite, knows_nothing_before_a_month_is_over) {
    MigrationCase given{2, 1};
    given.month_price = {50.0, unknown};
    EXPECT_EQ(given.by("cheapest_site"), Told{});
    given.month_price = {unknown, 20.0};
    EXPECT_EQ(given.by("cheapest_site"), Told{});
}

/// 10 MW for 24 h at 0.3 t/MWh less are 72 t: 13,680 USD at 190 USD/t, 1440 at 20.
TEST(CleanestSite, goes_where_the_co2_saved_is_worth_the_move) {
    MigrationCase given{3, 1};
    given.co2 = {0.4, 0.1, 0.8};
    EXPECT_EQ(given.by("cleanest_site"), (Told{"move 0 to 1"}));
    EXPECT_EQ(given.by("cleanest_site", {{"usd_per_t", 20.0}}), Told{});
}

/// Here nothing, there 24 h - 62.56 s - 11 min - 15 min of unsaved work: 23.549 h at 2000 USD/h
/// less 1000 USD, against a margin of 2400 USD.
TEST(CheckpointAndMove, moves_when_the_outage_is_long) {
    EXPECT_EQ(outage(1).by("checkpoint_and_move"), (Told{"move 0 to 1"}));
}

/// Half an hour lost here, 0.451 h by moving: 98 USD saved, for a fee of 1000.
TEST(CheckpointAndMove, waits_when_the_outage_is_short) {
    auto given = outage(1);
    given.flexible[0] = 0.0;
    given.forecast_cut[0] = 0.5 / 24.0;
    EXPECT_EQ(given.by("checkpoint_and_move"), Told{});
    given.move_usd[0] = 0.0;
    EXPECT_EQ(given.by("checkpoint_and_move"), Told{});  // the margin
    EXPECT_EQ(given.by("checkpoint_and_move", {{"margin_share", 0.0}}), (Told{"move 0 to 1"}));
}

/// At 0.1 Gb/s the transfer takes 17.38 h: of 24 h 6.19 are left, of 12 h nothing.
TEST(CheckpointAndMove, waits_when_the_way_is_slow) {
    auto given = outage(1);
    given.wan_gbps.assign(3, 0.1);
    EXPECT_EQ(given.by("checkpoint_and_move"), (Told{"move 0 to 1"}));
    given.forecast_h = 12.0;
    EXPECT_EQ(given.by("checkpoint_and_move"), Told{});
    given.wan_gbps.assign(3, 0.0);
    EXPECT_EQ(given.by("checkpoint_and_move"), Told{});
}

TEST(CheckpointAndMove, goes_where_it_gains_most_and_counts_those_before_it) {
    auto given = outage(3);
    given.forecast_cut[1] = 0.3;
    given.free_it_mw = {0.0, 100.0, 20.0};
    EXPECT_EQ(given.by("checkpoint_and_move"), (Told{"move 0 to 2", "move 1 to 2", "move 2 to 1"}));
}

TEST(CheckpointAndMove, leaves_alone_who_is_on_its_way_and_who_serves_requests) {
    auto given = outage(3);
    given.moving[0] = 1;
    given.kind[1] = TenantKind::inference;
    EXPECT_EQ(given.by("checkpoint_and_move"), (Told{"move 2 to 1"}));
}

TEST(CheckpointAndMove, tolerates_what_a_tenant_tolerates) {
    auto given = outage(1);
    given.forecast_cut[0] = 0.25;
    EXPECT_EQ(given.by("checkpoint_and_move"), Told{});
    given.flexible[0] = 0.1;
    EXPECT_EQ(given.by("checkpoint_and_move"), (Told{"move 0 to 1"}));
}

TEST(SplitInference, serves_elsewhere_what_its_site_lacks) {
    MigrationCase given{3, 2};
    given.kind[0] = TenantKind::inference;
    given.granted = {0.6, 0.9, 1.0};
    EXPECT_EQ(given.by("split_inference"), (Told{"split 0 to 2: 40 %"}));
    EXPECT_EQ(given.by("split_inference", {{"most_share", 0.3}}), (Told{"split 0 to 2: 30 %"}));
    given.free_it_mw[2] = 2.0;  // of 10 MW
    EXPECT_EQ(given.by("split_inference"), (Told{"split 0 to 2: 20 %"}));
    given.free_it_mw[2] = 0.0;
    EXPECT_EQ(given.by("split_inference"), (Told{"split 0 to 1: 40 %"}));
}

TEST(SplitInference, keeps_a_split_while_it_is_right_and_takes_it_back_when_power_is_there_again) {
    MigrationCase given{3, 1};
    given.kind[0] = TenantKind::inference;
    given.granted = {0.6, 1.0, 1.0};
    given.split_to[0] = SiteId{2};
    given.split_share[0] = 0.38;
    given.free_it_mw[2] = 0.0;
    EXPECT_EQ(given.by("split_inference"), Told{});
    given.granted[0] = 0.5;  // no room for more there, nor a better place
    EXPECT_EQ(given.by("split_inference"), Told{});
    given.free_it_mw[2] = 50.0;
    EXPECT_EQ(given.by("split_inference"), (Told{"split 0 to 2: 50 %"}));
    given.granted[0] = 0.8;  // tolerated
    EXPECT_EQ(given.by("split_inference"), (Told{"split 0 to 2: 0 %"}));
}

/// A MWh wanted costs 50 here and 40 there; a year of 87,660 MWh saves 876,600 USD.
TEST(LeaseMover, looks_around_when_the_lease_ends_and_takes_what_costs_less) {
    MigrationCase given{3, 1};
    given.month_price = {50.0, 40.0, 46.0};
    EXPECT_EQ(given.by("lease_mover"), Told{});  // the lease goes on for five years
    given.lease_ends_at[0] = make_time(2030, 3, 1);
    EXPECT_EQ(given.by("lease_mover"), (Told{"move 0 to 1"}));
    given.free_it_mw[1] = 0.0;
    EXPECT_EQ(given.by("lease_mover"), Told{});  // 8 % less is not enough
    EXPECT_EQ(given.by("lease_mover", {{"better_share", 0.05}}), (Told{"move 0 to 2"}));
    EXPECT_EQ(given.by("lease_mover", {{"better_share", 0.05}, {"notice_days", 30.0}}), Told{});
}

/// 5 % not delivered at 200 USD/MWh of worth are 10 USD/MWh: 60 here, 50 there.
TEST(LeaseMover, leaves_a_site_that_does_not_deliver) {
    MigrationCase given{2, 1};
    given.month_granted = {0.95, 1.0};
    EXPECT_EQ(given.by("lease_mover"), (Told{"move 0 to 1"}));
    given.month_granted[0] = 0.985;
    EXPECT_EQ(given.by("lease_mover"), Told{});
    given.month_granted = {0.95, 0.96};  // 60 and 58
    EXPECT_EQ(given.by("lease_mover"), Told{});
    given.month_granted = {0.95, 1.0};
    given.move_usd[0] = 1e6;
    EXPECT_EQ(given.by("lease_mover"), Told{});
}

}  // namespace
}  // namespace gridrush
