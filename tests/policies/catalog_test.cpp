#include "policies/catalog.hpp"

#include <set>

#include <gtest/gtest.h>

namespace gridrush {
namespace {

TEST(Catalog, names_are_unique_within_a_family_and_every_row_says_what_and_from_where) {
    std::set<std::pair<PolicyFamily, std::string_view>> seen;
    for (auto const& info : policy_catalog()) {
        EXPECT_TRUE(seen.emplace(info.family, info.name).second) << info.name;
        EXPECT_FALSE(info.summary.empty()) << info.name;
        EXPECT_FALSE(info.source.empty()) << info.name;
        for (auto const& parameter : info.parameters()) {
            EXPECT_FALSE(parameter.description.empty()) << info.name << '.' << parameter.name;
            EXPECT_FALSE(parameter.source.empty()) << info.name << '.' << parameter.name;
        }
    }
}

TEST(Catalog, every_row_can_be_made_with_its_defaults) {
    std::map<PolicyFamily, std::string> const first{{PolicyFamily::interconnection, "serial_fcfs"},
                                                    {PolicyFamily::curtailment, "pro_rata"},
                                                    {PolicyFamily::migration, "stay"},
                                                    {PolicyFamily::strategy, "keep_mining"},
                                                    {PolicyFamily::loading, "nameplate"}};
    for (auto const& info : policy_catalog()) {
        auto const choice = [&](PolicyFamily family) {
            auto const name = family == info.family ? std::string{info.name} : first.at(family);
            Issues issues;
            return PolicyChoice{
                name, Parameters{find_policy(family, name)->parameters(), {}, "", {}, issues}};
        };
        auto const made =
            make_policies({choice(PolicyFamily::interconnection), choice(PolicyFamily::curtailment),
                           choice(PolicyFamily::migration), choice(PolicyFamily::strategy),
                           choice(PolicyFamily::loading)});
        EXPECT_TRUE(made.interconnection && made.curtailment && made.migration && made.strategy &&
                    made.loading);
    }
}

TEST(Catalog, does_not_find_what_is_not_there) {
    EXPECT_EQ(find_policy(PolicyFamily::curtailment, "serial_fcfs"), nullptr);
}

}  // namespace
}  // namespace gridrush
