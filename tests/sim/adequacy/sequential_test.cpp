#include "sim/adequacy/sequential.hpp"

#include <algorithm>
#include <limits>

#include <gtest/gtest.h>

#include "sim/adequacy/outage_table.hpp"
#include "tests/sim/adequacy/two_units.hpp"

namespace gridrush {
namespace {

using testing::days_of_60_and_120_mw;
using testing::two_units;

std::vector<AdequacyIndices> years_of(std::vector<UnitSpec> const& units,
                                      HourlyDemand const& demand,
                                      SequentialSettings const& settings) {
    return simulate_years(UnitFleet{units}, {demand}, settings).front();
}

void expect_same(std::vector<AdequacyIndices> const& a, std::vector<AdequacyIndices> const& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t year = 0; year < a.size(); ++year) {
        for (AdequacyIndexInfo const& index : adequacy_index_table) {
            ASSERT_EQ(a[year].*index.value, b[year].*index.value) << index.name << " " << year;
        }
    }
}

TEST(Sequential, agrees_with_the_exact_indices_of_two_units) {
    HourlyDemand const demand = days_of_60_and_120_mw(100);
    AdequacyEstimate const sampled =
        estimate(years_of(two_units(), demand, {.years = 4000, .seed = 7, .jobs = 2}));
    AdequacyIndices const exact =
        convolution_indices(OutageTable{UnitFleet{two_units()}, 50.0}, demand);
    for (AdequacyIndexInfo const& index : adequacy_index_table) {
        double const error = sampled.standard_error.*index.value;
        EXPECT_GT(error, 0.0) << index.name;
        EXPECT_LT(error, 0.02 * sampled.mean.*index.value) << index.name;
        if (index.value != &AdequacyIndices::short_days_d) {
            EXPECT_NEAR(sampled.mean.*index.value, exact.*index.value, 3.0 * error) << index.name;
        }
    }
    EXPECT_GE(sampled.mean.short_days_d, sampled.mean.lole_d);
}

TEST(Sequential, gives_the_same_years_for_any_number_of_jobs) {
    HourlyDemand const demand = days_of_60_and_120_mw(50);
    auto const one = years_of(two_units(), demand, {.years = 203, .seed = 3, .jobs = 1});
    for (unsigned const jobs : {2U, 5U, 300U}) {
        expect_same(one, years_of(two_units(), demand, {.years = 203, .seed = 3, .jobs = jobs}));
    }
}

TEST(Sequential, has_other_outages_for_another_seed) {
    HourlyDemand const demand = days_of_60_and_120_mw(50);
    auto const one = years_of(two_units(), demand, {.years = 5, .seed = 3});
    auto const other = years_of(two_units(), demand, {.years = 5, .seed = 4});
    EXPECT_NE(one.front().lolh_h, other.front().lolh_h);
}

TEST(Sequential, more_years_leave_the_first_as_they_were) {
    HourlyDemand const demand = days_of_60_and_120_mw(50);
    auto const few = years_of(two_units(), demand, {.years = 10});
    auto many = years_of(two_units(), demand, {.years = 40});
    many.resize(10);
    expect_same(few, many);
}

TEST(Sequential, units_keep_their_outages_when_others_come_or_move) {
    HourlyDemand const demand = days_of_60_and_120_mw(50);
    auto units = two_units();
    auto const before = years_of(units, demand, {.years = 20});
    std::ranges::reverse(units);
    expect_same(before, years_of(units, demand, {.years = 20}));
    units.insert(units.begin(), {{}, "too small to matter", 1e-9, 0.5, 10.0, 10.0});
    auto const after = years_of(units, demand, {.years = 20});
    for (std::size_t year = 0; year < before.size(); ++year) {
        EXPECT_NEAR(after[year].lolh_h, before[year].lolh_h, 1e-9);
        EXPECT_EQ(after[year].lolf_per_year, before[year].lolf_per_year);
    }
}

TEST(Sequential, a_permanent_shortage_is_one_shortfall) {
    double const never = std::numeric_limits<double>::infinity();
    HourlyDemand const demand = days_of_60_and_120_mw(10);
    auto const year = years_of({{{}, "rock", 50.0, 0.0, never, 1.0}}, demand, {.years = 2}).front();
    EXPECT_DOUBLE_EQ(year.lolh_h, 240.0);
    EXPECT_DOUBLE_EQ(year.lole_d, 10.0);
    EXPECT_DOUBLE_EQ(year.short_days_d, 10.0);
    EXPECT_DOUBLE_EQ(year.lolf_per_year, 1.0);
    EXPECT_DOUBLE_EQ(year.eue_mwh, 10.0 * (23 * 10.0 + 70.0));
}

TEST(Sequential, a_daily_shortage_begins_every_day) {
    double const never = std::numeric_limits<double>::infinity();
    HourlyDemand const demand = days_of_60_and_120_mw(10);
    auto const year =
        years_of({{{}, "rock", 119.0, 0.0, never, 1.0}}, demand, {.years = 2}).front();
    EXPECT_DOUBLE_EQ(year.lolh_h, 10.0);
    EXPECT_DOUBLE_EQ(year.lolf_per_year, 10.0);
    EXPECT_DOUBLE_EQ(year.eue_mwh, 10.0);
}

TEST(Estimate, is_the_mean_and_its_standard_error) {
    std::vector<AdequacyIndices> years(4);
    years[0].lolh_h = 8.0;
    AdequacyEstimate const result = estimate(years);
    EXPECT_DOUBLE_EQ(result.mean.lolh_h, 2.0);
    EXPECT_DOUBLE_EQ(result.standard_error.lolh_h, 2.0);  // sqrt(48 / 3 / 4)
    EXPECT_DOUBLE_EQ(result.standard_error.lole_d, 0.0);
}

}  // namespace
}  // namespace gridrush
