#include <functional>
#include <limits>
#include <ostream>

#include <gtest/gtest.h>

#include "topology/grid_spec.hpp"
#include "tests/topology/small_grids.hpp"

namespace gridrush {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The triangle with a series, a substation, a bank and a DC line: one row in every table.
GridSpec make_full_spec() {
    GridSpec spec = make_triangle_with_spur();
    spec.series.push_back({{}, "wind", make_time(2020, 1, 1), Seconds{3600}, {0.5, 0.6}});
    spec.substations.push_back({});
    spec.substations[0].id = "s1";
    spec.substations[0].bus = "d";
    spec.banks.push_back({});
    spec.banks[0].id = "t1";
    spec.banks[0].substation = "s1";
    spec.banks[0].mva = 50.0;
    spec.dc_lines.push_back({});
    spec.dc_lines[0].id = "dc1";
    spec.dc_lines[0].from = "a";
    spec.dc_lines[0].to = "d";
    return spec;
}

TEST(Validate, finds_nothing_in_a_sound_spec) {
    for (Issue const& issue : validate(make_full_spec())) {
        ADD_FAILURE() << issue.text();
    }
}

struct Mistake {
    std::string name;
    std::function<void(GridSpec&)> make;
    std::string path;
    std::string part_of_message;

    friend std::ostream& operator<<(std::ostream& out, Mistake const& mistake) {
        return out << mistake.name;
    }
};

class ValidateFinds : public testing::TestWithParam<Mistake> {};

TEST_P(ValidateFinds, the_mistake_and_no_other) {
    GridSpec spec = make_full_spec();
    GetParam().make(spec);
    Issues const issues = validate(spec);
    ASSERT_EQ(issues.size(), 1U) << InputError{issues.empty() ? Issues{{}} : issues}.what();
    EXPECT_EQ(issues[0].path, GetParam().path);
    EXPECT_NE(issues[0].message.find(GetParam().part_of_message), std::string::npos)
        << issues[0].text();
}

std::string mistake_name(testing::TestParamInfo<Mistake> const& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    ids, ValidateFinds,
    testing::Values(Mistake{"duplicate_branch", [](GridSpec& s) { s.branches[1].id = "ab"; },
                            "branch.ab.id", "written twice (first in row 1)"},
                    Mistake{"empty_id", [](GridSpec& s) { s.generators[0].id = ""; },
                            "generator..id", "is empty"},
                    Mistake{"unknown_area", [](GridSpec& s) { s.buses[1].area = "nroth"; },
                            "bus.b.area", "did you mean 'north'?"},
                    Mistake{"unknown_branch_end", [](GridSpec& s) { s.branches[0].to = "z"; },
                            "branch.ab.to", "unknown bus 'z' (known: a, b, c, d)"},
                    Mistake{"unknown_generator_bus", [](GridSpec& s) { s.generators[0].bus = "z"; },
                            "generator.g1.bus", "unknown bus 'z'"},
                    Mistake{"unknown_series",
                            [](GridSpec& s) { s.generators[0].availability_series = "wnid"; },
                            "generator.g1.availability_series", "did you mean 'wind'?"},
                    Mistake{"unknown_load_series",
                            [](GridSpec& s) { s.areas[0].load_series = "x"; },
                            "area.north.load_series", "unknown series 'x'"},
                    Mistake{"unknown_substation", [](GridSpec& s) { s.banks[0].substation = "x"; },
                            "bank.t1.substation", "unknown substation 'x'"},
                    Mistake{"self_loop", [](GridSpec& s) { s.dc_lines[0].to = "a"; },
                            "dc_line.dc1.to", "comes from"}),
    mistake_name);

INSTANTIATE_TEST_SUITE_P(
    branches, ValidateFinds,
    testing::Values(Mistake{"zero_reactance", [](GridSpec& s) { s.branches[0].x_pu = 0.0; },
                            "branch.ab.x_pu", "must not be 0"},
                    Mistake{"nan_reactance", [](GridSpec& s) { s.branches[0].x_pu = nan; },
                            "branch.ab.x_pu", "finite number (nan)"},
                    Mistake{"zero_tap", [](GridSpec& s) { s.branches[0].tap = 0.0; },
                            "branch.ab.tap", "greater than 0 (0"},
                    Mistake{"negative_rating", [](GridSpec& s) { s.branches[0].rating_mw = -5.0; },
                            "branch.ab.rating_mw", "at least 0 (-5 MW"},
                    Mistake{"nan_emergency_rating",
                            [](GridSpec& s) { s.branches[0].rating_short_term_mw = nan; },
                            "branch.ab.rating_short_term_mw", "nan"},
                    Mistake{"angles_the_wrong_way_round",
                            [](GridSpec& s) { s.branches[0].angle_min_deg = 400.0; },
                            "branch.ab.angle_min_deg", "(400 > 360)"},
                    Mistake{"dates_the_wrong_way_round",
                            [](GridSpec& s) {
                                s.branches[0].from_date = make_time(2027, 1, 1);
                                s.branches[0].until_date = make_time(2026, 1, 1);
                            },
                            "branch.ab.until_date", "(2026-01-01, from 2027-01-01)"},
                    Mistake{"negative_length", [](GridSpec& s) { s.branches[0].length_km = -1.0; },
                            "branch.ab.length_km", "at least 0 (-1"},
                    Mistake{"dc_limits", [](GridSpec& s) { s.dc_lines[0].min_mw = 1.0; },
                            "dc_line.dc1.min_mw", "(1 > 0)"}),
    mistake_name);

INSTANTIATE_TEST_SUITE_P(
    generators, ValidateFinds,
    testing::Values(
        Mistake{"min_above_max", [](GridSpec& s) { s.generators[0].min_mw = 300.0; },
                "generator.g1.min_mw", "(300 > 200)"},
        Mistake{"falling_slopes",
                [](GridSpec& s) { s.generators[0].cost.points = {{0, 0}, {10, 200}, {20, 300}}; },
                "generator.g1.cost", "not convex (10 usd/MWh after 20 usd/MWh at 10 MW"},
        Mistake{"points_out_of_order",
                [](GridSpec& s) { s.generators[0].cost.points = {{10, 0}, {10, 200}}; },
                "generator.g1.cost", "must rise in MW"},
        Mistake{"negative_quadratic",
                [](GridSpec& s) { s.generators[0].cost.polynomial = {0.0, 20.0, -0.1}; },
                "generator.g1.cost", "marginal cost falls"},
        Mistake{"cubic_that_turns",
                [](GridSpec& s) { s.generators[0].cost.polynomial = {0, 20, 0.1, -0.001}; },
                "generator.g1.cost", "marginal cost falls"},
        Mistake{"nan_coefficient",
                [](GridSpec& s) { s.generators[0].cost.polynomial = {0.0, nan}; },
                "generator.g1.cost", "p^1"},
        Mistake{"two_costs", [](GridSpec& s) { s.generators[0].cost = {{{0, 0}, {1, 1}}, {1.0}}; },
                "generator.g1.cost", "points and a polynomial"},
        Mistake{"outage_rate_above_one",
                [](GridSpec& s) { s.generators[0].forced_outage_rate = 1.5; },
                "generator.g1.forced_outage_rate", "between 0 and 1 (1.5"}),
    mistake_name);

INSTANTIATE_TEST_SUITE_P(
    rest, ValidateFinds,
    testing::Values(
        Mistake{"base", [](GridSpec& s) { s.base_mva = 0.0; }, "base_mva", "greater than 0 (0"},
        Mistake{"infinite_load", [](GridSpec& s) { s.buses[2].load_mw = unlimited; },
                "bus.c.load_mw", "finite number (inf)"},
        Mistake{"latitude", [](GridSpec& s) { s.buses[2].latitude = 91.0; }, "bus.c.latitude",
                "between -90 and 90"},
        Mistake{"bank_mva", [](GridSpec& s) { s.banks[0].mva = 0.0; }, "bank.t1.mva",
                "greater than 0"},
        Mistake{"empty_series", [](GridSpec& s) { s.series[0].values.clear(); },
                "series.wind.values", "is empty"},
        Mistake{"nan_series", [](GridSpec& s) { s.series[0].values[1] = nan; },
                "series.wind.values", "value 2 of 2"},
        Mistake{"series_step", [](GridSpec& s) { s.series[0].step = Seconds{0}; },
                "series.wind.step", "greater than 0"},
        Mistake{"series_without_bus",
                [](GridSpec& s) {
                    s.buses[2].load_mw = 0.0;
                    s.buses[3].load_mw = 0.0;
                    s.areas[0].load_series = "wind";
                },
                "area.north.load_series", "no bus to go to"},
        Mistake{"no_reference", [](GridSpec& s) { s.buses[0].reference = false; },
                "bus.a.reference", "4 of 4 buses: a, b, c, d"},
        Mistake{"island_without_reference", [](GridSpec& s) { s.branches[3].in_service = false; },
                "bus.d.reference", "1 of 4 buses: d"}),
    mistake_name);

TEST(Validate, allows_an_isolated_bus_that_carries_nothing) {
    GridSpec spec = make_triangle_with_spur();
    spec.branches[3].in_service = false;
    spec.buses[3].load_mw = 0.0;
    EXPECT_TRUE(validate(spec).empty());
    spec.generators[0].bus = "d";
    EXPECT_EQ(validate(spec).size(), 1U);
}

TEST(Validate, allows_slopes_that_fall_by_rounding_only) {
    GridSpec spec = make_triangle_with_spur();
    spec.generators[0].cost.points = {{0, 0}, {10, 200}, {20, 400.0 - 1e-6}};
    EXPECT_TRUE(validate(spec).empty());
}

TEST(Validate, tells_every_mistake_at_once_with_its_place) {
    GridSpec spec = make_full_spec();
    spec.branches[0].at = {"branch.csv", 2, 7};
    spec.branches[0].x_pu = 0.0;
    spec.branches[0].tap = -1.0;
    spec.buses[3].at = {"bus.csv", 5, 1};
    spec.buses[3].id = "a";
    Issues const issues = validate(spec);
    ASSERT_EQ(issues.size(), 6U) << InputError{issues}.what();
    EXPECT_EQ(issues[0].at.text(), "bus.csv:5:1");
    EXPECT_EQ(issues[0].path, "bus.a.id");
    EXPECT_EQ(issues[1].at.text(), "branch.csv:2:7");
    EXPECT_EQ(issues[1].path, "branch.ab.x_pu");
    EXPECT_EQ(issues[2].path, "branch.ab.tap");
}

TEST(ToString, names_every_value) {
    EXPECT_EQ(to_string(Fuel::csp), "csp");
    EXPECT_EQ(to_string(Fuel::other), "other");
    EXPECT_EQ(to_string(Cooling::odaf), "odaf");
    EXPECT_EQ(to_string(BranchKind::transformer), "transformer");
    EXPECT_EQ(to_string(Output::fixed), "fixed");
}

}  // namespace
}  // namespace gridrush
