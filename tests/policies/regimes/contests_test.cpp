#include <gtest/gtest.h>

#include "tests/policies/regimes/made_up_queue.hpp"

namespace gridrush::testing {
namespace {

using Rows = std::vector<int>;
using enum RulingKind;

/// A window of 2025 that closed on 2026-01-01, customer engagement over on 2026-03-02.
MadeUpQueue cluster_of_three() {
    MadeUpQueue queue;
    for (unsigned month = 3; month <= 5; ++month) {
        queue.add(make_time(2025, month, 1), 100.0);
    }
    queue.now = make_time(2026, 3, 2);
    return queue;
}

void find_all(MadeUpQueue& queue, std::vector<double> const& firm) {
    ++queue.studies;
    for (std::size_t row = 0; row < queue.request.size(); ++row) {
        queue.find(row, firm);
    }
}

/// All that were asked stay.
void all_pay(MadeUpQueue& queue) {
    std::ranges::fill(queue.stage, RequestStage::studied);
}

TEST(Cluster, waits_for_the_window_and_the_engagement_then_studies_jointly) {
    auto queue = cluster_of_three();
    auto const policy = regime("cluster", {}, "firm");
    queue.now = make_time(2026, 3, 1);
    EXPECT_TRUE(queue.carry_out(*policy).empty());
    queue.now = make_time(2026, 3, 2);
    auto const rulings = queue.carry_out(*policy);
    ASSERT_EQ(ruled(rulings, study), (Rows{0, 1, 2}));
    EXPECT_EQ(rulings[0].group, rulings[2].group);
    EXPECT_EQ(rulings[0].median_days, 150.0);
}

TEST(Cluster, asks_after_the_study_and_goes_to_facilities_when_nobody_leaves) {
    auto queue = cluster_of_three();
    auto const policy = regime("cluster", {}, "firm");
    queue.carry_out(*policy);
    find_all(queue, {100.0});
    EXPECT_EQ(ruled(queue.carry_out(*policy), ask), (Rows{0, 1, 2}));
    EXPECT_TRUE(queue.carry_out(*policy).empty());  // they make up their minds
    all_pay(queue);
    auto const facilities = queue.carry_out(*policy);
    ASSERT_EQ(ruled(facilities, study), (Rows{0, 1, 2}));
    EXPECT_EQ(facilities[0].median_days, 90.0);
    find_all(queue, {100.0});
    EXPECT_EQ(ruled(queue.carry_out(*policy), grant), (Rows{0, 1, 2}));
}

TEST(Cluster, is_studied_anew_as_long_as_somebody_leaves) {
    auto queue = cluster_of_three();
    auto const policy = regime("cluster", {}, "firm");
    queue.carry_out(*policy);
    find_all(queue, {100.0});
    queue.carry_out(*policy);
    queue.leave(1);
    all_pay(queue);
    auto const restudy = queue.carry_out(*policy);
    ASSERT_EQ(ruled(restudy, study), (Rows{0, 2}));
    EXPECT_EQ(restudy[0].reason, RulingReason::earlier_left);
    EXPECT_EQ(restudy[0].median_days, 150.0);
    find_all(queue, {100.0});
    queue.carry_out(*policy);
    all_pay(queue);
    queue.finding[0].stale = true;  // by somebody of an earlier cluster
    EXPECT_EQ(ruled(queue.carry_out(*policy), study), (Rows{0, 2}));
    find_all(queue, {100.0});
    EXPECT_EQ(ruled(queue.carry_out(*policy), ask), (Rows{0, 2}));
    all_pay(queue);
    EXPECT_EQ(queue.carry_out(*policy)[0].median_days, 90.0);  // facilities at last
}

TEST(Cluster, has_as_many_phases_as_it_says) {
    auto queue = cluster_of_three();
    auto const policy = regime(
        "cluster", {{"phases", 3.0}, {"most_restudies", 0.0}, {"facilities_days", 0.0}}, "firm");
    queue.carry_out(*policy);
    for (int phase = 1; phase <= 3; ++phase) {
        find_all(queue, {100.0});
        EXPECT_EQ(ruled(queue.carry_out(*policy), ask).size(), 3u) << phase;
        all_pay(queue);
        auto const rulings = queue.carry_out(*policy);
        EXPECT_EQ(ruled(rulings, study).size(), phase < 3 ? 3u : 0u) << phase;
        EXPECT_EQ(ruled(rulings, grant).size(), phase < 3 ? 0u : 3u) << phase;
    }
}

TEST(Cluster, takes_who_came_late_into_the_next_window) {
    auto queue = cluster_of_three();
    auto const policy = regime("cluster", {}, "firm");
    queue.carry_out(*policy);
    queue.add(make_time(2026, 3, 2), 50.0);
    EXPECT_TRUE(queue.carry_out(*policy).empty());
    queue.now = make_time(2027, 3, 2);
    EXPECT_EQ(ruled(queue.carry_out(*policy), study), (Rows{3}));
}

TEST(Tender, studies_who_is_alone_and_scores_who_is_not) {
    MadeUpQueue queue;
    queue.add(make_time(2025, 12, 1), 100.0, 1);
    queue.add(make_time(2025, 12, 5), 100.0, 2);
    queue.add(make_time(2025, 12, 20), 100.0, 2);
    auto const policy = regime("tender", {}, "firm_by_year");
    queue.now = make_time(2025, 12, 30);
    EXPECT_TRUE(queue.carry_out(*policy).empty());  // the call is open
    queue.now = make_time(2026, 1, 10);
    auto const rulings = queue.carry_out(*policy);
    ASSERT_EQ(ruled(rulings, study), (Rows{0, 1, 2}));
    EXPECT_NE(rulings[0].group, rulings[1].group);
    EXPECT_EQ(rulings[1].group, rulings[2].group);
    EXPECT_GT(rulings[1].median_days, rulings[0].median_days);
}

TEST(Tender, closes_the_node_until_it_is_over) {
    MadeUpQueue queue;
    queue.add(make_time(2025, 11, 1), 100.0);
    auto const policy = regime("tender", {}, "firm_by_year");
    queue.carry_out(*policy);
    queue.add(make_time(2025, 12, 1), 100.0);
    EXPECT_TRUE(queue.carry_out(*policy).empty());
    queue.leave(0);
    EXPECT_EQ(ruled(queue.carry_out(*policy), study), (Rows{1}));
}

// 150 MW for three of 100 MW: the greenest first, then the highest investment.
TEST(Tender, serves_the_best_score_first) {
    MadeUpQueue queue;
    for (unsigned day = 1; day <= 3; ++day) {
        queue.add(make_time(2025, 11, day), 100.0);
    }
    queue.own_mw = {0.0, 0.0, 60.0};
    queue.bid = {10.0, 20.0, 0.0};
    auto const policy = regime("tender", {}, "firm_by_year");
    queue.carry_out(*policy);
    for (std::size_t row = 0; row < 3; ++row) {
        queue.find(row, {50.0});  // 150 MW in all
    }
    auto const rulings = queue.decide(*policy);
    EXPECT_EQ(ruling_of(rulings, 2)->firm_mw, 100.0);
    EXPECT_EQ(ruling_of(rulings, 1)->firm_mw, 50.0);
    EXPECT_EQ(ruling_of(rulings, 0)->kind, wait);
    EXPECT_EQ(ruling_of(rulings, 0)->reason, RulingReason::outbid);
}

/// Three bidders for a node that takes 300 MW: A 200 MW at 300,000, B 150 MW at 250,000, C 100 MW
/// at 150,000 USD/MW, reserve 100,000. A has 200, B the remaining 100 of its 150; the highest bid
/// that is not served in full is B's own, so both pay 250,000; C loses.
TEST(Auction, of_three_bidders_by_hand) {
    MadeUpQueue queue;
    queue.add(make_time(2025, 11, 1), 100.0);
    queue.add(make_time(2025, 11, 2), 150.0);
    queue.add(make_time(2025, 11, 3), 200.0);
    queue.bid = {150e3, 250e3, 300e3};
    auto const policy = regime("auction", {}, "firm_by_year");
    auto const bids = queue.carry_out(*policy);
    ASSERT_EQ(ruled(bids, study).size(), 3u);
    EXPECT_EQ(bids[0].fit, Fit::by_price);
    queue.find(0, {0.0});
    queue.find(1, {100.0});
    queue.find(2, {200.0});
    auto const rulings = queue.decide(*policy);
    EXPECT_EQ(ruling_of(rulings, 2)->firm_mw, 200.0);
    EXPECT_EQ(ruling_of(rulings, 2)->price_usd_per_mw, 250e3);
    EXPECT_EQ(ruling_of(rulings, 1)->firm_mw, 100.0);
    EXPECT_EQ(ruling_of(rulings, 1)->price_usd_per_mw, 250e3);
    EXPECT_EQ(ruling_of(rulings, 0)->kind, wait);
    EXPECT_EQ(ruling_of(rulings, 0)->reason, RulingReason::outbid);
}

// Who is served in full cannot change the price by its own bid, as long as it goes on winning.
TEST(Auction, lets_a_winner_not_move_its_price_by_its_bid) {
    for (double const bid : {160e3, 200e3, 1e6}) {
        MadeUpQueue queue;
        queue.add(make_time(2025, 11, 1), 100.0);
        queue.add(make_time(2025, 11, 2), 100.0);
        queue.bid = {bid, 150e3};
        auto const policy = regime("auction", {}, "firm_by_year");
        queue.carry_out(*policy);
        queue.find(0, {100.0});
        queue.find(1, {0.0});
        EXPECT_EQ(ruling_of(queue.decide(*policy), 0)->price_usd_per_mw, 150e3) << bid;
    }
}

TEST(Auction, asks_for_the_reserve_where_all_are_served_and_for_no_less) {
    MadeUpQueue queue;
    queue.add(make_time(2025, 11, 1), 100.0);
    queue.add(make_time(2025, 11, 2), 100.0);
    queue.bid = {900e3, 99e3};
    auto const policy = regime("auction", {}, "firm_by_year");
    EXPECT_EQ(ruled(queue.carry_out(*policy), study), (Rows{0}));  // the other is below it
    queue.find(0, {100.0});
    EXPECT_EQ(ruling_of(queue.decide(*policy), 0)->price_usd_per_mw, 100e3);
}

}  // namespace
}  // namespace gridrush::testing
