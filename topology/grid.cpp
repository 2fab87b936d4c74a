#include "topology/grid.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

namespace gridrush {
namespace {

template <class Id>
using Index = std::unordered_map<std::string, Id>;

template <class Id, class Row>
Index<Id> index_of(std::vector<Row> const& rows) {
    Index<Id> index;
    index.reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        index.emplace(rows[row].id, Id{row});
    }
    return index;
}

/// "None" for an empty or unknown id; validate() has refused the unknown ones.
template <class Id>
Id look_up(Index<Id> const& index, std::string_view id) {
    auto const found = index.find(std::string{id});
    return found == index.end() ? Id{} : found->second;
}

/// One column: what `value` gives for each row.
template <class Row, class Value>
auto column(std::vector<Row> const& rows, Value value) {
    std::vector<std::decay_t<std::invoke_result_t<Value, Row const&>>> values;
    values.reserve(rows.size());
    for (Row const& row : rows) {
        values.push_back(std::invoke(value, row));
    }
    return values;
}

template <class Row>
std::vector<char> flags(std::vector<Row> const& rows, bool Row::* member) {
    return column(rows, [member](Row const& row) { return static_cast<char>(row.*member); });
}

/// Column of the Ids that the rows name by text.
template <class Row, class Id>
std::vector<Id> ids(std::vector<Row> const& rows, std::string Row::* member,
                    Index<Id> const& index) {
    return column(rows, [&](Row const& row) { return look_up(index, row.*member); });
}

std::vector<double> sum_by_area(std::vector<AreaId> const& area, std::vector<double> const& mw,
                                std::size_t area_count) {
    std::vector<double> sums(area_count, 0.0);
    for (std::size_t bus = 0; bus < area.size(); ++bus) {
        sums[area[bus].index()] += mw[bus];
    }
    return sums;
}

BusColumns make_buses(std::vector<BusSpec> const& rows, Index<AreaId> const& areas) {
    BusColumns buses;
    buses.id = column(rows, &BusSpec::id);
    buses.name = column(rows, &BusSpec::name);
    buses.base_kv = column(rows, &BusSpec::base_kv);
    buses.area = ids(rows, &BusSpec::area, areas);
    buses.load_mw = column(rows, &BusSpec::load_mw);
    buses.shunt_mw = column(rows, &BusSpec::shunt_mw);
    buses.reference = flags(rows, &BusSpec::reference);
    buses.latitude = column(rows, &BusSpec::latitude);
    buses.longitude = column(rows, &BusSpec::longitude);

    std::vector<double> const area_mw = sum_by_area(buses.area, buses.load_mw, areas.size());
    for (std::size_t bus = 0; bus < rows.size(); ++bus) {
        double const whole = area_mw[buses.area[bus].index()];
        buses.area_share.push_back(whole == 0.0 ? 0.0 : buses.load_mw[bus] / whole);
    }
    return buses;
}

AreaColumns make_areas(std::vector<AreaSpec> const& rows, BusColumns const& buses,
                       Index<SeriesId> const& series) {
    AreaColumns areas;
    areas.id = column(rows, &AreaSpec::id);
    areas.load_series = ids(rows, &AreaSpec::load_series, series);
    areas.load_mw = sum_by_area(buses.area, buses.load_mw, rows.size());
    areas.growth_per_year = column(rows, &AreaSpec::growth_per_year);
    areas.growth_from = column(rows, &AreaSpec::growth_from);
    return areas;
}

BranchColumns make_branches(std::vector<BranchSpec> const& rows, Index<BusId> const& buses) {
    BranchColumns branches;
    branches.id = column(rows, &BranchSpec::id);
    branches.from = ids(rows, &BranchSpec::from, buses);
    branches.to = ids(rows, &BranchSpec::to, buses);
    branches.kind = column(rows, &BranchSpec::kind);
    branches.r_pu = column(rows, &BranchSpec::r_pu);
    branches.x_pu = column(rows, &BranchSpec::x_pu);
    branches.b_pu = column(rows, &BranchSpec::b_pu);
    branches.tap = column(rows, &BranchSpec::tap);
    branches.shift_deg = column(rows, &BranchSpec::shift_deg);
    branches.rating_mw = column(rows, &BranchSpec::rating_mw);
    branches.rating_long_term_mw = column(rows, &BranchSpec::rating_long_term_mw);
    branches.rating_short_term_mw = column(rows, &BranchSpec::rating_short_term_mw);
    branches.angle_min_deg = column(rows, &BranchSpec::angle_min_deg);
    branches.angle_max_deg = column(rows, &BranchSpec::angle_max_deg);
    branches.length_km = column(rows, &BranchSpec::length_km);
    branches.outages_per_year = column(rows, &BranchSpec::outages_per_year);
    branches.outage_hours = column(rows, &BranchSpec::outage_hours);
    branches.in_service = flags(rows, &BranchSpec::in_service);
    branches.from_date = column(rows, &BranchSpec::from_date);
    branches.until_date = column(rows, &BranchSpec::until_date);
    return branches;
}

DcLineColumns make_dc_lines(std::vector<DcLineSpec> const& rows, Index<BusId> const& buses) {
    DcLineColumns lines;
    lines.id = column(rows, &DcLineSpec::id);
    lines.from = ids(rows, &DcLineSpec::from, buses);
    lines.to = ids(rows, &DcLineSpec::to, buses);
    lines.min_mw = column(rows, &DcLineSpec::min_mw);
    lines.max_mw = column(rows, &DcLineSpec::max_mw);
    lines.set_point_mw = column(rows, &DcLineSpec::set_point_mw);
    lines.loss_constant_mw = column(rows, &DcLineSpec::loss_constant_mw);
    lines.loss_fraction = column(rows, &DcLineSpec::loss_fraction);
    lines.in_service = flags(rows, &DcLineSpec::in_service);
    return lines;
}

GeneratorColumns make_generators(std::vector<GeneratorSpec> const& rows, Index<BusId> const& buses,
                                 Index<SeriesId> const& series) {
    GeneratorColumns generators;
    generators.id = column(rows, &GeneratorSpec::id);
    generators.bus = ids(rows, &GeneratorSpec::bus, buses);
    generators.unit_type = column(rows, &GeneratorSpec::unit_type);
    generators.fuel = column(rows, &GeneratorSpec::fuel);
    generators.output = column(rows, &GeneratorSpec::output);
    generators.min_mw = column(rows, &GeneratorSpec::min_mw);
    generators.max_mw = column(rows, &GeneratorSpec::max_mw);
    generators.set_point_mw = column(rows, &GeneratorSpec::set_point_mw);
    generators.cost = column(rows, &GeneratorSpec::cost);
    generators.availability_series = ids(rows, &GeneratorSpec::availability_series, series);
    generators.series_to_mw =
        column(rows, [](GeneratorSpec const& row) { return row.series_is_mw ? 1.0 : row.max_mw; });
    generators.co2_t_per_mwh = column(rows, &GeneratorSpec::co2_t_per_mwh);
    generators.forced_outage_rate = column(rows, &GeneratorSpec::forced_outage_rate);
    generators.mttf_h = column(rows, &GeneratorSpec::mttf_h);
    generators.mttr_h = column(rows, &GeneratorSpec::mttr_h);
    generators.in_service = flags(rows, &GeneratorSpec::in_service);
    generators.from_date = column(rows, &GeneratorSpec::from_date);
    generators.until_date = column(rows, &GeneratorSpec::until_date);
    return generators;
}

SubstationColumns make_substations(std::vector<SubstationSpec> const& rows,
                                   Index<BusId> const& buses, Index<SeriesId> const& series) {
    SubstationColumns substations;
    substations.id = column(rows, &SubstationSpec::id);
    substations.bus = ids(rows, &SubstationSpec::bus, buses);
    substations.latitude = column(rows, &SubstationSpec::latitude);
    substations.longitude = column(rows, &SubstationSpec::longitude);
    substations.wan_gbps = column(rows, &SubstationSpec::wan_gbps);
    substations.wan_latency_ms = column(rows, &SubstationSpec::wan_latency_ms);
    substations.ambient_series = ids(rows, &SubstationSpec::ambient_series, series);
    substations.banks.resize(rows.size());
    return substations;
}

BankColumns make_banks(std::vector<BankSpec> const& rows, Index<SubstationId> const& substations) {
    BankColumns banks;
    banks.id = column(rows, &BankSpec::id);
    banks.substation = ids(rows, &BankSpec::substation, substations);
    banks.mva = column(rows, &BankSpec::mva);
    banks.cooling = column(rows, &BankSpec::cooling);
    banks.consumed_life_share = column(rows, &BankSpec::consumed_life_share);
    banks.from_date = column(rows, &BankSpec::from_date);
    banks.until_date = column(rows, &BankSpec::until_date);
    return banks;
}

StorageColumns make_storages(std::vector<StorageSpec> const& rows, Index<BusId> const& buses,
                             Index<SeriesId> const& series) {
    StorageColumns storages;
    storages.id = column(rows, &StorageSpec::id);
    storages.bus = ids(rows, &StorageSpec::bus, buses);
    storages.unit_type = column(rows, &StorageSpec::unit_type);
    storages.charge_mw = column(rows, &StorageSpec::charge_mw);
    storages.discharge_mw = column(rows, &StorageSpec::discharge_mw);
    storages.energy_mwh = column(rows, &StorageSpec::energy_mwh);
    storages.charge_efficiency = column(rows, &StorageSpec::charge_efficiency);
    storages.discharge_efficiency = column(rows, &StorageSpec::discharge_efficiency);
    storages.standing_loss_per_h = column(rows, &StorageSpec::standing_loss_per_h);
    storages.initial_share = column(rows, &StorageSpec::initial_share);
    storages.usd_per_mwh = column(rows, &StorageSpec::usd_per_mwh);
    storages.inflow_series = ids(rows, &StorageSpec::inflow_series, series);
    storages.series_to_mw = column(
        rows, [](StorageSpec const& row) { return row.series_is_mw ? 1.0 : row.discharge_mw; });
    storages.in_service = flags(rows, &StorageSpec::in_service);
    storages.from_date = column(rows, &StorageSpec::from_date);
    storages.until_date = column(rows, &StorageSpec::until_date);
    return storages;
}

/// Row of `id` in a table whose ids are unique and contain it.
template <class Columns>
std::size_t row_in(Columns const& columns, std::string const& id) {
    return static_cast<std::size_t>(std::ranges::find(columns.id, id) - columns.id.begin());
}

MaintenanceColumns make_maintenance(std::vector<MaintenanceSpec> const& rows, Grid const& grid) {
    MaintenanceColumns maintenance;
    maintenance.equipment = column(rows, &MaintenanceSpec::equipment);
    maintenance.from_date = column(rows, &MaintenanceSpec::from_date);
    maintenance.until_date = column(rows, &MaintenanceSpec::until_date);
    for (auto const& row : rows) {
        maintenance.row.push_back(
            row.equipment == Equipment::generator ? grid.find_generator(row.unit).index()
            : row.equipment == Equipment::branch  ? row_in(grid.branches(), row.unit)
                                                  : row_in(grid.banks(), row.unit));
    }
    return maintenance;
}

}  // namespace

