#include "results/compare_statistics.hpp"

#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "results/student_t.hpp"

namespace gridrush {
namespace {

/// Additional hours of sleep of ten patients by two drugs: Student (1908), as data set `sleep` of
/// R, whose t.test() gives the numbers below.
constexpr std::array<double, 10> first_drug{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
constexpr std::array<double, 10> second_drug{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

TEST(ComparePairs, agrees_with_the_sleep_data_of_student) {
    PairStatistics const s = compare_pairs(second_drug, first_drug, 0.95);
    EXPECT_EQ(s.pairs, 10U);
    EXPECT_NEAR(s.baseline_mean, 2.33, 1e-12);
    EXPECT_NEAR(s.level_mean, 0.75, 1e-12);
    EXPECT_NEAR(s.difference, -1.58, 1e-12);
    EXPECT_NEAR(s.relative, -1.58 / 2.33, 1e-12);
    EXPECT_NEAR(s.paired.low, -2.4598858, 5e-8);
    EXPECT_NEAR(s.paired.high, -0.7001142, 5e-8);
    EXPECT_NEAR(s.p, 0.00283289, 5e-9);
    EXPECT_NEAR(s.effect * std::sqrt(10.0), -4.0621, 5e-5) << "t of the paired test";
    // t.test(extra ~ group), not paired
    EXPECT_NEAR(s.welch.low, -3.3654832, 5e-8);
    EXPECT_NEAR(s.welch.high, 0.2054832, 5e-8);
    EXPECT_NEAR(s.width_ratio, (2.4598858 - 0.7001142) / (3.3654832 + 0.2054832), 1e-7);
    EXPECT_TRUE(s.differs);
}

TEST(ComparePairs, agrees_with_numbers_worked_out_by_hand) {
    // Differences 1, 2, 3: mean 2, sd 1, error 1/sqrt(3); t(2) at 95 % is 4.302653.
    std::array const baseline{10.0, 20.0, 30.0};
    std::array const level{11.0, 22.0, 33.0};
    PairStatistics const s = compare_pairs(baseline, level, 0.95);
    EXPECT_DOUBLE_EQ(s.difference, 2.0);
    EXPECT_DOUBLE_EQ(s.relative, 0.1);
    EXPECT_DOUBLE_EQ(s.sd, 1.0);
    EXPECT_DOUBLE_EQ(s.effect, 2.0);
    EXPECT_NEAR(s.paired.high, 2.0 + 4.302653 / std::sqrt(3.0), 1e-6);
    // Welch: error sqrt((100 + 121) / 3), 3.964 degrees of freedom, t 2.787.
    EXPECT_NEAR(s.width_ratio, 0.1039, 5e-5) << "what the pairs share is gone from the difference";
}

TEST(ComparePairs, has_no_interval_for_one_pair) {
    PairStatistics const s = compare_pairs(std::array{4.0}, std::array{5.0}, 0.95);
    EXPECT_EQ(s.difference, 1.0);
    EXPECT_EQ(s.relative, 0.25);
    for (double const none : {s.sd, s.paired.low, s.welch.high, s.width_ratio, s.effect, s.p}) {
        EXPECT_TRUE(std::isnan(none));
    }
}

TEST(ComparePairs, has_nothing_for_no_pair) {
    PairStatistics const s = compare_pairs({}, {}, 0.95);
    EXPECT_EQ(s.pairs, 0U);
    EXPECT_TRUE(std::isnan(s.difference));
    EXPECT_FALSE(s.differs);
}

TEST(ComparePairs, gives_equal_differences_an_interval_without_width_and_no_effect) {
    // 0.3 - 0.2 and 0.2 - 0.1 differ in their last bits only.
    PairStatistics const s =
        compare_pairs(std::array{0.2, 0.1, 0.7}, std::array{0.3, 0.2, 0.8}, 0.95);
    EXPECT_EQ(s.sd, 0.0);
    EXPECT_EQ(s.paired.width(), 0.0);
    EXPECT_EQ(s.paired.low, s.difference);
    EXPECT_TRUE(std::isnan(s.effect));
    EXPECT_TRUE(std::isnan(s.p));
    EXPECT_TRUE(s.differs);
}

TEST(ComparePairs, takes_rounding_for_no_difference) {
    PairStatistics const s =
        compare_pairs(std::array{2.9e6, 3.0}, std::array{2.9e6 + 1e-8, 3.0}, 0.95);
    EXPECT_FALSE(s.differs);
    EXPECT_TRUE(compare_pairs(std::array{2.9e6}, std::array{2.9e6 + 1e-5}, 0.95).differs);
}

TEST(ComparePairs, says_when_nothing_differs) {
    PairStatistics const s = compare_pairs(std::array{0.0, 0.0}, std::array{0.0, 0.0}, 0.95);
    EXPECT_FALSE(s.differs);
    EXPECT_EQ(s.difference, 0.0);
    EXPECT_TRUE(std::isnan(s.relative)) << "of nothing";
    EXPECT_EQ(s.welch.width(), 0.0);
    EXPECT_TRUE(std::isnan(s.width_ratio));
}

TEST(StudentT, agrees_with_the_tables) {
    EXPECT_NEAR(student_t_bound(0.95, 1.0), 12.706205, 5e-7);
    EXPECT_NEAR(student_t_bound(0.99, 10.0), 3.169273, 5e-7);
    EXPECT_NEAR(student_t_two_sided(2.228139, 10.0), 0.05, 1e-7);
    EXPECT_NEAR(student_t_two_sided(-2.228139, 10.0), 0.05, 1e-7);
    EXPECT_EQ(student_t_two_sided(std::numeric_limits<double>::infinity(), 3.0), 0.0);
}

TEST(Holm, agrees_with_p_adjust_of_r) {
    // p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
    std::vector<double> const adjusted = adjust_by_holm(std::array{0.01, 0.04, 0.03, 0.005});
    std::array const wanted{0.03, 0.06, 0.06, 0.02};
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_NEAR(adjusted[i], wanted.at(i), 1e-15) << i;
    }
}

TEST(Holm, leaves_out_what_has_no_p_and_stays_a_probability) {
    std::vector<double> const adjusted =
        adjust_by_holm(std::array{0.9, std::numeric_limits<double>::quiet_NaN(), 0.6});
    EXPECT_EQ(adjusted[0], 1.0);
    EXPECT_TRUE(std::isnan(adjusted[1]));
    EXPECT_EQ(adjusted[2], 1.0);
}

}  // namespace
}  // namespace gridrush
