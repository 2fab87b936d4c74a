#include "sim/adequacy/headroom.hpp"

#include <gtest/gtest.h>

#include "experiments/demand_file.hpp"
#include "tests/reference_data.hpp"

namespace gridrush {
namespace {

TEST(HeadroomValidation, ercot_agrees_with_the_published_study) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(file, "load/hourly_demand_2016_2024.csv.gz");
    Issues issues;
    Headroom const headroom{read_demand_file(file.string(), "ERCO", issues)};
    ASSERT_TRUE(issues.empty());
    EXPECT_EQ(headroom.years(), 9U);
    EXPECT_NEAR(headroom.load_mw(0.0025), 6490.0, 5.0);
    EXPECT_NEAR(headroom.load_mw(0.005), 10000.0, 5.0);
    EXPECT_NEAR(headroom.load_mw(0.01), 14730.0, 5.0);
}

TEST(HeadroomValidation, unknown_column_is_an_issue_with_a_suggestion) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(file, "load/hourly_demand_2016_2024.csv.gz");
    Issues issues;
    auto const spec = read_demand_file(file.string(), "ERCOT", issues);
    ASSERT_EQ(issues.size(), 1U);
    EXPECT_NE(issues[0].message.find("ERCO"), std::string::npos);
    EXPECT_TRUE(spec.demand_mw.empty());
}

}  // namespace
}  // namespace gridrush