Grid::Grid(GridSpec spec) : spec_{std::move(spec)} {
    throw_if_any(validate(spec_));
    auto const area_of_id = index_of<AreaId>(spec_.areas);
    auto const series_of_id = index_of<SeriesId>(spec_.series);
    bus_of_id_ = index_of<BusId>(spec_.buses);
    substation_of_id_ = index_of<SubstationId>(spec_.substations);
    generator_of_id_ = index_of<GeneratorId>(spec_.generators);

    buses_ = make_buses(spec_.buses, area_of_id);
    areas_ = make_areas(spec_.areas, buses_, series_of_id);
    branches_ = make_branches(spec_.branches, bus_of_id_);
    dc_lines_ = make_dc_lines(spec_.dc_lines, bus_of_id_);
    generators_ = make_generators(spec_.generators, bus_of_id_, series_of_id);
    substations_ = make_substations(spec_.substations, bus_of_id_, series_of_id);
    banks_ = make_banks(spec_.banks, substation_of_id_);
    for (std::size_t bank = 0; bank < banks_.size(); ++bank) {
        substations_.banks[banks_.substation[bank].index()].emplace_back(bank);
    }
    storages_ = make_storages(spec_.storages, bus_of_id_, series_of_id);
    maintenance_ = make_maintenance(spec_.maintenance, *this);
    series_ = column(spec_.series, [](SeriesSpec const& row) { return Series{row}; });
}

