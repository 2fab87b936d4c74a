#include "sim/interconnection/cost_allocation.hpp"

#include <array>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>

#include "topology/random.hpp"

namespace gridrush {
namespace {

TEST(CostAllocation, the_tipping_request_pays_all) {
    std::array const impact{30.0, 10.0, 60.0};
    EXPECT_EQ(cost_shares(CostRule::tipping_pays, impact, 1), (std::vector{0.0, 1.0, 0.0}));
}

TEST(CostAllocation, by_impact_is_in_proportion_and_relief_counts_as_none) {
    std::array const impact{30.0, -20.0, 10.0};
    EXPECT_EQ(cost_shares(CostRule::by_impact, impact, 2), (std::vector{0.75, 0.0, 0.25}));
}

TEST(CostAllocation, per_capita_is_equal_among_those_with_an_impact) {
    std::array const impact{30.0, 0.0, 10.0};
    EXPECT_EQ(cost_shares(CostRule::per_capita, impact, 0), (std::vector{0.5, 0.0, 0.5}));
}

TEST(CostAllocation, without_an_impact_the_tipping_one_pays_and_else_all_do) {
    std::array const impact{0.0, std::numeric_limits<double>::quiet_NaN()};
    EXPECT_EQ(cost_shares(CostRule::by_impact, impact, 1), (std::vector{0.0, 1.0}));
    EXPECT_EQ(cost_shares(CostRule::tipping_pays, impact, -1), (std::vector{0.5, 0.5}));
}

TEST(CostAllocation, shares_sum_to_one_whatever_the_impacts) {
    Rng rng{1, Purpose::test, 0};
    for (int round = 0; round < 1000; ++round) {
        std::vector<double> impact(1 + static_cast<std::size_t>(rng.uniform() * 6.0));
        for (auto& mw : impact) {
            mw = rng.uniform(-50.0, 100.0);
        }
        auto const rule = static_cast<CostRule>(static_cast<int>(rng.uniform() * 3.0));
        auto const tipping = static_cast<int>(rng.uniform(-1.0, 7.0));
        auto const share = cost_shares(rule, impact, tipping);
        ASSERT_NEAR(std::reduce(share.begin(), share.end()), 1.0, 1e-12);
        for (auto const part : share) {
            ASSERT_GE(part, 0.0);
        }
    }
}

}  // namespace
}  // namespace gridrush
