#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "topology/importers/pypsa_parts.hpp"

namespace gridrush {
namespace {

using enum PypsaUnread::Verdict;

std::vector<PypsaUnread> const generator_unread{
    {"p_nom_extendable", 0.0, refuse,
     "capacity is left to PyPSA's optimisation (a grid is given as built) set it to False and "
     "p_nom "
     "to p_nom_opt"},
    {"committable", 0.0, note, "unit commitment, with its costs and times, is left out"},
    {"ramp_limit_up", 1.0, note, "ramps are left out"},
    {"ramp_limit_down", 1.0, note, "ramps are left out"},
    {"e_sum_min", -std::numeric_limits<double>::infinity(), note, "energy budgets are left out"},
    {"e_sum_max", std::numeric_limits<double>::infinity(), note, "energy budgets are left out"}};

std::string lower_case(std::string_view text) {
    std::string lower;
    for (char const c : text) {
        lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return lower;
}

/// By the words of common PyPSA networks; the first that is part of the carrier's name counts.
Fuel fuel_of(std::string_view carrier) {
    static std::vector<std::pair<char const*, Fuel>> const words{{"hydrogen", Fuel::other},
                                                                 {"biogas", Fuel::other},
                                                                 {"biomass", Fuel::other},
                                                                 {"lignite", Fuel::coal},
                                                                 {"coal", Fuel::coal},
                                                                 {"nuclear", Fuel::nuclear},
                                                                 {"uranium", Fuel::nuclear},
                                                                 {"wind", Fuel::wind},
                                                                 {"csp", Fuel::csp},
                                                                 {"solar", Fuel::solar},
                                                                 {"photovoltaic", Fuel::solar},
                                                                 {"hydro", Fuel::hydro},
                                                                 {"run of river", Fuel::hydro},
                                                                 {"battery", Fuel::storage},
                                                                 {"oil", Fuel::oil},
                                                                 {"gas", Fuel::gas},
                                                                 {"ccgt", Fuel::gas},
                                                                 {"ocgt", Fuel::gas}};
    auto const name = lower_case(carrier);
    if (name == "pv") {
        return Fuel::solar;
    }
    if (name == "ror" || name == "phs") {
        return Fuel::hydro;
    }
    for (auto const& [word, fuel] : words) {
        if (name.find(word) != std::string::npos) {
            return fuel;
        }
    }
    return Fuel::other;
}

/// Tonnes of CO2 per MWh of primary energy, by carrier.
std::map<std::string, double, std::less<>> read_carriers(PypsaFolder& folder) {
    std::map<std::string, double, std::less<>> emissions;
    auto const* table = folder.open("carriers");
    for (std::size_t k = 0; table != nullptr && k < table->size(); ++k) {
        auto const row = (*table)[k];
        emissions[pypsa_name(*table, row)] = pypsa_number(row, "co2_emissions", 0.0);
    }
    return emissions;
}

/// Unit by unit, with what all of them look at.
class GeneratorReader {
public:
    GeneratorReader(PypsaFolder& folder, CsvTable const& table, std::vector<SeriesSpec>& series)
        : folder_{folder},
          table_{table},
          series_{series},
          emissions_{read_carriers(folder)},
          least_{folder.open_series("generators", "p_min_pu")},
          most_{folder.open_series("generators", "p_max_pu")} {}

    GeneratorSpec read(CsvRow const& row) {
        GeneratorSpec unit;
        unit.at = row.at();
        unit.id = pypsa_name(table_, row);
        unit.bus = row.text("bus");
        unit.unit_type = row.text("carrier");
        unit.fuel = fuel_of(unit.unit_type);
        unit.in_service = pypsa_flag(row, "active", true);
        if (auto const found = emissions_.find(unit.unit_type); found != emissions_.end()) {
            unit.co2_t_per_mwh = found->second / pypsa_number(row, "efficiency", 1.0);
        }
        set_cost(row, unit);
        set_limits(row, unit);
        set_series(row, unit);
        set_sign(row, unit);
        return unit;
    }

private:
    static void set_cost(CsvRow const& row, GeneratorSpec& unit) {
        unit.cost.polynomial = {0.0, pypsa_number(row, "marginal_cost", 0.0)};
        auto const quadratic = pypsa_number(row, "marginal_cost_quadratic", 0.0);
        if (quadratic != 0.0) {
            unit.cost.polynomial.push_back(quadratic);
        }
    }

    static void set_limits(CsvRow const& row, GeneratorSpec& unit) {
        auto const p_nom = pypsa_number(row, "p_nom", 0.0);
        auto const least = pypsa_number(row, "p_min_pu", 0.0);
        auto const most = pypsa_number(row, "p_max_pu", 1.0);
        unit.min_mw = p_nom * least;
        unit.max_mw = p_nom * most;
        unit.set_point_mw = pypsa_number(row, "p_set", 0.0);
        if (least == most && p_nom > 0.0 && most > 0.0) {
            unit.output = Output::fixed;
            unit.set_point_mw = unit.max_mw;
        }
    }

    void set_series(CsvRow const& row, GeneratorSpec& unit) {
        auto const least = folder_.series(least_, unit.id, "");
        auto most = folder_.series(most_, unit.id, "p_max_pu_" + unit.id);
        if (least && !(most && most->values == least->values)) {
            row.report("bus",
                       "a least output that changes with time is read only where it is also "
                       "the largest (p_min_pu and p_max_pu alike: must run)");
        }
        if (!most) {
            return;
        }
        auto const p_nom = pypsa_number(row, "p_nom", 0.0);
        unit.max_mw = p_nom;
        unit.series_is_mw = std::ranges::any_of(most->values, [](double pu) { return pu > 1.0; });
        if (unit.series_is_mw) {
            std::ranges::for_each(most->values, [p_nom](double& value) { value *= p_nom; });
            unit.max_mw = std::ranges::max(most->values);
        }
        if (least) {
            unit.output = Output::fixed;
            unit.min_mw = 0.0;
        }
        unit.availability_series = most->id;
        series_.push_back(std::move(*most));
    }

    /// With sign -1 the unit draws what PyPSA calls its output.
    static void set_sign(CsvRow const& row, GeneratorSpec& unit) {
        auto const sign = pypsa_number(row, "sign", 1.0);
        if (sign == 1.0) {
            return;
        }
        if (sign != -1.0 || !unit.availability_series.empty()) {
            row.report("sign", fmt::format("sign {} is not read (1, or -1 for a unit without "
                                           "series)",
                                           sign));
            return;
        }
        unit.min_mw = std::exchange(unit.max_mw, -unit.min_mw);
        unit.min_mw = -unit.min_mw;
        unit.set_point_mw = -unit.set_point_mw;
        unit.cost.polynomial[1] = -unit.cost.polynomial[1];
    }

    PypsaFolder& folder_;
    CsvTable const& table_;
    std::vector<SeriesSpec>& series_;
    std::map<std::string, double, std::less<>> emissions_;
    CsvTable const* least_;
    CsvTable const* most_;
};

/// Least outputs above 0 hold in `grid opf` only: the hourly dispatch may stop a unit.
void note_least_output(PypsaFolder& folder, CsvTable const& table,
                       std::vector<GeneratorSpec> const& units) {
    auto const column = table.find("p_min_pu");
    auto const rows = std::ranges::count_if(units, [](GeneratorSpec const& unit) {
        return unit.output == Output::dispatchable && unit.min_mw > 0.0;
    });
    if (column && rows > 0) {
        folder.notes().push_back({table.column_at(*column), "generators.p_min_pu",
                                  fmt::format("least output holds in a single snapshot's optimum; "
                                              "the hourly dispatch may stop the unit ({} rows set "
                                              "it)",
                                              rows)});
    }
}

}  // namespace

PypsaGenerators read_pypsa_generators(PypsaFolder& folder, std::vector<SeriesSpec>& series) {
    PypsaGenerators generators;
    auto const* table = folder.open("generators");
    if (table == nullptr) {
        return generators;
    }
    table->require({"bus"});
    folder.tell_unread(*table, generator_unread);
    folder.refuse_series("generators", {"marginal_cost", "marginal_cost_quadratic"});
    GeneratorReader reader{folder, *table, series};
    for (std::size_t k = 0; k < table->size(); ++k) {
        auto const row = (*table)[k];
        generators.units.push_back(reader.read(row));
        if (row.text("control") == "Slack") {
            generators.slack_buses.push_back(generators.units.back().bus);
        }
    }
    note_least_output(folder, *table, generators.units);
    return generators;
}

}  // namespace gridrush
