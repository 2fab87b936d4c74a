#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "topology/grid.hpp"
#include "topology/importers/importers.hpp"
#include "tests/reference_data.hpp"
#include "tests/topology/importers/importing.hpp"
#include "tests/topology/importers/spec_equality.hpp"

namespace gridrush {
namespace {

using importing::expect_same;
using importing::TestFolder;

GridSpec through_native(GridSpec const& spec, TestFolder const& folder) {
    write_native(spec, folder.path() / "native");
    return read_native(folder.path() / "native" / "grid.yaml");
}

GridSpec through_matpower(GridSpec const& spec) {
    return read_matpower(matpower_text(spec, spec.name).text, spec.name + ".m");
}

/// Case -> native -> case -> native.
void expect_round_trip(GridSpec const& spec) {
    TestFolder const folder;
    auto const native = through_native(spec, folder);
    expect_same(native, spec);
    auto const matpower = through_matpower(native);
    expect_same(matpower, spec);
    expect_same(through_native(matpower, folder), spec);
}

class ReferenceCase : public testing::TestWithParam<char const*> {};

TEST_P(ReferenceCase, comes_back_equal_through_native_and_matpower) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(file, GetParam());
    auto const spec = read_matpower(file);
    EXPECT_TRUE(matpower_text(spec, spec.name).left_out.empty());
    expect_round_trip(spec);
}

INSTANTIATE_TEST_SUITE_P(
    All, ReferenceCase,
    testing::Values("pglib/pglib_opf_case3_lmbd.m", "pglib/pglib_opf_case5_pjm.m",
                    "pglib/pglib_opf_case14_ieee.m", "pglib/pglib_opf_case24_ieee_rts.m",
                    "pglib/pglib_opf_case30_ieee.m", "pglib/pglib_opf_case57_ieee.m",
                    "pglib/pglib_opf_case118_ieee.m", "rts_gmlc/RTS_GMLC_matpower.m",
                    "activsg/case_ACTIVSg500.m", "activsg/case_ACTIVSg2000.m"));

TEST(RoundTrip, rts_gmlc_with_its_year_of_series_comes_back_equal_through_native) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(folder, "rts_gmlc");
    auto const spec = read_rts_gmlc(folder);
    expect_same(through_native(spec, TestFolder{}), spec);
}

TEST(RoundTrip, scigrid_de_comes_back_equal_through_native) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(folder, "pypsa/scigrid_de");
    auto const spec = read_pypsa(folder);
    expect_same(through_native(spec, TestFolder{}), spec);
}

/// Two buses and one of everything that a case holds, with numbers that rounding would change.
GridSpec hard_spec() {
    std::map<std::string, std::string> const files{
        {"areas.csv", "id\n7\n3\n"},
        {"buses.csv",
         "id,name,base_kv,area,load_mw,shunt_mw,reference\n"
         "20,\"It's %{ a \"\"bus\"\"\",110.1,7,0.30000000000000004,,\n"
         "1,,110.1,3,,1e-17,true\n"
         "300000000,,1,3,,,\n"},
        {"branches.csv",
         "id,from,to,kind,r_pu,x_pu,shift_deg,rating_mw,in_service\n"
         "branch_1,20,1,line,-0,-1e-300,,1e22,\n"
         "branch_2,1,20,transformer,,0.1,-1e-9,,false\n"},
        {"dc_lines.csv",
         "id,from,to,min_mw,max_mw,set_point_mw,loss_constant_mw,loss_fraction\n"
         "dcline_1,1,20,-5,7.3,0.6666666666666666,0.1,0.03\n"},
        {"generators.csv",
         "id,bus,unit_type,fuel,max_mw,cost_points,cost_polynomial,in_service\n"
         "gen_1,1,CT,gas,14.285714285714286,,0.3333333333333333;20;0;1e-9,\n"
         "gen_2,1,,,14.285714285714286,-3:-0.14285714285714285;0:0;10:99,,\n"
         "gen_3,1,,,1,,0,false\n"}};
    auto const open = [&files](std::string const& name) {
        auto const found = files.find(name);
        return found == files.end() ? std::nullopt : std::optional{found->second};
    };
    return read_native("format: gridrush-grid/1\nname: hard\nbase_mva: 0.3333333333333333\n",
                       "grid.yaml", open);
}

