#include "experiments/sweep_sampling.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace gridrush {
namespace {

TEST(LatinHypercube, puts_one_value_in_every_stratum_of_every_axis) {
    constexpr std::size_t samples = 97;
    for (std::uint64_t const seed : {1U, 2U, 3U}) {
        for (auto const& column : latin_hypercube({"a", "b", "c"}, samples, seed)) {
            std::set<int> strata;
            for (double const value : column) {
                EXPECT_GT(value, 0.0);
                EXPECT_LT(value, 1.0);
                strata.insert(static_cast<int>(value * samples));
            }
            EXPECT_EQ(strata.size(), samples);
            EXPECT_EQ(column.size(), samples);
        }
    }
}

TEST(LatinHypercube, depends_on_the_seed_and_pairs_axes_at_random) {
    auto const points = latin_hypercube({"a", "b"}, 1000, 1);
    EXPECT_EQ(points, latin_hypercube({"a", "b"}, 1000, 1));
    EXPECT_NE(points, latin_hypercube({"a", "b"}, 1000, 2));
    double covariance = 0.0;
    for (std::size_t i = 0; i < 1000; ++i) {
        covariance += (points[0][i] - 0.5) * (points[1][i] - 0.5) / 1000;
    }
    // Uniform values have variance 1/12; four standard errors of an independent pair.
    EXPECT_LT(std::abs(covariance), 4.0 / 12.0 / std::sqrt(1000.0));
}

TEST(LatinHypercube, an_axis_keeps_its_draws_when_others_come) {
    EXPECT_EQ(latin_hypercube({"a"}, 20, 5)[0], latin_hypercube({"b", "a"}, 20, 5)[1]);
}

TEST(Sobol, starts_with_the_points_that_joe_and_kuo_print) {
    // The output of sobol.cc with new-joe-kuo-6 for 10 points in 3 dimensions, its first column
    // once per dimension (web.maths.unsw.edu.au/~fkuo/sobol).
    std::vector<std::vector<double>> const known{
        {0, 0.5, 0.75, 0.25, 0.375, 0.875, 0.625, 0.125, 0.1875, 0.6875},
        {0, 0.5, 0.25, 0.75, 0.375, 0.875, 0.125, 0.625, 0.3125, 0.8125},
        {0, 0.5, 0.25, 0.75, 0.625, 0.125, 0.875, 0.375, 0.9375, 0.4375}};
    auto const points = sobol_points(3, 10);
    ASSERT_EQ(points.size(), 3U);
    for (std::size_t axis = 0; axis < 3; ++axis) {
        ASSERT_EQ(points[axis].size(), 10U);
        for (std::size_t i = 0; i < 10; ++i) {
            EXPECT_EQ(points[axis][i] * 0x1.0p-32, known[axis][i]) << axis << ' ' << i;
        }
    }
}

TEST(Sobol, shifted_powers_of_two_fill_every_stratum_and_every_square) {
    auto const points = sobol({"a", "b"}, 64, 7);
    for (auto const& column : points) {
        std::set<int> strata;
        for (double const value : column) {
            strata.insert(static_cast<int>(value * 64));
        }
        EXPECT_EQ(strata.size(), 64U);
    }
    std::set<int> squares;  // of the first two dimensions, a (0, 6, 2)-net
    for (std::size_t i = 0; i < 64; ++i) {
        squares.insert(static_cast<int>(points[0][i] * 8) * 8 + static_cast<int>(points[1][i] * 8));
    }
    EXPECT_EQ(squares.size(), 64U);
}

TEST(Sobol, depends_on_the_seed) {
    EXPECT_EQ(sobol({"a"}, 8, 1), sobol({"a"}, 8, 1));
    EXPECT_NE(sobol({"a"}, 8, 1), sobol({"a"}, 8, 2));
    EXPECT_TRUE(sobol({}, 8, 1).empty());
}

TEST(Quantile, follows_the_distribution) {
    EXPECT_DOUBLE_EQ(quantile({AxisSample::Kind::uniform, 30, 60, true}, 0.25), 37.5);
    EXPECT_NEAR(quantile({AxisSample::Kind::log_uniform, 1, 100, true}, 0.5), 10.0, 1e-12);
    AxisSample const normal{AxisSample::Kind::normal, 10, 2, true};
    EXPECT_NEAR(quantile(normal, 0.5), 10.0, 1e-12);
    EXPECT_NEAR(quantile(normal, 0.975), 10.0 + 2.0 * 1.959963984540054, 1e-12);
    EXPECT_NEAR(quantile(normal, 0.001), 10.0 - 2.0 * 3.090232306167813, 1e-12);
    EXPECT_TRUE(std::isfinite(quantile(normal, 0x1.0p-53)));
}

}  // namespace
}  // namespace gridrush
