#include "sim/operations/hosting_curve.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace gridrush {
namespace {

TEST(HostingCurve, nothing_may_be_curtailed_at_the_least_hour) {
    EXPECT_DOUBLE_EQ(load_at_curtailment(std::vector{30.0, 10.0, 20.0}, 0.0), 10.0);
}

TEST(HostingCurve, hand_solved_between_and_beyond_the_hours) {
    std::vector const hours{10.0, 20.0, 30.0, 40.0};
    // 15 MW: 5 of 60 MWh. 50 MW: 100 of 200 MWh.
    EXPECT_NEAR(load_at_curtailment(hours, 5.0 / 60.0), 15.0, 1e-12);
    EXPECT_NEAR(load_at_curtailment(hours, 0.5), 50.0, 1e-12);
}

TEST(HostingCurve, the_share_of_energy_comes_out_again) {
    std::vector<double> hours;
    for (int hour = 0; hour < 500; ++hour) {
        hours.push_back(100.0 + 90.0 * std::sin(0.7 * hour));
    }
    for (double const rate : {0.0025, 0.005, 0.01, 0.2}) {
        double const load = load_at_curtailment(hours, rate);
        double curtailed = 0.0;
        for (double const mw : hours) {
            curtailed += std::max(0.0, load - mw);
        }
        EXPECT_NEAR(curtailed / (load * 500.0), rate, 1e-12);
    }
}

TEST(HostingCurve, more_hours_without_room_than_may_be_curtailed_leave_none) {
    std::vector const hours{0.0, 0.0, 50.0, 50.0};
    EXPECT_EQ(load_at_curtailment(hours, 0.25), 0.0);
    EXPECT_GT(load_at_curtailment(hours, 0.55), 0.0);
}

TEST(HostingCurve, an_infeasible_hour_has_no_room_and_a_failed_one_is_unknown) {
    double const nan = std::numeric_limits<double>::quiet_NaN();
    std::vector<HostingAnswer> answers(4);
    answers[0] = {SolveStatus::optimal, 5.0, {}, 0, 0};
    answers[1] = {SolveStatus::optimal, 7.0, {}, 0, 0};
    answers[2] = {SolveStatus::infeasible, nan, {}, 0, 0};
    answers[3] = {SolveStatus::failed, nan, {}, 0, 0};
    auto const first = year_of_bus(answers, 2, 0), second = year_of_bus(answers, 2, 1);
    EXPECT_EQ(first.infeasible_hours, 1);
    EXPECT_EQ(load_at_curtailment(first.capacity_mw, 0.0), 0.0);
    EXPECT_EQ(second.failed_hours, 1);
    EXPECT_TRUE(std::isnan(load_at_curtailment(second.capacity_mw, 0.0)));
}

}  // namespace
}  // namespace gridrush