BusId Grid::find_bus(std::string_view id) const {
    return look_up(bus_of_id_, id);
}

SubstationId Grid::find_substation(std::string_view id) const {
    return look_up(substation_of_id_, id);
}

GeneratorId Grid::find_generator(std::string_view id) const {
    return look_up(generator_of_id_, id);
}

std::vector<char> Grid::branches_in_service(TimePoint time) const {
    std::vector<char> in_service = branches_.in_service;
    for (std::size_t branch = 0; branch < in_service.size(); ++branch) {
        bool const stands =
            branches_.from_date[branch] <= time && time < branches_.until_date[branch];
        in_service[branch] = stands ? in_service[branch] : char{0};
    }
    return in_service;
}

void Grid::strengthen(BranchId branch, double added_mw, double impedance_factor) {
    auto const row = branch.index();
    auto const factor = 1.0 + added_mw / branches_.rating_mw[row];
    for (auto* rating :
         {&branches_.rating_mw, &branches_.rating_long_term_mw, &branches_.rating_short_term_mw}) {
        (*rating)[row] *= factor;
    }
    branches_.r_pu[row] *= impedance_factor;
    branches_.x_pu[row] *= impedance_factor;
}

double Grid::firm_capacity_mva(SubstationId substation, TimePoint time, int spare_count,
                               std::span<int const> out, std::span<double const> added_mva) const {
    std::vector<double> mva{added_mva.begin(), added_mva.end()};
    double standing_mva = std::accumulate(mva.begin(), mva.end(), 0.0);
    for (BankId const bank : substations_.banks[substation.index()]) {
        auto const k = bank.index();
        if (banks_.from_date[k] <= time && time < banks_.until_date[k]) {
            mva.push_back(banks_.mva[k]);
            standing_mva += out.empty() || out[k] == 0 ? banks_.mva[k] : 0.0;
        }
    }
    std::ranges::sort(mva);
    auto const spares = std::min(mva.size(), static_cast<std::size_t>(spare_count));
    auto const firm_mva =
        std::accumulate(mva.begin(), mva.end() - static_cast<std::ptrdiff_t>(spares), 0.0);
    return std::min(firm_mva, standing_mva);
}

}  // namespace gridrush
