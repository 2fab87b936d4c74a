#include <map>
#include <numeric>

#include <gtest/gtest.h>

#include "topology/grid.hpp"
#include "topology/importers/csv.hpp"
#include "topology/importers/importers.hpp"
#include "tests/reference_data.hpp"
#include "tests/topology/importers/importing.hpp"

namespace gridrush {
namespace {

using importing::has_issue;
using importing::issues_of;
using importing::TestFolder;

constexpr char const* unit_header =
    "GEN UID,Bus ID,Unit Type,Fuel,MW Inj,PMax MW,FOR,MTTF Hr,MTTR Hr,Fuel Price $/MMBTU,"
    "Output_pct_0,Output_pct_1,Output_pct_2,HR_avg_0,HR_incr_1,HR_incr_2,VOM,"
    "Emissions CO2 Lbs/MMBTU\n";

// Two buses, a transformer, a DC line and one unit of each model.
void write_small_folder(TestFolder const& folder, std::string const& series = "timeseries") {
    folder.write("SourceData/bus.csv",
                 "Bus ID,Bus Name,BaseKV,Bus Type,MW Load,MW Shunt G,Area,lat,lng\n"
                 "101,Abel,138.0,Ref,108.0,0.5,1,33.4,-113.8\n"
                 "202,Basov,230.0,PQ,97.0,0,2,33.3,-113.9\n");
    folder.write("SourceData/branch.csv",
                 "UID,From Bus,To Bus,R,X,B,Cont Rating,LTE Rating,STE Rating,Perm OutRate,"
                 "Duration,Tr Ratio,Length\n"
                 "A7,101,202,0.002,0.084,0.1,400,510,600,0.02,768,1.015,10\n");
    folder.write("SourceData/dc_branch.csv", "UID,From Bus,To Bus,MW Load\nDC1,101,202,100\n");
    folder.write("SourceData/gen.csv",
                 std::string{unit_header} +
                     "101_STEAM_1,101,STEAM,Coal,50,100,0.1,450,50,2,0.5,0.8,1,12000,9000,11000,"
                     "0.5,200\n"
                     "202_PV_1,202,PV,Solar,0,30,0,0,0,0,0,0,0,0,NA,NA,0,0\n"
                     "202_CSP_1,202,CSP,Solar,0,20,0,0,0,0,0.15,1,0,0.83,0.99,NA,1.1,0\n"
                     "202_RTPV_1,202,RTPV,Solar,0,10,0,0,0,0,0,0,0,0,NA,NA,0,0\n"
                     "202_SYNC_COND_1,202,SYNC_COND,Sync_Cond,0,0,0,0,0,0,0,0,0,0,NA,NA,0,0\n"
                     "202_STORAGE_1,202,STORAGE,Storage,0,50,0,0,0,0,0,0,0,0,NA,NA,0,0\n");
    auto const hours = [](std::string const& ids, std::string const& a, std::string const& b) {
        return "Year,Month,Day,Period," + ids + "\n2020,2,28,24," + a + "\n2020,2,29,1," + b + "\n";
    };
    folder.write(series + "/Load/DAY_AHEAD_regional_Load.csv", hours("1,2", "90,80", "91,81"));
    folder.write(series + "/PV/DAY_AHEAD_pv.csv", hours("202_PV_1", "0", "1.5"));
    folder.write(series + "/RTPV/DAY_AHEAD_rtpv.csv", hours("202_RTPV_1", "0", "2.5"));
    folder.write(series + "/CSP/DAY_AHEAD_Natural_Inflow.csv", hours("202_CSP_1", "3", "33"));
    folder.write(series + "/WIND/DAY_AHEAD_wind.csv", hours("w", "1", "2"));
    folder.write(series + "/Hydro/DAY_AHEAD_hydro.csv", hours("h", "1", "2"));
}

TEST(RtsGmlc, reads_buses_and_areas_with_their_load_series) {
    TestFolder const folder;
    write_small_folder(folder);
    auto const spec = read_rts_gmlc(folder.path());
    ASSERT_EQ(spec.buses.size(), 2u);
    EXPECT_EQ(spec.buses[0].id, "101");
    EXPECT_EQ(spec.buses[0].name, "Abel");
    EXPECT_TRUE(spec.buses[0].reference);
    EXPECT_FALSE(spec.buses[1].reference);
    EXPECT_EQ(spec.buses[1].load_mw, 97.0);
    EXPECT_EQ(spec.buses[0].longitude, -113.8);
    ASSERT_EQ(spec.areas.size(), 2u);
    EXPECT_EQ(spec.areas[1].load_series, "load_2");
    EXPECT_EQ(spec.series[1].id, "load_2");
    EXPECT_EQ(spec.series[1].values, (std::vector{80.0, 81.0}));
    EXPECT_TRUE(validate(spec).empty());
}

TEST(RtsGmlc, reads_branches_and_dc_lines) {
    TestFolder const folder;
    write_small_folder(folder);
    auto const spec = read_rts_gmlc(folder.path());
    auto const& branch = spec.branches.at(0);
    EXPECT_EQ(branch.kind, BranchKind::transformer);
    EXPECT_EQ(branch.tap, 1.015);
    EXPECT_EQ(branch.rating_long_term_mw, 510.0);
    EXPECT_EQ(branch.rating_short_term_mw, 600.0);
    EXPECT_EQ(branch.outages_per_year, 0.02);
    EXPECT_EQ(branch.outage_hours, 768.0);
    EXPECT_DOUBLE_EQ(branch.length_km, 16.09344);
    EXPECT_EQ(spec.dc_lines.at(0).min_mw, -100.0);
    EXPECT_EQ(spec.dc_lines.at(0).max_mw, 100.0);
}

TEST(RtsGmlc, a_thermal_unit_costs_the_convex_envelope_of_its_heat_from_nothing) {
    TestFolder const folder;
    write_small_folder(folder);
    auto const unit = read_rts_gmlc(folder.path()).generators.at(0);
    // Heat: 600 at 50 MW, 870 at 80 MW, 1090 MMBTU/h at 100 MW. The average rate falls until 80 MW,
    // so the envelope is (0,0), (80,870), (100,1090).
    ASSERT_EQ(unit.cost.points.size(), 3u);
    EXPECT_EQ(unit.cost.points[1].mw, 80.0);
    EXPECT_DOUBLE_EQ(unit.cost.points[1].usd_per_h, 870.0 * 2.0 + 80.0 * 0.5);
    EXPECT_DOUBLE_EQ(unit.cost.points[2].usd_per_h, 1090.0 * 2.0 + 100.0 * 0.5);
    EXPECT_EQ(unit.min_mw, 0.0);
    EXPECT_EQ(unit.max_mw, 100.0);
    EXPECT_EQ(unit.forced_outage_rate, 0.1);
    EXPECT_EQ(unit.fuel, Fuel::coal);
    EXPECT_NEAR(unit.co2_t_per_mwh, 200.0 * 10.9 * 0.00045359237, 1e-12);
}

TEST(RtsGmlc, without_storage_csv_there_are_no_stores) {
    TestFolder const folder;
    write_small_folder(folder);
    EXPECT_TRUE(read_rts_gmlc(folder.path()).storages.empty());
}

TEST(RtsGmlc, batteries_and_csp_are_stores_and_hydro_is_not) {
    TestFolder const folder;
    write_small_folder(folder);
    folder.write("SourceData/gen.csv",
                 "GEN UID,Bus ID,Unit Type,Fuel,MW Inj,PMax MW,FOR,MTTF Hr,MTTR Hr,Fuel Price "
                 "$/MMBTU,Output_pct_0,HR_avg_0,VOM,Emissions CO2 Lbs/MMBTU,Pump Load MW,Storage "
                 "Roundtrip Efficiency\n"
                 "202_CSP_1,202,CSP,Solar,0,20,0,0,0,0,0.15,0.83,1.1,0,0,0\n"
                 "202_HYDRO_1,202,HYDRO,Hydro,0,20,0,0,0,0,0,NA,0,0,0,0\n"
                 "101_STORAGE_1,101,STORAGE,Storage,0,50,0,0,0,0,0,NA,0,0,40,85\n");
    folder.write("timeseries/Hydro/DAY_AHEAD_hydro.csv",
                 "Year,Month,Day,Period,202_HYDRO_1\n2020,2,28,24,1\n2020,2,29,1,2\n");
    folder.write("SourceData/storage.csv",
                 "GEN UID,Storage,Max Volume GWh,Initial Volume GWh,position\n"
                 "202_CSP_1,a,1.2,0,head\n101_STORAGE_1,b,0.15,0.075,head\n"
                 "101_STORAGE_1,c,0.15,0.075,tail\n202_HYDRO_1,d,1,0.5,head\n");
    auto const spec = read_rts_gmlc(folder.path());
    ASSERT_EQ(spec.storages.size(), 2u);
    auto const& csp = spec.storages[0];
    EXPECT_EQ(csp.id, "202_CSP_1");
    EXPECT_EQ(csp.charge_mw, 0.0);
    EXPECT_EQ(csp.discharge_mw, 20.0);
    EXPECT_EQ(csp.energy_mwh, 1200.0);
    EXPECT_EQ(csp.initial_share, 0.0);
    EXPECT_EQ(csp.usd_per_mwh, 1.1);
    EXPECT_EQ(csp.inflow_series, "202_CSP_1");
    auto const& battery = spec.storages[1];
    EXPECT_EQ(battery.bus, "101");
    EXPECT_EQ(battery.charge_mw, 40.0);
    EXPECT_EQ(battery.discharge_mw, 50.0);
    EXPECT_EQ(battery.energy_mwh, 150.0);
    EXPECT_EQ(battery.initial_share, 0.5);
    EXPECT_EQ(battery.charge_efficiency, 0.85);
    EXPECT_EQ(battery.inflow_series, "");
    EXPECT_TRUE(validate(spec).empty());
}

TEST(RtsGmlc, series_limit_some_units_and_fix_others) {
    TestFolder const folder;
    write_small_folder(folder);
    auto const spec = read_rts_gmlc(folder.path());
    ASSERT_EQ(spec.generators.size(), 4u) << "no synchronous condensers, no storage";
    auto const& pv = spec.generators[1];
    EXPECT_EQ(pv.output, Output::dispatchable);
    EXPECT_EQ(pv.availability_series, "202_PV_1");
    EXPECT_EQ(pv.cost.usd_per_h(10.0), 0.0);
    auto const& csp = spec.generators[2];
    EXPECT_EQ(csp.fuel, Fuel::csp);
    EXPECT_EQ(csp.max_mw, 20.0);
    EXPECT_DOUBLE_EQ(csp.cost.usd_per_h(10.0), 11.0);
    EXPECT_EQ(spec.generators[3].output, Output::fixed);
}

TEST(RtsGmlc, period_1_begins_at_midnight) {
    TestFolder const folder;
    write_small_folder(folder);
    auto const spec = read_rts_gmlc(folder.path());
    EXPECT_EQ(spec.series[0].start, make_time(2020, 2, 28, 23));
    EXPECT_EQ(spec.series[0].step, Seconds{3600});
}

TEST(RtsGmlc, both_names_of_the_series_folder_and_the_repositorys_own_layout_are_known) {
    TestFolder const folder;
    write_small_folder(folder, "timeseries_data_files");
    EXPECT_EQ(read_rts_gmlc(folder.path()).series.size(), 7u);
    TestFolder const outer;
    std::filesystem::create_directories(outer.path() / "RTS_Data");
    write_small_folder(outer);
    for (auto const* part : {"SourceData", "timeseries"}) {
        std::filesystem::rename(outer.path() / part, outer.path() / "RTS_Data" / part);
    }
    EXPECT_EQ(read_rts_gmlc(outer.path()).series.size(), 7u);
}

TEST(RtsGmlc, reports_the_mistakes_of_all_files_at_once) {
    TestFolder const folder;
    write_small_folder(folder);
    std::filesystem::remove(folder.path() / "timeseries/WIND/DAY_AHEAD_wind.csv");
    folder.write("SourceData/dc_branch.csv", "UID,From Bus,To Bus\nDC1,101,202\n");
    folder.write("SourceData/gen.csv",
                 std::string{unit_header} +
                     "g1,101,STEAM,Coal,50,1OO,0.1,450,50,2,0.5,0.8,1,12000,9000,11000,0.5,200\n"
                     "g2,101,STEEM,Coal,50,100,0.1,450,50,2,0.5,0.8,1,12000,9000,11000,0.5,200\n");
    folder.write("timeseries/PV/DAY_AHEAD_pv.csv",
                 "Year,Month,Day,Period,p\n2020,1,1,1,0\n2020,1,1,3,0\n");
    auto const issues = issues_of([&] { (void)read_rts_gmlc(folder.path()); });
    EXPECT_TRUE(has_issue(issues, 1, 1, "dc_branch.MW Load", "column is missing"));
    EXPECT_TRUE(has_issue(issues, 2, 22, "gen.g1.PMax MW", "not a number (found '1OO')"));
    EXPECT_TRUE(has_issue(issues, 3, 8, "gen.g2.Unit Type", "did you mean 'STEAM'?"));
    EXPECT_TRUE(has_issue(issues, 3, 10, "DAY_AHEAD_pv.2020.Period", "do not follow each other"));
    EXPECT_TRUE(has_issue(issues, 0, 0, "", "cannot be read"));
}

TEST(RtsGmlcReference, has_the_published_segments_of_every_thermal_unit) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(folder, "rts_gmlc");
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(file, "expected/rts_gmlc_year/thermal_segments.csv");
    std::multimap<std::string, std::pair<double, double>> segments;
    for (auto const& unit : read_rts_gmlc(folder).generators) {
        for (std::size_t k = 1; k < unit.cost.points.size(); ++k) {
            auto const& [mw, usd] = unit.cost.points[k - 1];
            auto const& [next_mw, next_usd] = unit.cost.points[k];
            segments.emplace(unit.id, std::pair{next_mw - mw, (next_usd - usd) / (next_mw - mw)});
        }
    }
    Issues issues;
    auto const text = importing::text_of(file);
    CsvTable const expected{text, file.string(), issues};
    ASSERT_EQ(expected.size(), 108u);
    ASSERT_EQ(segments.size(), expected.size());
    for (std::size_t k = 0; k < expected.size(); ++k) {
        auto const row = expected[k];
        auto const [first, last] = segments.equal_range(std::string{row.text("gen_uid")});
        bool const found = std::any_of(first, last, [&row](auto const& segment) {
            return std::abs(segment.second.first - row.number("mw")) < 1e-9 &&
                   std::abs(segment.second.second - row.number("usd_per_mwh")) < 1e-9;
        });
        EXPECT_TRUE(found) << row.at().text();
    }
}

TEST(RtsGmlcReference, is_read_whole_and_gives_a_grid) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(folder, "rts_gmlc");
    Grid const grid{read_rts_gmlc(folder)};
    EXPECT_EQ(grid.buses().size(), 73u);
    EXPECT_EQ(grid.branches().size(), 120u);
    EXPECT_EQ(grid.generators().size(), 158u - 3u - 1u);
    EXPECT_EQ(grid.dc_lines().size(), 1u);
    EXPECT_EQ(grid.buses().reference[grid.find_bus("113").index()], 1);
    ASSERT_EQ(grid.series().size(), 3u + 4u + 25u + 31u + 20u + 1u);
    for (auto const& series : grid.series()) {
        EXPECT_EQ(series.values().size(), 8784u);
        EXPECT_EQ(series.start(), make_time(2020, 1, 1));
    }
}

TEST(RtsGmlcReference, is_the_same_network_as_its_matpower_case) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(folder, "rts_gmlc");
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(file, "rts_gmlc/RTS_GMLC_matpower.m");
    auto const csv = read_rts_gmlc(folder);
    auto const matpower = read_matpower(file);
    ASSERT_EQ(csv.branches.size(), matpower.branches.size());
    for (std::size_t k = 0; k < csv.branches.size(); ++k) {
        auto const& a = csv.branches[k];
        auto const& b = matpower.branches[k];
        EXPECT_EQ(a.from, b.from);
        EXPECT_EQ(a.to, b.to);
        EXPECT_NEAR(a.x_pu, b.x_pu, 1e-9);
        EXPECT_NEAR(a.tap, b.tap, 1e-9);
        EXPECT_EQ(a.kind, b.kind);
        EXPECT_EQ(a.rating_mw, b.rating_mw);
    }
}

}  // namespace
}  // namespace gridrush
