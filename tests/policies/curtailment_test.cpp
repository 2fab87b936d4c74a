#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/policies/curtailment_case.hpp"

namespace gridrush {
namespace {

using testing::curtailment;
using testing::CurtailmentCase;
using testing::gini;
using testing::jain_served;

/// The worked case of the literature: entitlements 300, 200, 100 connected in that order, worth
/// 400, 60 and 2000 USD/MWh, a cut of 150 MW.
CurtailmentCase worked() {
    CurtailmentCase made{{300.0, 200.0, 100.0}, 150.0};
    made.bid = {400.0, 60.0, 2000.0};
    return made;
}

/// Sites that can lose less than their contracts.
CurtailmentCase limited() {
    CurtailmentCase made{{400.0, 100.0, 100.0, 200.0}, 300.0};
    made.cuttable = {100.0, 100.0, 40.0, 200.0};
    return made;
}

void expect_cut(std::vector<double> const& cut, std::vector<double> const& expected) {
    ASSERT_EQ(cut.size(), expected.size());
    for (std::size_t row = 0; row < cut.size(); ++row) {
        EXPECT_NEAR(cut[row], expected[row], 1e-9) << "row " << row;
    }
}

struct Worked {
    std::string rule;
    std::vector<double> cut;
    double jain, gini, cost_usd;

