#include "sim/interconnection/fairness.hpp"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

namespace gridrush {
namespace {

using std::array;

TEST(Jain, is_one_where_all_are_equal_and_one_over_n_where_one_has_it_all) {
    EXPECT_DOUBLE_EQ(jain_index(array{0.7, 0.7, 0.7}), 1.0);
    EXPECT_DOUBLE_EQ(jain_index(array{0.0, 1.0, 0.0, 0.0}), 0.25);
    EXPECT_NEAR(jain_index(array{4.0, 3.0, 2.0, 1.0}), 100.0 / (4.0 * 30.0), 1e-15);
}

TEST(Gini, is_zero_where_all_are_equal_and_all_but_one_over_n_where_one_has_it_all) {
    EXPECT_DOUBLE_EQ(gini_coefficient(array{2.0, 2.0, 2.0}), 0.0);
    EXPECT_DOUBLE_EQ(gini_coefficient(array{0.0, 0.0, 0.0, 1.0}), 0.75);
    EXPECT_DOUBLE_EQ(gini_coefficient(array{3.0, 1.0, 4.0, 2.0}), 0.25);
}

TEST(Herfindahl, squares_shares_in_percent) {
    EXPECT_DOUBLE_EQ(herfindahl_index(array{7.0, 7.0, 7.0, 7.0}), 2500.0);
    EXPECT_DOUBLE_EQ(herfindahl_index(array{500.0, 300.0, 200.0}), 3800.0);
    EXPECT_DOUBLE_EQ(herfindahl_index(array{0.0, 12.0}), 1e4);
}

TEST(Envy, is_what_the_worst_placed_would_change_for) {
    EXPECT_DOUBLE_EQ(largest_envy(array{0.2, 0.2, 0.2}), 0.0);
    EXPECT_DOUBLE_EQ(largest_envy(array{0.25, 0.0, 1.0}), 1.0);
    EXPECT_DOUBLE_EQ(largest_envy(array{0.0, 0.0}), 0.0);
    EXPECT_TRUE(std::isnan(largest_envy({})));
}

TEST(Fairness, is_undefined_where_there_is_nothing_to_share) {
    for (auto const& index : {jain_index, gini_coefficient, herfindahl_index}) {
        EXPECT_TRUE(std::isnan(index({})));
        EXPECT_TRUE(std::isnan(index(array{0.0, 0.0})));
    }
}

TEST(Quantile, is_linear_between_order_statistics) {
    array const values{40.0, 10.0, 30.0, 20.0};
    EXPECT_DOUBLE_EQ(quantile(values, 0.0), 10.0);
    EXPECT_DOUBLE_EQ(quantile(values, 0.5), 25.0);
    EXPECT_DOUBLE_EQ(quantile(values, 0.9), 37.0);
    EXPECT_DOUBLE_EQ(quantile(values, 1.0), 40.0);
    EXPECT_DOUBLE_EQ(quantile(array{5.0}, 0.9), 5.0);
    EXPECT_TRUE(std::isnan(quantile({}, 0.5)));
}

}  // namespace
}  // namespace gridrush