TEST(RoundTrip, what_a_case_holds_comes_back_bit_by_bit) {
    auto const spec = hard_spec();
    ASSERT_TRUE(validate(spec).empty()) << InputError{validate(spec)}.what();
    EXPECT_TRUE(matpower_text(spec, "hard").left_out.empty());
    expect_round_trip(spec);
}

TEST(MatpowerWriter, a_bus_that_nothing_joins_is_isolated_as_matpower_wants_it) {
    EXPECT_NE(matpower_text(hard_spec(), "hard").text.find("\t300000000\t4\t0\t"),
              std::string::npos);
}

TEST(MatpowerWriter, ids_that_are_no_numbers_become_rows_and_stay_readable) {
    auto spec = hard_spec();
    spec.buses[0].id = "North\ntown";
    spec.branches[0].from = spec.branches[1].to = spec.dc_lines[0].to = "North\ntown";
    spec.branches[0].id = "line 'a'";
    auto const written = matpower_text(spec, "9 lives");
    auto const back = read_matpower(written.text, "hard.m");
    EXPECT_TRUE(written.text.starts_with("function mpc = case_9_lives\n")) << written.text;
    EXPECT_EQ(back.buses.at(0).id, "1");
    EXPECT_EQ(back.buses.at(0).name, "North town");
    EXPECT_EQ(back.buses.at(2).name, "300000000");
    EXPECT_EQ(back.branches.at(0).from, "1");
    EXPECT_NE(written.text.find("% line 'a'\n"), std::string::npos);
    EXPECT_EQ(written.left_out.size(), 2u);
}

TEST(MatpowerWriter, says_what_it_leaves_out_in_the_file_and_to_the_caller) {
    auto spec = hard_spec();
    spec.series = {{{}, "s", make_time(2030, 1, 1), Seconds{3600}, {1.0}}};
    spec.areas[0].load_series = "s";
    spec.areas[1].growth_per_year = 0.02;
    spec.generators[0].availability_series = "s";
    spec.generators[0].fuel = Fuel::csp;
    spec.generators[1].output = Output::fixed;
    spec.generators[1].set_point_mw = 4.0;
    spec.generators[1].co2_t_per_mwh = 0.3;
    spec.generators[2].forced_outage_rate = 0.1;
    spec.branches[0].rating_mw = 0.0;
    spec.branches[0].length_km = 3.0;
    spec.branches[1].from_date = make_time(2031, 1, 1);
    spec.storages.resize(1);
    auto const written = matpower_text(spec, "hard");
    for (auto const* what : {"time series", "load series", "growth", "availability", "csp",
                             "fixed output", "CO2", "outage rates of generators", "ratings of 0",
                             "lengths", "dates of branches", "storages"}) {
        auto const says = [what](std::string const& line) {
            return line.find(what) != std::string::npos;
        };
        EXPECT_EQ(std::ranges::count_if(written.left_out, says), 1) << what;
        EXPECT_NE(written.text.find(what), std::string::npos) << what;
    }
    EXPECT_EQ(written.left_out.size(), 12u);
    auto const back = read_matpower(written.text, "hard.m");
    EXPECT_EQ(back.branches[0].rating_mw, 1e-6);
    EXPECT_EQ(back.generators[1].min_mw, 4.0);
    EXPECT_EQ(back.generators[1].max_mw, 4.0);
    EXPECT_EQ(back.generators[0].fuel, Fuel::solar);
}

}  // namespace
}  // namespace gridrush
