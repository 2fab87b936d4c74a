#include "sim/interconnection/planning_study.hpp"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "topology/random.hpp"
#include "sim/interconnection/planning_snapshots.hpp"
#include "sim/operations/hosting.hpp"
#include "tests/sim/interconnection/study_grids.hpp"

namespace gridrush {
namespace {

TEST(PlanningStudy, hand_solved_ring_intact) {
    // Cheap 500 MW at A, 500 MW at B, native 100 MW at C, three equal lines of 100 MW: C can have
    // 100 + 100 MW through AC and BC, of which 100 are taken. Banks: 2 x 100 MVA, one spare: 100.
    StudyCase made{study_ring(), Security::none};
    auto const answer = made.solve({made.at("S1", {150.0})}, Fit::in_order, false);
    ASSERT_EQ(answer.status, SolveStatus::optimal);
    EXPECT_NEAR(answer.firm_mw[0], 100.0, 1e-6);
    EXPECT_NEAR(answer.unaided_mw[0], 100.0, 1e-6);
    EXPECT_NEAR(answer.connectable_mw[0], 150.0, 1e-6);  // banks carry 200
    EXPECT_TRUE(answer.upgrades.empty());
}

TEST(PlanningStudy, hand_solved_ring_after_an_outage) {
    // After the loss of AC all of C's load comes over BC, with an emergency rating of 120 MW, of
    // which 100 are taken.
    StudyCase made{study_ring(), Security::n_1};
    auto const answer = made.solve({made.at("S1", {150.0})}, Fit::in_order, false);
    ASSERT_EQ(answer.status, SolveStatus::optimal);
    EXPECT_NEAR(answer.firm_mw[0], 20.0, 1e-6);
    EXPECT_NEAR(answer.connectable_mw[0], 150.0, 1e-6);  // banks carry 200
}

TEST(PlanningStudy, hand_solved_banks) {
    // S2 at B, beside a plant: 2 x 60 MVA, one spare: 60 MW firm, 120 MW in all, at power factor 1.
    StudyCase made{study_ring(), Security::n_1};
    auto const answer = made.solve({made.at("S2", {200.0})}, Fit::in_order, false);
    EXPECT_NEAR(answer.firm_mw[0], 60.0, 1e-6);
    EXPECT_NEAR(answer.connectable_mw[0], 120.0, 1e-6);
}

TEST(PlanningStudy, hand_solved_upgrades) {
    // 60 MW more at C, in all 160: AC and BC need 160 MW after the loss of the other, 40 above the
    // 120 that they have. 40 / 1.2 = 33.3 MW of rating: too much for the terminals (20), enough for
    // new conductors (50). A line of 40 km (no length is known) at 138 kV: 40 / 1.609344 miles at
    // 0.39 million USD = 9.69 million each. AB does not matter.
    StudyCase made{study_ring(), Security::n_1};
    auto const answer = made.solve({made.at("S1", {60.0})}, Fit::in_order, true);
    ASSERT_EQ(answer.status, SolveStatus::optimal);
    ASSERT_EQ(answer.upgrades.size(), 2u);
    for (std::size_t k = 0; k < 2; ++k) {
        EXPECT_EQ(answer.upgrades[k].kind, UpgradeKind::reconductor);
        EXPECT_EQ(answer.upgrades[k].branch, BranchId{k + 1});
        EXPECT_NEAR(answer.upgrades[k].mw, 50.0, 1e-9);
        EXPECT_NEAR(answer.upgrades[k].cost_usd, 40.0 / 1.609344 * 0.39e6, 1.0);
        EXPECT_EQ(answer.tipping[k], 0);
        // After the loss of the other line all of the request comes over this one.
        EXPECT_NEAR(answer.impact_mw[k], 60.0, 1e-6);
    }
    // New conductors take two years: years 0 and 1 have what the grid has.
    std::vector<double> const firm{20.0, 20.0, 60.0, 60.0, 60.0, 60.0};
    for (std::size_t year = 0; year < firm.size(); ++year) {
        EXPECT_NEAR(answer.firm_mw[year], firm[year], 1e-6) << year;
        EXPECT_NEAR(answer.unaided_mw[year], 20.0, 1e-6) << year;
    }
    auto const rows = ordered(answer.upgrades, made.now);
    EXPECT_NEAR(made.violation(2, {made.at("S1", {60.0})}, rows), 0.0, 1e-9);
    EXPECT_GT(made.violation(1, {made.at("S1", {60.0})}, rows), 30.0);
}

TEST(PlanningStudy, banks_go_into_empty_positions_and_then_into_a_new_substation) {
    // 60 MW firm at S2, 300 asked: 240 MVA missing, in banks of 60: four, two positions are empty.
    StudyCase made{study_ring(), Security::none};
    std::vector<StudyLoad> const group{made.at("S2", {100.0}), made.at("S2", {200.0})};
    auto const answer = made.solve(group, Fit::in_order, true);
    ASSERT_EQ(answer.status, SolveStatus::optimal);
    std::vector<UpgradeKind> kinds;
    for (Upgrade const& upgrade : answer.upgrades) {
        kinds.push_back(upgrade.kind);
        EXPECT_EQ(upgrade.mw, 60.0);
    }
    std::vector const expected{UpgradeKind::new_bank, UpgradeKind::new_bank,
                               UpgradeKind::new_substation, UpgradeKind::new_bank};
    EXPECT_EQ(kinds, expected);
    // 60 there: the first asks for 100; with one bank 120, with two 180, ...
    std::vector const tipping{0, 1, 1, 1};
    EXPECT_EQ(answer.tipping, tipping);
    EXPECT_NEAR(answer.impact_mw[0], 100.0, 1e-6);
    EXPECT_NEAR(answer.impact_mw[4], 200.0, 1e-6);
    EXPECT_NEAR(answer.firm_mw[6 + 5], 200.0, 1e-6);
}

TEST(PlanningStudy, those_ahead_come_first) {
    StudyCase made{study_ring(), Security::n_1};
    made.ahead = {made.at("S1", {0.0, 15.0})};
    auto const answer = made.solve({made.at("S1", {150.0})}, Fit::in_order, false);
    // The last year decides what may be granted for good; the first has 20.
    EXPECT_NEAR(answer.firm_mw[5], 5.0, 1e-6);
    EXPECT_NEAR(answer.firm_mw[0], 5.0, 1e-6);
}

TEST(PlanningStudy, what_others_violate_already_counts_only_as_far_as_it_gets_worse) {
    // 150 MW native at C: after the loss of AC, BC has 150 > 120. Nothing more at C, but at A and B
    // there is room, and the others' violation is not the group's.
    GridSpec spec = study_ring();
    spec.buses[2].load_mw = 150.0;
    StudyCase made{spec, Security::n_1};
    auto const answer =
        made.solve({made.at("S1", {50.0}), made.at("S2", {50.0})}, Fit::in_order, false);
    ASSERT_EQ(answer.status, SolveStatus::optimal);
    EXPECT_NEAR(answer.firm_mw[0], 0.0, 1e-5);
    EXPECT_NEAR(answer.firm_mw[6], 50.0, 1e-5);
    EXPECT_LE(made.violation(0, {made.at("S2", {50.0})}, {}), 1e-3);
}

TEST(PlanningCheck, confirms_an_answer_and_finds_what_is_falsified_in_it) {
    StudyCase made{study_ring(), Security::n_1};
    std::vector<StudyLoad> const group{made.at("S1", {60.0}), made.at("S2", {50.0})};
    auto const answer = made.solve(group, Fit::in_order, true);
    ASSERT_EQ(answer.status, SolveStatus::optimal);
    ASSERT_FALSE(answer.upgrades.empty());
    EXPECT_LE(made.violation(answer), 1e-3);
    auto const falsified = [&](auto const& change) {
        StudyAnswer wrong = answer;
        change(wrong);
        return made.violation(wrong);
    };
    // 20 MW fit at C until the upgrades stand: with 3 more, in one year alone, each of the two
    // lines has 3 too many after the loss of the other.
    EXPECT_NEAR(falsified([](auto& wrong) { wrong.firm_mw[1] += 3.0; }), 6.0, 0.01);
    EXPECT_NEAR(falsified([](auto& wrong) { wrong.unaided_mw[5] += 3.0; }), 6.0, 0.01);
    // 60 MW is what the banks of S2 carry.
    EXPECT_NEAR(falsified([](auto& wrong) { wrong.firm_mw[6] = 65.0; }), 5.0, 0.01);
    EXPECT_GT(falsified([](auto& wrong) { wrong.upgrades.clear(); }), 10.0);
    EXPECT_GT(falsified([](auto& wrong) { wrong.upgrades[0].mw *= 0.5; }), 1.0);
    EXPECT_GT(falsified([](auto& wrong) { wrong.upgrades[0].lead_time += std::chrono::days{366}; }),
              10.0);
}

TEST(PlanningCheck, counts_nothing_that_those_ahead_break_by_themselves) {
    StudyCase made{study_ring(), Security::n_1};
    made.ahead = {made.at("S1", {100.0})};  // 20 MW fit at C
    std::vector<StudyLoad> const group{made.at("S1", {50.0}), made.at("S2", {50.0})};
    auto const answer = made.solve(group, Fit::in_order, false);
    ASSERT_EQ(answer.status, SolveStatus::optimal);
    EXPECT_GT(answer.firm_mw[6], 10.0);
    EXPECT_LE(made.violation(answer), 1e-3);
    StudyAnswer wrong = answer;
    wrong.firm_mw[0] += 1.0;
    EXPECT_GT(made.violation(wrong), 0.5);
}

TEST(PlanningStudy, where_supply_is_short_anyway_nothing_fits) {
    GridSpec spec = study_ring();
    spec.generators[0].max_mw = 40.0;
    spec.generators[1].max_mw = 50.0;
    StudyCase made{spec, Security::n_1};
    auto const answer = made.solve({made.at("S2", {50.0})}, Fit::most, true);
    ASSERT_EQ(answer.status, SolveStatus::optimal);
    EXPECT_NEAR(answer.firm_mw[0], 0.0, 1e-6);
    EXPECT_TRUE(answer.upgrades.empty());
}

TEST(PlanningStudy, a_surplus_that_nobody_can_take_is_infeasible_and_nan) {
    GridSpec spec = study_ring();
    spec.buses[2].load_mw = std::nextafter(0.0, 1.0);
    spec.generators.erase(spec.generators.begin(), spec.generators.end());
    GeneratorSpec sink;
    sink.id = "sink";
    sink.bus = "A";
    sink.min_mw = -50.0;
    sink.max_mw = -50.0;
    spec.generators.push_back(sink);
    StudyCase made{spec, Security::n_1};
    auto const answer = made.solve({made.at("S1", {50.0})}, Fit::most, true);
    EXPECT_EQ(answer.status, SolveStatus::infeasible);
    ASSERT_EQ(answer.firm_mw.size(), 6u);
    for (auto const* numbers : {&answer.firm_mw, &answer.unaided_mw, &answer.connectable_mw}) {
        EXPECT_TRUE(std::isnan(numbers->front()));
    }
    EXPECT_TRUE(answer.upgrades.empty());
    EXPECT_TRUE(std::isnan(made.violation(0, {}, {})));
}

TEST(PlanningStudy, equal_shares_until_some_are_stuck) {
    // 20 MW at C in all; S2 is held back by nothing but its banks (60).
    StudyCase made{study_ring(), Security::n_1};
    auto const answer =
        made.solve({made.at("S1", {30.0}), made.at("S1", {90.0}), made.at("S2", {50.0})},
                   Fit::in_proportion, false);
    ASSERT_EQ(answer.status, SolveStatus::optimal);
    EXPECT_NEAR(answer.firm_mw[0], 5.0, 1e-5);
    EXPECT_NEAR(answer.firm_mw[6], 15.0, 1e-5);
    EXPECT_NEAR(answer.firm_mw[12], 50.0, 1e-5);
}

TEST(PlanningStudy, order_and_price_decide_who_is_first) {
    StudyCase made{study_ring(), Security::n_1};
    std::vector<StudyLoad> const group{made.at("S1", {15.0}), made.at("S1", {15.0})};
    auto const in_order = made.solve(group, Fit::in_order, false);
    EXPECT_NEAR(in_order.firm_mw[0], 15.0, 1e-6);
    EXPECT_NEAR(in_order.firm_mw[6], 5.0, 1e-6);
    made.bids = {1.0, 2.0};
    auto const by_price = made.solve(group, Fit::by_price, false);
    EXPECT_NEAR(by_price.firm_mw[0], 5.0, 1e-6);
    EXPECT_NEAR(by_price.firm_mw[6], 15.0, 1e-6);
}

TEST(PlanningStudy, mw_once_granted_are_not_taken_back) {
    GridSpec spec = study_ring();
    spec.areas[0].growth_per_year = 0.02;
    StudyCase made{spec, Security::n_1};
    auto const answer = made.solve({made.at("S1", {150.0})}, Fit::most, false);
    // 100 MW x 1.02^6 in the forecast of the last year leave 120 - 112.6.
    double const last = 120.0 - 100.0 * std::pow(1.02, 6.0);
    for (std::size_t year = 0; year < 6; ++year) {
        EXPECT_NEAR(answer.firm_mw[year], last, 1e-6);
    }
}

/// Whether the least-cost dispatch of the snapshot keeps every limit by itself.
bool others_keep_all(DcNetwork const& network, PlanningSnapshot const& snapshot) {
    Dispatch dispatch{network, {}};
    auto const& result = dispatch.solve(
        {snapshot.native_mw, snapshot.generator_min_mw, snapshot.generator_max_mw, {}});
    ContingencyScreen const screen{network, RatingKind::long_term};
    std::vector<std::size_t> overloading;
    screen.find_overloading(result.flow_mw, overloading);
    return overloading.empty();
}

TEST(PlanningStudy, a_single_request_gets_what_hosting_capacity_says) {
    int compared = 0;
    for (std::uint32_t seed = 0; seed < 12; ++seed) {
        auto made = random_study(seed);
        made.experiment.study.snapshots = {SnapshotKind::summer_peak};
        made.years = 1;
        made.rebuild();
        PlanningSnapshots snapshots{*made.grid, made.experiment};
        auto const snapshot = snapshots.of(made.now, 0).front();
        DcNetwork const network{*made.grid, Convention::matpower,
                                made.grid->branches_in_service(made.now)};
        HostingHours const hour{snapshot.native_mw, snapshot.generator_min_mw,
                                snapshot.generator_max_mw};
        StudyLoad const load = made.at("S0", {5000.0});
        auto const hosting =
            hosting_capacity(network, {Security::n_1, RatingKind::long_term}, {&load.bus, 1}, hour);
        auto const answer = made.solve({load}, Fit::most, false);
        ASSERT_EQ(hosting[0].status, SolveStatus::optimal) << seed;
        ASSERT_EQ(answer.status, SolveStatus::optimal) << seed;
        // Where the others' own least-cost dispatch is above a limit, hosting_capacity concedes it;
        // here only what no dispatch can avoid is conceded.
        EXPECT_LE(answer.unaided_mw[0], hosting[0].mw + 1e-4) << seed;
        if (others_keep_all(network, snapshot)) {
            EXPECT_NEAR(answer.unaided_mw[0], hosting[0].mw, 1e-4) << seed;
            ++compared;
        }
    }
    EXPECT_GE(compared, 3);
}

TEST(PlanningStudy, laws_of_random_groups) {
    for (std::uint32_t seed = 0; seed < 12; ++seed) {
        auto made = random_study(seed);
        auto const group = made.random_group(seed, 5);
        std::vector<double> sums;
        for (Fit const rule : {Fit::most, Fit::in_order, Fit::by_price, Fit::in_proportion}) {
            made.bids = {3.0, 1.0, 4.0, 1.0, 5.0};
            auto const answer = made.solve(group, rule, true);
            ASSERT_EQ(answer.status, SolveStatus::optimal) << seed;
            double last = 0.0;
            for (std::size_t i = 0; i < group.size(); ++i) {
                for (std::size_t year = 0; year < 6; ++year) {
                    auto const k = i * 6 + year;
                    auto const before = year > 0 ? k - 1 : k;
                    auto const asked = mw_of(group[i], year);
                    EXPECT_GE(answer.firm_mw[k], answer.firm_mw[before]) << seed;
                    EXPECT_GE(answer.unaided_mw[k], answer.unaided_mw[before]) << seed;
                    EXPECT_GE(answer.connectable_mw[k], answer.unaided_mw[k]) << seed;
                    EXPECT_LE(answer.firm_mw[k], asked) << seed;
                    EXPECT_LE(answer.connectable_mw[k], asked) << seed;
                    EXPECT_GE(answer.unaided_mw[k], 0.0) << seed;
                }
                last += answer.unaided_mw[i * 6 + 5];
            }
            sums.push_back(last);
            for (int const year : {0, 3, 5}) {
                auto const rows = ordered(answer.upgrades, made.now);
                EXPECT_LE(made.violation(year, granted(group, answer.firm_mw, 6), rows), 1e-3)
                    << seed << " year " << year << " rule " << static_cast<int>(rule);
                EXPECT_LE(made.violation(year, granted(group, answer.unaided_mw, 6), {}), 1e-3)
                    << seed << " year " << year << " rule " << static_cast<int>(rule);
            }
        }
        for (double const sum : sums) {
            EXPECT_LE(sum, sums[0] + 1e-3) << seed;
        }
    }
}

}  // namespace
}  // namespace gridrush
