#include "topology/grid.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/topology/small_grids.hpp"

namespace gridrush {
namespace {

SubstationSpec make_substation(std::string id, std::string bus) {
    SubstationSpec station;
    station.id = std::move(id);
    station.bus = std::move(bus);
    return station;
}

BankSpec make_bank(std::string id, std::string substation, double mva) {
    BankSpec bank;
    bank.id = std::move(id);
    bank.substation = std::move(substation);
    bank.mva = mva;
    return bank;
}

TEST(Grid, ids_become_rows) {
    GridSpec spec = make_triangle_with_spur();
    spec.substations = {make_substation("s1", "d")};
    Grid const grid{spec};
    EXPECT_EQ(grid.find_bus("c"), BusId{2});
    EXPECT_EQ(grid.branches().from[3], BusId{2});
    EXPECT_EQ(grid.branches().to[3], BusId{3});
    EXPECT_EQ(grid.find_generator("g1"), GeneratorId{0});
    EXPECT_EQ(grid.find_substation("s1"), SubstationId{0});
    EXPECT_EQ(grid.substations().bus[0], BusId{3});
    EXPECT_FALSE(grid.find_bus("nowhere").valid());
    EXPECT_FALSE(grid.generators().availability_series[0].valid());
}

TEST(Grid, an_area_splits_its_load_by_bus_load) {
    Grid const grid{make_triangle_with_spur()};
    EXPECT_DOUBLE_EQ(grid.areas().load_mw[0], 120.0);
    EXPECT_EQ(grid.buses().area_share, (std::vector<double>{0.0, 0.0, 0.75, 0.25}));
}

TEST(Grid, an_area_without_load_has_no_shares) {
    GridSpec spec = make_triangle_with_spur();
    for (BusSpec& bus : spec.buses) {
        bus.load_mw = 0.0;
    }
    EXPECT_EQ(Grid{spec}.buses().area_share, (std::vector<double>(4, 0.0)));
}

TEST(Grid, a_share_of_capacity_is_scaled_by_the_maximum) {
    GridSpec spec = make_triangle_with_spur();
    spec.series.push_back({{}, "wind", make_time(2020, 1, 1), Seconds{3600}, {0.5}});
    spec.generators[0].availability_series = "wind";
    EXPECT_DOUBLE_EQ(Grid{spec}.generators().series_to_mw[0], 1.0);
    spec.generators[0].series_is_mw = false;
    Grid const grid{spec};
    EXPECT_DOUBLE_EQ(grid.generators().series_to_mw[0], 200.0);
    EXPECT_EQ(grid.generators().availability_series[0], SeriesId{0});
}

TEST(Grid, a_branch_stands_from_its_first_date_until_before_its_last) {
    GridSpec spec = make_triangle_with_spur();
    spec.branches[0].from_date = make_time(2026, 1, 1);
    spec.branches[0].until_date = make_time(2027, 1, 1);
    spec.branches[1].in_service = false;
    Grid const grid{spec};
    using Flags = std::vector<char>;
    EXPECT_EQ(grid.branches_in_service(make_time(2025, 12, 31, 23)), (Flags{0, 0, 1, 1}));
    EXPECT_EQ(grid.branches_in_service(make_time(2026, 1, 1)), (Flags{1, 0, 1, 1}));
    EXPECT_EQ(grid.branches_in_service(make_time(2027, 1, 1)), (Flags{0, 0, 1, 1}));
    EXPECT_EQ(grid.branch_switches(), (Flags{1, 0, 1, 1}));
}

TEST(Grid, firm_capacity_leaves_out_the_largest_banks_that_stand) {
    GridSpec spec = make_triangle_with_spur();
    spec.substations = {make_substation("s1", "d"), make_substation("s2", "b")};
    spec.banks = {make_bank("t1", "s1", 40.0), make_bank("x", "s2", 500.0),
                  make_bank("t2", "s1", 60.0), make_bank("t3", "s1", 25.0)};
    spec.banks[2].from_date = make_time(2027, 1, 1);
    Grid const grid{spec};
    auto const early = make_time(2026, 1, 1);
    auto const late = make_time(2028, 1, 1);
    EXPECT_DOUBLE_EQ(grid.firm_capacity_mva(SubstationId{0}, early), 25.0);
    EXPECT_DOUBLE_EQ(grid.firm_capacity_mva(SubstationId{0}, late), 65.0);
    EXPECT_DOUBLE_EQ(grid.firm_capacity_mva(SubstationId{0}, late, 0), 125.0);
    EXPECT_DOUBLE_EQ(grid.firm_capacity_mva(SubstationId{0}, late, 5), 0.0);
    EXPECT_DOUBLE_EQ(grid.firm_capacity_mva(SubstationId{1}, late), 0.0);
    EXPECT_EQ(grid.substations().banks[0], (std::vector{BankId{0}, BankId{2}, BankId{3}}));
}

TEST(Grid, refuses_a_spec_with_mistakes) {
    GridSpec spec = make_triangle_with_spur();
    spec.branches[0].to = "nowhere";
    spec.generators[0].bus = "nowhere";
    try {
        Grid const grid{spec};
        FAIL() << "built from a spec with mistakes";
    } catch (InputError const& error) {
        EXPECT_EQ(error.issues().size(), 2U);
    }
}

TEST(CostCurve, runs_straight_between_its_points_and_beyond) {
    CostCurve const curve{{{10.0, 100.0}, {20.0, 300.0}, {40.0, 900.0}}, {}};
    EXPECT_DOUBLE_EQ(curve.usd_per_h(10.0), 100.0);
    EXPECT_DOUBLE_EQ(curve.usd_per_h(15.0), 200.0);
    EXPECT_DOUBLE_EQ(curve.usd_per_h(30.0), 600.0);
    EXPECT_DOUBLE_EQ(curve.usd_per_h(40.0), 900.0);
    EXPECT_DOUBLE_EQ(curve.usd_per_h(50.0), 1200.0);
    EXPECT_DOUBLE_EQ(curve.usd_per_h(5.0), 0.0);
}

TEST(CostCurve, evaluates_its_polynomial) {
    EXPECT_DOUBLE_EQ((CostCurve{{}, {3.0, 2.0, 0.5}}.usd_per_h(4.0)), 19.0);
    EXPECT_DOUBLE_EQ(CostCurve{}.usd_per_h(4.0), 0.0);
}

}  // namespace
}  // namespace gridrush
