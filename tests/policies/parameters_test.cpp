#include <gtest/gtest.h>

#include "policies/catalog.hpp"

namespace gridrush {
namespace {

std::span<ParameterInfo const> serial_fcfs_parameters() {
    return find_policy(PolicyFamily::interconnection, "serial_fcfs")->parameters();
}

Issues issues_of(std::map<std::string, ParameterValue> const& given) {
    Issues issues;
    std::map<std::string, Location> at;
    int line = 10;
    for (auto const& [name, value] : given) {
        at[name] = {"x.yaml", ++line, 5};
    }
    Parameters{serial_fcfs_parameters(), given, "policies.interconnection", at, issues};
    return issues;
}

TEST(Parameters, take_the_default_where_nothing_is_given) {
    Issues issues;
    Parameters const parameters{serial_fcfs_parameters(), {}, "p", {}, issues};
    EXPECT_DOUBLE_EQ(parameters.number("study_months"), 6.0);
    EXPECT_TRUE(issues.empty());
}

TEST(Parameters, report_every_mistake_with_path_and_line) {
    auto const issues = issues_of({{"study_month", 6.0}, {"tolerance_mw", std::string{"many"}}});
    ASSERT_EQ(issues.size(), 2u);
    EXPECT_EQ(issues[0].path, "policies.interconnection.study_month");
    EXPECT_EQ(issues[0].at.line, 11);
    EXPECT_NE(issues[0].message.find("did you mean 'study_months'"), std::string::npos);
    EXPECT_EQ(issues[1].at.line, 12);
    EXPECT_NE(issues[1].message.find("must be a number"), std::string::npos);
}

TEST(Parameters, refuse_numbers_out_of_range_and_nan) {
    EXPECT_EQ(issues_of({{"study_months", -1.0}}).size(), 1u);
    EXPECT_EQ(issues_of({{"study_months", std::numeric_limits<double>::quiet_NaN()}}).size(), 1u);
}

}  // namespace
}  // namespace gridrush
