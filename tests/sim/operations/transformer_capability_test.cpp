#include "sim/operations/transformer_capability.hpp"

#include <algorithm>
#include <array>

#include <gtest/gtest.h>

#include "topology/random.hpp"

namespace gridrush {
namespace {

constexpr LoadingLimit unbounded{1000.0, 1000.0, 100.0};

ThermalUnit unit_of(int kind) {
    if (kind < 8) {
        return make_unit(iec_spec(static_cast<IecClass>(kind)), Paper::upgraded);
    }
    return make_unit(IeeeSpec{});
}

TEST(TransformerCapability, what_can_be_held_for_ever_has_the_limit_as_its_steady_temperature) {
    TransformerCapability capability;
    for (int kind = 0; kind <= 8; ++kind) {
        auto const unit = unit_of(kind);
        TransformerThermal thermal{std::array{unit}};
        LoadingLimit limit = unbounded;
        limit.hot_spot_c = 120.0;
        auto const by_hot_spot =
            capability.highest_load_pu(unit, thermal.state(0), 10.0, limit, 7.0 * 1440.0);
        // Where the hot spot overshoots on its way, that bounds the load: no higher than steady.
        auto const hot_spot_c = steady_temperatures(unit, by_hot_spot, 10.0).hot_spot_c;
        EXPECT_LE(hot_spot_c, 120.0 + 1e-6) << kind;
        if (unit.k21 == 1.0) {
            EXPECT_NEAR(hot_spot_c, 120.0, 1e-6) << kind;
        }
        limit = unbounded;
        limit.top_oil_c = 90.0;
        auto const by_oil =
            capability.highest_load_pu(unit, thermal.state(0), 10.0, limit, 7.0 * 1440.0);
        EXPECT_NEAR(steady_temperatures(unit, by_oil, 10.0).top_oil_c, 90.0, 1e-3) << kind;
    }
}

/// The model that the answer is put back into is TransformerThermal.
TEST(TransformerCapability, brings_the_hot_spot_to_its_limit_and_not_beyond) {
    Rng rng{1, Purpose::test, 3};
    TransformerCapability capability;
    int bounded_by_heat = 0;
    for (int trial = 0; trial < 500; ++trial) {
        auto const unit = unit_of(trial % 9);
        TransformerThermal thermal{std::array{unit}};
        auto const before_c = rng.uniform(-10.0, 40.0);
        thermal.start_steady(0, rng.uniform(0.0, 1.0), before_c);
        auto const ambient_c = before_c + rng.uniform(-3.0, 3.0);
        auto const loading = loading_classes[static_cast<std::size_t>(trial) % 3];
        auto const limit = loading_limit(unit.standard, loading, 50.0);
        auto const load_pu =
            capability.highest_load_pu(unit, thermal.state(0), ambient_c, limit, 60.0);
        ASSERT_LE(load_pu, limit.load_pu);
        thermal.step(std::array{load_pu}, std::array{ambient_c}, 60.0);
        ASSERT_LE(thermal.hottest_c()[0], limit.hot_spot_c + 1e-6) << trial;
        ASSERT_LE(thermal.top_oil_c(0), limit.top_oil_c + 1e-6) << trial;
        if (load_pu < limit.load_pu - 1e-9) {
            ++bounded_by_heat;
            auto const slack_k = std::min(limit.hot_spot_c - thermal.hottest_c()[0],
                                          limit.top_oil_c - thermal.top_oil_c(0));
            ASSERT_LE(slack_k, 1e-6) << trial;
        }
    }
    EXPECT_GT(bounded_by_heat, 100);
}

TEST(TransformerCapability, what_is_too_hot_at_the_start_is_within_its_limit_at_the_end) {
    auto const unit = unit_of(3);  // ONAF
    TransformerThermal thermal{std::array{unit}};
    thermal.start_steady(0, 1.4, 20.0);
    auto const limit = loading_limit(ThermalStandard::iec, LoadingClass::normal, 50.0);
    ASSERT_GT(thermal.hot_spot_c(0), limit.hot_spot_c);
    TransformerCapability capability;
    auto const load_pu = capability.highest_load_pu(unit, thermal.state(0), 20.0, limit, 60.0);
    EXPECT_GT(load_pu, 0.3);
    thermal.step(std::array{load_pu}, std::array{20.0}, 60.0);
    EXPECT_LE(thermal.hot_spot_c(0), limit.hot_spot_c + 1e-6);
}

TEST(TransformerCapability, is_nothing_in_air_that_is_hotter_than_the_limit) {
    auto const unit = unit_of(3);
    TransformerThermal thermal{std::array{unit}};
    TransformerCapability capability;
    auto const limit = loading_limit(ThermalStandard::iec, LoadingClass::normal, 50.0);
    EXPECT_EQ(capability.highest_load_pu(unit, thermal.state(0), 130.0, limit, 600.0), 0.0);
}

TEST(TransformerCapability, a_longer_look_ahead_never_carries_more) {
    auto const unit = unit_of(3);
    TransformerThermal thermal{std::array{unit}};
    thermal.start_steady(0, 0.5, 25.0);
    TransformerCapability capability;
    auto const limit = loading_limit(ThermalStandard::iec, LoadingClass::normal, 50.0);
    double before = 10.0;
    for (double const hours : {0.5, 1.0, 2.0, 4.0, 8.0, 24.0, 168.0}) {
        auto const load_pu =
            capability.highest_load_pu(unit, thermal.state(0), 25.0, limit, 60.0 * hours);
        EXPECT_LE(load_pu, before + 1e-9) << hours;
        before = load_pu;
    }
    // A week of it is its steady state, where the overshoot does not bind.
    EXPECT_NEAR(steady_temperatures(unit, before, 25.0).hot_spot_c, limit.hot_spot_c, 3.0);
}

}  // namespace
}  // namespace gridrush
