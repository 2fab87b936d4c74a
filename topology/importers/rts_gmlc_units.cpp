#include "topology/importers/rts_gmlc_units.hpp"

#include <map>
#include <utility>

#include <fmt/format.h>

#include "topology/importers/convex_cost.hpp"

namespace gridrush {
namespace {

enum class UnitModel {
    thermal,    ///< 0 to PMax at the heat rate's cost
    available,  ///< 0 to the smaller of PMax and its series, at its VOM
    must_take,  ///< exactly its series
    left_out,
};

std::map<std::string, UnitModel, std::less<>> const unit_models{
    {"CT", UnitModel::thermal},         {"STEAM", UnitModel::thermal},
    {"CC", UnitModel::thermal},         {"NUCLEAR", UnitModel::thermal},
    {"WIND", UnitModel::available},     {"PV", UnitModel::available},
    {"CSP", UnitModel::available},      {"RTPV", UnitModel::must_take},
    {"HYDRO", UnitModel::must_take},    {"ROR", UnitModel::must_take},
    {"SYNC_COND", UnitModel::left_out}, {"STORAGE", UnitModel::left_out}};

std::map<std::string, Fuel, std::less<>> const fuels{
    {"Oil", Fuel::oil},     {"Coal", Fuel::coal},   {"NG", Fuel::gas},   {"Nuclear", Fuel::nuclear},
    {"Hydro", Fuel::hydro}, {"Solar", Fuel::solar}, {"Wind", Fuel::wind}};

/// Points (MW, MMBTU/h) of a heat-rate curve, (0,0) first: an average rate up to the first output
/// and an incremental rate to each further one, in BTU/kWh.
std::vector<std::pair<double, double>> heat_curve(CsvRow const& row) {
    constexpr double kwh_per_mwh_over_btu_per_mmbtu = 1e-3;
    auto const max_mw = row.number("PMax MW");
    std::vector<std::pair<double, double>> curve{{0.0, 0.0}};
    for (int k = 0; k < 5; ++k) {
        auto const share = row.number(fmt::format("Output_pct_{}", k), 0.0);
        auto const rate = row.number(fmt::format("HR_{}_{}", k == 0 ? "avg" : "incr", k), 0.0);
        auto const [mw, heat] = curve.back();
        if (share * max_mw <= mw) {
            break;
        }
        curve.emplace_back(share * max_mw,
                           heat + rate * (share * max_mw - mw) * kwh_per_mwh_over_btu_per_mmbtu);
    }
    return curve;
}

CostCurve thermal_cost(CsvRow const& row) {
    auto const usd_per_mmbtu = row.number("Fuel Price $/MMBTU");
    auto const usd_per_mwh = row.number("VOM", 0.0);
    std::vector<CostCurve::Point> points;
    for (auto const& [mw, heat] : heat_curve(row)) {
        points.push_back({mw, heat * usd_per_mmbtu + mw * usd_per_mwh});
    }
    return {lower_convex_envelope(points), {}};
}

/// At full output.
double co2_t_per_mwh(CsvRow const& row) {
    constexpr double t_per_lb = 0.00045359237;
    auto const [mw, heat] = heat_curve(row).back();
    return mw > 0.0 ? row.number("Emissions CO2 Lbs/MMBTU", 0.0) * heat / mw * t_per_lb : 0.0;
}

Fuel fuel_of(CsvRow const& row) {
    if (row.text("Unit Type") == "CSP") {
        return Fuel::csp;
    }
    auto const found = fuels.find(row.text("Fuel"));
    return found == fuels.end() ? Fuel::other : found->second;
}

GeneratorSpec read_unit(CsvRow const& row, UnitModel model) {
    GeneratorSpec unit;
    unit.at = row.at();
    unit.id = row.text("GEN UID");
    unit.bus = row.text("Bus ID");
    unit.unit_type = row.text("Unit Type");
    unit.fuel = fuel_of(row);
    unit.max_mw = row.number("PMax MW");
    unit.set_point_mw = row.number("MW Inj");
    unit.forced_outage_rate = row.number("FOR");
    unit.mttf_h = row.number("MTTF Hr");
    unit.mttr_h = row.number("MTTR Hr");
    if (model == UnitModel::must_take) {
        unit.output = Output::fixed;
    }
    if (model == UnitModel::thermal) {
        unit.cost = thermal_cost(row);
        unit.co2_t_per_mwh = co2_t_per_mwh(row);
    } else {
        unit.cost.polynomial = {0.0, row.number("VOM", 0.0)};
        unit.availability_series = unit.id;
    }
    return unit;
}

StorageSpec read_store(CsvRow const& unit, CsvRow const& volume) {
    constexpr double mwh_per_gwh = 1e3;
    StorageSpec store;
    store.at = volume.at();
    store.id = unit.text("GEN UID");
    store.bus = unit.text("Bus ID");
    store.unit_type = unit.text("Unit Type");
    store.charge_mw = unit.number("Pump Load MW", 0.0);
    store.discharge_mw = unit.number("PMax MW");
    auto const gwh = volume.number("Max Volume GWh");
    store.energy_mwh = gwh * mwh_per_gwh;
    store.initial_share = gwh > 0.0 ? volume.number("Initial Volume GWh") / gwh : 0.0;
    auto const percent = unit.number("Storage Roundtrip Efficiency", 0.0);
    store.charge_efficiency = percent > 0.0 ? percent / 100.0 : 1.0;
    store.usd_per_mwh = unit.number("VOM", 0.0);
    if (store.unit_type == "CSP") {
        store.inflow_series = store.id;
    }
    return store;
}

}  // namespace

std::vector<std::string> const& rts_gmlc_storage_columns() {
    static std::vector<std::string> const columns{"GEN UID", "Max Volume GWh", "Initial Volume GWh",
                                                  "position"};
    return columns;
}

std::vector<StorageSpec> read_rts_gmlc_stores(CsvTable const& units, CsvTable const& storage) {
    std::vector<StorageSpec> stores;
    for (std::size_t k = 0; k < storage.size(); ++k) {
        auto const volume = storage[k];
        for (std::size_t g = 0; volume.text("position") == "head" && g < units.size(); ++g) {
            auto const type = units[g].text("Unit Type");
            if (units[g].text("GEN UID") == volume.text("GEN UID") &&
                (type == "STORAGE" || type == "CSP")) {
                stores.push_back(read_store(units[g], volume));
            }
        }
    }
    return stores;
}

std::vector<std::string> const& rts_gmlc_unit_columns() {
    static std::vector<std::string> const columns{"GEN UID",   "Bus ID",
                                                  "Unit Type", "Fuel",
                                                  "PMax MW",   "MW Inj",
                                                  "FOR",       "MTTF Hr",
                                                  "MTTR Hr",   "Output_pct_0",
                                                  "HR_avg_0",  "Fuel Price $/MMBTU",
                                                  "VOM",       "Emissions CO2 Lbs/MMBTU"};
    return columns;
}

std::vector<GeneratorSpec> read_rts_gmlc_units(CsvTable const& table) {
    std::vector<std::string> known;
    for (auto const& [name, model] : unit_models) {
        known.push_back(name);
    }
    std::vector<GeneratorSpec> units;
    for (std::size_t k = 0; k < table.size(); ++k) {
        auto const row = table[k];
        auto const type = row.text("Unit Type");
        auto const found = unit_models.find(type);
        if (found == unit_models.end()) {
            row.report("Unit Type", unknown_word("unit type", std::string{type}, known));
        } else if (found->second != UnitModel::left_out) {
            units.push_back(read_unit(row, found->second));
        }
    }
    return units;
}

}  // namespace gridrush
