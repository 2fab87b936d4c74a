#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "sim/operations/transformer_ageing.hpp"
#include "sim/operations/transformer_thermal.hpp"

namespace gridrush {
namespace {

TEST(TransformerValidation, follows_the_step_load_example_of_iec) {
    ThermalUnit const unit =
        make_unit(IecSpec{38.3, 20.3, 1000.0, 0.8, 1.3, 0.5, 2.0, 2.0, 150.0, 7.0}, Paper::normal);
    struct Row {
        double until_min, load_pu, top_oil_c, hot_spot_c;
    };
    constexpr std::array<Row, 6> rows{{{190, 1.0, 61.9, 83.8},
                                       {365, 0.6, 44.4, 54.0},
                                       {500, 1.5, 89.2, 127.0},
                                       {705, 0.3, 35.0, 37.54},
                                       {730, 2.1, 67.9, 138.6},
                                       {745, 0.0, 60.3, 75.3}}};
    TransformerThermal thermal{std::array{unit}};
    thermal.start_from(0, 12.7, 0.0, 25.6);
    double minute = 0.0;
    for (Row const& row : rows) {
        thermal.step(std::array{row.load_pu}, std::array{25.6}, row.until_min - minute);
        minute = row.until_min;
        EXPECT_NEAR(thermal.top_oil_c(0), row.top_oil_c, 1.1) << minute;
        EXPECT_NEAR(thermal.hot_spot_c(0), row.hot_spot_c, 1.1) << minute;
    }
}

TEST(TransformerValidation, ieee_default_unit_has_85_and_110_degrees_at_rated_load) {
    ThermalUnit const unit = make_unit(IeeeSpec{});
    EXPECT_NEAR(unit.loss_ratio, 1.9674, 1e-4);
    EXPECT_NEAR(unit.oil_time_min, 370.5, 0.05);
    auto const rated = steady_temperatures(unit, 1.0, 30.0);
    EXPECT_NEAR(rated.top_oil_c, 85.0, 1e-9);
    EXPECT_NEAR(rated.hot_spot_c, 110.0, 1e-9);
    constexpr std::array<std::array<double, 3>, 6> rows{{{0.5, 69.97, 0.0104},
                                                         {0.8, 91.71, 0.1403},
                                                         {1.1, 120.16, 2.752},
                                                         {1.2, 130.97, 7.635},
                                                         {1.3, 142.38, 21.19},
                                                         {1.4, 154.39, 58.44}}};
    auto const law = ageing_law(ThermalStandard::ieee, Paper::upgraded);
    for (auto const& [load_pu, hot_spot_c, factor] : rows) {
        double const found_c = steady_temperatures(unit, load_pu, 30.0).hot_spot_c;
        EXPECT_NEAR(found_c, hot_spot_c, 0.006) << load_pu;
        EXPECT_NEAR(ageing_rate(law, found_c), factor, 0.005 * factor) << load_pu;
    }
}

TEST(TransformerValidation, ageing_factors_agree_with_the_table) {
    constexpr std::array<std::array<double, 2>, 13> table{{{60, .0028},
                                                           {80, .0358},
                                                           {90, .1156},
                                                           {98, .2817},
                                                           {100, .3499},
                                                           {110, 1.0},
                                                           {117, 2.02},
                                                           {120, 2.709},
                                                           {130, 6.984},
                                                           {140, 17.20},
                                                           {150, 40.59},
                                                           {160, 92.06},
                                                           {180, 424.9}}};
    auto const law = ageing_law(ThermalStandard::ieee, Paper::upgraded);
    for (auto const& [hot_spot_c, factor] : table) {
        EXPECT_NEAR(ageing_rate(law, hot_spot_c), factor, 6e-4 * factor + 6e-5) << hot_spot_c;
    }
    auto const plain = ageing_law(ThermalStandard::iec, Paper::normal);
    EXPECT_NEAR(ageing_rate(plain, 98.0), 1.0, 1e-8);
    EXPECT_NEAR(ageing_rate(plain, 104.0), 2.0, 1e-8);
}

}  // namespace
}  // namespace gridrush
