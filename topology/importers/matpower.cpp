#include <map>
#include <set>

#include <fmt/format.h>

#include "topology/importers/importers.hpp"
#include "topology/importers/matpower_case.hpp"
#include "topology/importers/matpower_cost.hpp"
#include "topology/importers/matpower_words.hpp"
#include "topology/importers/text_file.hpp"

namespace gridrush {
namespace {

// Columns of the matrices: MATPOWER User's Manual 8.0, appendix B.
enum BusColumn : std::size_t {
    bus_i,
    type,
    pd,
    qd,
    gs,
    bs,
    area,
    vm,
    va,
    base_kv,
    zone,
    vmax,
    vmin
};
enum GenColumn : std::size_t { gen_bus, pg, qg, qmax, qmin, vg, mbase, gen_status, pmax, pmin };
enum BranchColumn : std::size_t {
    fbus,
    tbus,
    r,
    x,
    b,
    rate_a,
    rate_b,
    rate_c,
    ratio,
    angle,
    status,
    angmin,
    angmax
};
enum DcLineColumn : std::size_t {
    dc_from,
    dc_to,
    dc_status,
    pf,
    pt,
    qf,
    qt,
    vf,
    vt,
    dc_pmin,
    dc_pmax,
    qminf,
    qmaxf,
    qmint,
    qmaxt,
    loss0,
    loss1
};

MatpowerTable const bus_table{
    "bus",
    {"bus_i", "type", "Pd", "Qd", "Gs", "Bs", "area", "Vm", "Va", "baseKV", "zone", "Vmax", "Vmin"},
    13};
MatpowerTable const gen_table{
    "gen", {"bus", "Pg", "Qg", "Qmax", "Qmin", "Vg", "mBase", "status", "Pmax", "Pmin"}, 10};
MatpowerTable const branch_table{"branch",
                                 {"fbus", "tbus", "r", "x", "b", "rateA", "rateB", "rateC", "ratio",
                                  "angle", "status", "angmin", "angmax"},
                                 11};
MatpowerTable const dcline_table{
    "dcline",
    {"fbus", "tbus", "status", "Pf", "Pt", "Qf", "Qt", "Vf", "Vt", "Pmin", "Pmax", "QminF", "QmaxF",
     "QminT", "QmaxT", "loss0", "loss1"},
    17};
std::vector<std::string> const wanted_fields{"version",  "baseMVA", "bus",    "gen",
                                             "branch",   "gencost", "dcline", "dclinecost",
                                             "bus_name", "gentype", "genfuel"};

void check_version(MatpowerCase& source) {
    auto const* field = source.find("version");
    if (field == nullptr) {
        return;
    }
    bool const two = field->texts.empty()
                         ? !field->rows.empty() && field->rows[0].numbers[0].value == 2.0
                         : field->texts[0].text == "2";
    if (two) {
        return;
    }
    source.report(field->at, "mpc.version",
                  "unknown case format version (only '2' is read) convert the case with "
                  "MATPOWER's loadcase and savecase");
}

double read_base_mva(MatpowerCase& source) {
    auto const* field = source.require("baseMVA");
    if (field == nullptr) {
        return 100.0;
    }
    if (field->rows.size() == 1 && field->rows[0].numbers.size() == 1) {
        return field->rows[0].numbers[0].value;
    }
    source.report(field->at, "mpc.baseMVA", "not one number (MVA, usually 100)");
    return 100.0;
}

/// Buses of the file and which of them are isolated (type 4).
struct Buses {
    std::vector<BusSpec> specs;
    std::map<std::string, double> base_kv;
    std::set<std::string> isolated;
};

Buses read_buses(MatpowerCase& source) {
    constexpr double reference_type = 3.0;
    constexpr double isolated_type = 4.0;
    Buses buses;
    auto const rows = source.rows(bus_table, source.require("bus"));
    auto const names = source.texts("bus_name", rows.size());
    for (auto const& row : rows) {
        source.require_whole(bus_table, row, bus_i, 1.0);
        source.require_whole(bus_table, row, type, 1.0);
        BusSpec bus;
        bus.at = row.at;
        bus.id = row.label(bus_i);
        bus.base_kv = row.number(base_kv);
        bus.area = row.label(area);
        bus.load_mw = row.number(pd);
        bus.shunt_mw = row.number(gs);
        bus.reference = row.number(type) == reference_type;
        if (!names.empty()) {
            bus.name = names[buses.specs.size()].text;
        }
        if (row.number(type) == isolated_type) {
            buses.isolated.insert(bus.id);
            bus.load_mw = bus.shunt_mw = 0.0;
        }
        buses.base_kv[bus.id] = bus.base_kv;
        buses.specs.push_back(std::move(bus));
    }
    return buses;
}

std::vector<AreaSpec> list_areas(std::vector<BusSpec> const& buses) {
    std::vector<AreaSpec> areas;
    std::set<std::string> seen;
    for (auto const& bus : buses) {
        if (!seen.insert(bus.area).second) {
            continue;
        }
        areas.emplace_back();
        areas.back().at = bus.at;
        areas.back().id = bus.area;
    }
    return areas;
}

double rating(MatpowerRow const& row, std::size_t column) {
    return row.number(column) == 0.0 ? unlimited : row.number(column);
}

BranchSpec read_branch(MatpowerRow const& row, Buses const& buses, std::size_t number) {
    BranchSpec branch{.at = row.at,
                      .id = fmt::format("branch_{}", number),
                      .from = row.label(fbus),
                      .to = row.label(tbus),
                      .r_pu = row.number(r),
                      .x_pu = row.number(x),
                      .b_pu = row.number(b),
                      .shift_deg = row.number(angle),
                      .rating_mw = rating(row, rate_a),
                      .rating_long_term_mw = rating(row, rate_b),
                      .rating_short_term_mw = rating(row, rate_c)};
    if (row.number(ratio) != 0.0) {
        branch.tap = row.number(ratio);
    }
    auto const from = buses.base_kv.find(branch.from);
    auto const to = buses.base_kv.find(branch.to);
    bool const same_kv =
        from == buses.base_kv.end() || to == buses.base_kv.end() || from->second == to->second;
    if (row.number(ratio) != 0.0 || branch.shift_deg != 0.0 || !same_kv) {
        branch.kind = BranchKind::transformer;
    }
    if (row.number(angmin) != 0.0 || row.number(angmax) != 0.0) {
        branch.angle_min_deg = row.number(angmin);
        branch.angle_max_deg = row.number(angmax);
    }
    branch.in_service = row.on(status) && !buses.isolated.contains(branch.from) &&
                        !buses.isolated.contains(branch.to);
    return branch;
}

std::vector<BranchSpec> read_branches(MatpowerCase& source, Buses const& buses) {
    std::vector<BranchSpec> branches;
    for (auto const& row : source.rows(branch_table, source.require("branch"))) {
        source.require_whole(branch_table, row, status, 0.0);
        branches.push_back(read_branch(row, buses, branches.size() + 1));
    }
    return branches;
}

std::vector<DcLineSpec> read_dc_lines(MatpowerCase& source, Buses const& buses) {
    std::vector<DcLineSpec> lines;
    for (auto const& row : source.rows(dcline_table, source.find("dcline"))) {
        DcLineSpec line{.at = row.at,
                        .id = fmt::format("dcline_{}", lines.size() + 1),
                        .from = row.label(dc_from),
                        .to = row.label(dc_to),
                        .min_mw = row.number(dc_pmin),
                        .max_mw = row.number(dc_pmax),
                        .set_point_mw = row.number(pf),
                        .loss_constant_mw = row.number(loss0),
                        .loss_fraction = row.number(loss1)};
        line.in_service = row.on(dc_status) && !buses.isolated.contains(line.from) &&
                          !buses.isolated.contains(line.to);
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<GeneratorSpec> read_generators(MatpowerCase& source, Buses const& buses) {
    std::vector<GeneratorSpec> generators;
    auto const rows = source.rows(gen_table, source.require("gen"));
    auto const types = source.texts("gentype", rows.size());
    auto const fuels = source.texts("genfuel", rows.size());
    auto const costs = read_matpower_costs(source, rows.size());
    for (auto const& row : rows) {
        auto const k = generators.size();
        GeneratorSpec generator;
        generator.at = row.at;
        generator.id = fmt::format("gen_{}", k + 1);
        generator.bus = row.label(gen_bus);
        generator.min_mw = row.number(pmin);
        generator.max_mw = row.number(pmax);
        generator.set_point_mw = row.number(pg);
        generator.cost = costs[k];
        if (!types.empty()) {
            generator.unit_type = types[k].text;
        }
        if (!fuels.empty()) {
            generator.fuel = fuel_of_matpower_word(fuels[k].text);
        }
        generator.in_service = row.on(gen_status) && !buses.isolated.contains(generator.bus);
        generators.push_back(std::move(generator));
    }
    return generators;
}

}  // namespace

GridSpec read_matpower(std::string_view text, std::string const& file_name) {
    MatpowerCase source{text, file_name, wanted_fields};
    check_version(source);
    GridSpec spec;
    spec.name = std::filesystem::path{file_name}.stem().string();
    spec.base_mva = read_base_mva(source);
    auto buses = read_buses(source);
    spec.areas = list_areas(buses.specs);
    spec.branches = read_branches(source, buses);
    spec.dc_lines = read_dc_lines(source, buses);
    check_matpower_dc_line_costs(source);
    spec.generators = read_generators(source, buses);
    spec.buses = std::move(buses.specs);
    throw_if_any(source.issues());
    return spec;
}

GridSpec read_matpower(std::filesystem::path const& file) {
    auto const text = read_text_file(file);
    throw_if_any(text ? Issues{} : Issues{{{file.string(), 0, 0}, "", "cannot be read"}});
    return read_matpower(*text, file.string());
}

}  // namespace gridrush
