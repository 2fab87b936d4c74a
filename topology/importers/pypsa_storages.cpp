#include <algorithm>

#include <fmt/format.h>

#include "topology/importers/pypsa_parts.hpp"

namespace gridrush {
namespace {

using enum PypsaUnread::Verdict;

std::vector<PypsaUnread> const unit_unread{
    {"p_nom_extendable", 0.0, refuse,
     "capacity is left to PyPSA's optimisation (a grid is given as built) set it to False and "
     "p_nom "
     "to p_nom_opt"},
    {"sign", 1.0, refuse, "a sign other than 1 is not read"},
    {"marginal_cost_quadratic", 0.0, refuse, "a cost that rises with output is not read"},
    {"marginal_cost_storage", 0.0, refuse, "a cost of stored energy is not read"},
    {"spill_cost", 0.0, refuse, "a cost of spilling is not read (it is free)"},
    {"cyclic_state_of_charge", 0.0, note,
     "energy need not end where it began: the store begins half full"},
    {"state_of_charge_set", 0.0, note, "set points of energy are left out"}};

std::vector<PypsaUnread> const store_unread{
    {"e_nom_extendable", 0.0, refuse,
     "capacity is left to PyPSA's optimisation (a grid is given as built) set it to False and "
     "e_nom "
     "to e_nom_opt"},
    {"sign", 1.0, refuse, "a sign other than 1 is not read"},
    {"e_min_pu", 0.0, refuse, "a least energy is not read"},
    {"marginal_cost", 0.0, refuse, "a cost of both charging and discharging is not read"},
    {"marginal_cost_quadratic", 0.0, refuse, "a cost that rises with output is not read"},
    {"marginal_cost_storage", 0.0, refuse, "a cost of stored energy is not read"},
    {"e_cyclic", 0.0, note, "energy need not end where it began: the store begins half full"}};

/// Share of the capacity; half where PyPSA chooses it.
double initial_share(CsvRow const& row, char const* cyclic, char const* initial_mwh,
                     double energy_mwh) {
    if (pypsa_flag(row, cyclic, false)) {
        return StorageSpec{}.initial_share;
    }
    return energy_mwh > 0.0 ? pypsa_number(row, initial_mwh, 0.0) / energy_mwh : 0.0;
}

StorageSpec begin_store(CsvTable const& table, CsvRow const& row) {
    StorageSpec store;
    store.at = row.at();
    store.id = pypsa_name(table, row);
    store.bus = row.text("bus");
    store.unit_type = row.text("carrier");
    store.standing_loss_per_h = pypsa_number(row, "standing_loss", 0.0);
    store.in_service = pypsa_flag(row, "active", true);
    return store;
}

StorageSpec read_unit(CsvTable const& table, CsvRow const& row) {
    auto store = begin_store(table, row);
    auto const p_nom = pypsa_number(row, "p_nom", 0.0);
    store.charge_mw = std::max(-p_nom * pypsa_number(row, "p_min_pu", -1.0), 0.0);
    store.discharge_mw = p_nom * pypsa_number(row, "p_max_pu", 1.0);
    store.energy_mwh = p_nom * pypsa_number(row, "max_hours", 1.0);
    store.charge_efficiency = pypsa_number(row, "efficiency_store", 1.0);
    store.discharge_efficiency = pypsa_number(row, "efficiency_dispatch", 1.0);
    store.initial_share =
        initial_share(row, "cyclic_state_of_charge", "state_of_charge_initial", store.energy_mwh);
    store.usd_per_mwh = pypsa_number(row, "marginal_cost", 0.0);
    return store;
}

/// Nothing limits a Store's power in PyPSA; more than its whole content in a snapshot cannot flow.
StorageSpec read_store(CsvTable const& table, CsvRow const& row, double hours) {
    auto store = begin_store(table, row);
    store.energy_mwh = pypsa_number(row, "e_nom", 0.0) * pypsa_number(row, "e_max_pu", 1.0);
    store.charge_mw = store.discharge_mw = store.energy_mwh / hours;
    store.initial_share = initial_share(row, "e_cyclic", "e_initial", store.energy_mwh);
    return store;
}

void set_inflow(PypsaFolder const& folder, CsvTable const* inflows, CsvRow const& row,
                StorageSpec& store, std::vector<SeriesSpec>& series) {
    auto inflow = folder.series(inflows, store.id, "inflow_" + store.id);
    auto const constant = pypsa_number(row, "inflow", 0.0);
    if (!inflow && constant != 0.0) {
        auto const& axis = folder.snapshots();
        inflow = {row.at("inflow"), "inflow_" + store.id, axis.start, axis.step, {constant}};
    }
    if (inflow) {
        store.inflow_series = inflow->id;
        series.push_back(std::move(*inflow));
    }
}

void read_stores(PypsaFolder& folder, std::vector<StorageSpec>& storages) {
    auto const* table = folder.open("stores");
    if (table == nullptr) {
        return;
    }
    constexpr double seconds_per_hour = 3600.0;
    auto const hours = static_cast<double>(folder.snapshots().step.count()) / seconds_per_hour;
    table->require({"bus"});
    folder.tell_unread(*table, store_unread);
    folder.refuse_series("stores", {"e_min_pu", "e_max_pu", "marginal_cost", "standing_loss"});
    for (std::size_t k = 0; k < table->size(); ++k) {
        storages.push_back(read_store(*table, (*table)[k], hours));
    }
}

}  // namespace

std::vector<StorageSpec> read_pypsa_storages(PypsaFolder& folder, std::vector<SeriesSpec>& series) {
    std::vector<StorageSpec> storages;
    if (auto const* table = folder.open("storage_units")) {
        table->require({"bus"});
        folder.tell_unread(*table, unit_unread);
        folder.refuse_series("storage_units",
                             {"p_min_pu", "p_max_pu", "marginal_cost", "efficiency_store",
                              "efficiency_dispatch", "standing_loss"});
        auto const* inflows = folder.open_series("storage_units", "inflow");
        for (std::size_t k = 0; k < table->size(); ++k) {
            auto const row = (*table)[k];
            storages.push_back(read_unit(*table, row));
            set_inflow(folder, inflows, row, storages.back(), series);
        }
    }
    read_stores(folder, storages);
    return storages;
}

}  // namespace gridrush
