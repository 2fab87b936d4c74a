#include <algorithm>
#include <array>
#include <map>
#include <numeric>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "topology/random.hpp"
#include "tests/sim/operations/curtailed_world.hpp"

namespace gridrush {
namespace {

using testing::CurtailedWorld;
using Tier = CurtailmentTier;

constexpr double close_mw = 1e-6;

/// Sites with contracts of all kinds, at random, and load at random above generation.
void make_random(CurtailedWorld& world, std::uint32_t seed) {
    Rng rng{seed, Purpose::test, 77};
    static constexpr std::array tiers{Tier::non_firm, Tier::demand_response,
                                      Tier::backup_generation, Tier::remote_disconnect};
    for (int row = 0; row < 6; ++row) {
        auto& contract = world.contract(fmt::format("c{}", row),
                                        tiers[static_cast<std::size_t>(rng.uniform() * 4.0)]);
        contract.share = rng.uniform(0.3, 1.0);
        contract.firm_level_mw = rng.uniform(0.0, 20.0);
        contract.usd_per_mwh = rng.uniform(0.0, 2000.0);
        contract.hours_per_year = rng.uniform() < 0.5 ? 12.0 : 1e9;
        contract.events_per_year = rng.uniform() < 0.3 ? 4.0 : 1e9;
        contract.ramp_mw_per_min = rng.uniform() < 0.3 ? 0.6 : 1e9;
        contract.least_down_minutes = rng.uniform() < 0.3 ? 120.0 : 0.0;
        contract.notice_minutes = rng.uniform() < 0.3 ? 60.0 : 0.0;
        contract.backup.share = rng.uniform() < 0.3 || contract.tier == Tier::backup_generation
                                    ? rng.uniform(0.2, 1.0)
                                    : 0.0;
        contract.backup.fuel_hours = 5.0;
    }
    for (int row = 0; row < 10; ++row) {
        auto& site = world.site(
            fmt::format("s{}", row), rng.uniform(10.0, 90.0),
            rng.uniform() < 0.8 ? fmt::format("c{}", static_cast<int>(rng.uniform() * 6.0)) : "");
        site.interruptible_share = rng.uniform() < 0.5 ? 0.2 : 0.0;
        site.interruption_usd_per_mwh = rng.uniform(50.0, 4000.0);
    }
    std::vector<double> short_mw;
    for (int hour = 0; hour < 150; ++hour) {
        short_mw.push_back(rng.uniform(-150.0, 350.0));
    }
    world.start(short_mw);
}

/// Two cuts of a switched site: the dispatch would take no block of less than nothing.
TEST(CurtailmentRung, has_no_room_where_cuts_sum_to_all_of_it_but_for_rounding) {
    Rung const rung{.most_mw = 511.68, .cut_mw = 511.68000000000006};
    ASSERT_LT(rung.most_mw, rung.cut_mw);
    EXPECT_EQ(rung.room_mw(), 0.0);
}

class CurtailmentLadder : public ::testing::TestWithParam<std::uint32_t> {};

/// Where the grid asks for a cut, no rung is cut while one below it still has room. What contracts
/// keep cut is not asked for.
TEST_P(CurtailmentLadder, is_climbed_rung_by_rung) {
    CurtailedWorld world;
    if (GetParam() % 2 == 1) {
        world.policy.offer = [](double bid) { return bid; };
    }
    make_random(world, GetParam());
    int climbed = 0;
    for (int hour = 0; hour < 150; ++hour) {
        world.step();
        std::array<double, curtailment_tier_count> room{}, asked{};
        for (auto const& rung : world.operations->curtailment().rungs()) {
            ASSERT_LE(rung.cut_mw, rung.most_mw + close_mw);
            room[static_cast<std::size_t>(rung.tier)] += rung.room_mw();
            asked[static_cast<std::size_t>(rung.tier)] += rung.cut_mw - rung.held_mw;
        }
        for (std::size_t upper = 1; upper < curtailment_tier_count; ++upper) {
            for (std::size_t lower = 0; lower < upper && asked[upper] > close_mw; ++lower) {
                // A switch takes whole sites, which leaves room below afterwards.
                auto const whole = static_cast<Tier>(upper) >= Tier::remote_disconnect &&
                                   asked[static_cast<std::size_t>(Tier::remote_disconnect)] > 0.0;
                ASSERT_TRUE(whole || room[lower] < close_mw)
                    << hour << ": rung " << upper << " before " << lower;
                climbed += whole ? 0 : 1;
            }
        }
    }
    EXPECT_GT(climbed, 10);
}

/// Every MWh that a site did not get stands in the ledger, with what it was paid; no contract is
/// cut for longer than it says.
TEST_P(CurtailmentLadder, ledgers_add_up_to_the_series_and_keep_the_caps) {
    CurtailedWorld world;
    make_random(world, GetParam());
    std::map<std::pair<std::size_t, std::size_t>, double> series;
    for (int hour = 0; hour < 150; ++hour) {
        world.step();
        for (std::size_t site = 0; site < world.world->sites.size(); ++site) {
            double cut = 0.0;
            for (std::size_t cause = 0; cause < cut_cause_count; ++cause) {
                auto const mw = world.world->sites.cut_mw[cause][site];
                series[{site, cause}] += mw;
                cut += mw;
            }
            ASSERT_NEAR(cut, world.cut_mw(site), close_mw);
            ASSERT_LE(world.world->sites.backup_mw[site], cut + close_mw);
        }
    }
    std::map<std::pair<std::size_t, std::size_t>, double> booked;
    for (auto const& row : world.operations->curtailment().ledger().rows()) {
        booked[{static_cast<std::size_t>(row.site), static_cast<std::size_t>(row.cause)}] +=
            row.mwh;
        ASSERT_LE(row.longest_h, row.hours);
        ASSERT_LE(row.mwh, row.deepest_mw * row.hours + 1e-3);
        if (row.contract < 0) {
            ASSERT_EQ(row.paid_usd, 0.0);
            continue;
        }
        auto const& spec =
            world.experiment.curtailment_contracts[static_cast<std::size_t>(row.contract)];
        ASSERT_NEAR(row.paid_usd, row.mwh * spec.usd_per_mwh, 1e-3);
    }
    double cut_mwh = 0.0;
    for (auto const& [key, mwh] : series) {
        ASSERT_NEAR(booked[key], mwh, 1e-3);
        cut_mwh += mwh;
    }
    EXPECT_GT(cut_mwh, 1000.0);
    for (std::size_t site = 0; site < world.world->sites.size(); ++site) {
        auto const contract = world.world->sites.contract[site];
        if (contract >= 0) {
            auto const& spec =
                world.experiment.curtailment_contracts[static_cast<std::size_t>(contract)];
            auto const& use = world.operations->curtailment().ledger().use(site, spec.tier);
            ASSERT_LE(use.year_hours, spec.hours_per_year);
            ASSERT_LE(use.year_events, spec.events_per_year);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, CurtailmentLadder, ::testing::Range(1u, 13u));

TEST(EmergencyStages, cut_load_to_keep_a_reserve_although_the_dispatch_balances) {
    CurtailedWorld world;
    world.experiment.curtailment.emergency_stages = {{{}, "one", 60.0, 0.0, Tier::non_firm},
                                                     {{}, "two", 30.0, 0.0, Tier::demand_response}};
    world.contract("dr", Tier::demand_response).usd_per_mwh = 800.0;
    world.site("a", 20.0).interruptible_share = 1.0;
    world.site("b", 100.0, "dr");
    // Reserves of 100, 45 and 5 MW.
    world.start({-100.0, -45.0, -5.0, -100.0});
    auto const& curtailment = world.operations->curtailment();
    EXPECT_EQ(world.step().system.emergency_stage, 0.0);
    EXPECT_EQ(world.cut_mw(0), 0.0);
    EXPECT_EQ(world.step().system.emergency_stage, 1.0);
    EXPECT_NEAR(world.cut_mw(0, CutCause::emergency), 15.0, close_mw);
    EXPECT_NEAR(curtailment.declared_reserve_mw(), 45.0, close_mw);
    // Stage one takes all 20 MW of its rung: 25 MW, short of 30, so that stage two takes 5.
    auto const& row = world.step();
    EXPECT_EQ(row.system.emergency_stage, 2.0);
    EXPECT_NEAR(row.system.reserve_mw, 30.0, close_mw);
    EXPECT_NEAR(world.cut_mw(0, CutCause::emergency), 20.0, close_mw);
    EXPECT_NEAR(world.cut_mw(1, CutCause::emergency), 5.0, close_mw);
    EXPECT_NEAR(world.sum(1, Tier::demand_response).paid_usd, 4000.0, 1e-3);
    world.step();
    EXPECT_EQ(curtailment.emergency_stage(), 0);
    EXPECT_EQ(curtailment.stage_hours(), (std::vector<double>{2.0, 1.0}));
}

TEST(EmergencyStages, stop_mines_that_bid_before_anybody_else) {
    CurtailedWorld world;
    world.experiment.curtailment.emergency_stages = {{{}, "one", 50.0, 0.0, Tier::non_firm}};
    auto& fleet = world.experiment.fleets.emplace_back();
    fleet.id = "s21";
    fleet.tranches = {{"S21", 1.0, 17.5}};
    auto& mine = world.site("mine", 30.0);
    mine.load_class = LoadClass::mine;
    mine.behaviour = "s21";
    world.site("a", 100.0).interruptible_share = 1.0;
    world.start({-10.0});
    EXPECT_NEAR(world.step().system.reserve_mw, 50.0, close_mw);
    EXPECT_NEAR(world.cut_mw(0, CutCause::emergency), 30.0, close_mw);
    EXPECT_NEAR(world.cut_mw(1, CutCause::emergency), 10.0, close_mw);
    EXPECT_NEAR(world.sum(0, Tier::price_response).mwh, 30.0, close_mw);
}

TEST(FrequencyRelays, shed_the_first_stage_that_covers_what_reserve_does_not) {
    CurtailedWorld world;
    world.experiment.curtailment.under_frequency.stages = {0.05, 0.1, 0.15, 0.2, 0.25};
    world.made.generator(0, 200.0, 10.0);
    world.site("a", 100.0);
    // 1,100 MW of load, 1,200 of generation: 100 MW of reserve, of which 900 + 200 produce.
    world.start({100.0, 100.0, 100.0});
    world.step();
    EXPECT_EQ(world.operations->relays().stage(), 0);
    world.world->generator_out[1] = 1;
    world.operations->set_date(world.now);
    auto const& row = world.step();
    // 200 MW are lost, 100 MW answer, 100 MW are missing: 0.1 of 1,100 MW covers them.
    EXPECT_EQ(world.operations->relays().stage(), 2);
    EXPECT_NEAR(row.system.shed_mw, 100.0, close_mw);
    EXPECT_NEAR(row.bus_shed_mw[0], 100.0, close_mw);
    EXPECT_NEAR(world.cut_mw(0, CutCause::emergency), 10.0, close_mw);
    EXPECT_NEAR(world.sum(0, Tier::under_frequency).mwh, 10.0, close_mw);
    EXPECT_NEAR(row.system.generation_mw, 990.0, close_mw);
    world.step();
    EXPECT_EQ(world.operations->relays().stage(), 0);
}

TEST(StandDown, is_the_loads_own_choice_and_counts_as_price) {
    CurtailedWorld world;
    world.experiment.curtailment.forecast_error_share = 0.0;
    world.site("a", 100.0);
    std::vector<double> peaks;
    world.policy.stand_by = [&](StandDownView const& view) {
        peaks.push_back(view.month_peak_mw);
        EXPECT_EQ(view.forecast_mw.size(), 24u);
        EXPECT_EQ(view.wanted_mw[0], 100.0);
        auto const highest = std::ranges::max(view.forecast_mw);
        return std::vector<double>{view.forecast_mw[0] == highest ? 80.0 : 0.0};
    };
    std::vector<double> short_mw(30, -200.0);
    short_mw[3] = -50.0;
    short_mw[20] = -60.0;
    world.start(short_mw);
    for (int hour = 0; hour < 5; ++hour) {
        world.step();
        EXPECT_NEAR(world.cut_mw(0, CutCause::price), hour == 3 ? 80.0 : 0.0, close_mw) << hour;
    }
    EXPECT_EQ(peaks[0], 0.0);
    EXPECT_NEAR(peaks[1], 800.0, close_mw);
    EXPECT_NEAR(peaks[4], 870.0, close_mw);
    EXPECT_NEAR(world.sum(0, Tier::price_response).mwh, 80.0, close_mw);
}

TEST(LoadForecast, has_one_error_a_day_and_the_same_for_the_same_seed) {
    auto const forecast = [](std::uint64_t seed, double error) {
        CurtailedWorld world;
        world.experiment.seed = seed;
        world.experiment.curtailment.forecast_error_share = error;
        world.site("a", 100.0);
        std::vector<double> seen;
        world.policy.stand_by = [&](StandDownView const& view) {
            seen.assign(view.forecast_mw.begin(), view.forecast_mw.end());
            return std::vector<double>{0.0};
        };
        world.start(std::vector<double>(100, -200.0));
        for (int hour = 0; hour < 7; ++hour) {
            world.step();
        }
        return seen;
    };
    auto const exact = forecast(1, 0.0);
    EXPECT_NEAR(exact[0], 800.0, close_mw);
    EXPECT_NEAR(exact[23], 800.0, close_mw);
    auto const wrong = forecast(1, 0.05);
    EXPECT_NE(wrong[0], exact[0]);
    EXPECT_EQ(wrong[0], wrong[17]);   // the last hour of the day
    EXPECT_NE(wrong[17], wrong[18]);  // the first of the next
    EXPECT_EQ(wrong, forecast(1, 0.05));
    EXPECT_NE(wrong, forecast(2, 0.05));
}

TEST(LadderPrices, prices_that_do_not_rise_are_a_mistake) {
    CurtailmentSpec spec;
    EXPECT_TRUE(find_ladder_mistakes(spec, 9000.0).empty());
    spec.backup_usd_per_mwh = 1000.0;
    auto const issues = find_ladder_mistakes(spec, 9000.0);
    ASSERT_EQ(issues.size(), 1u);
    EXPECT_EQ(issues[0].path, "curtailment.demand_response_usd_per_mwh");
    EXPECT_EQ(find_ladder_mistakes({}, 4000.0).size(), 1u);
}

}  // namespace
}  // namespace gridrush
