#include "sim/operations/transformer_thermal.hpp"

#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "sim/operations/transformer_ageing.hpp"
#include "sim/operations/transformer_limits.hpp"

namespace gridrush {
namespace {

TEST(TransformerThermal, every_iec_class_has_98_degrees_at_rated_load) {
    for (int i = 0; i < 8; ++i) {
        auto const unit = make_unit(iec_spec(static_cast<IecClass>(i)), Paper::normal);
        EXPECT_NEAR(steady_temperatures(unit, 1.0, 20.0).hot_spot_c, 98.0, 1e-9) << i;
    }
}

TEST(TransformerThermal, stays_where_a_steady_load_leads_and_ages_as_the_law_says) {
    auto const unit = make_unit(iec_spec(IecClass::onaf), Paper::normal);
    TransformerThermal thermal{std::array{unit}};
    thermal.start_steady(0, 1.0, 20.0);
    thermal.step(std::array{1.0}, std::array{20.0}, 600.0);
    EXPECT_NEAR(thermal.hot_spot_c(0), 98.0, 1e-9);
    EXPECT_NEAR(thermal.aged_h()[0], 10.0, 1e-6);
}

TEST(TransformerThermal, one_long_step_equals_many_short_ones) {
    std::vector<ThermalUnit> const units{make_unit(iec_spec(IecClass::onaf), Paper::upgraded),
                                         make_unit(IeeeSpec{})};
    TransformerThermal coarse{units}, fine{units};
    std::vector<double> const load(2, 1.4), ambient(2, 30.0);
    coarse.step(load, ambient, 60.0);
    for (int i = 0; i < 600; ++i) {
        fine.step(load, ambient, 0.1);
    }
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_NEAR(coarse.top_oil_c(i), fine.top_oil_c(i), 1e-9);
        EXPECT_NEAR(coarse.hot_spot_c(i), fine.hot_spot_c(i), 1e-9);
        EXPECT_NEAR(coarse.aged_h()[i], fine.aged_h()[i], 0.002 * fine.aged_h()[i]);
    }
}

TEST(TransformerThermal, units_do_not_depend_on_their_neighbours) {
    auto const unit = make_unit(iec_spec(IecClass::od), Paper::upgraded);
    TransformerThermal alone{std::array{unit}};
    TransformerThermal many{std::vector<ThermalUnit>(11, unit)};
    alone.step(std::array{0.9}, std::array{25.0}, 60.0);
    many.step(std::vector<double>(11, 0.9), std::vector<double>(11, 25.0), 60.0);
    EXPECT_EQ(many.hot_spot_c(10), alone.hot_spot_c(0));
    EXPECT_EQ(many.aged_h()[10], alone.aged_h()[0]);
}

TEST(TransformerThermal, nan_stays_nan) {
    TransformerThermal thermal{std::array{ThermalUnit{}}};
    thermal.step(std::array{std::nan("")}, std::array{20.0}, 60.0);
    EXPECT_TRUE(std::isnan(thermal.hot_spot_c(0)));
    EXPECT_TRUE(std::isnan(thermal.aged_h()[0]));
}

TEST(TransformerThermal, names_what_is_wrong_with_a_unit) {
    ThermalUnit unit;
    unit.oil_time_min = 0.0;
    auto const issues = validate(unit);
    ASSERT_EQ(issues.size(), 1U);
    EXPECT_EQ(issues[0].path, "oil_time_min");
    EXPECT_THROW(TransformerThermal{std::array{unit}}, InputError);
}

TEST(FastExp2, agrees_with_the_library) {
    for (double x = -60.0; x < 60.0; x += 0.0137) {
        EXPECT_NEAR(fast_exp2(x) / std::exp2(x), 1.0, 1e-9);
    }
}

TEST(LoadingLimit, depends_on_standard_class_and_size) {
    auto const iec = ThermalStandard::iec;
    EXPECT_EQ(loading_limit(iec, LoadingClass::normal, 200.0).load_pu, 1.3);
    EXPECT_EQ(loading_limit(iec, LoadingClass::long_term_emergency, 5.0).load_pu, 1.8);
    EXPECT_EQ(loading_limit(iec, LoadingClass::short_term_emergency, 50.0).hot_spot_c, 160.0);
    auto const ieee = loading_limit(ThermalStandard::ieee, LoadingClass::short_term_emergency, 5.0);
    EXPECT_EQ(ieee.hot_spot_c, 180.0);
}

}  // namespace
}  // namespace gridrush
