#include "experiments/adequacy_report.hpp"

#include <cmath>

#include <fmt/core.h>

#include "experiments/text_table.hpp"

namespace gridrush {
namespace {

using Json = nlohmann::ordered_json;

constexpr char const* legend =
    R"(lolh_h         hours with a shortfall
lole_d         days, judged by each day's peak hour
short_days_d   days with any shortfall (sampled only)
lolf_per_year  shortfalls that begin
eue_mwh        unserved energy of all customers
firm_eue_mwh   thereof of firm customers
)";

constexpr char const* who_is_counted =
    R"(Counted are shortfalls of the demand that is served. The flexible load gives way to the old peak,
not to a lack of capacity: whenever the system is short, all customers, the firm ones too, are cut in
proportion to their demand. Were the flexible load always shed first, firm customers would keep the
indices of the first row.
)";

Json number_or_null(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json to_json(AdequacyIndices const& indices) {
    Json json;
    for (AdequacyIndexInfo const& index : adequacy_index_table) {
        json[std::string{index.name}] = number_or_null(indices.*index.value);
    }
    return json;
}

std::string index_cell(AdequacyCase const& row, AdequacyIndexInfo const& index) {
    std::string const value = cell(row.indices.*index.value);
    return row.standard_error
               ? fmt::format("{} +- {}", value, cell((*row.standard_error).*index.value))
               : value;
}

std::string cases_text(std::vector<AdequacyCase> const& cases) {
    std::vector<std::string> columns{"demand"};
    for (AdequacyIndexInfo const& index : adequacy_index_table) {
        columns.emplace_back(index.name);
    }
    TextTable table{columns};
    for (AdequacyCase const& row : cases) {
        std::vector<std::string> cells{row.name};
        for (AdequacyIndexInfo const& index : adequacy_index_table) {
            cells.push_back(index_cell(row, index));
        }
        table.add(std::move(cells));
    }
    return table.text();
}

std::string flexible_text(FlexibleLoad const& load, double old_peak_mw) {
    return fmt::format(
        "\nflexible    {:.3f} MW, cut so that total demand stays at or below {:.3f} MW:\n"
        "            curtailed {:.4f} % of its energy ({:.3f} MWh) in {} hours, deepest cut {:.3f} "
        "MW\n\n{}",
        load.mw, old_peak_mw, 100.0 * load.curtailment_rate, load.curtailed_mwh,
        load.curtailed_hours, load.deepest_cut_mw, who_is_counted);
}

}  // namespace

std::string adequacy_text(AdequacySystem const& system, AdequacyAnswer const& answer) {
    std::string text = fmt::format(
        "system      {} units, {:.3f} MW; {} hours, peak {:.3f} MW, {:.3f} MWh\nmethod      {}\n\n",
        system.fleet.size(), system.fleet.installed_mw(), system.firm.hours(),
        system.firm.peak_mw(), system.firm.energy_mwh(), answer.method);
    text += cases_text(answer.cases) + "\n" + legend;
    if (answer.flexible) {
        text += flexible_text(*answer.flexible, system.firm.peak_mw());
    }
    return text;
}

nlohmann::ordered_json adequacy_json(AdequacySystem const& system, AdequacyAnswer const& answer) {
    Json json;
    json["system"] = {{"units", system.fleet.size()},
                      {"installed_mw", system.fleet.installed_mw()},
                      {"hours", system.firm.hours()},
                      {"peak_mw", system.firm.peak_mw()},
                      {"energy_mwh", system.firm.energy_mwh()}};
    json["settings"] = answer.settings;
    json["cases"] = Json::array();
    for (AdequacyCase const& row : answer.cases) {
        Json entry{{"demand", row.name}, {"indices", to_json(row.indices)}};
        if (row.standard_error) {
            entry["standard_error"] = to_json(*row.standard_error);
        }
        json["cases"].push_back(std::move(entry));
    }
    if (answer.flexible) {
        FlexibleLoad const& load = *answer.flexible;
        json["flexible"] = {{"mw", load.mw},
                            {"curtailment_rate", load.curtailment_rate},
                            {"curtailed_mwh", load.curtailed_mwh},
                            {"curtailed_hours", load.curtailed_hours},
                            {"deepest_cut_mw", load.deepest_cut_mw}};
    }
    return json;
}

}  // namespace gridrush
