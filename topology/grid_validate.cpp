#include <cmath>

#include <fmt/core.h>

#include "topology/grid_spec.hpp"
#include "topology/spec_findings.hpp"

namespace gridrush {
namespace {

/// Rows that can be named by others.
struct Names {
    RowOfId areas;
    RowOfId buses;
    RowOfId series;
    RowOfId substations;
    RowOfId branches;
    RowOfId generators;
    RowOfId banks;
};

/// Rows by id; an empty id and an id that is written twice are mistakes.
template <class Row>
RowOfId check_ids(std::vector<Row> const& rows, std::string_view table, Issues& issues) {
    RowOfId row_of_id;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        RowFindings findings{issues, rows[row].at, table, rows[row].id};
        if (rows[row].id.empty()) {
            findings.add("id", fmt::format("is empty (row {})", row + 1));
        }
        auto const [first, is_new] = row_of_id.try_emplace(rows[row].id, row);
        if (!is_new) {
            Location const& at = rows[first->second].at;
            findings.add("id",
                         fmt::format("is written twice (first {})",
                                     at.text().empty() ? fmt::format("in row {}", first->second + 1)
                                                       : "at " + at.text()));
        }
    }
    return row_of_id;
}

void check_place(RowFindings& findings, double latitude, double longitude) {
    findings.allow_within("latitude", latitude, -90.0, 90.0, "degrees north");
    findings.allow_within("longitude", longitude, -180.0, 180.0, "degrees east");
}

void check_area(AreaSpec const& area, Names const& names, double bus_load_mw, Issues& issues) {
    RowFindings findings{issues, area.at, "area", area.id};
    findings.need_within("growth_per_year", area.growth_per_year, -1.0, unlimited,
                         "a load cannot shrink below nothing");
    if (area.load_series.empty()) {
        return;
    }
    findings.need_known("load_series", "series", area.load_series, names.series);
    if (bus_load_mw <= 0.0) {
        findings.add("load_series", fmt::format("has no bus to go to (its buses' load_mw sum to "
                                                "{} MW; they are the shares)",
                                                bus_load_mw));
    }
}

void check_bus(BusSpec const& bus, Names const& names, Issues& issues) {
    RowFindings findings{issues, bus.at, "bus", bus.id};
    findings.need_within("base_kv", bus.base_kv, 0.0, unlimited, "voltage in kV");
    findings.need_known("area", "area", bus.area, names.areas);
    findings.need_number("load_mw", bus.load_mw);
    findings.need_number("shunt_mw", bus.shunt_mw);
    check_place(findings, bus.latitude, bus.longitude);
}

void check_ends(RowFindings& findings, std::string const& from, std::string const& to,
                Names const& names) {
    findings.need_known("from", "bus", from, names.buses);
    findings.need_known("to", "bus", to, names.buses);
    if (from == to) {
        findings.add("to", fmt::format("is the bus that it comes from ('{}')", to));
    }
}

void check_impedance(RowFindings& findings, BranchSpec const& branch) {
    findings.need_number("r_pu", branch.r_pu);
    findings.need_number("x_pu", branch.x_pu);
    findings.need_number("b_pu", branch.b_pu);
    findings.need_number("shift_deg", branch.shift_deg);
    if (branch.x_pu == 0.0) {
        findings.add("x_pu", "must not be 0 (0 pu; its flow would have no bound)");
    }
    findings.need_positive("tap", branch.tap, "1 is the nominal ratio");
}

void check_branch(BranchSpec const& branch, Names const& names, Issues& issues) {
    RowFindings findings{issues, branch.at, "branch", branch.id};
    check_ends(findings, branch.from, branch.to, names);
    check_impedance(findings, branch);
    findings.need_rating("rating_mw", branch.rating_mw);
    findings.need_rating("rating_long_term_mw", branch.rating_long_term_mw);
    findings.need_rating("rating_short_term_mw", branch.rating_short_term_mw);
    findings.need_number("angle_min_deg", branch.angle_min_deg);
    findings.need_number("angle_max_deg", branch.angle_max_deg);
    findings.need_order("angle_min_deg", branch.angle_min_deg, "angle_max_deg",
                        branch.angle_max_deg);
    findings.allow_within("length_km", branch.length_km, 0.0, unlimited, "a length");
    findings.need_within("outages_per_year", branch.outages_per_year, 0.0, unlimited, "a rate");
    findings.need_within("outage_hours", branch.outage_hours, 0.0, unlimited, "a duration");
    findings.need_dates(branch.from_date, branch.until_date);
}

void check_dc_line(DcLineSpec const& line, Names const& names, Issues& issues) {
    RowFindings findings{issues, line.at, "dc_line", line.id};
    check_ends(findings, line.from, line.to, names);
    findings.need_number("min_mw", line.min_mw);
    findings.need_number("max_mw", line.max_mw);
    findings.need_order("min_mw", line.min_mw, "max_mw", line.max_mw);
    findings.need_number("set_point_mw", line.set_point_mw);
    findings.need_number("loss_constant_mw", line.loss_constant_mw);
    findings.need_within("loss_fraction", line.loss_fraction, 0.0, 1.0, "share of the flow");
}

void check_generator(GeneratorSpec const& unit, Names const& names, Issues& issues) {
    RowFindings findings{issues, unit.at, "generator", unit.id};
    findings.need_known("bus", "bus", unit.bus, names.buses);
    findings.need_number("min_mw", unit.min_mw);
    findings.need_number("max_mw", unit.max_mw);
    findings.need_order("min_mw", unit.min_mw, "max_mw", unit.max_mw);
    findings.need_number("set_point_mw", unit.set_point_mw);
    findings.need_cost(unit.cost, unit.min_mw, unit.max_mw);
    if (!unit.availability_series.empty()) {
        findings.need_known("availability_series", "series", unit.availability_series,
                            names.series);
    }
    findings.need_within("co2_t_per_mwh", unit.co2_t_per_mwh, 0.0, unlimited, "an emission");
    findings.need_within("forced_outage_rate", unit.forced_outage_rate, 0.0, 1.0,
                         "share of the time");
    findings.need_within("mttf_h", unit.mttf_h, 0.0, unlimited, "a mean time; 0 = not given");
    findings.need_within("mttr_h", unit.mttr_h, 0.0, unlimited, "a mean time; 0 = not given");
    findings.need_dates(unit.from_date, unit.until_date);
}

void check_substation(SubstationSpec const& station, Names const& names, Issues& issues) {
    RowFindings findings{issues, station.at, "substation", station.id};
    findings.need_known("bus", "bus", station.bus, names.buses);
    check_place(findings, station.latitude, station.longitude);
    findings.need_positive("wan_gbps", station.wan_gbps, "nothing could ever move");
    findings.need_within("wan_latency_ms", station.wan_latency_ms, 0.0, unlimited, "a delay");
    if (!station.ambient_series.empty()) {
        findings.need_known("ambient_series", "series", station.ambient_series, names.series);
    }
}

void check_bank(BankSpec const& bank, Names const& names, Issues& issues) {
    RowFindings findings{issues, bank.at, "bank", bank.id};
    findings.need_known("substation", "substation", bank.substation, names.substations);
    findings.need_positive("mva", bank.mva, "a bank without capacity feeds nothing");
    findings.need_within("consumed_life_share", bank.consumed_life_share, 0.0, unlimited,
                         "share of a life");
    findings.need_dates(bank.from_date, bank.until_date);
}

void check_storage(StorageSpec const& store, Names const& names, Issues& issues) {
    RowFindings findings{issues, store.at, "storage", store.id};
    findings.need_known("bus", "bus", store.bus, names.buses);
    findings.need_within("charge_mw", store.charge_mw, 0.0, unlimited, "a power");
    findings.need_within("discharge_mw", store.discharge_mw, 0.0, unlimited, "a power");
    findings.need_within("energy_mwh", store.energy_mwh, 0.0, unlimited, "a capacity");
    findings.need_positive("charge_efficiency", store.charge_efficiency, "nothing would arrive");
    findings.need_within("charge_efficiency", store.charge_efficiency, 0.0, 1.0,
                         "share that arrives");
    findings.need_positive("discharge_efficiency", store.discharge_efficiency,
                           "nothing would arrive");
    findings.need_within("discharge_efficiency", store.discharge_efficiency, 0.0, 1.0,
                         "share that arrives");
    findings.need_within("standing_loss_per_h", store.standing_loss_per_h, 0.0, 1.0,
                         "share of the stored energy");
    findings.need_within("initial_share", store.initial_share, 0.0, 1.0, "share of energy_mwh");
    findings.need_within("usd_per_mwh", store.usd_per_mwh, 0.0, unlimited,
                         "paid to run in circles otherwise");
    if (!store.inflow_series.empty()) {
        findings.need_known("inflow_series", "series", store.inflow_series, names.series);
    }
    findings.need_dates(store.from_date, store.until_date);
}

void check_maintenance(MaintenanceSpec const& outage, Names const& names, Issues& issues) {
    RowFindings findings{issues, outage.at, "maintenance", outage.unit};
    auto const& known = outage.equipment == Equipment::generator ? names.generators
                        : outage.equipment == Equipment::branch  ? names.branches
                                                                 : names.banks;
    findings.need_known("unit", std::string{to_string(outage.equipment)}, outage.unit, known);
    findings.need_dates(outage.from_date, outage.until_date);
}

void check_series(SeriesSpec const& series, Issues& issues) {
    RowFindings findings{issues, series.at, "series", series.id};
    if (series.values.empty()) {
        findings.add("values", "is empty (a series needs at least one value)");
    }
    if (series.step <= Seconds{0}) {
        findings.add("step", fmt::format("must be greater than 0 ({} s)", series.step.count()));
    }
    for (std::size_t k = 0; k < series.values.size(); ++k) {
        if (!std::isfinite(series.values[k])) {
            findings.add("values", fmt::format("value {} of {} is not a number ({})", k + 1,
                                               series.values.size(), series.values[k]));
            return;
        }
    }
}

std::unordered_map<std::string, double> load_by_area(std::vector<BusSpec> const& buses) {
    std::unordered_map<std::string, double> load_mw;
    for (BusSpec const& bus : buses) {
        load_mw[bus.area] += bus.load_mw;
    }
    return load_mw;
}

void check_base(GridSpec const& spec, Issues& issues) {
    if (spec.buses.empty()) {
        issues.push_back({{}, "buses", "the grid has no bus (0 rows; nothing could be simulated)"});
    }
    if (!(spec.base_mva > 0.0) || std::isinf(spec.base_mva)) {
        issues.push_back({{},
                          "base_mva",
                          fmt::format("must be greater than 0 ({} MVA; reactances are per unit "
                                      "of it)",
                                      spec.base_mva)});
    }
}

}  // namespace