    friend void PrintTo(Worked const& worked, std::ostream* to) { *to << worked.rule; }
};

void expect_judged(CurtailmentCase const& given, Worked const& expected) {
    auto const cut = given.by(expected.rule);
    expect_cut(cut, expected.cut);
    EXPECT_NEAR(jain_served(given.cut_fractions(cut)), expected.jain, 5e-5);
    EXPECT_NEAR(gini(given.cut_fractions(cut)), expected.gini, 5e-5);
    EXPECT_NEAR(given.cost_usd(cut), expected.cost_usd, 1e-6);
}

class WorkedCase : public ::testing::TestWithParam<Worked> {};

/// Jain of the served fractions and Gini of the cut fractions by hand:
///   pro_rata     cut fractions (1/4, 1/4, 1/4)
///   lifo         (0, 1/4, 1): 1.75^2 / (3 x 1.5625) = .6533; 4 / (6 x 1.25) = .5333
///   market_bid   (0, 3/4, 0): 2.25^2 / (3 x 2.0625) = .8182; 3 / (6 x .75) = .6667
///   equal_mw     (1/6, 1/4, 1/2): 2.0833^2 / (3 x 1.5069) = .9601; 1.3333 / (6 x .9167) = .2424
///   fifo         (1/2, 0, 0): 2.5^2 / (3 x 2.25) = .9259; 2 / (6 x .5) = .6667
///   max_min_fair served up to 175 MW: cut 125, 25, 0, fractions (.4167, .125, 0):
///                2.4583^2 / (3 x 2.1059) = .9566; 1.6667 / (6 x .5417) = .5128
TEST_P(WorkedCase, is_cut_and_judged_as_by_hand) {
    expect_judged(worked(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Rules, WorkedCase,
    ::testing::Values(Worked{"pro_rata", {75.0, 50.0, 25.0}, 1.0, 0.0, 83000.0},
                      Worked{"lifo", {0.0, 50.0, 100.0}, 0.6533, 0.5333, 203000.0},
                      Worked{"market_bid", {0.0, 150.0, 0.0}, 0.8182, 0.6667, 9000.0},
                      Worked{"equal_mw", {50.0, 50.0, 50.0}, 0.9601, 0.2424, 123000.0},
                      Worked{"fifo", {150.0, 0.0, 0.0}, 0.9259, 0.6667, 60000.0},
                      Worked{"max_min_fair", {125.0, 25.0, 0.0}, 0.9566, 0.5128, 51500.0}),
    [](auto const& worked) { return worked.param.rule; });

/// A deep cut: 90 MW of entitlements 60, 30 and 30 connected in that order. Served fractions by
/// hand:
///   pro_rata   (1/4, 1/4, 1/4): all alike; 45 x 50 + 22.5 x 80 + 22.5 x 300 = 10,800
///   lifo       the third, the second, 30 of the first: (1/2, 0, 0): 1/3; cut (1/2, 1, 1):
///              2 / (6 x 2.5) = .1333; 1,500 + 2,400 + 9,000
///   market_bid (0, 0, 1): 1/3; cut (1, 1, 0): 4 / (6 x 2) = .3333; 3,000 + 2,400
///   equal_mw   30 each: (1/2, 0, 0) as lifo
TEST(DeepCut, is_judged_as_by_hand) {
    CurtailmentCase given{{60.0, 30.0, 30.0}, 90.0};
    given.bid = {50.0, 80.0, 300.0};
    for (auto const& expected :
         {Worked{"pro_rata", {45.0, 22.5, 22.5}, 1.0, 0.0, 10800.0},
          Worked{"lifo", {30.0, 30.0, 30.0}, 1.0 / 3.0, 2.0 / 15.0, 12900.0},
          Worked{"market_bid", {60.0, 30.0, 0.0}, 1.0 / 3.0, 1.0 / 3.0, 5400.0},
          Worked{"equal_mw", {30.0, 30.0, 30.0}, 1.0 / 3.0, 2.0 / 15.0, 12900.0}}) {
        SCOPED_TRACE(expected.rule);
        expect_judged(given, expected);
    }
}

/// Four equal ones of 100 MW, of which the first can lose 20 at most; 80 MW to cut.
///   pro_rata   20 each: served .8 each
///   lifo       0, 0, 0, 80: served (1, 1, 1, .2): 3.2^2 / (4 x 3.04) = .8421;
///              6 x .8 / (8 x .8) = .75; 80 x 10
///   fifo       20, 60, 0, 0: served (.8, .4, 1, 1): 3.2^2 / (4 x 2.8) = .9143; differences
///              .4 + 2 x .2 + 2 x .6 = 2, twice: 4 / (8 x .8) = .625; 20 x 40 + 60 x 30
///   market_bid the fourth is cheapest: as lifo
TEST(FourAlike, are_judged_as_by_hand) {
    CurtailmentCase given{{100.0, 100.0, 100.0, 100.0}, 80.0};
    given.cuttable[0] = 20.0;
    given.bid = {40.0, 30.0, 20.0, 10.0};
    for (auto const& expected :
         {Worked{"pro_rata", {20.0, 20.0, 20.0, 20.0}, 1.0, 0.0, 2000.0},
          Worked{"lifo", {0.0, 0.0, 0.0, 80.0}, 0.8421, 0.75, 800.0},
          Worked{"fifo", {20.0, 60.0, 0.0, 0.0}, 0.9143, 0.625, 2600.0},
          Worked{"market_bid", {0.0, 0.0, 0.0, 80.0}, 0.8421, 0.75, 800.0}}) {
        SCOPED_TRACE(expected.rule);
        expect_judged(given, expected);
    }
}

TEST(Lifo, takes_the_later_row_first_when_dates_are_equal) {
    auto given = worked();
    given.since.assign(3, make_time(2025, 1, 1));
    expect_cut(given.by("lifo"), {0.0, 50.0, 100.0});
}

TEST(ProRata, gives_what_a_full_row_cannot_bear_to_the_others_by_contract) {
    auto given = worked();
    given.cuttable = {30.0, 200.0, 100.0};
    expect_cut(given.by("pro_rata"), {30.0, 80.0, 40.0});
}

/// By contract 150, 37.5, 37.5 and 75, of which the first is full at 100. Of the 50 left the others
/// get 12.5, 12.5 and 25, of which the third is full at 40; of the 10 left 10/3 and 20/3.
TEST(ProRata, goes_on_to_share_until_all_is_placed) {
    expect_cut(limited().by("pro_rata"),
               {100.0, 37.5 + 12.5 + 10.0 / 3.0, 40.0, 75.0 + 25.0 + 20.0 / 3.0});
}

/// 3 L + 40 = 300: L = 260 / 3.
TEST(EqualMw, cuts_all_by_one_level_but_those_that_have_less) {
    expect_cut(limited().by("equal_mw"), {260.0 / 3.0, 260.0 / 3.0, 40.0, 260.0 / 3.0});
}

/// 440 MW less 300 leave 140 to be served, 35 each.
TEST(MaxMinFair, serves_all_up_to_one_level) {
    expect_cut(limited().by("max_min_fair"), {65.0, 65.0, 5.0, 165.0});
}

TEST(ContractClass, cuts_the_first_class_first_and_each_in_proportion) {
    auto given = limited();
    given.contract_class = {1, 0, 1, 0};
    expect_cut(given.by("contract_class_then_pro_rata"), {0.0, 100.0, 0.0, 200.0});
    given.cut_mw = 90.0;  // 30 and 60 of the first class
    expect_cut(given.by("contract_class_then_pro_rata"), {0.0, 30.0, 0.0, 60.0});
    given.cut_mw = 400.0;  // 300 of the first; of 100, 80 and 20 of the second
    expect_cut(given.by("contract_class_then_pro_rata"), {80.0, 100.0, 20.0, 200.0});
}

TEST(TechnicalBest, cuts_where_it_relieves_most) {
    auto given = limited();
    given.relief = {1.0, 0.5, 1.0, -0.2};
    expect_cut(given.by("technical_best"), {100.0, 100.0, 40.0, 60.0});
    given.cut_mw = 50.0;  // 400 : 100 of the contracts at the best bus
    expect_cut(given.by("technical_best"), {40.0, 0.0, 10.0, 0.0});
}

/// Three of 100 MW, 150 MW to cut. First by site: 100, 50, 0. Then the third, which was never cut,
/// and of the two others, with an hour each, the first: 50, 0, 100. Then the second, whose cut is
/// longest ago, and of the others the third, with an hour against two: 0, 100, 50. 150 MWh each.
TEST(Rota, goes_round) {
    CurtailmentCase given{{100.0, 100.0, 100.0}, 150.0};
    for (auto const& expected : {std::vector{100.0, 50.0, 0.0}, std::vector{50.0, 0.0, 100.0},
                                 std::vector{0.0, 100.0, 50.0}}) {
        auto const cut = given.by("rota");
        expect_cut(cut, expected);
        given.book(cut);
    }
    expect_cut(given.cut_mwh, {150.0, 150.0, 150.0});
}

TEST(HoursCap, cuts_who_has_most_hours_left_first) {
    auto given = worked();
    given.cut_hours = {1000.0, 200.0, 1300.0};
    given.hours_left = {400.0, 50.0, 400.0};  // the cap leaves 314, 1114 and 14
    expect_cut(given.by("hours_cap"), {150.0, 0.0, 0.0});
    expect_cut(given.by("hours_cap", {{"hours_per_year", 1040.0}}), {0.0, 150.0, 0.0});
    EXPECT_EQ(curtailment("hours_cap")->caps().hours_per_year, 1314.0);
    EXPECT_EQ(curtailment("hours_cap")->caps().energy_share, 1.0);
}

TEST(RateCap, tells_its_cap_and_shares_as_it_is_told) {
    EXPECT_EQ(curtailment("rate_cap")->caps().energy_share, 0.005);
    EXPECT_EQ(curtailment("rate_cap", {{"energy_share", 0.05}})->caps().energy_share, 0.05);
    expect_cut(worked().by("rate_cap"), worked().by("pro_rata"));
    for (auto const* rule : {"pro_rata", "lifo", "fifo", "equal_mw", "max_min_fair", "rota",
                             "technical_best", "contract_class_then_pro_rata"}) {
        expect_cut(limited().by("rate_cap", {{"split", std::string{rule}}}), limited().by(rule));
    }
}

TEST(MarketBid, pays_as_bid_or_what_clears) {
    EXPECT_EQ(curtailment("market_bid")->payment(), CutPayment::as_bid);
    EXPECT_EQ(curtailment("market_bid", {{"payment", std::string{"clearing"}}})->payment(),
              CutPayment::clearing);
    EXPECT_EQ(curtailment("pro_rata")->payment(), CutPayment::contract);
}

}  // namespace
}  // namespace gridrush
