#include <tuple>

#include <gtest/gtest.h>

#include "policies/built_in.hpp"
#include "policies/catalog.hpp"

namespace gridrush {
namespace {

/// Two substations; what they can carry is a made-up function of what is asked.
struct Asking {
    std::vector<SubstationId> substation{SubstationId{0}, SubstationId{1}};
    std::vector<double> firm_mw{100.0, 200.0}, bank_mw{200.0, 300.0};
    std::vector<double> ambient_c{5.0, 35.0}, top_oil_c{50.0, 60.0}, hot_spot_c{70.0, 90.0};
    std::vector<std::tuple<std::size_t, LoadingClass, double>> asked;
    CarriableMw carriable = [this](std::size_t row, LoadingClass loading, double hours) {
        asked.emplace_back(row, loading, hours);
        return firm_mw[row] * (row == 0 ? 1.2 : 0.9);
    };

    [[nodiscard]] LoadingDecision decide(LoadingPolicy& policy, double interval_h = 1.0) {
        Rng rng{1, Purpose::test, 1};
        return policy.decide({.now = make_time(2025, 1, 1),
                              .interval_h = interval_h,
                              .substation = substation,
                              .firm_mw = firm_mw,
                              .bank_mw = bank_mw,
                              .ambient_c = ambient_c,
                              .top_oil_c = top_oil_c,
                              .hot_spot_c = hot_spot_c,
                              .carriable_mw = carriable},
                             rng);
    }
};

Parameters given(std::map<std::string, ParameterValue> const& values) {
    Issues issues;
    Parameters parameters{hot_spot_parameters(), values, "", {}, issues};
    throw_if_any(issues);
    return parameters;
}

TEST(Nameplate, carries_what_is_firm_and_asks_nothing) {
    Asking asking;
    Issues issues;
    auto const policy = make_nameplate(Parameters{no_parameters(), {}, "", {}, issues});
    EXPECT_EQ(asking.decide(*policy), (LoadingDecision{100.0, 200.0}));
    EXPECT_TRUE(asking.asked.empty());
}

TEST(HotSpot, carries_what_the_temperatures_allow_for_the_class_and_the_hours_that_it_is_given) {
    Asking asking;
    auto const policy = make_hot_spot(
        given({{"loading", std::string{"short_term_emergency"}}, {"look_ahead_h", 6.0}}));
    EXPECT_EQ(asking.decide(*policy), (LoadingDecision{120.0, 180.0}));
    ASSERT_EQ(asking.asked.size(), 2U);
    EXPECT_EQ(asking.asked[1],
              (std::tuple{std::size_t{1}, LoadingClass::short_term_emergency, 6.0}));
}

TEST(HotSpot, looks_ahead_at_least_over_the_interval) {
    Asking asking;
    auto const policy = make_hot_spot(given({{"look_ahead_h", 0.0}}));
    (void)asking.decide(*policy, 0.5);
    EXPECT_EQ(asking.asked.at(0), (std::tuple{std::size_t{0}, LoadingClass::normal, 0.5}));
}

TEST(HotSpot, knows_only_the_loading_classes_of_the_standards) {
    EXPECT_THROW((void)given({{"loading", std::string{"emergency"}}}), InputError);
}

}  // namespace
}  // namespace gridrush
