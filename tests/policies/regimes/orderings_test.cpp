#include <gtest/gtest.h>

#include "policies/interconnection/orderings/rows.hpp"
#include "tests/policies/regimes/made_up_queue.hpp"

namespace gridrush::testing {
namespace {

using Rows = std::vector<int>;
using enum RulingKind;

TEST(PeriodStart, is_the_first_of_a_month_counted_from_january_2000) {
    EXPECT_EQ(period_start(make_time(2026, 5, 17), 6), make_time(2026, 1, 1));
    EXPECT_EQ(period_start(make_time(2026, 7, 1), 6), make_time(2026, 7, 1));
    EXPECT_EQ(period_start(make_time(2026, 6, 30, 23), 12), make_time(2026, 1, 1));
    EXPECT_EQ(period_start(make_time(2026, 5, 17), 5), make_time(2026, 4, 1));
    EXPECT_EQ(period_start(make_time(1999, 12, 31), 6), make_time(1999, 7, 1));
}

TEST(Serial, studies_by_date_as_many_as_engineers_are_free) {
    MadeUpQueue queue;
    for (unsigned month = 1; month <= 4; ++month) {
        queue.add(make_time(2025, month, 1), 100.0);
    }
    queue.free_engineers = 2;
    auto const policy = regime("serial", {}, "firm");
    auto const rulings = queue.carry_out(*policy);
    EXPECT_EQ(ruled(rulings, study), (Rows{0, 1}));
    EXPECT_NE(rulings[0].group, rulings[1].group);
    EXPECT_NEAR(rulings[0].p90_days / rulings[0].median_days, 35.0 / 16.0, 1e-12);
}

TEST(Serial, studies_one_at_a_time_where_that_is_asked_for) {
    MadeUpQueue queue;
    queue.add(make_time(2025, 1, 1), 100.0);
    queue.add(make_time(2025, 2, 1), 100.0);
    auto const policy = regime("serial", {{"at_a_time", 1.0}}, "firm");
    EXPECT_EQ(ruled(queue.carry_out(*policy), study), (Rows{0}));
    EXPECT_TRUE(queue.carry_out(*policy).empty());
}

TEST(Serial, lets_nobody_overtake_who_is_still_being_studied) {
    MadeUpQueue queue;
    queue.add(make_time(2025, 1, 1), 100.0);
    queue.add(make_time(2025, 2, 1), 50.0);
    auto const policy = regime("serial", {}, "firm");
    queue.carry_out(*policy);
    queue.find(1, {50.0});
    EXPECT_TRUE(queue.decide(*policy).empty());
    queue.find(0, {100.0});
    EXPECT_EQ(ruled(queue.decide(*policy), grant), (Rows{0, 1}));
}

TEST(Serial, studies_anew_when_somebody_ahead_left_and_not_without_that_rule) {
    for (bool const restudy : {true, false}) {
        MadeUpQueue queue;
        queue.add(make_time(2025, 1, 1), 100.0);
        auto const policy = regime("serial", {{"restudy_on_earlier_withdrawal", restudy}}, "firm");
        queue.find(0, {100.0});
        queue.finding[0].stale = true;
        auto const rulings = queue.decide(*policy);
        ASSERT_EQ(rulings.size(), 1u);
        EXPECT_EQ(rulings[0].kind, restudy ? study : grant);
        if (restudy) {
            EXPECT_EQ(rulings[0].reason, RulingReason::earlier_left);
        }
    }
}

TEST(Serial, studies_the_unknown_before_those_that_wait_for_capacity) {
    MadeUpQueue queue;
    queue.add(make_time(2024, 1, 1), 100.0);
    queue.add(make_time(2025, 12, 1), 100.0);
    queue.now = make_time(2024, 6, 1);
    queue.find(0, {10.0});
    queue.now = make_time(2026, 1, 1);
    queue.free_engineers = 1;
    auto const policy = regime("serial", {}, "firm");
    EXPECT_EQ(ruled(queue.decide(*policy), study), (Rows{1}));
    queue.free_engineers = 2;
    EXPECT_EQ(ruled(queue.decide(*policy), study), (Rows{1, 0}));
}

TEST(Individual, studies_everybody_at_once_each_alone_small_ones_faster) {
    MadeUpQueue queue;
    queue.add(make_time(2025, 12, 1), 100.0);
    queue.add(make_time(2025, 12, 2), 20.0);
    queue.free_engineers = 0;  // they queue at the engineers, not at the desk
    auto const policy = regime("individual", {{"large_from_mw", 75.0}}, "firm");
    auto const rulings = queue.decide(*policy);
    ASSERT_EQ(ruled(rulings, study), (Rows{0, 1}));
    EXPECT_NE(rulings[0].group, rulings[1].group);
    EXPECT_GT(rulings[0].median_days, rulings[1].median_days);
}

TEST(Batch, takes_all_that_stood_in_the_queue_when_the_period_began_as_one_group) {
    MadeUpQueue queue;
    queue.add(make_time(2025, 10, 1), 100.0);
    queue.add(make_time(2025, 12, 31), 200.0, 1);
    queue.add(make_time(2026, 1, 1), 300.0);
    auto const policy = regime("batch", {}, "firm_by_year");
    auto const rulings = queue.carry_out(*policy);
    ASSERT_EQ(ruled(rulings, study), (Rows{0, 1}));
    EXPECT_EQ(rulings[0].group, rulings[1].group);
    EXPECT_EQ(rulings[0].fit, Fit::most);
    queue.now = make_time(2026, 6, 30);
    EXPECT_TRUE(queue.carry_out(*policy).empty());
    queue.now = make_time(2026, 7, 1);
    EXPECT_EQ(ruled(queue.carry_out(*policy), study), (Rows{2}));
}

TEST(Batch, takes_who_got_nothing_into_the_next) {
    MadeUpQueue queue;
    queue.add(make_time(2025, 10, 1), 100.0);
    auto const policy = regime("batch", {}, "firm_by_year");
    queue.carry_out(*policy);
    queue.now = make_time(2026, 5, 30);
    queue.find(0, {0.0, 0.0});
    EXPECT_EQ(ruled(queue.carry_out(*policy), wait), (Rows{0}));
    queue.now = make_time(2026, 6, 1);
    EXPECT_TRUE(queue.carry_out(*policy).empty());  // told once for each finding
    queue.now = make_time(2026, 7, 1);
    EXPECT_EQ(ruled(queue.carry_out(*policy), study), (Rows{0}));
}

TEST(Readiness, takes_in_only_who_is_ready) {
    MadeUpQueue queue;
    queue.add(make_time(2025, 10, 1), 100.0);
    queue.add(make_time(2025, 11, 1), 100.0);
    queue.ready[0] = 0.5;
    auto const policy = regime("readiness", {}, "firm_by_year");
    EXPECT_EQ(ruled(queue.carry_out(*policy), study), (Rows{1}));
    queue.ready[0] = 1.0;
    queue.now = make_time(2026, 7, 1);
    EXPECT_EQ(ruled(queue.carry_out(*policy), study), (Rows{0}));
}

TEST(Readiness, keeps_to_the_pots_where_demand_is_not_needed_by_itself) {
    MadeUpQueue queue;
    queue.add(make_time(2025, 10, 1), 80.0);
    queue.add(make_time(2025, 10, 2), 30.0);
    queue.add(make_time(2025, 10, 3), 20.0);
    queue.add(make_time(2025, 10, 4), 30.0);
    queue.applicant[3] = ApplicantClass::mine;
    auto const policy = regime("readiness",
                               {{"demand_needed", false},
                                {"industry_mw_per_year", 100.0},
                                {"computing_mw_per_year", 30.0}},
                               "firm_by_year");
    EXPECT_EQ(ruled(queue.carry_out(*policy), study), (Rows{0, 2, 3}));
    queue.now = make_time(2027, 1, 1);  // a new year, a new pot
    EXPECT_EQ(ruled(queue.carry_out(*policy), study), (Rows{1}));
}

TEST(Immediate, studies_nobody) {
    MadeUpQueue queue;
    queue.add(queue.now, 100.0);
    auto const policy = regime("immediate", {}, "connect_all", {{"right", std::string{"firm"}}});
    auto const rulings = queue.decide(*policy);
    ASSERT_EQ(ruled(rulings, grant), (Rows{0}));
    EXPECT_EQ(rulings[0].firm_mw, 100.0);
}

TEST(FastLane, takes_so_many_a_year_and_sends_the_others_the_usual_way) {
    MadeUpQueue queue;
    for (unsigned day = 1; day <= 4; ++day) {
        queue.add(make_time(2025, 12, day), 300.0);
        queue.applicant.back() = day == 1 ? ApplicantClass::cloud : ApplicantClass::ai_training;
    }
    queue.free_engineers = 1;
    auto const policy = regime("fast_lane", {{"per_year", 2.0}, {"lane_months", 1.0}}, "firm");
    auto const first = queue.carry_out(*policy);
    EXPECT_EQ(ruled(first, study), (Rows{1, 2, 0}));  // the cloud is first of the usual way
    EXPECT_EQ(ruling_of(first, 1)->reason, RulingReason::limited_lane);
    EXPECT_EQ(ruling_of(first, 0)->reason, RulingReason::next_in_order);
    EXPECT_LT(ruling_of(first, 1)->median_days, ruling_of(first, 0)->median_days);
    queue.free_engineers = 0;
    EXPECT_TRUE(queue.carry_out(*policy).empty());
    queue.now = make_time(2027, 1, 1);
    EXPECT_EQ(ruled(queue.carry_out(*policy), study), (Rows{3}));
}

TEST(FastLane, grants_in_the_lane_before_older_requests_outside_of_it) {
    MadeUpQueue queue;
    queue.add(make_time(2025, 1, 1), 100.0);
    queue.add(make_time(2025, 12, 1), 100.0);
    queue.applicant[1] = ApplicantClass::ai_inference;
    auto const policy = regime("fast_lane", {}, "firm");
    queue.carry_out(*policy);
    queue.find(1, {100.0});
    EXPECT_EQ(ruled(queue.decide(*policy), grant), (Rows{1}));
}

TEST(FastLane, counts_nobody_outside_of_it_and_studies_anew_who_waits_for_capacity) {
    MadeUpQueue queue;
    queue.add(make_time(2025, 1, 1), 100.0);
    queue.add(make_time(2025, 12, 1), 100.0);
    queue.applicant[1] = ApplicantClass::ai_inference;
    queue.free_engineers = 0;
    auto const policy = regime("fast_lane", {}, "firm");
    auto const first = queue.carry_out(*policy);
    ASSERT_EQ(ruled(first, study), (Rows{1}));
    EXPECT_EQ(first[0].fit, Fit::most);  // in_order would count the older request as built
    queue.find(1, {0.0});
    EXPECT_EQ(ruled(queue.carry_out(*policy), wait), (Rows{1}));
    queue.now += std::chrono::days{364};
    EXPECT_TRUE(queue.carry_out(*policy).empty());
    queue.now += std::chrono::days{3};
    EXPECT_EQ(ruled(queue.carry_out(*policy), study), (Rows{1}));
}

TEST(FastLane, is_open_between_its_dates_for_large_and_ready_requests_only) {
    Values const lane{{"classes", std::string{"all"}},
                      {"from_date", std::string{"2026-02-01"}},
                      {"until_date", std::string{"2026-03-01"}},
                      {"least_mw", 250.0},
                      {"ready_share", 0.8}};
    for (auto const& [month, mw, ready, expected] :
         {std::tuple{1U, 300.0, 1.0, 0U}, std::tuple{2U, 300.0, 1.0, 1U},
          std::tuple{2U, 200.0, 1.0, 0U}, std::tuple{2U, 300.0, 0.5, 0U},
          std::tuple{3U, 300.0, 1.0, 0U}}) {
        MadeUpQueue queue;
        queue.add(make_time(2025, 1, 1), mw);
        queue.ready[0] = ready;
        queue.now = make_time(2026, month, 1);
        queue.free_engineers = 0;  // nothing moves in the usual way
        auto const policy = regime("fast_lane", lane, "firm");
        EXPECT_EQ(queue.decide(*policy).size(), expected) << month << ' ' << mw << ' ' << ready;
    }
}

}  // namespace
}  // namespace gridrush::testing
