#include "sim/operations/banks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "sim/operations/transformer_ageing.hpp"
#include "tests/sim/operations/bank_grid.hpp"

namespace gridrush {
namespace {

using testing::bank_grid;
using testing::BankCase;

SeriesSpec air(std::vector<double> values) {
    SeriesSpec spec;
    spec.id = "air";
    spec.start = make_time(2025, 1, 1);
    spec.values = std::move(values);
    return spec;
}

TEST(Banks, share_a_load_in_proportion_to_their_mva) {
    BankCase c{bank_grid({100.0, 50.0, 80.0})};
    c.carry(92.0);
    for (std::size_t bank = 0; bank < 3; ++bank) {
        EXPECT_DOUBLE_EQ(c.banks->load_pu()[bank], 0.4);
    }
}

TEST(Banks, count_the_power_factor) {
    BankCase c{bank_grid({100.0, 100.0})};
    c.experiment.power_factor = 0.8;
    c.banks->update_capacity(c.now);
    EXPECT_DOUBLE_EQ(c.world->firm_capacity_mw[0], 80.0);
    EXPECT_DOUBLE_EQ(c.world->bank_capacity_mw[0], 160.0);
    c.carry(80.0);
    EXPECT_DOUBLE_EQ(c.banks->load_pu()[0], 0.5);
}

TEST(Banks, get_as_warm_as_a_steady_load_leads) {
    for (auto const standard : {ThermalStandard::iec, ThermalStandard::ieee}) {
        for (auto const cooling : {Cooling::onan, Cooling::onaf, Cooling::ofaf, Cooling::odaf}) {
            auto spec = bank_grid({100.0, 100.0});
            spec.banks[0].cooling = spec.banks[1].cooling = cooling;
            Experiment experiment;
            experiment.spare_banks = 0;
            experiment.transformers.standard = standard;
            experiment.transformers.ambient_c = 12.0;
            BankCase c{std::move(spec), experiment};
            for (int hour = 0; hour < 240; ++hour) {
                c.carry(150.0);
            }
            auto const unit = bank_unit(experiment.transformers, cooling);
            auto const steady = steady_temperatures(unit, 0.75, 12.0);
            EXPECT_NEAR(c.banks->top_oil_c()[1], steady.top_oil_c, 1e-6);
            EXPECT_NEAR(c.banks->hot_spot_c()[1], steady.hot_spot_c, 1e-6);
            auto const law = ageing_law(unit.standard, unit.paper);
            EXPECT_NEAR(c.banks->ageing_rate()[1], ageing_rate(law, steady.hot_spot_c), 1e-9);
        }
    }
}

/// IEC 60076-7:2018, clause 8: an ONAF unit (52 K, 26 K, R 6, x 0.8, y 1.3, k 0.5, 2, 2, 150 min,
/// 7 min) whose load steps from 0.5 to 1.0, then to 0, one hour each, in its exponential form.
TEST(Banks, follow_a_step_load_as_iec_says) {
    Experiment experiment;
    experiment.spare_banks = 0;
    experiment.transformers.paper = Paper::normal;
    BankCase c{bank_grid({100.0}), experiment};
    for (int hour = 0; hour < 240; ++hour) {
        c.carry(50.0);
    }
    double oil = 52.0 * std::pow((1.0 + 6.0 * 0.25) / 7.0, 0.8);
    double fast = 2.0 * 26.0 * std::pow(0.5, 1.3);
    double slow = 26.0 * std::pow(0.5, 1.3);
    for (double const load : {1.0, 0.0}) {
        double const oil_end = 52.0 * std::pow((1.0 + 6.0 * load * load) / 7.0, 0.8);
        double const gradient = load > 0.0 ? 26.0 : 0.0;
        auto const at = [&](double minute) {
            return 20.0 + oil_end + (oil - oil_end) * std::exp(-minute / 75.0) + 2.0 * gradient +
                   (fast - 2.0 * gradient) * std::exp(-minute / 14.0) - gradient -
                   (slow - gradient) * std::exp(-minute / 75.0);
        };
        double aged_h = 0.0;
        double hottest_c = at(0.0);
        for (int i = 0; i < 60000; ++i) {
            aged_h += std::exp2((at((i + 0.5) / 1000.0) - 98.0) / 6.0) / 60000.0;
            hottest_c = std::max(hottest_c, at((i + 1) / 1000.0));
        }
        c.carry(100.0 * load);
        oil = oil_end + (oil - oil_end) * std::exp(-60.0 / 75.0);
        fast = 2.0 * gradient + (fast - 2.0 * gradient) * std::exp(-60.0 / 14.0);
        slow = gradient + (slow - gradient) * std::exp(-60.0 / 75.0);
        EXPECT_NEAR(c.banks->top_oil_c()[0], 20.0 + oil, 1e-6);
        EXPECT_NEAR(c.banks->hot_spot_c()[0], hottest_c, 0.05);
        EXPECT_NEAR(c.banks->ageing_rate()[0], aged_h, 5e-3 * aged_h);
    }
}

TEST(Banks, use_up_their_life_at_the_reference_temperature_hour_by_hour) {
    Experiment experiment;
    experiment.spare_banks = 0;
    experiment.transformers.ambient_c = 32.0;  // 110 degC at rated load: upgraded paper ages as 1
    auto spec = bank_grid({100.0});
    spec.banks[0].consumed_life_share = 0.25;
    BankCase c{std::move(spec), experiment};
    for (int hour = 0; hour < 200; ++hour) {
        c.carry(100.0);
    }
    auto const before = c.world->bank_consumed_life[0];
    for (int hour = 0; hour < 100; ++hour) {
        c.carry(100.0);
    }
    EXPECT_GT(before, 0.25);
    EXPECT_NEAR(c.world->bank_consumed_life[0] - before, 100.0 / (8760.0 * 20.5), 1e-9);
    EXPECT_NEAR(c.banks->ageing_rate()[0], 1.0, 1e-6);
}

TEST(Banks, that_are_out_carry_nothing_and_the_others_all) {
    BankCase c{bank_grid({100.0, 100.0, 100.0})};
    EXPECT_DOUBLE_EQ(c.world->firm_capacity_mw[0], 200.0);
    c.carry(90.0);
    EXPECT_DOUBLE_EQ(c.banks->load_pu()[1], 0.3);
    auto const life = c.world->bank_consumed_life[1];
    c.world->bank_out[1] = 2;
    c.banks->update_capacity(c.now);
    EXPECT_DOUBLE_EQ(c.world->firm_capacity_mw[0], 200.0);  // what the spare is there for
    EXPECT_DOUBLE_EQ(c.world->bank_capacity_mw[0], 200.0);
    EXPECT_EQ(c.banks->out_count(), 1);
    c.carry(90.0);
    EXPECT_DOUBLE_EQ(c.banks->load_pu()[0], 0.45);
    EXPECT_EQ(c.banks->load_pu()[1], 0.0);
    EXPECT_EQ(c.banks->hot_spot_c()[1], 20.0);
    EXPECT_EQ(c.world->bank_consumed_life[1], life);
    c.world->bank_out[1] = 0;
    c.banks->update_capacity(c.now);
    c.carry(90.0);
    EXPECT_DOUBLE_EQ(c.banks->load_pu()[1], 0.3);
    EXPECT_EQ(c.banks->hot_spot_c()[1], c.banks->hot_spot_c()[0]);
}

TEST(Banks, are_not_there_before_their_date) {
    auto spec = bank_grid({100.0, 100.0, 50.0});
    spec.banks[2].from_date = make_time(2025, 1, 2);
    BankCase c{std::move(spec)};
    c.carry(80.0);
    EXPECT_DOUBLE_EQ(c.banks->load_pu()[0], 0.4);
    EXPECT_TRUE(std::isnan(c.banks->load_pu()[2]));
    EXPECT_TRUE(std::isnan(c.banks->hot_spot_c()[2]));
    EXPECT_EQ(c.banks->out_count(), 0);
    c.banks->update_capacity(make_time(2025, 1, 2));
    EXPECT_DOUBLE_EQ(c.world->firm_capacity_mw[0], 150.0);
    c.carry(80.0);
    EXPECT_DOUBLE_EQ(c.banks->load_pu()[2], 0.32);
}

TEST(Banks, stand_in_the_air_of_their_substation) {
    auto spec = bank_grid({100.0});
    spec.series = {air({-5.0, 30.0})};
    spec.substations[0].ambient_series = "air";
    BankCase c{std::move(spec)};
    c.world->bank_out[0] = 1;
    c.banks->update_capacity(c.now);
    c.carry(0.0);
    EXPECT_EQ(c.banks->top_oil_c()[0], -5.0);
    c.carry(0.0);
    EXPECT_EQ(c.banks->top_oil_c()[0], 30.0);
}

TEST(Banks, do_not_forget_their_temperature_over_an_interval_without_an_answer) {
    BankCase c{bank_grid({100.0, 100.0})};
    BankCase same{bank_grid({100.0, 100.0})};
    for (int hour = 0; hour < 5; ++hour) {
        c.carry(70.0);
        same.carry(70.0);
    }
    c.carry(std::numeric_limits<double>::quiet_NaN());
    same.carry(70.0);
    EXPECT_TRUE(std::isnan(c.banks->hot_spot_c()[0]));
    EXPECT_TRUE(std::isnan(c.banks->ageing_rate()[0]));
    EXPECT_EQ(c.world->bank_consumed_life[0], same.world->bank_consumed_life[0]);
    c.carry(40.0);
    same.carry(40.0);
    EXPECT_EQ(c.banks->hot_spot_c()[0], same.banks->hot_spot_c()[0]);
}

TEST(Banks, by_nameplate_may_carry_what_is_firm_in_any_weather) {
    for (double const ambient_c : {-20.0, 20.0, 50.0}) {
        Experiment experiment;
        experiment.transformers.ambient_c = ambient_c;
        BankCase c{bank_grid({100.0, 60.0, 100.0}), experiment};
        c.carry(1000.0);
        EXPECT_EQ(c.world->substation_limit_mw[0], 160.0);
    }
}

TEST(Banks, by_hot_spot_carry_more_in_the_cold_and_less_in_extreme_heat) {
    auto const limit_mw = [](double ambient_c, char const* loading) {
        Experiment experiment;
        experiment.transformers.ambient_c = ambient_c;
        BankCase c{bank_grid({100.0, 100.0, 100.0}),
                   experiment,
                   "hot_spot",
                   {{"loading", std::string{loading}}}};
        for (int hour = 0; hour < 100; ++hour) {
            c.carry(1000.0);
        }
        return c.world->substation_limit_mw[0];
    };
    EXPECT_GT(limit_mw(0.0, "normal"), 220.0);
    EXPECT_NEAR(limit_mw(42.0, "normal"), 200.0, 6.0);  // 120 degC at rated load
    EXPECT_LT(limit_mw(50.0, "normal"), 200.0);
    EXPECT_GT(limit_mw(30.0, "long_term_emergency"), limit_mw(30.0, "normal"));
    EXPECT_GT(limit_mw(30.0, "short_term_emergency"), limit_mw(30.0, "long_term_emergency"));
}

/// Weather that jumps about, loads that take all they may, no spare bank: the worst that the
/// policy lets happen.
TEST(Banks, by_hot_spot_never_pass_their_limit) {
    for (std::uint32_t seed = 1; seed <= 12; ++seed) {
        Rng rng{seed, Purpose::test, 11};
        std::vector<double> values{20.0};
        for (int hour = 1; hour < 8760; ++hour) {
            values.push_back(std::clamp(values.back() + rng.uniform(-4.0, 4.0), -25.0, 48.0));
        }
        auto spec = bank_grid({rng.uniform(20.0, 90.0), rng.uniform(20.0, 90.0)});
        spec.series = {air(std::move(values))};
        spec.substations[0].ambient_series = "air";
        spec.banks[1].cooling = static_cast<Cooling>(seed % 4);
        Experiment experiment;
        experiment.spare_banks = 0;
        auto const loading = loading_classes[seed % 3];
        auto const limit = loading_limit(ThermalStandard::iec, loading, 50.0);
        BankCase c{std::move(spec),
                   experiment,
                   "hot_spot",
                   {{"loading", std::string{to_string(loading)}},
                    {"look_ahead_h", rng.uniform(0.0, 8.0)}}};
        double hottest_c = 0.0;
        for (int hour = 0; hour < 2000; ++hour) {
            c.carry(rng.uniform() < 0.8 ? 1000.0 : rng.uniform(0.0, 100.0));
            for (std::size_t bank = 0; bank < 2; ++bank) {
                hottest_c = std::max(hottest_c, c.banks->hot_spot_c()[bank]);
                ASSERT_LE(c.banks->hot_spot_c()[bank], limit.hot_spot_c + 1e-3) << hour;
                ASSERT_LE(c.banks->top_oil_c()[bank], limit.top_oil_c + 1e-3) << hour;
                ASSERT_LE(c.banks->load_pu()[bank], limit.load_pu + 1e-9);
            }
        }
        EXPECT_GT(hottest_c, 90.0);
    }
}

}  // namespace
}  // namespace gridrush
