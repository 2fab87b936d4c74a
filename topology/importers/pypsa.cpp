#include <algorithm>
#include <cmath>
#include <filesystem>
#include <unordered_map>

#include <fmt/format.h>

#include "topology/graph.hpp"
#include "topology/importers/importers.hpp"
#include "topology/importers/pypsa_parts.hpp"
#include "topology/importers/text_file.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;

using RowOfBus = std::unordered_map<std::string, std::size_t>;

constexpr double pypsa_base_mva = 1.0;

std::string name_of(PypsaFolder& folder) {
    auto const* table = folder.open("network");
    if (table != nullptr && table->size() > 0) {
        auto const name = pypsa_name(*table, (*table)[0]);
        if (!name.empty()) {
            return name;
        }
    }
    return fs::path{folder.name()}.stem().string();
}

/// PyPSA's places are any plane coordinates, (0, 0) where there are none: only degrees are kept.
void set_place(CsvRow const& row, BusSpec& bus) {
    auto const east = pypsa_number(row, "x", 0.0);
    auto const north = pypsa_number(row, "y", 0.0);
    bool const degrees = std::abs(east) <= 180.0 && std::abs(north) <= 90.0;
    if (degrees && (east != 0.0 || north != 0.0)) {
        bus.longitude = east;
        bus.latitude = north;
    }
}

/// Every bus is an area of its own, since every load of PyPSA may have a series of its own.
void read_buses(PypsaFolder& folder, GridSpec& spec) {
    auto const* table = folder.require("buses");
    for (std::size_t k = 0; table != nullptr && k < table->size(); ++k) {
        auto const row = (*table)[k];
        auto& bus = spec.buses.emplace_back();
        bus.at = row.at();
        bus.id = bus.area = pypsa_name(*table, row);
        bus.base_kv = pypsa_number(row, "v_nom", 1.0);
        set_place(row, bus);
        auto const carrier = row.text("carrier");
        if (!carrier.empty() && carrier != "AC") {
            row.report("carrier",
                       fmt::format("only the AC grid is read (found '{}') leave out what "
                                   "carries something else",
                                   carrier));
        }
        auto& area = spec.areas.emplace_back();
        area.at = bus.at;
        area.id = bus.id;
    }
}

RowOfBus rows_of(std::vector<BusSpec> const& buses) {
    RowOfBus rows;
    for (std::size_t row = 0; row < buses.size(); ++row) {
        rows.emplace(buses[row].id, row);
    }
    return rows;
}

/// The row's bus; nullptr (an issue) where there is none of that name.
BusSpec* find_bus(CsvRow const& row, RowOfBus const& rows, std::vector<BusSpec>& buses) {
    auto const found = rows.find(std::string{row.text("bus")});
    if (found != rows.end()) {
        return &buses[found->second];
    }
    row.report("bus", fmt::format("unknown bus '{}'", row.text("bus")));
    return nullptr;
}

/// The loads of one bus: those that are constant, and the sum of those that have a series.
struct BusLoad {
    double constant_mw = 0.0;
    std::optional<SeriesSpec> series;
};

void add_load(PypsaFolder const& folder, CsvTable const* p_set, std::string const& name,
              CsvRow const& row, BusLoad& load) {
    auto const draws = -pypsa_number(row, "sign", -1.0);
    auto series = folder.series(p_set, name, "load_" + std::string{row.text("bus")});
    if (!series) {
        load.constant_mw += draws * pypsa_number(row, "p_set", 0.0);
        return;
    }
    for (std::size_t k = 0; k < series->values.size(); ++k) {
        series->values[k] *= draws;
        series->values[k] += load.series ? load.series->values[k] : 0.0;
    }
    load.series = std::move(series);
}

/// A series goes to the bus through its area; the bus's own megawatts, those of the first snapshot,
/// are the share and must be more than nothing.
void give_series(BusLoad load, CsvRow const& row, BusSpec& bus, AreaSpec& area,
                 std::vector<SeriesSpec>& series) {
    for (auto& value : load.series->values) {
        value += load.constant_mw;
    }
    auto const& values = load.series->values;
    bus.load_mw = values.front() > 0.0 ? values.front() : std::ranges::max(values);
    bool const nothing = std::ranges::all_of(values, [](double mw) { return mw == 0.0; });
    if (nothing) {
        return;
    }
    if (!(bus.load_mw > 0.0)) {
        row.report("bus", fmt::format("the loads of bus '{}' never draw anything (at most {} MW) "
                                      "write them as a generator",
                                      bus.id, bus.load_mw));
    }
    area.load_series = load.series->id;
    series.push_back(std::move(*load.series));
}

