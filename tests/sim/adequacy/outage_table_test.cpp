#include "sim/adequacy/outage_table.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "tests/sim/adequacy/two_units.hpp"

namespace gridrush {
namespace {

using testing::days_of_60_and_120_mw;
using testing::two_units;

TEST(OutageTable, of_two_units_is_the_one_written_by_hand) {
    OutageTable const table{UnitFleet{two_units()}, 50.0};
    EXPECT_DOUBLE_EQ(table.lolp(0.0), 0.0);
    EXPECT_DOUBLE_EQ(table.lolp(50.0), 0.02);
    EXPECT_DOUBLE_EQ(table.lolp(60.0), 0.10);
    EXPECT_DOUBLE_EQ(table.lolp(100.0), 0.10);
    EXPECT_DOUBLE_EQ(table.lolp(120.0), 0.28);
    EXPECT_DOUBLE_EQ(table.lolp(150.0), 0.28);
    EXPECT_DOUBLE_EQ(table.lolp(150.1), 1.0);
    EXPECT_DOUBLE_EQ(table.edns_mw(60.0), 10.0 * 0.08 + 60.0 * 0.02);
    EXPECT_DOUBLE_EQ(table.edns_mw(120.0), 20.0 * 0.18 + 70.0 * 0.08 + 120.0 * 0.02);
}

TEST(OutageTable, counts_the_failures_that_begin_a_shortfall) {
    OutageTable const table{UnitFleet{two_units()}, 50.0};
    EXPECT_DOUBLE_EQ(table.failures_per_h(60.0), 0.9 / 900.0);  // the big unit, whatever the other
    EXPECT_DOUBLE_EQ(table.failures_per_h(120.0), 0.72 / 900.0 + 0.72 / 400.0);
    EXPECT_NEAR(table.failures_per_h(40.0), 0.02 * (1.0 / 100.0 + 1.0 / 100.0), 1e-15);
}

TEST(OutageTable, does_not_depend_on_a_finer_step) {
    UnitFleet const fleet{two_units()};
    OutageTable const coarse{fleet, 50.0};
    OutageTable const fine{fleet, 0.1};
    for (double demand_mw = 0.0; demand_mw < 200.0; demand_mw += 7.3) {
        EXPECT_NEAR(coarse.lolp(demand_mw), fine.lolp(demand_mw), 1e-12) << demand_mw;
        EXPECT_NEAR(coarse.edns_mw(demand_mw), fine.edns_mw(demand_mw), 1e-9) << demand_mw;
    }
}

TEST(OutageTable, splits_a_unit_between_two_rows_and_keeps_its_mean) {
    OutageTable const table{UnitFleet{{{{}, "odd", 75.0, 0.1, 900.0, 100.0}}}, 50.0};
    EXPECT_DOUBLE_EQ(table.lolp(75.0), 0.1);
    EXPECT_DOUBLE_EQ(table.lolp(10.0), 0.05);
    EXPECT_DOUBLE_EQ(table.edns_mw(75.0), 7.5);
    EXPECT_DOUBLE_EQ(table.edns_mw(100.0), 25.0 + 7.5);
}

TEST(OutageTable, takes_the_largest_step_that_is_exact) {
    EXPECT_DOUBLE_EQ(table_step_mw(UnitFleet{two_units()}), 50.0);
    EXPECT_DOUBLE_EQ(table_step_mw(UnitFleet{{{{}, "a", 12.5, 0.1, 9.0, 1.0}}}), 12.5);
    auto units = two_units();
    units[0].mw = 100.3;
    EXPECT_DOUBLE_EQ(table_step_mw(UnitFleet{units}), 0.1);
    units[0].mw = 100.0 / 3.0;
    EXPECT_DOUBLE_EQ(table_step_mw(UnitFleet{units}), 1.0);
}

TEST(Convolution, sums_the_hours_of_a_day) {
    OutageTable const table{UnitFleet{two_units()}, 50.0};
    AdequacyIndices const indices = convolution_indices(table, days_of_60_and_120_mw(1));
    EXPECT_NEAR(indices.lolh_h, 23 * 0.10 + 0.28, 1e-12);
    EXPECT_NEAR(indices.lole_d, 0.28, 1e-12);
    EXPECT_NEAR(indices.eue_mwh, 23 * 2.0 + 11.6, 1e-12);
    EXPECT_EQ(indices.firm_eue_mwh, indices.eue_mwh);
    // Short from the start, by failures within hours, and by the rise of demand.
    double const failures = 23 * 0.001 + 0.72 / 900.0 + 0.72 / 400.0;
    EXPECT_NEAR(indices.lolf_per_year, 0.10 + failures + (0.28 - 0.10), 1e-12);
    EXPECT_TRUE(std::isnan(indices.short_days_d));
}

TEST(Convolution, of_units_that_never_fail_is_zero) {
    double const never = std::numeric_limits<double>::infinity();
    UnitFleet const fleet{{{{}, "rock", 120.0, 0.0, never, 1.0}}};
    OutageTable const table{fleet, table_step_mw(fleet)};
    AdequacyIndices const indices = convolution_indices(table, days_of_60_and_120_mw(1));
    EXPECT_EQ(indices.lolh_h, 0.0);
    EXPECT_EQ(indices.eue_mwh, 0.0);
    EXPECT_EQ(indices.lolf_per_year, 0.0);
}

}  // namespace
}  // namespace gridrush
