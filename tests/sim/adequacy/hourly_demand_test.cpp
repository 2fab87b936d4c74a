#include "sim/adequacy/hourly_demand.hpp"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "sim/adequacy/unit_fleet.hpp"
#include "tests/sim/adequacy/two_units.hpp"

namespace gridrush {
namespace {

using testing::days_of_60_and_120_mw;
using testing::two_units;

TEST(HourlyDemand, marks_one_peak_hour_a_day) {
    HourlyDemand const flat{{{}, std::vector<double>(48, 10.0)}};
    EXPECT_EQ(std::accumulate(flat.daily_peak().begin(), flat.daily_peak().end(), 0.0), 2.0);
    EXPECT_EQ(flat.daily_peak()[0], 1.0);
    EXPECT_EQ(flat.daily_peak()[24], 1.0);
    EXPECT_EQ(days_of_60_and_120_mw(2).daily_peak()[47], 1.0);
    EXPECT_EQ(days_of_60_and_120_mw(2).peak_mw(), 120.0);
    EXPECT_EQ(days_of_60_and_120_mw(2).energy_mwh(), 2.0 * (23 * 60.0 + 120.0));
}

TEST(HourlyDemand, refuses_parts_of_days_and_negative_loads) {
    EXPECT_EQ(validate(HourlyLoadSpec{}).size(), 1U);
    EXPECT_EQ(validate(HourlyLoadSpec{{}, std::vector<double>(25, 1.0)}).size(), 1U);
    HourlyLoadSpec load{{}, std::vector<double>(24, 1.0)};
    EXPECT_TRUE(validate(load).empty());
    load.mw[3] = -1.0;
    load.mw[7] = std::nan("");
    ASSERT_EQ(validate(load).size(), 2U);
    EXPECT_EQ(validate(load)[0].path, "load.3.mw");
    EXPECT_THROW(HourlyDemand{load}, InputError);
}

TEST(FlexibleLoad, is_cut_to_the_old_peak_and_no_further) {
    HourlyDemand const firm = days_of_60_and_120_mw(1);
    FlexibleLoad const load = add_flexible_load(firm, 80.0);
    EXPECT_DOUBLE_EQ(load.curtailed_mwh, 23 * 20.0 + 80.0);
    EXPECT_DOUBLE_EQ(load.curtailment_rate, 540.0 / (24 * 80.0));
    EXPECT_EQ(load.curtailed_hours, 24);
    EXPECT_DOUBLE_EQ(load.deepest_cut_mw, 80.0);
    for (double const mw : load.with_firm.mw()) {
        EXPECT_DOUBLE_EQ(mw, 120.0);
    }
    EXPECT_DOUBLE_EQ(load.with_firm.firm_share()[0], 0.5);
    EXPECT_DOUBLE_EQ(load.with_firm.firm_share()[23], 1.0);
}

TEST(FlexibleLoad, of_nothing_changes_nothing) {
    HourlyDemand const firm = days_of_60_and_120_mw(1);
    FlexibleLoad const load = add_flexible_load(firm, 0.0);
    EXPECT_EQ(load.with_firm.mw(), firm.mw());
    EXPECT_EQ(load.curtailment_rate, 0.0);
    EXPECT_EQ(load.curtailed_hours, 0);
}

TEST(UnitFleet, reports_every_mistake) {
    auto units = two_units();
    units[0].mw = 0.0;
    units[0].mttr_h = -1.0;
    units[1].forced_outage_rate = 1.0;
    units.push_back(units[1]);
    Issues const issues = validate(units);
    ASSERT_EQ(issues.size(), 5U);
    EXPECT_EQ(issues[0].path, "generators.big.mw");
    EXPECT_EQ(issues[1].path, "generators.big.mttr_h");
    EXPECT_EQ(issues[2].path, "generators.small.for");
    EXPECT_EQ(issues[4].path, "generators.small");  // twice
    EXPECT_THROW(UnitFleet{units}, InputError);
    EXPECT_EQ(validate(std::vector<UnitSpec>{}).size(), 1U);
}

TEST(UnitFleet, wants_an_outage_rate_that_fits_the_times) {
    auto units = two_units();
    EXPECT_TRUE(validate(units).empty());
    units[0].forced_outage_rate = 0.1009;
    EXPECT_TRUE(validate(units).empty());  // rounded
    units[0].forced_outage_rate = 0.12;
    ASSERT_EQ(validate(units).size(), 1U);
    EXPECT_NE(validate(units)[0].message.find("0.100000"), std::string::npos);
}

}  // namespace
}  // namespace gridrush
