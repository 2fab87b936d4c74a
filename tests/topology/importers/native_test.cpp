#include <cstdlib>
#include <map>

#include <gtest/gtest.h>

#include "topology/grid.hpp"
#include "topology/importers/importers.hpp"
#include "tests/reference_data.hpp"
#include "tests/topology/importers/importing.hpp"
#include "tests/topology/importers/spec_equality.hpp"
#include "source_folder.hpp"

namespace gridrush {
namespace {

using importing::expect_same;
using importing::has_issue;
using importing::issues_of;
using importing::TestFolder;

using Files = std::map<std::string, std::string>;

GridSpec read(std::string const& yaml, Files const& files) {
    return read_native(
        yaml, "g/grid.yaml", [&files](std::string const& name) -> std::optional<std::string> {
            auto const found = files.find(name);
            return found == files.end() ? std::nullopt : std::optional{found->second};
        });
}

std::string const plain_yaml = "format: gridrush-grid/1\nname: two buses\n";

Files plain_files() {
    return {{"areas.csv", "id,growth_per_year\nnorth,0.02\n"},
            {"buses.csv", "# by hand\nid,area,load_mw,reference\nA,north,,true\nB,north,80,\n"},
            {"branches.csv",
             "id,from,to,x_pu,rating_mw,from_date\nL1,A,B,0.1,100,\n"
             "L2,A,B,0.1,,2027-06-01\n"},
            {"generators.csv", "id,bus,fuel,max_mw,cost_usd_per_mwh\nG1,A,gas,200,35.5\n"}};
}

TEST(Native, a_grid_written_by_hand_needs_only_what_differs_from_the_defaults) {
    auto const spec = read(plain_yaml, plain_files());
    EXPECT_EQ(spec.name, "two buses");
    EXPECT_EQ(spec.base_mva, 100.0);
    EXPECT_EQ(spec.areas.at(0).growth_per_year, 0.02);
    EXPECT_TRUE(spec.buses.at(0).reference);
    EXPECT_EQ(spec.buses.at(1).load_mw, 80.0);
    EXPECT_EQ(spec.branches.at(0).rating_mw, 100.0);
    EXPECT_EQ(spec.branches.at(1).rating_mw, unlimited);
    EXPECT_EQ(spec.branches.at(0).from_date, always_since);
    EXPECT_EQ(spec.branches.at(1).from_date, make_time(2027, 6, 1));
    EXPECT_EQ(spec.generators.at(0).fuel, Fuel::gas);
    EXPECT_EQ(spec.generators.at(0).cost.usd_per_h(2.0), 71.0);
    EXPECT_TRUE(spec.dc_lines.empty());
    EXPECT_TRUE(validate(spec).empty());
}

TEST(Native, rows_know_the_file_and_line_that_they_were_written_in) {
    auto const spec = read(plain_yaml, plain_files());
    EXPECT_EQ(spec.buses.at(1).at.text(), "g/buses.csv:4:1");
}

TEST(Native, grid_yaml_may_name_the_files_and_series) {
    auto files = plain_files();
    files["nodes/b.csv"] = files["buses.csv"];
    files.erase("buses.csv");
    files["load.csv"] = "north,south\n80,1\n90,2\n";
    auto const spec = read(plain_yaml +
                               "base_mva: 50\nbuses: nodes/b.csv\nseries:\n"
                               "  - {file: load.csv, start: 2025-01-01 06:00, step_s: 900}\n",
                           files);
    EXPECT_EQ(spec.base_mva, 50.0);
    EXPECT_EQ(spec.buses.size(), 2u);
    ASSERT_EQ(spec.series.size(), 2u);
    EXPECT_EQ(spec.series[1].id, "south");
    EXPECT_EQ(spec.series[1].start, make_time(2025, 1, 1, 6));
    EXPECT_EQ(spec.series[1].step, Seconds{900});
    EXPECT_EQ(spec.series[1].values, (std::vector{1.0, 2.0}));
    EXPECT_EQ(spec.series[1].at.text(), "g/load.csv:1:7");
}

TEST(Native, cost_is_a_number_points_or_a_polynomial) {
    auto files = plain_files();
    files["generators.csv"] =
        "id,bus,max_mw,cost_points,cost_polynomial\nG1,A,200,0:0;100:2500;200:6000,\n"
        "G2,A,50,,10;20;0.5\nG3,A,50,,\n";
    auto const spec = read(plain_yaml, files);
    EXPECT_TRUE(validate(spec).empty());
    auto const& units = spec.generators;
    EXPECT_EQ(units.at(0).cost.points.size(), 3u);
    EXPECT_EQ(units.at(0).cost.points[1].usd_per_h, 2500.0);
    EXPECT_EQ(units.at(1).cost.polynomial, (std::vector{10.0, 20.0, 0.5}));
    EXPECT_EQ(units.at(2).cost.usd_per_h(50.0), 0.0);
}

TEST(Native, all_mistakes_of_all_files_are_reported_at_once) {
    auto files = plain_files();
    files["areas.csv"] = "id,growth_per_yr\nnorth,0.02\n";
    files["buses.csv"] = "id,area,load_mw,reference\nA,,,yes\nB,north,8O,\n";
    files["branches.csv"] = "id,from,to,rating_mw,from_date,kind\nL1,A,B,100,2027-13-01,cable\n";
    files["generators.csv"] =
        "id,bus,max_mw,fuel,cost_usd_per_mwh,cost_points\nG1,A,200,coil,35.5,0:0;1:2\n"
        "G2,A,1,,,0:0;12\n";
    files["load.csv"] = "north\n80\nx\n";
    auto const issues = issues_of([&] {
        (void)read(
            "format: gridrush-grid/2\nnme: two\nbase_mva: lots\nbanks: no.csv\nseries:\n"
            "  - file: load.csv\n    start: soon\n    steps: 3600\n  - {start: 2025-01-01, "
            "step_s: 0.5}\n",
            files);
    });
    EXPECT_TRUE(has_issue(issues, 1, 9, "format", "unknown format 'gridrush-grid/2'"));
    EXPECT_TRUE(has_issue(issues, 2, 1, "nme", "did you mean 'name'?"));
    EXPECT_TRUE(has_issue(issues, 3, 11, "base_mva", "not a number (found 'lots')"));
    EXPECT_TRUE(has_issue(issues, 4, 8, "banks", "file 'g/no.csv' cannot be read"));
    EXPECT_TRUE(has_issue(issues, 1, 4, "areas.growth_per_yr", "did you mean 'growth_per_year'?"));
    EXPECT_TRUE(has_issue(issues, 2, 3, "buses.A.area", "cell is empty (a value is required)"));
    EXPECT_TRUE(has_issue(issues, 2, 5, "buses.A.reference", "neither true nor false"));
    EXPECT_TRUE(has_issue(issues, 3, 9, "buses.B.load_mw", "not a number (found '8O')"));
    EXPECT_TRUE(has_issue(issues, 1, 1, "branches.x_pu", "column is missing"));
    EXPECT_TRUE(has_issue(issues, 2, 12, "branches.L1.from_date", "not a date"));
    EXPECT_TRUE(has_issue(issues, 2, 23, "branches.L1.kind", "unknown word 'cable'"));
    EXPECT_TRUE(has_issue(issues, 2, 10, "generators.G1.fuel", "did you mean 'coal'?"));
    EXPECT_TRUE(has_issue(issues, 2, 20, "generators.G1.cost_points", "cost is given twice"));
    EXPECT_TRUE(has_issue(issues, 3, 10, "generators.G2.cost_points", "not a point"));
    EXPECT_TRUE(has_issue(issues, 7, 12, "series.0.start", "not a date (found 'soon')"));
    EXPECT_TRUE(has_issue(issues, 8, 5, "series.0.steps", "did you mean 'step_s'?"));
    EXPECT_TRUE(has_issue(issues, 3, 1, "load.x.north", "not a number (found 'x')"));
    EXPECT_TRUE(has_issue(issues, 9, 5, "series.1.file", "key is missing"));
    EXPECT_TRUE(has_issue(issues, 9, 33, "series.1.step_s", "not a whole number of seconds"));
    EXPECT_EQ(issues.size(), 19u);
}

TEST(Native, only_the_buses_must_be_there) {
    auto const issues = issues_of([] { (void)read("format: gridrush-grid/1\n", {}); });
    ASSERT_EQ(issues.size(), 1u);
    EXPECT_EQ(issues[0].path, "buses");
}

TEST(Native, yaml_that_is_no_yaml_or_no_mapping_is_a_mistake_with_its_place) {
    auto const broken = issues_of([] { (void)read("format: [1,\nname: x: y\n", plain_files()); });
    ASSERT_FALSE(broken.empty());
    EXPECT_EQ(broken[0].at.line, 2);
    EXPECT_FALSE(issues_of([] { (void)read("", plain_files()); }).empty());
    EXPECT_FALSE(issues_of([] { (void)read("- a\n- b\n", plain_files()); }).empty());
    auto const twice = issues_of([] { (void)read(plain_yaml + "name: again\n", plain_files()); });
    EXPECT_TRUE(has_issue(twice, 3, 1, "name", "key appears twice"));
    auto const list = issues_of([] { (void)read(plain_yaml + "buses: [a]\n", plain_files()); });
    EXPECT_TRUE(has_issue(list, 3, 8, "buses", "not a plain value"));
    auto const scalar =
        issues_of([] { (void)read(plain_yaml + "series: a.csv\n", plain_files()); });
    EXPECT_TRUE(has_issue(scalar, 3, 9, "series", "not a list"));
}

TEST(Native, a_yaml_cut_off_or_changed_anywhere_gives_a_spec_or_its_mistakes) {
    auto files = plain_files();
    files["load.csv"] = "north\n80\n";
    auto const yaml =
        plain_yaml + "buses: buses.csv\nseries:\n  - {file: load.csv, start: 2025-01-01}\n";
    for (std::size_t k = 0; k < yaml.size(); ++k) {
        (void)issues_of([&] { (void)read(yaml.substr(0, k), files); });
        for (char const c : {':', '[', '{', '}', '-', '&', '*', '!', '\n', '\t', '"', '#', '\0'}) {
            auto mutated = yaml;
            mutated[k] = c;
            (void)issues_of([&] { (void)read(mutated, files); });
        }
    }
}

// --- writing and reading back ---

void expect_round_trip(GridSpec const& spec) {
    TestFolder const folder;
    write_native(spec, folder.path());
    expect_same(spec, read_native(folder.path() / "grid.yaml"));
}

// Every field away from its default, with values that are hard to write.
GridSpec hard_spec() {
    GridSpec spec;
    spec.name = "a \"hard\" one: #1, 'yes'\nnull";
    spec.base_mva = 0.1 + 0.2;
    AreaSpec area;
    area.id = "n,\"1\"";
    area.load_series = " s1 ";
    area.growth_per_year = -1e-300;
    area.growth_from = 2024;
    spec.areas = {area, {{}, "2", "", 0.0, {}}};
    BusSpec bus;
    bus.id = "#1";
    bus.name = "line\nbreak";
    bus.base_kv = 1.0 / 3.0;
    bus.area = area.id;
    bus.load_mw = 4e5;
    bus.shunt_mw = -0.0;
    bus.reference = true;
    bus.latitude = -33.25;
    spec.buses = {bus, BusSpec{{}, "2", "", 0.0, "2"}};
    BranchSpec branch{{},
                      "L",
                      "#1",
                      "2",
                      BranchKind::transformer,
                      1e-5,
                      -0.2,
                      0.3,
                      0.9,
                      -30.0,
                      100.0,
                      110.0,
                      120.0,
                      -5.0,
                      6.0,
                      12.5,
                      0.25,
                      11.0,
                      false,
                      make_time(2025, 2, 28, 23),
                      make_time(2030, 1, 1)};
    spec.branches = {branch};
    spec.dc_lines = {{{}, "D", "#1", "2", -1.5, 2.5, 0.5, 0.125, 0.01, false}};
    GeneratorSpec unit;
    unit.id = "G";
    unit.bus = "2";
    unit.unit_type = "CT";
    unit.fuel = Fuel::csp;
    unit.output = Output::fixed;
    unit.min_mw = -7.0;
    unit.max_mw = 1e22;
    unit.set_point_mw = 3.0;
    unit.cost.points = {{0.0, 0.1}, {1e-9, 1e9}};
    unit.availability_series = "s2";
    unit.series_is_mw = false;
    unit.co2_t_per_mwh = 0.4;
    unit.forced_outage_rate = 0.05;
    unit.mttf_h = 450.0;
    unit.mttr_h = 50.0;
    unit.in_service = false;
    unit.from_date = for_ever;
    unit.until_date = always_since;
    spec.generators = {unit, unit, unit, unit};
    spec.generators[1].cost = {{}, {0.0, 31.7}};
    spec.generators[2].cost = {{}, {-0.0, 31.7}};
    spec.generators[3].cost = {{}, {0.0}};
    spec.substations = {{{}, "S", "2", 1.0, 2.0, 10.0, 0.5, "s3"}, {}};
    spec.substations[1].id = "T";
    spec.substations[1].bus = "2";
    spec.banks = {{{}, "K", "S", 63.0, Cooling::odaf, 0.3, make_time(2000, 1, 1), for_ever},
                  {{}, "M", "S", 40.0}};
    StorageSpec store;
    store.id = "B";
    store.bus = "1";
    store.unit_type = "BATTERY";
    store.charge_mw = 50.0;
    store.discharge_mw = 49.0;
    store.energy_mwh = 150.0;
    store.charge_efficiency = 0.9;
    store.discharge_efficiency = 0.95;
    store.standing_loss_per_h = 1e-4;
    store.initial_share = 0.25;
    store.usd_per_mwh = 1.5;
    store.inflow_series = "s4";
    store.series_is_mw = false;
    store.in_service = false;
    store.from_date = make_time(2026, 1, 1);
    spec.storages = {store, {}};
    spec.storages[1].id = "C";
    spec.storages[1].bus = "2";
    spec.maintenance = {
        {{}, Equipment::generator, "u1", make_time(2025, 3, 1), make_time(2025, 4, 1, 6)},
        {{}, Equipment::bank, "K", make_time(2025, 3, 1), make_time(2025, 4, 1)}};
    spec.series = {{{}, " s1 ", make_time(2025, 1, 1), Seconds{900}, {0.1, 1e-17, 3.0}},
                   {{}, "#s2", make_time(2025, 1, 1), Seconds{900}, {1.0, 2.0, 3.0}},
                   {{}, "s3", make_time(2024, 7, 1, 5), Seconds{3600}, {7.0}},
                   {{}, "s4", make_time(2025, 1, 1), Seconds{900}, {1.0, 2.0, 3.0}}};
    return spec;
}

TEST(NativeRoundTrip, every_field_survives_with_values_that_are_hard_to_write) {
    expect_round_trip(hard_spec());
}

TEST(NativeRoundTrip, an_empty_spec_survives) {
    expect_round_trip(GridSpec{});
}

TEST(NativeRoundTrip, a_smaller_grid_written_over_a_larger_one_leaves_nothing_of_it) {
    TestFolder const folder;
    write_native(hard_spec(), folder.path());
    GridSpec small;
    small.buses = {BusSpec{{}, "1", "", 0.0, "1"}};
    write_native(small, folder.path());
    expect_same(small, read_native(folder.path() / "grid.yaml"));
}

TEST(NativeRoundTrip, columns_that_say_nothing_are_left_out) {
    TestFolder const folder;
    write_native(read(plain_yaml, plain_files()), folder.path());
    EXPECT_EQ(importing::text_of(folder.path() / "generators.csv"),
              "id,bus,fuel,max_mw,cost_usd_per_mwh\nG1,A,gas,200,35.5\n");
}

TEST(NativeRoundTrip, rts_gmlc_survives_with_all_its_series) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(folder, "rts_gmlc");
    expect_round_trip(read_rts_gmlc(folder));
}

TEST(NativeRoundTrip, public_cases_survive) {
    for (auto const* name : {"pglib/pglib_opf_case118_ieee.m", "pglib/pglib_opf_case24_ieee_rts.m",
                             "activsg/case_ACTIVSg500.m", "rts_gmlc/RTS_GMLC_matpower.m"}) {
        GRIDRUSH_SKIP_WITHOUT_REFERENCE(file, name);
        expect_round_trip(read_matpower(file));
    }
}

TEST(NativeReference, the_page_says_what_the_code_says) {
    auto const page = std::filesystem::path{GRIDRUSH_SOURCE_DIR} / "topology/importers/FORMAT.md";
    if (std::getenv("GRIDRUSH_REFRESH_PAGES") != nullptr) {
        std::ofstream{page, std::ios::binary} << native_format_reference();
    }
    EXPECT_EQ(importing::text_of(page), native_format_reference())
        << "run this test once with GRIDRUSH_REFRESH_PAGES=1";
}

}  // namespace
}  // namespace gridrush
