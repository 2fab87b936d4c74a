#include <array>

#include "results/code_names.hpp"
#include "results/schema.hpp"

// The time series of a run.

namespace gridrush {
namespace {

constexpr std::size_t solve_status_count = 4;
constexpr std::size_t fuel_count = 10;

using S = SystemRow;
using R = IntervalRow;

constexpr std::array system_variables{
    SeriesVariable{"native_load_mw", "MW", "Native load asked for", &S::native_load_mw},
    SeriesVariable{"mine_mw", "MW", "Consumption of mines", &S::mine_mw},
    SeriesVariable{"ai_campus_mw", "MW", "Consumption of AI campuses", &S::ai_campus_mw},
    SeriesVariable{"industry_mw", "MW", "Consumption of other large industry", &S::industry_mw},
    SeriesVariable{"wanted_large_mw", "MW", "What large loads would draw if nothing limited them",
                   &S::wanted_large_mw},
    SeriesVariable{"generation_mw", "MW", "Generation", &S::generation_mw},
    SeriesVariable{"available_mw", "MW", "What generators could produce", &S::available_mw},
    SeriesVariable{"shed_mw", "MW", "Native load lost", &S::shed_mw},
    SeriesVariable{"cut_price_mw", "MW",
                   "Large load left off because the price is above break-even", &S::cut_price_mw},
    SeriesVariable{"cut_transformer_mw", "MW", "Large load cut for its substation's transformers",
                   &S::cut_transformer_mw},
    SeriesVariable{"cut_branch_mw", "MW", "Large load cut for a binding branch", &S::cut_branch_mw},
    SeriesVariable{"cut_supply_mw", "MW", "Large load cut for lack of generation",
                   &S::cut_supply_mw},
    SeriesVariable{"cut_emergency_mw", "MW",
                   "Large load cut in an emergency stage, or firm large load lost",
                   &S::cut_emergency_mw},
    SeriesVariable{"cut_contract_mw", "MW",
                   "Large load kept cut by the terms of contracts though it could be served",
                   &S::cut_contract_mw},
    SeriesVariable{"backup_mw", "MW", "Of the load cut, carried by sites' own generators",
                   &S::backup_mw},
    SeriesVariable{"reserve_mw", "MW", "What generators could produce beyond what they do",
                   &S::reserve_mw},
    SeriesVariable{"emergency_stage", "1", "Deepest emergency stage declared, from 1; 0 = none",
                   &S::emergency_stage},
    SeriesVariable{"renewable_spilled_mw", "MW", "Wind, solar and hydro not taken",
                   &S::renewable_spilled_mw},
    SeriesVariable{"energised_contract_mw", "MW", "Contracts of energised large loads",
                   &S::energised_contract_mw},
    SeriesVariable{"queued_mw", "MW", "Requested by open requests", &S::queued_mw},
    SeriesVariable{"objective_usd_per_h", "USD/h", "Objective of the dispatch",
                   &S::objective_usd_per_h},
    SeriesVariable{"generation_usd_per_h", "USD/h", "Cost of generation", &S::generation_usd_per_h},
    SeriesVariable{"lmp_mean_usd_per_mwh", "USD/MWh",
                   "Locational marginal price, mean over buses weighted by consumption",
                   &S::lmp_mean_usd_per_mwh},
    SeriesVariable{"lmp_min_usd_per_mwh", "USD/MWh",
                   "Locational marginal price, lowest of all buses", &S::lmp_min_usd_per_mwh},
    SeriesVariable{"lmp_max_usd_per_mwh", "USD/MWh",
                   "Locational marginal price, highest of all buses", &S::lmp_max_usd_per_mwh},
    SeriesVariable{"co2_t_per_h", "t/h", "Emitted carbon dioxide", &S::co2_t_per_h},
    SeriesVariable{"hashprice_usd_per_ph_day", "USD/PH/day",
                   "Revenue of a mine per day and per petahash per second",
                   &S::hashprice_usd_per_ph_day},
    SeriesVariable{"binding_branches", "1", "Branches at their rating", &S::binding_branches},
    SeriesVariable{"dispatch_status", "1", "How the dispatch was solved", &S::dispatch_status,
                   code_names<SolveStatus, solve_status_count>},
    SeriesVariable{"storage_charge_mw", "MW", "What stores take from the grid",
                   &S::storage_charge_mw},
    SeriesVariable{"storage_discharge_mw", "MW", "What stores give to the grid",
                   &S::storage_discharge_mw},
    SeriesVariable{"storage_energy_mwh", "MWh", "Stored energy at the end of the interval",
                   &S::storage_energy_mwh},
    SeriesVariable{"generation_out_mw", "MW",
                   "Capacity of generators that are out by failure or maintenance",
                   &S::generation_out_mw},
    SeriesVariable{"branches_out", "1", "Branches out by failure or maintenance", &S::branches_out},
    SeriesVariable{"banks_out", "1", "Transformer banks out by failure or maintenance",
                   &S::banks_out},
};

constexpr std::array fuel_variables{
    SeriesVariable{"generation_mw", "MW", "Generation", &R::fuel_generation_mw},
};

constexpr std::array bus_variables{
    SeriesVariable{"load_mw", "MW", "Load, native and large", &R::bus_load_mw},
    SeriesVariable{"lmp_usd_per_mwh", "USD/MWh", "Locational marginal price",
                   &R::bus_lmp_usd_per_mwh},
    SeriesVariable{"shed_mw", "MW", "Native load lost", &R::bus_shed_mw},
};

constexpr std::array branch_variables{
    SeriesVariable{"flow_mw", "MW", "Flow, positive when it leaves the from-bus",
                   &R::branch_flow_mw},
    SeriesVariable{"price_usd_per_mwh", "USD/MWh", "Shadow price of the rating",
                   &R::branch_price_usd_per_mwh},
};

constexpr std::array generator_variables{
    SeriesVariable{"generation_mw", "MW", "Generation", &R::generator_mw},
    SeriesVariable{"available_mw", "MW", "What it could produce", &R::generator_available_mw},
};

constexpr std::array storage_variables{
    SeriesVariable{"charge_mw", "MW", "What it takes from the grid", &R::storage_charge_mw},
    SeriesVariable{"discharge_mw", "MW", "What it gives to the grid", &R::storage_discharge_mw},
    SeriesVariable{"energy_mwh", "MWh", "Stored energy at the end of the interval",
                   &R::storage_energy_mwh},
};

constexpr std::array bank_variables{
    SeriesVariable{"load_pu", "1", "Load over nameplate rating", &R::bank_load_pu},
    SeriesVariable{"top_oil_c", "degC", "Top-oil temperature at the end of the interval",
                   &R::bank_top_oil_c},
    SeriesVariable{"hot_spot_c", "degC", "Highest hot-spot temperature within the interval",
                   &R::bank_hot_spot_c},
    SeriesVariable{"ageing_rate", "1",
                   "Mean ageing rate of the interval, relative to the reference temperature",
                   &R::bank_ageing_rate},
    SeriesVariable{"consumed_life", "1",
                   "Share of the insulation's normal life that is used up at the end",
                   &R::bank_consumed_life},
};

constexpr std::array substation_variables{
    SeriesVariable{"load_mw", "MW", "Consumption of its sites", &R::substation_load_mw},
    SeriesVariable{"firm_mw", "MW", "Firm capacity of its transformer banks",
                   &R::substation_firm_mw},
    SeriesVariable{"limit_mw", "MW", "What its banks may carry, by the loading policy",
                   &R::substation_limit_mw},
    SeriesVariable{"loading", "1", "Load over firm capacity", &R::substation_loading},
};

constexpr std::array site_variables{
    SeriesVariable{"wanted_mw", "MW", "What it would draw if nothing limited it",
                   &R::site_wanted_mw},
    SeriesVariable{"consumed_mw", "MW", "Consumption", &R::site_consumed_mw},
    SeriesVariable{"limit_mw", "MW", "What its contract lets it draw", &R::site_limit_mw},
    SeriesVariable{"cut_price_mw", "MW", "Left off because the price is above break-even",
                   &R::site_cut_price_mw},
    SeriesVariable{"cut_transformer_mw", "MW", "Cut for its substation's transformers",
                   &R::site_cut_transformer_mw},
    SeriesVariable{"cut_branch_mw", "MW", "Cut for a binding branch", &R::site_cut_branch_mw},
    SeriesVariable{"cut_supply_mw", "MW", "Cut for lack of generation", &R::site_cut_supply_mw},
    SeriesVariable{"cut_emergency_mw", "MW", "Cut in an emergency stage, or firm load lost",
                   &R::site_cut_emergency_mw},
    SeriesVariable{"cut_contract_mw", "MW",
                   "Kept cut by the terms of its contract though it could be served",
                   &R::site_cut_contract_mw},
    SeriesVariable{"backup_mw", "MW", "Of what is cut, carried by its own generators",
                   &R::site_backup_mw},
    SeriesVariable{"lmp_usd_per_mwh", "USD/MWh", "Locational marginal price at its bus",
                   &R::site_lmp_usd_per_mwh},
};

constexpr std::array tenant_variables{
    SeriesVariable{"wanted_mw", "MW", "What it would draw at the meter if nothing limited it",
                   &R::tenant_wanted_mw},
    SeriesVariable{"granted_mw", "MW", "What its sites gave it of that", &R::tenant_granted_mw},
    SeriesVariable{"throughput", "1", "Share of its work that it did; NaN = has no lease",
                   &R::tenant_throughput},
    SeriesVariable{"site", "1", "Row of its site in /site, -1 = has no lease", &R::tenant_site},
    SeriesVariable{"running_jobs", "1", "Jobs at work", &R::tenant_running_jobs},
    SeriesVariable{"queued_jobs", "1", "Jobs that wait for GPUs", &R::tenant_queued_jobs},
};

template <class Of>
auto of_sites(RunInfo const& info, Of of) {
    std::vector<decltype(of(static_cast<LoadSpec const&>(info.experiment.sites.front())))> values;
    for (SiteSpec const& site : info.experiment.sites) {
        values.push_back(of(site));
    }
    for (RequestSpec const& request : info.experiment.requests) {
        values.push_back(of(request));
    }
    return values;
}

std::vector<std::string> bus_ids(RunInfo const& info, std::vector<BusId> const& buses) {
    std::vector<std::string> ids;
    for (BusId const bus : buses) {
        ids.push_back(info.grid.buses().id[bus.index()]);
    }
    return ids;
}

constexpr std::array fuel_entities{
    FixedColumn{"fuel", "", "Fuel",
                [](RunInfo const&) -> ColumnValues {
                    auto const names = code_names<Fuel, fuel_count>();
                    return std::vector<std::string>(names.begin(), names.end());
                }},
};

constexpr std::array bus_entities{
    FixedColumn{"bus", "", "Bus",
                [](RunInfo const& i) -> ColumnValues { return i.grid.buses().id; }},
    FixedColumn{"area", "", "Area",
                [](RunInfo const& i) -> ColumnValues {
                    std::vector<std::string> areas;
                    for (AreaId const area : i.grid.buses().area) {
                        areas.push_back(area.valid() ? i.grid.areas().id[area.index()] : "");
                    }
                    return areas;
                }},
    FixedColumn{"base_kv", "kV", "Nominal voltage",
                [](RunInfo const& i) -> ColumnValues { return i.grid.buses().base_kv; }},
    FixedColumn{"latitude", "degrees_north", "Latitude",
                [](RunInfo const& i) -> ColumnValues { return i.grid.buses().latitude; }},
    FixedColumn{"longitude", "degrees_east", "Longitude",
                [](RunInfo const& i) -> ColumnValues { return i.grid.buses().longitude; }},
};

constexpr std::array branch_entities{
    FixedColumn{"branch", "", "Branch",
                [](RunInfo const& i) -> ColumnValues { return i.grid.branches().id; }},
    FixedColumn{
        "from", "", "From-bus",
        [](RunInfo const& i) -> ColumnValues { return bus_ids(i, i.grid.branches().from); }},
    FixedColumn{"to", "", "To-bus",
                [](RunInfo const& i) -> ColumnValues { return bus_ids(i, i.grid.branches().to); }},
    FixedColumn{"rating_mw", "MW", "Continuous rating, inf = unlimited",
                [](RunInfo const& i) -> ColumnValues { return i.grid.branches().rating_mw; }},
};

constexpr std::array generator_entities{
    FixedColumn{"generator", "", "Generator",
                [](RunInfo const& i) -> ColumnValues { return i.grid.generators().id; }},
    FixedColumn{
        "bus", "", "Bus",
        [](RunInfo const& i) -> ColumnValues { return bus_ids(i, i.grid.generators().bus); }},
    FixedColumn{"fuel", "", "Fuel",
                [](RunInfo const& i) -> ColumnValues {
                    std::vector<std::string> fuels;
                    for (Fuel const fuel : i.grid.generators().fuel) {
                        fuels.emplace_back(to_string(fuel));
                    }
                    return fuels;
                }},
    FixedColumn{"max_mw", "MW", "Capacity",
                [](RunInfo const& i) -> ColumnValues { return i.grid.generators().max_mw; }},
};

constexpr std::array storage_entities{
    FixedColumn{"storage", "", "Store of energy",
                [](RunInfo const& i) -> ColumnValues { return i.grid.storages().id; }},
    FixedColumn{"bus", "", "Bus",
                [](RunInfo const& i) -> ColumnValues { return bus_ids(i, i.grid.storages().bus); }},
    FixedColumn{"energy_capacity_mwh", "MWh", "Capacity",
                [](RunInfo const& i) -> ColumnValues { return i.grid.storages().energy_mwh; }},
};

constexpr std::array bank_entities{
    FixedColumn{"bank", "", "Transformer bank",
                [](RunInfo const& i) -> ColumnValues { return i.grid.banks().id; }},
    FixedColumn{"substation", "", "Substation",
                [](RunInfo const& i) -> ColumnValues {
                    std::vector<std::string> ids;
                    for (SubstationId const substation : i.grid.banks().substation) {
                        ids.push_back(i.grid.substations().id[substation.index()]);
                    }
                    return ids;
                }},
    FixedColumn{"mva", "MVA", "Rated power",
                [](RunInfo const& i) -> ColumnValues { return i.grid.banks().mva; }},
};

constexpr std::array substation_entities{
    FixedColumn{"substation", "", "Substation",
                [](RunInfo const& i) -> ColumnValues { return i.grid.substations().id; }},
    FixedColumn{
        "bus", "", "Bus",
        [](RunInfo const& i) -> ColumnValues { return bus_ids(i, i.grid.substations().bus); }},
    FixedColumn{"latitude", "degrees_north", "Latitude",
                [](RunInfo const& i) -> ColumnValues { return i.grid.substations().latitude; }},
    FixedColumn{"longitude", "degrees_east", "Longitude",
                [](RunInfo const& i) -> ColumnValues { return i.grid.substations().longitude; }},
};

constexpr std::array site_entities{
    FixedColumn{"site", "", "Site: those of the start, then one per request",
                [](RunInfo const& i) -> ColumnValues {
                    return std::vector<std::string>(i.site_ids.begin(), i.site_ids.end());
                }},
    FixedColumn{"class", "", "Class of load",
                [](RunInfo const& i) -> ColumnValues {
                    return of_sites(
                        i, [](LoadSpec const& l) { return std::string{to_string(l.load_class)}; });
                }},
    FixedColumn{"substation", "", "Substation",
                [](RunInfo const& i) -> ColumnValues {
                    return of_sites(i, [](LoadSpec const& l) { return l.substation; });
                }},
    FixedColumn{"behaviour", "", "Fleet or profile that it follows",
                [](RunInfo const& i) -> ColumnValues {
                    return of_sites(i, [](LoadSpec const& l) { return l.behaviour; });
                }},
    FixedColumn{"contracted_mw", "MW", "Contracted power; of a request, what it asks for",
                [](RunInfo const& i) -> ColumnValues {
                    return of_sites(i, [](LoadSpec const& l) { return l.mw; });
                }},
    FixedColumn{"request", "", "Row of its request in /queue, -1 = in operation at the start",
                [](RunInfo const& i) -> ColumnValues {
                    std::vector<std::int32_t> rows(i.experiment.sites.size(), -1);
                    for (std::size_t r = 0; r < i.experiment.requests.size(); ++r) {
                        rows.push_back(static_cast<std::int32_t>(r));
                    }
                    return rows;
                }},
};

template <class Of>
auto of_tenants(RunInfo const& info, Of of) {
    std::vector<decltype(of(info.experiment.tenants.front()))> values;
    for (TenantSpec const& tenant : info.experiment.tenants) {
        values.push_back(of(tenant));
    }
    return values;
}

constexpr std::array tenant_entities{
    FixedColumn{"tenant", "", "Tenant",
                [](RunInfo const& i) -> ColumnValues {
                    return of_tenants(i, [](TenantSpec const& t) { return t.id; });
                }},
    FixedColumn{"kind", "", "What it computes",
                [](RunInfo const& i) -> ColumnValues {
                    return of_tenants(
                        i, [](TenantSpec const& t) { return std::string{to_string(t.kind)}; });
                }},
    FixedColumn{"first_site", "", "Site where it is at first",
                [](RunInfo const& i) -> ColumnValues {
                    return of_tenants(i, [](TenantSpec const& t) { return t.site; });
                }},
    FixedColumn{"it_mw", "MW", "Leased IT power",
                [](RunInfo const& i) -> ColumnValues {
                    return of_tenants(i, [](TenantSpec const& t) { return t.it_mw; });
                }},
    FixedColumn{"gpus", "1", "GPUs that it leases",
                [](RunInfo const& i) -> ColumnValues {
                    return of_tenants(
                        i, [](TenantSpec const& t) { return static_cast<double>(t.gpus()); });
                }},
};

constexpr std::array groups{
    SeriesGroup{"system", "The system as a whole", {}, system_variables},
    SeriesGroup{"fuel", "By fuel", fuel_entities, fuel_variables},
    SeriesGroup{"bus", "By bus", bus_entities, bus_variables},
    SeriesGroup{"branch", "By line and transformer", branch_entities, branch_variables},
    SeriesGroup{"generator", "By generator", generator_entities, generator_variables},
    SeriesGroup{"storage", "By store of energy", storage_entities, storage_variables},
    SeriesGroup{"bank", "By transformer bank of a substation", bank_entities, bank_variables},
    SeriesGroup{"substation", "By substation", substation_entities, substation_variables},
    SeriesGroup{"site", "By site of a large load", site_entities, site_variables},
    SeriesGroup{"tenant", "By tenant of AI campuses", tenant_entities, tenant_variables},
};

}  // namespace

std::span<FixedColumn const> tenant_columns() {
    return tenant_entities;
}

std::span<SeriesGroup const> series_groups() {
    return groups;
}

}  // namespace gridrush
