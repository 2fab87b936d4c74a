#include "sim/interconnection/draw.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace gridrush {
namespace {

std::vector<double> sorted_draws(Draw const& draw, std::size_t count) {
    Rng rng{11, Purpose::test, 1};
    std::vector<double> values(count);
    for (double& value : values) {
        value = sample(draw, rng);
    }
    std::ranges::sort(values);
    return values;
}

TEST(Draw, lognormal_sigma_of_pjms_study_durations_is_0_611) {
    EXPECT_NEAR(lognormal_sigma(16.0, 35.0), 0.611, 0.0005);
    EXPECT_EQ(lognormal_sigma(16.0, 16.0), 0.0);
    EXPECT_EQ(lognormal_sigma(16.0, 0.0), 0.0);
}

// Standard error of a sample quantile: sqrt(p (1 - p) / n) / density there.
TEST(Draw, a_hundred_thousand_study_durations_have_the_published_median_and_90th_percentile) {
    constexpr std::size_t count = 100'000;
    constexpr double median = 16.0;
    constexpr double p90 = 35.0;
    double const sigma = lognormal_sigma(median, p90);
    auto const months = sorted_draws({Draw::Shape::lognormal, median, sigma}, count);
    auto const density = [&](double x) {
        double const z = std::log(x / median) / sigma;
        return std::exp(-0.5 * z * z) / (x * sigma * std::sqrt(2.0 * M_PI));
    };
    auto const error = [&](double p, double x) {
        return std::sqrt(p * (1.0 - p) / static_cast<double>(count)) / density(x);
    };
    EXPECT_NEAR(months[count / 2], median, 3.0 * error(0.5, median));
    EXPECT_NEAR(months[count * 9 / 10], p90, 3.0 * error(0.9, p90));
    EXPECT_LT(3.0 * error(0.9, p90), 0.6);  // months: the test can tell
}

TEST(Draw, shapes_have_their_ends_and_means) {
    constexpr std::size_t count = 20'000;
    auto const mean = [](std::vector<double> const& values) {
        double sum = 0.0;
        for (double const value : values) {
            sum += value;
        }
        return sum / static_cast<double>(values.size());
    };
    auto const flat = sorted_draws({Draw::Shape::uniform, 2.0, 6.0}, count);
    EXPECT_GE(flat.front(), 2.0);
    EXPECT_LT(flat.back(), 6.0);
    EXPECT_NEAR(mean(flat), 4.0, 4.0 * 4.0 / std::sqrt(12.0 * count));
    auto const peaked = sorted_draws({Draw::Shape::triangular, 1.0, 2.0, 6.0}, count);
    EXPECT_GE(peaked.front(), 1.0);
    EXPECT_LE(peaked.back(), 6.0);
    EXPECT_NEAR(mean(peaked), 3.0, 0.03);
    EXPECT_EQ(sorted_draws({Draw::Shape::constant, 7.0}, 3).back(), 7.0);
}

TEST(Draw, never_is_as_likely_as_it_says) {
    constexpr int count = 20'000;
    auto const values =
        sorted_draws({.shape = Draw::Shape::uniform, .a = 1.0, .b = 2.0, .never = 0.3}, count);
    auto const never = std::ranges::count_if(values, [](double x) { return std::isinf(x); });
    EXPECT_NEAR(static_cast<double>(never) / count, 0.3, 4.0 * std::sqrt(0.21 / count));
}

TEST(Draw, every_shape_takes_as_many_random_numbers) {
    Rng expected{1, Purpose::test, 5};
    (void)sample({}, expected);
    double const next = expected.uniform();
    for (Draw const draw :
         {Draw{Draw::Shape::uniform, 1.0, 2.0}, Draw{Draw::Shape::lognormal, 1.0, 2.0},
          Draw{Draw::Shape::triangular, 1.0, 2.0, 3.0}, Draw{.never = 1.0}}) {
        Rng rng{1, Purpose::test, 5};
        (void)sample(draw, rng);
        EXPECT_EQ(rng.uniform(), next);
    }
}

}  // namespace
}  // namespace gridrush