void read_loads(PypsaFolder& folder, RowOfBus const& rows, GridSpec& spec) {
    auto const* table = folder.open("loads");
    if (table == nullptr) {
        return;
    }
    table->require({"bus"});
    auto const* p_set = folder.open_series("loads", "p_set");
    std::vector<BusLoad> loads(spec.buses.size());
    std::vector<std::size_t> row_of_load(spec.buses.size());
    for (std::size_t k = 0; k < table->size(); ++k) {
        auto const row = (*table)[k];
        auto const* bus = find_bus(row, rows, spec.buses);
        if (bus == nullptr || !pypsa_flag(row, "active", true)) {
            continue;
        }
        auto const at = static_cast<std::size_t>(bus - spec.buses.data());
        add_load(folder, p_set, pypsa_name(*table, row), row, loads[at]);
        row_of_load[at] = k;
    }
    for (std::size_t b = 0; b < loads.size(); ++b) {
        if (loads[b].series) {
            give_series(std::move(loads[b]), (*table)[row_of_load[b]], spec.buses[b], spec.areas[b],
                        spec.series);
        } else {
            spec.buses[b].load_mw = loads[b].constant_mw;
        }
    }
}

void read_shunts(PypsaFolder& folder, RowOfBus const& rows, GridSpec& spec) {
    auto const* table = folder.open("shunt_impedances");
    for (std::size_t k = 0; table != nullptr && k < table->size(); ++k) {
        auto const row = (*table)[k];
        auto* bus = find_bus(row, rows, spec.buses);
        if (bus != nullptr && pypsa_flag(row, "active", true)) {
            bus->shunt_mw += -pypsa_number(row, "sign", -1.0) * pypsa_number(row, "g", 0.0) *
                             bus->base_kv * bus->base_kv;
        }
    }
}

/// As PyPSA: an island's reference is the bus of its first Slack generator, else of its first
/// generator, else its first bus.
void set_references(PypsaGenerators const& generators, RowOfBus const& rows, GridSpec& spec) {
    std::vector<Edge> edges;
    for (auto const& branch : spec.branches) {
        auto const from = rows.find(branch.from);
        auto const to = rows.find(branch.to);
        if (branch.in_service && from != rows.end() && to != rows.end()) {
            edges.emplace_back(from->second, to->second);
        }
    }
    auto const islands = find_islands(spec.buses.size(), edges);
    std::vector<char> has_reference(static_cast<std::size_t>(islands.count), 0);
    auto const offer = [&](std::size_t bus) {
        auto& taken = has_reference[static_cast<std::size_t>(islands.island_of_bus[bus])];
        spec.buses[bus].reference = spec.buses[bus].reference || taken == 0;
        taken = 1;
    };
    auto const offer_by_name = [&](std::string const& bus) {
        if (auto const found = rows.find(bus); found != rows.end()) {
            offer(found->second);
        }
    };
    std::ranges::for_each(generators.slack_buses, offer_by_name);
    std::ranges::for_each(generators.units, offer_by_name, &GeneratorSpec::bus);
    for (std::size_t bus = 0; bus < spec.buses.size(); ++bus) {
        offer(bus);
    }
}

void note_global_constraints(PypsaFolder& folder) {
    auto const* table = folder.open("global_constraints");
    if (table != nullptr && table->size() > 0) {
        folder.notes().push_back(
            {table->column_at(0), "global_constraints",
             fmt::format("global constraints are left out ({} rows)", table->size())});
    }
}

}  // namespace

GridSpec read_pypsa(std::string const& folder_name, FileOpener const& open, Issues* notes) {
    PypsaFolder folder{folder_name, open};
    GridSpec spec;
    spec.name = name_of(folder);
    spec.base_mva = pypsa_base_mva;
    read_buses(folder, spec);
    auto const rows = rows_of(spec.buses);
    PypsaVoltages kv;
    for (auto const& bus : spec.buses) {
        kv.emplace(bus.id, bus.base_kv);
    }
    read_loads(folder, rows, spec);
    read_shunts(folder, rows, spec);
    spec.branches = read_pypsa_branches(folder, kv);
    spec.dc_lines = read_pypsa_links(folder);
    auto generators = read_pypsa_generators(folder, spec.series);
    spec.storages = read_pypsa_storages(folder, spec.series);
    set_references(generators, rows, spec);
    spec.generators = std::move(generators.units);
    note_global_constraints(folder);
    throw_if_any(std::move(folder.issues()));
    if (notes != nullptr) {
        std::ranges::move(folder.notes(), std::back_inserter(*notes));
    }
    return spec;
}

GridSpec read_pypsa(fs::path const& folder, Issues* notes) {
    return read_pypsa(
        folder.string(),
        [&folder](std::string const& file) { return read_text_file(folder / file); }, notes);
}

}  // namespace gridrush