Issues validate(GridSpec const& spec) {
    Issues issues;
    check_base(spec, issues);
    Names const names{check_ids(spec.areas, "area", issues),
                      check_ids(spec.buses, "bus", issues),
                      check_ids(spec.series, "series", issues),
                      check_ids(spec.substations, "substation", issues),
                      check_ids(spec.branches, "branch", issues),
                      check_ids(spec.generators, "generator", issues),
                      check_ids(spec.banks, "bank", issues)};
    check_ids(spec.dc_lines, "dc_line", issues);
    check_ids(spec.storages, "storage", issues);

    auto load_mw = load_by_area(spec.buses);
    for (AreaSpec const& row : spec.areas) {
        check_area(row, names, load_mw[row.id], issues);
    }
    for (BusSpec const& row : spec.buses) {
        check_bus(row, names, issues);
    }
    for (BranchSpec const& row : spec.branches) {
        check_branch(row, names, issues);
    }
    for (DcLineSpec const& row : spec.dc_lines) {
        check_dc_line(row, names, issues);
    }
    for (GeneratorSpec const& row : spec.generators) {
        check_generator(row, names, issues);
    }
    for (SubstationSpec const& row : spec.substations) {
        check_substation(row, names, issues);
    }
    for (BankSpec const& row : spec.banks) {
        check_bank(row, names, issues);
    }
    for (StorageSpec const& row : spec.storages) {
        check_storage(row, names, issues);
    }
    for (MaintenanceSpec const& row : spec.maintenance) {
        check_maintenance(row, names, issues);
    }
    for (SeriesSpec const& row : spec.series) {
        check_series(row, issues);
    }

    for (Issue& issue : find_islands_without_reference(spec, names.buses)) {
        issues.push_back(std::move(issue));
    }
    return issues;
}

}  // namespace gridrush
