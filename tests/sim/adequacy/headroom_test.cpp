#include "sim/adequacy/headroom.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace gridrush {
namespace {

/// Demand that takes every value between 500 and 1000 MW equally often: its load duration curve is
/// a straight line.
HeadroomSpec linear_year() {
    HeadroomSpec spec;
    spec.first_hour = make_time(2023, 1, 1);
    spec.thresholds = DemandThresholds::annual;
    for (int hour = 0; hour < 8760; ++hour) {
        spec.demand_mw.push_back(500.0 + 500.0 * ((hour * 7) % 8760) / 8759.0);
    }
    return spec;
}

TEST(Headroom, has_the_closed_form_of_a_linear_load_duration_curve) {
    Headroom const headroom{linear_year()};
    for (double const rate : {0.0025, 0.005, 0.01, 0.05}) {
        double const load_mw = 2.0 * rate * 500.0;
        EXPECT_NEAR(headroom.load_mw(rate), load_mw, 0.01 * load_mw + 0.06) << rate;
        EXPECT_NEAR(headroom.at(rate).hours_per_year, 2.0 * rate * 8760.0, 2.0) << rate;
    }
}

TEST(Headroom, load_has_the_rate_that_was_asked_for) {
    Headroom const headroom{linear_year()};
    for (double const rate : {0.001, 0.01, 0.1, 0.5, 0.9}) {
        EXPECT_NEAR(headroom.rate(headroom.load_mw(rate)), rate, 1e-12);
    }
}

TEST(Headroom, counts_events_and_depth_by_hand) {
    HeadroomSpec spec;
    spec.first_hour = make_time(2023, 1, 1);
    spec.thresholds = DemandThresholds::annual;
    // Margins 0, 10, 50, 50, 20, 50, 50, 50, 50, 50: a load of 40 is cut by 40, 30 and 20.
    spec.demand_mw = {100, 90, 50, 50, 80, 50, 50, 50, 50, 50};
    Headroom const headroom{spec};
    double const rate = 90.0 / (40.0 * 10.0);
    auto const answer = headroom.at(rate);
    EXPECT_NEAR(answer.load_mw, 40.0, 1e-9);
    EXPECT_NEAR(answer.curtailed_mwh_per_year, 90.0, 1e-9);
    EXPECT_EQ(answer.hours_per_year, 3.0);
    EXPECT_NEAR(answer.mean_depth, 90.0 / 120.0, 1e-12);
    EXPECT_NEAR(answer.max_depth, 1.0, 1e-12);
    EXPECT_EQ(answer.events_per_year, 2.0);
    EXPECT_EQ(answer.mean_event_h, 1.5);
    EXPECT_EQ(answer.max_event_h, 2.0);
    EXPECT_NEAR(answer.share_of_hours_keeping[1], 0.0, 1e-12);
}

TEST(Headroom, is_nothing_where_the_peak_hour_alone_is_too_much) {
    HeadroomSpec spec = linear_year();
    Headroom const headroom{spec};
    EXPECT_TRUE(std::isnan(headroom.load_mw(1e-5)));
    EXPECT_TRUE(std::isnan(headroom.at(1e-5).hours_per_year));
}

TEST(Headroom, names_hours_that_are_no_demand) {
    HeadroomSpec spec = linear_year();
    spec.demand_mw[7] = std::nan("");
    auto const issues = validate(spec);
    ASSERT_EQ(issues.size(), 1U);
    EXPECT_EQ(issues[0].path, "demand.7");
    EXPECT_THROW(Headroom{spec}, InputError);
}

TEST(Headroom, wants_both_seasons_for_seasonal_thresholds) {
    HeadroomSpec spec;
    spec.first_hour = make_time(2023, 4, 1);
    spec.demand_mw.assign(24, 100.0);
    EXPECT_EQ(validate(spec).size(), 2U);
}

}  // namespace
}  // namespace gridrush
