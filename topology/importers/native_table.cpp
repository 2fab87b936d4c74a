#include "topology/importers/native_table.hpp"

namespace gridrush {
namespace {

constexpr auto required = Presence::required;
constexpr auto optional = Presence::optional;

template <class Row, class Value>
NativeColumn<Row> column(std::string name, std::string unit, Presence presence, Value Row::* member,
                         std::string description) {
    auto const text_of_default = write_cell(Row{}.*member);
    return {std::move(name),
            std::move(unit),
            presence,
            std::move(description),
            cell_type(Row{}.*member),
            text_of_default,
            [member](std::string_view cell, Row& row) { return read_cell(cell, row.*member); },
            [member, presence, text_of_default](Row const& row) {
                auto text = write_cell(row.*member);
                return presence == optional && text == text_of_default ? "" : text;
            }};
}

NativeColumn<GeneratorSpec> cost_column(std::string name, std::string unit,
                                        std::string (*read)(std::string_view, CostCurve&),
                                        std::string (*write)(CostCurve const&), std::string type,
                                        std::string description) {
    return {std::move(name),
            std::move(unit),
            optional,
            std::move(description),
            std::move(type),
            "",
            [read](std::string_view cell, GeneratorSpec& row) { return read(cell, row.cost); },
            [write](GeneratorSpec const& row) { return write(row.cost); }};
}

NativeTable<AreaSpec> area_table() {
    using Row = AreaSpec;
    return {"areas",
            optional,
            "Parts of the grid whose native load moves together.",
            &GridSpec::areas,
            {column("id", "", required, &Row::id, "unique"),
             column("load_series", "", optional, &Row::load_series,
                    "series of the whole area's load in MW, split over its buses in proportion to "
                    "their load_mw; empty: their sum, constant"),
             column("growth_per_year", "1/year", optional, &Row::growth_per_year,
                    "compound growth of the load; 0.02 is 2 %"),
             column("growth_from", "year", optional, &Row::growth_from,
                    "year whose load is as given; empty: the run's first year")}};
}

NativeTable<BusSpec> bus_table() {
    using Row = BusSpec;
    return {"buses",
            required,
            "Nodes of the network.",
            &GridSpec::buses,
            {column("id", "", required, &Row::id, "unique"),
             column("name", "", optional, &Row::name, "for people"),
             column("base_kv", "kV", optional, &Row::base_kv, "nominal voltage"),
             column("area", "", required, &Row::area, "id in areas"),
             column("load_mw", "MW", optional, &Row::load_mw,
                    "native load of the snapshot, and share within the area"),
             column("shunt_mw", "MW", optional, &Row::shunt_mw,
                    "shunt conductance: drawn at 1 per unit voltage"),
             column("reference", "", optional, &Row::reference,
                    "takes its island's surplus; one per island"),
             column("latitude", "degrees", optional, &Row::latitude, "north is positive"),
             column("longitude", "degrees", optional, &Row::longitude, "east is positive")}};
}

NativeTable<BranchSpec> branch_table() {
    using Row = BranchSpec;
    return {
        "branches",
        optional,
        "AC lines and transformers between buses.",
        &GridSpec::branches,
        {column("id", "", required, &Row::id, "unique"),
         column("from", "", required, &Row::from, "id of a bus"),
         column("to", "", required, &Row::to, "id of a bus"),
         column("kind", "", optional, &Row::kind, "what it is"),
         column("r_pu", "per unit", optional, &Row::r_pu, "resistance on base_mva"),
         column("x_pu", "per unit", required, &Row::x_pu, "reactance on base_mva, not 0"),
         column("b_pu", "per unit", optional, &Row::b_pu, "charging susceptance on base_mva"),
         column("tap", "", optional, &Row::tap, "turns ratio at the from-bus"),
         column("shift_deg", "degrees", optional, &Row::shift_deg, "phase shift"),
         column("rating_mw", "MW", optional, &Row::rating_mw,
                "continuous rating; empty: unlimited"),
         column("rating_long_term_mw", "MW", optional, &Row::rating_long_term_mw,
                "long-term emergency rating; empty: unlimited"),
         column("rating_short_term_mw", "MW", optional, &Row::rating_short_term_mw,
                "short-term emergency rating; empty: unlimited"),
         column("angle_min_deg", "degrees", optional, &Row::angle_min_deg,
                "least angle difference, under the powermodels convention"),
         column("angle_max_deg", "degrees", optional, &Row::angle_max_deg,
                "largest angle difference, under the powermodels convention"),
         column("length_km", "km", optional, &Row::length_km, "length"),
         column("outages_per_year", "1/year", optional, &Row::outages_per_year,
                "permanent forced outages"),
         column("outage_hours", "h", optional, &Row::outage_hours, "mean time to repair"),
         column("in_service", "", optional, &Row::in_service, "switch position"),
         column("from_date", "", optional, &Row::from_date, "first day in the grid"),
         column("until_date", "", optional, &Row::until_date, "first day no longer in the grid")}};
}

NativeTable<DcLineSpec> dc_line_table() {
    using Row = DcLineSpec;
    return {
        "dc_lines",
        optional,
        "DC lines: flow is chosen within limits, positive from `from` to `to`.",
        &GridSpec::dc_lines,
        {column("id", "", required, &Row::id, "unique"),
         column("from", "", required, &Row::from, "id of a bus"),
         column("to", "", required, &Row::to, "id of a bus"),
         column("min_mw", "MW", optional, &Row::min_mw, "least flow; negative: reverse"),
         column("max_mw", "MW", required, &Row::max_mw, "largest flow"),
         column("set_point_mw", "MW", optional, &Row::set_point_mw, "flow of the snapshot"),
         column("loss_constant_mw", "MW", optional, &Row::loss_constant_mw,
                "loss at no flow, borne at the receiving end"),
         column("loss_fraction", "", optional, &Row::loss_fraction, "further loss per MW of flow"),
         column("in_service", "", optional, &Row::in_service, "switch position")}};
}

NativeTable<GeneratorSpec> generator_table() {
    using Row = GeneratorSpec;
    return {
        "generators",
        optional,
        "Generating units. A unit's cost is in one of three columns; "
        "none of them: free.",
        &GridSpec::generators,
        {column("id", "", required, &Row::id, "unique"),
         column("bus", "", required, &Row::bus, "id of a bus"),
         column("unit_type", "", optional, &Row::unit_type, "free text, such as CT or PV"),
         column("fuel", "", optional, &Row::fuel, "what it burns or uses"),
         column("output", "", optional, &Row::output,
                "dispatchable: between min_mw and max_mw (and its series); fixed: exactly its "
                "series, or set_point_mw"),
         column("min_mw", "MW", optional, &Row::min_mw, "least output; negative: draws"),
         column("max_mw", "MW", required, &Row::max_mw, "largest output"),
         column("set_point_mw", "MW", optional, &Row::set_point_mw, "output of the snapshot"),
         cost_column("cost_usd_per_mwh", "USD/MWh", read_marginal_cost, write_marginal_cost,
                     "number", "constant marginal cost"),
         cost_column("cost_points", "MW:USD/h", read_cost_points, write_cost_points, "points",
                     "convex piecewise-linear cost through mw:usd_per_h;..., for instance "
                     "0:0;100:2500"),
         cost_column("cost_polynomial", "USD/h", read_cost_polynomial, write_cost_polynomial,
                     "numbers", "c0;c1;c2 of c0 + c1 p + c2 p^2, p in MW"),
         column("availability_series", "", optional, &Row::availability_series,
                "series of what is available; empty: always max_mw"),
         column("series_is_mw", "", optional, &Row::series_is_mw,
                "true: the series is MW; false: a fraction of max_mw"),
         column("co2_t_per_mwh", "t/MWh", optional, &Row::co2_t_per_mwh, "emission"),
         column("forced_outage_rate", "", optional, &Row::forced_outage_rate,
                "share of the time that it is out, 0 to 1"),
         column("mttf_h", "h", optional, &Row::mttf_h, "mean time to failure"),
         column("mttr_h", "h", optional, &Row::mttr_h, "mean time to repair"),
         column("in_service", "", optional, &Row::in_service, "switch position"),
         column("from_date", "", optional, &Row::from_date, "first day in the grid"),
         column("until_date", "", optional, &Row::until_date, "first day no longer in the grid")}};
}

NativeTable<SubstationSpec> substation_table() {
    using Row = SubstationSpec;
    return {
        "substations",
        optional,
        "Places where large loads connect.",
        &GridSpec::substations,
        {column("id", "", required, &Row::id, "unique"),
         column("bus", "", required, &Row::bus, "id of a bus"),
         column("latitude", "degrees", optional, &Row::latitude, "north is positive"),
         column("longitude", "degrees", optional, &Row::longitude, "east is positive"),
         column("wan_gbps", "Gbit/s", optional, &Row::wan_gbps, "bandwidth of its WAN link"),
         column("wan_latency_ms", "ms", optional, &Row::wan_latency_ms, "latency of its WAN link"),
         column("ambient_series", "", optional, &Row::ambient_series,
                "series of the air temperature around its banks, degC; empty: the "
                "experiment's")}};
}

NativeTable<BankSpec> bank_table() {
    using Row = BankSpec;
    return {
        "banks",
        optional,
        "Transformers of substations, one row each.",
        &GridSpec::banks,
        {column("id", "", required, &Row::id, "unique"),
         column("substation", "", required, &Row::substation, "id of a substation"),
         column("mva", "MVA", required, &Row::mva, "nameplate rating"),
         column("cooling", "", optional, &Row::cooling, "cooling class, IEC 60076-2"),
         column("consumed_life_share", "", optional, &Row::consumed_life_share,
                "share of the insulation's normal life that is used up at the start; 1 is all"),
         column("from_date", "", optional, &Row::from_date, "first day in the grid"),
         column("until_date", "", optional, &Row::until_date, "first day no longer in the grid")}};
}

NativeTable<StorageSpec> storage_table() {
    using Row = StorageSpec;
    return {
        "storages",
        optional,
        "Stores of energy: batteries, pumped hydro, stores with an inflow of their own. A "
        "generator "
        "of the same id stands for a store where stores are not simulated.",
        &GridSpec::storages,
        {column("id", "", required, &Row::id, "unique"),
         column("bus", "", required, &Row::bus, "id of a bus"),
         column("unit_type", "", optional, &Row::unit_type, "free text, such as BATTERY"),
         column("charge_mw", "MW", optional, &Row::charge_mw,
                "most that it takes from the grid; 0: nothing"),
         column("discharge_mw", "MW", required, &Row::discharge_mw,
                "most that it gives to the grid"),
         column("energy_mwh", "MWh", required, &Row::energy_mwh, "capacity"),
         column("charge_efficiency", "", optional, &Row::charge_efficiency,
                "stored per MWh taken from the grid"),
         column("discharge_efficiency", "", optional, &Row::discharge_efficiency,
                "given to the grid per MWh taken from the store"),
         column("standing_loss_per_h", "1/h", optional, &Row::standing_loss_per_h,
                "share of the stored energy that an hour loses"),
         column("initial_share", "", optional, &Row::initial_share,
                "stored at the start of a run, share of energy_mwh"),
         column("usd_per_mwh", "USD/MWh", optional, &Row::usd_per_mwh,
                "variable cost of discharge"),
         column("inflow_series", "", optional, &Row::inflow_series,
                "series of what flows into the store; empty: nothing"),
         column("series_is_mw", "", optional, &Row::series_is_mw,
                "true: the series is MW; false: a fraction of discharge_mw"),
         column("in_service", "", optional, &Row::in_service, "switch position"),
         column("from_date", "", optional, &Row::from_date, "first day in the grid"),
         column("until_date", "", optional, &Row::until_date, "first day no longer in the grid")}};
}

NativeTable<MaintenanceSpec> maintenance_table() {
    using Row = MaintenanceSpec;
    return {"maintenance",
            optional,
            "Scheduled maintenance: what is out of service when.",
            &GridSpec::maintenance,
            {column("equipment", "", required, &Row::equipment, "table of the unit"),
             column("unit", "", required, &Row::unit, "its id"),
             column("from_date", "", required, &Row::from_date, "first instant out of service"),
             column("until_date", "", required, &Row::until_date, "first instant back")}};
}

}  // namespace

NativeTables const& native_tables() {
    static NativeTables const tables{area_table(),    bus_table(),       branch_table(),
                                     dc_line_table(), generator_table(), substation_table(),
                                     bank_table(),    storage_table(),   maintenance_table()};
    return tables;
}

std::vector<NativeKey> const& native_grid_keys() {
    static std::vector<NativeKey> const keys{
        {"format", required, "", std::string{"always `"} + native_format_name + "`"},
        {"name", optional, "", "of the grid, for people"},
        {"base_mva", optional, write_cell(GridSpec{}.base_mva), "base of the per-unit values"},
        {"series", optional, "", "list of tables of time series, keys below"}};
    return keys;
}

std::vector<NativeKey> const& native_series_keys() {
    static std::vector<NativeKey> const keys{
        {"file", required, "", "CSV: one column per series, its header the series' id"},
        {"start", required, "", "date and time, UTC, at which the first row's interval begins"},
        {"step_s", optional, "3600", "seconds from one row to the next"}};
    return keys;
}

}  // namespace gridrush
