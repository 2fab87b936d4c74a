#include <cmath>
#include <map>
#include <numbers>

#include <gtest/gtest.h>

#include "topology/grid.hpp"
#include "topology/importers/importers.hpp"
#include "tests/reference_data.hpp"
#include "tests/topology/importers/importing.hpp"
#include "tests/topology/importers/spec_equality.hpp"

namespace gridrush {
namespace {

using importing::has_issue;
using importing::issues_of;
using importing::TestFolder;

using Files = std::map<std::string, std::string>;

GridSpec read(Files const& files, Issues* notes = nullptr) {
    auto const open = [&files](std::string const& name) {
        auto const found = files.find(name);
        return found == files.end() ? std::nullopt : std::optional{found->second};
    };
    return read_pypsa("net", open, notes);
}

Issues issues_in(Files const& files) {
    return issues_of([&] { (void)read(files); });
}

// Two voltages, two hours, one of each component that is read.
Files small_network() {
    return {
        {"network.csv", "name,srid\nTwo towns,4326\n"},
        {"snapshots.csv", "snapshot,objective\n2011-01-01 00:00:00,1\n2011-01-01 01:00:00,1\n"},
        {"buses.csv", "name,v_nom,x,y,carrier\nN,380,9.5,52.4,AC\nS,380,,,\nT,110,,,AC\n"},
        {"lines.csv",
         "name,bus0,bus1,type,x,r,b,s_nom,length,num_parallel,s_max_pu\n"
         "a,N,S,Al/St 240/40 4-bundle 380.0,,,,1700,50,2,0.7\n"
         "b,N,S,,14.44,1.444,1e-5,900,,,\n"},
        {"transformers.csv",
         "name,bus0,bus1,type,x,r,s_nom,tap_ratio,tap_position,phase_shift,num_parallel\n"
         "t1,S,T,,0.1,0.01,200,1.05,,30,\n"
         "t2,S,T,160 MVA 380/110 kV,,,,,2,,2\n"},
        {"links.csv",
         "name,bus0,bus1,p_nom,p_min_pu,efficiency\nHVDC,N,T,300,0,0.97\nboth,N,T,100,-1,1\n"},
        {"generators.csv",
         "name,bus,control,p_nom,p_min_pu,p_max_pu,marginal_cost,marginal_cost_quadratic,carrier,"
         "efficiency,sign\n"
         "gas,N,PQ,400,0.25,0.9,50,0.01,Gas,0.5,1\n"
         "wind,S,Slack,200,,,,,onwind,,\n"
         "ror,S,PQ,80,,,3,,ror,,\n"
         "pump,T,PQ,40,0,1,7,,other,,-1\n"},
        {"generators-p_max_pu.csv",
         "snapshot,wind,ror\n2011-01-01 00:00:00,0.5,0.25\n2011-01-01 01:00:00,0.25,0.5\n"},
        {"generators-p_min_pu.csv", ",ror\n0,0.25\n1,0.5\n"},
        {"carriers.csv", "name,co2_emissions\nGas,0.2\n"},
        {"loads.csv", "name,bus,p_set,sign\nL1,N,,\nL2,N,,\nL3,N,5,\nL4,T,12,\nL5,T,2,1\n"},
        {"loads-p_set.csv", ",L1,L2\n0,100,10\n1,90,20\n"},
        {"storage_units.csv",
         "name,bus,p_nom,max_hours,efficiency_store,efficiency_dispatch,standing_loss,"
         "state_of_charge_initial,marginal_cost,inflow\n"
         "PHS,S,50,6,0.9,0.8,0.01,75,1,\ndam,S,10,100,1,1,0,0,0,4\n"},
        {"storage_units-inflow.csv", ",PHS\n0,1\n1,2\n"},
        {"stores.csv", "name,bus,e_nom,e_initial\ntank,T,120,30\n"},
        {"shunt_impedances.csv", "name,bus,g\nsh,T,0.001\n"},
    };
}

TEST(Pypsa, reads_a_network_that_is_valid_as_it_stands) {
    auto const spec = read(small_network());
    EXPECT_EQ(spec.name, "Two towns");
    EXPECT_EQ(spec.base_mva, 1.0);
    auto const issues = validate(spec);
    EXPECT_TRUE(issues.empty()) << InputError{issues}.what();
}

TEST(Pypsa, lines_take_ohms_from_their_type_or_their_own_columns) {
    auto const spec = read(small_network());
    auto const& typed = spec.branches.at(0);
    EXPECT_DOUBLE_EQ(typed.x_pu, 0.246 * 50.0 / 2.0 / (380.0 * 380.0));
    EXPECT_DOUBLE_EQ(typed.r_pu, 0.03 * 50.0 / 2.0 / (380.0 * 380.0));
    EXPECT_DOUBLE_EQ(typed.b_pu,
                     2.0 * std::numbers::pi * 50.0 * 13.8e-9 * 50.0 * 2.0 * 380.0 * 380.0);
    EXPECT_EQ(typed.length_km, 50.0);
    auto const& plain = spec.branches.at(1);
    EXPECT_DOUBLE_EQ(plain.x_pu, 1e-4);
    EXPECT_DOUBLE_EQ(plain.r_pu, 1e-5);
    EXPECT_EQ(plain.rating_mw, 900.0);
    EXPECT_TRUE(std::isnan(plain.length_km));
}

TEST(Pypsa, s_max_pu_lowers_the_continuous_rating_only) {
    auto const line = read(small_network()).branches.at(0);
    EXPECT_DOUBLE_EQ(line.rating_mw, 1190.0);
    EXPECT_EQ(line.rating_long_term_mw, 1700.0);
    EXPECT_EQ(line.rating_short_term_mw, 1700.0);
}

TEST(Pypsa, transformers_are_per_unit_of_their_own_megavoltamperes) {
    auto const spec = read(small_network());
    auto const& own = spec.branches.at(2);
    EXPECT_EQ(own.kind, BranchKind::transformer);
    EXPECT_DOUBLE_EQ(own.x_pu, 0.1 / 200.0);
    EXPECT_EQ(own.tap, 1.05);
    EXPECT_EQ(own.shift_deg, 30.0);
    auto const& typed = spec.branches.at(3);
    EXPECT_DOUBLE_EQ(typed.x_pu, std::sqrt(0.122 * 0.122 - 0.0025 * 0.0025) / 2.0 / 160.0);
    EXPECT_DOUBLE_EQ(typed.tap, 1.0 + 2.0 * 0.015);
    EXPECT_EQ(typed.rating_mw, 160.0);
}

TEST(Pypsa, the_folders_own_types_win_over_the_standard_ones) {
    auto files = small_network();
    files["line_types.csv"] =
        "name,f_nom,r_per_length,x_per_length,c_per_length\n"
        "Al/St 240/40 4-bundle 380.0,50,0.1,0.5,10\n";
    files["transformer_types.csv"] =
        "name,s_nom,vsc,vscr,phase_shift,tap_step,tap_neutral\n"
        "160 MVA 380/110 kV,100,5,3,150,2,1\n";
    auto const spec = read(files);
    EXPECT_DOUBLE_EQ(spec.branches.at(0).x_pu, 0.5 * 50.0 / 2.0 / (380.0 * 380.0));
    EXPECT_NEAR(spec.branches.at(3).x_pu, 0.04 / 2.0 / 100.0, 1e-12);
    EXPECT_DOUBLE_EQ(spec.branches.at(3).tap, 1.02);
    EXPECT_EQ(spec.branches.at(3).shift_deg, 150.0);
}

TEST(Pypsa, a_name_that_a_line_and_a_transformer_share_tells_them_apart) {
    auto files = small_network();
    files["transformers.csv"] = "name,bus0,bus1,x,s_nom\na,S,T,0.1,200\nc,S,T,0.1,200\n";
    auto const spec = read(files);
    EXPECT_EQ(spec.branches.at(0).id, "a");
    EXPECT_EQ(spec.branches.at(2).id, "transformer_a");
    EXPECT_EQ(spec.branches.at(3).id, "transformer_c");
}

TEST(Pypsa, a_link_is_a_dc_line_that_loses_what_its_efficiency_lacks) {
    auto const spec = read(small_network());
    auto const& link = spec.dc_lines.at(0);
    EXPECT_NEAR(link.loss_fraction, 0.03, 1e-15);
    EXPECT_EQ(link.min_mw, 0.0);
    EXPECT_EQ(link.max_mw, 300.0);
    EXPECT_EQ(spec.dc_lines.at(1).min_mw, -100.0);
}

TEST(Pypsa, generators_have_limits_costs_and_fuel) {
    auto const units = read(small_network()).generators;
    auto const& gas = units.at(0);
    EXPECT_EQ(gas.min_mw, 100.0);
    EXPECT_EQ(gas.max_mw, 360.0);
    EXPECT_EQ(gas.cost.polynomial, (std::vector{0.0, 50.0, 0.01}));
    EXPECT_EQ(gas.fuel, Fuel::gas);
    EXPECT_DOUBLE_EQ(gas.co2_t_per_mwh, 0.4);
    EXPECT_EQ(units.at(1).fuel, Fuel::wind);
    EXPECT_EQ(units.at(2).fuel, Fuel::hydro);
}

TEST(Pypsa, a_unit_of_sign_minus_one_draws_and_is_paid_for_it) {
    auto const pump = read(small_network()).generators.at(3);
    EXPECT_EQ(pump.min_mw, -40.0);
    EXPECT_EQ(pump.max_mw, 0.0);
    EXPECT_DOUBLE_EQ(pump.cost.usd_per_h(-40.0), 280.0);
}

TEST(Pypsa, series_limit_a_unit_and_fix_it_where_least_and_most_are_alike) {
    auto const spec = read(small_network());
    auto const& wind = spec.generators.at(1);
    EXPECT_EQ(wind.output, Output::dispatchable);
    EXPECT_EQ(wind.max_mw, 200.0);
    EXPECT_FALSE(wind.series_is_mw);
    EXPECT_EQ(spec.generators.at(2).output, Output::fixed);
    Grid const grid{spec};
    auto const series = grid.generators().availability_series.at(1);
    EXPECT_EQ(grid.series()[series.index()].at(make_time(2011, 1, 1, 1)), 0.25);
    EXPECT_EQ(grid.generators().series_to_mw.at(1), 200.0);
}

TEST(Pypsa, a_series_above_one_per_unit_is_not_cut) {
    auto files = small_network();
    files["generators-p_max_pu.csv"] = ",wind,ror\n0,1.5,0.25\n1,0.25,0.5\n";
    auto const spec = read(files);
    auto const& wind = spec.generators.at(1);
    EXPECT_EQ(wind.max_mw, 300.0);
    EXPECT_TRUE(wind.series_is_mw);
}

TEST(Pypsa, a_bus_draws_the_sum_of_its_loads_hour_by_hour) {
    Grid const grid{read(small_network())};
    auto const north = grid.find_bus("N").index();
    auto const area = grid.buses().area[north].index();
    auto const series = grid.areas().load_series[area];
    ASSERT_TRUE(series.valid());
    EXPECT_EQ(grid.buses().area_share[north], 1.0);
    EXPECT_EQ(grid.series()[series.index()].at(make_time(2011, 1, 1, 0)), 115.0);
    EXPECT_EQ(grid.series()[series.index()].at(make_time(2011, 1, 1, 1)), 115.0);
    EXPECT_EQ(grid.buses().load_mw[north], 115.0);
    EXPECT_EQ(grid.buses().load_mw[grid.find_bus("T").index()], 10.0) << "sign 1 feeds in";
    EXPECT_DOUBLE_EQ(grid.buses().shunt_mw[grid.find_bus("T").index()], 0.001 * 110.0 * 110.0);
}

TEST(Pypsa, storage_units_and_stores_are_stores) {
    auto const spec = read(small_network());
    auto const& pumped = spec.storages.at(0);
    EXPECT_EQ(pumped.charge_mw, 50.0);
    EXPECT_EQ(pumped.discharge_mw, 50.0);
    EXPECT_EQ(pumped.energy_mwh, 300.0);
    EXPECT_EQ(pumped.charge_efficiency, 0.9);
    EXPECT_EQ(pumped.discharge_efficiency, 0.8);
    EXPECT_EQ(pumped.standing_loss_per_h, 0.01);
    EXPECT_EQ(pumped.initial_share, 0.25);
    EXPECT_EQ(pumped.usd_per_mwh, 1.0);
    EXPECT_EQ(pumped.inflow_series, "inflow_PHS");
    EXPECT_EQ(spec.storages.at(1).inflow_series, "inflow_dam");
    auto const& tank = spec.storages.at(2);
    EXPECT_EQ(tank.energy_mwh, 120.0);
    EXPECT_EQ(tank.discharge_mw, 120.0) << "all of it in one snapshot";
    EXPECT_EQ(tank.initial_share, 0.25);
}

TEST(Pypsa, the_reference_is_the_slack_units_bus_else_the_first_units_else_the_first_bus) {
    auto files = small_network();
    auto const references = [&files] {
        std::string ids;
        for (auto const& bus : read(files).buses) {
            ids += bus.reference ? bus.id : "";
        }
        return ids;
    };
    EXPECT_EQ(references(), "S");
    files["generators.csv"] = "name,bus,p_nom\ngas,T,4\n";
    files.erase("generators-p_max_pu.csv");
    files.erase("generators-p_min_pu.csv");
    EXPECT_EQ(references(), "T");
    files.erase("transformers.csv");
    EXPECT_EQ(references(), "NT");
}

TEST(Pypsa, missing_columns_and_empty_cells_are_pypsas_defaults_and_unknown_columns_are_ignored) {
    auto const spec = read({{"buses.csv", "name,colour\nA,red\nB,\n"},
                            {"lines.csv", "name,bus0,bus1,x,wires\nl,A,B,0.5,3\n"},
                            {"generators.csv", "name,bus,p_nom,osm\ng,A,,x\n"},
                            {"loads.csv", "name,bus\nd,B\n"}});
    EXPECT_EQ(spec.buses.at(0).base_kv, 1.0);
    EXPECT_EQ(spec.branches.at(0).x_pu, 0.5);
    EXPECT_EQ(spec.branches.at(0).rating_mw, 0.0) << "s_nom is 0 in PyPSA";
    EXPECT_EQ(spec.generators.at(0).max_mw, 0.0);
    EXPECT_EQ(spec.buses.at(1).load_mw, 0.0);
}

TEST(Pypsa, reports_the_mistakes_of_all_files_at_once) {
    auto files = small_network();
    files["lines.csv"] =
        "name,bus0,bus1,type,x,s_nom,num_parallel,s_nom_extendable\n"
        "a,N,S,Al/St 240/40 4-bundl 380.0,,10,1,False\n"
        "b,N,S,,1O,10,1,True\n"
        "c,N,S,Al/St 240/40 4-bundle 380.0,,10,0,\n";
    files["loads.csv"] = "name,bus\nL1,N\nL2,Nowhere\n";
    files["loads-p_set.csv"] = ",L1,L2\n0,1,2\n";
    files["links.csv"] = "name,bus0,bus1,bus2,p_nom,p_min_pu,efficiency\nk,N,T,S,1,-1,0.9\n";
    files["generators-marginal_cost.csv"] = ",gas\n0,1\n1,2\n";
    files["buses.csv"] = "name,v_nom,carrier\nN,380,\nS,380,\nT,110,heat\n";
    auto const issues = issues_in(files);
    EXPECT_TRUE(has_issue(issues, 2, 7, "lines.a.type", "unknown standard type"));
    EXPECT_TRUE(has_issue(issues, 3, 8, "lines.b.x", "not a number (found '1O')"));
    EXPECT_TRUE(has_issue(issues, 3, 16, "lines.b.s_nom_extendable", "left to PyPSA's"));
    EXPECT_TRUE(has_issue(issues, 4, 39, "lines.c.num_parallel", "must be greater than 0"));
    EXPECT_TRUE(has_issue(issues, 3, 4, "loads.L2.bus", "unknown bus 'Nowhere'"));
    EXPECT_TRUE(has_issue(issues, 1, 1, "loads-p_set", "has 1 rows (there are 2 snapshots)"));
    EXPECT_TRUE(has_issue(issues, 2, 7, "links.k.bus2", "more than two buses"));
    EXPECT_TRUE(has_issue(issues, 2, 11, "links.k.p_min_pu", "reverse flow"));
    EXPECT_TRUE(has_issue(issues, 1, 2, "generators-marginal_cost", "changes with time"));
    EXPECT_TRUE(has_issue(issues, 4, 7, "buses.T.carrier", "only the AC grid"));
}

TEST(Pypsa, snapshots_must_follow_each_other_at_equal_steps) {
    auto files = small_network();
    files["snapshots.csv"] =
        ",snapshot\n0,2011-01-01 00:00:00\n1,2011-01-01 03:00:00\n2,2011-01-01 05:00:00\n";
    EXPECT_TRUE(has_issue(issues_in(files), 4, 3, "snapshots.2.snapshot", "equal steps"));
    files["snapshots.csv"] = "period,timestep,objective\n2030,2030-01-01,1\n";
    EXPECT_TRUE(has_issue(issues_in(files), 1, 1, "snapshots.period", "investment periods"));
    files["snapshots.csv"] = "snapshot\nfirst\nsecond\n";
    EXPECT_TRUE(has_issue(issues_in(files), 2, 1, "snapshots.first.snapshot", "not a date"));
}

TEST(Pypsa, notes_say_what_is_left_out) {
    auto files = small_network();
    files["snapshots.csv"] =
        ",snapshot,objective\n0,2011-01-01 00:00:00,3\n1,2011-01-01 01:00:00,3\n";
    files["generators.csv"] =
        "name,bus,p_nom,p_min_pu,committable,ramp_limit_up\n"
        "gas,N,400,0.25,True,\nwind,S,1,0,False,0.5\nror,S,1,0,False,1\npump,T,1,0,,\n";
    files["global_constraints.csv"] = "name,type\nco2,primary_energy\n";
    Issues notes;
    (void)read(files, &notes);
    EXPECT_TRUE(has_issue(notes, 2, 23, "snapshots.objective", "weightings are not used"));
    EXPECT_TRUE(has_issue(notes, 1, 25, "generators.committable", "(1 rows set it)"));
    EXPECT_TRUE(has_issue(notes, 1, 37, "generators.ramp_limit_up", "(1 rows set it)"));
    EXPECT_TRUE(has_issue(notes, 1, 16, "generators.p_min_pu", "(1 rows set it)"));
    EXPECT_TRUE(has_issue(notes, 1, 1, "global_constraints", "left out"));
    EXPECT_EQ(notes.size(), 5u);
    notes.clear();
    (void)read(small_network(), &notes);
    EXPECT_EQ(notes.size(), 1u) << "the gas unit's least output";
}

TEST(Pypsa, a_folder_is_read_as_the_files_in_it_and_an_absent_one_is_an_issue) {
    TestFolder const folder;
    for (auto const& [name, text] : small_network()) {
        folder.write(name, text);
    }
    importing::expect_same(read_pypsa(folder.path()), read(small_network()));
    auto const issues = issues_of([&] { (void)read_pypsa(folder.path() / "none"); });
    EXPECT_TRUE(has_issue(issues, 0, 0, "", "cannot be read"));
}

TEST(PypsaReference, scigrid_de_is_read_whole_and_gives_a_grid) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(folder, "pypsa/scigrid_de");
    Issues notes;
    Grid const grid{read_pypsa(folder, &notes)};
    EXPECT_EQ(grid.name(), "SciGrid-DE");
    EXPECT_EQ(grid.buses().size(), 585u);
    EXPECT_EQ(grid.branches().size(), 852u + 96u);
    EXPECT_EQ(grid.generators().size(), 1423u);
    EXPECT_EQ(grid.storages().size(), 38u);
    EXPECT_EQ(grid.series().size(), 485u + 982u);
    EXPECT_TRUE(notes.empty());
}

}  // namespace
}  // namespace gridrush
