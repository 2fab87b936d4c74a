#include <fmt/core.h>

#include "experiments/experiment_keys.hpp"

namespace gridrush {
namespace {

/// The keys of the horizon's end that are given. Those from the command line replace the file's.
std::vector<Entry const*> given_ends(DocNode const& map) {
    std::vector<Entry const*> from_file;
    std::vector<Entry const*> from_settings;
    for (char const* key : {"years", "days", "end"}) {
        if (Entry const* entry = map.find(key); entry != nullptr) {
            auto& list = entry->at.file == settings_file ? from_settings : from_file;
            list.push_back(entry);
        }
    }
    return from_settings.empty() ? from_file : from_settings;
}

void check_horizon(HorizonKeys& horizon, DocNode const& map, std::string const& path,
                   Reading& reading) {
    auto const ends = given_ends(map);
    if (ends.size() > 1) {
        reading.report(ends[1]->at, join_path(path, ends[1]->key),
                       fmt::format("must be left out beside '{}' (give one of years, days, end)",
                                   ends[0]->key));
        return;
    }
    std::string const chosen = ends.empty() ? "years" : ends.front()->key;
    horizon.years = chosen == "years" ? std::optional{horizon.years.value_or(1)} : std::nullopt;
    if (chosen != "days") {
        horizon.days.reset();
    }
    if (chosen != "end") {
        horizon.end.reset();
    } else if (horizon.end && *horizon.end <= horizon.start) {
        reading.report(ends.front()->value.at, join_path(path, chosen),
                       fmt::format("must be after the start (found {}, start {})",
                                   format_time(*horizon.end), format_time(horizon.start)));
    }
}

bool increasing(std::vector<HashpriceSpec::Step> const& steps, std::size_t i) {
    return i == 0 || steps[i - 1].from < steps[i].from;
}

Table<HashpriceSpec::Step> step_table() {
    using Step = HashpriceSpec::Step;
    Table<Step> table;
    table.key("date", &Step::from).required().says("From when it holds, until the next date.");
    table.key("usd_per_ph_day", &Step::usd_per_ph_day)
        .unit("USD/PH/day")
        .at_least(0)
        .required()
        .says("Hashprice: revenue per petahash per second and day.");
    return table;
}

void read_steps(std::vector<DocNode> const& rows, std::string const& path, Reading& reading,
                std::vector<HashpriceSpec::Step>& steps) {
    static Table<HashpriceSpec::Step> const table = step_table();
    steps.clear();
    bool readable = true;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::size_t const before = reading.issues.size();
        steps.push_back(
            table.read_row(rows[i], rows[i].at, fmt::format("{}[{}]", path, i), reading));
        readable = readable && reading.issues.size() == before;
        if (readable && !increasing(steps, i)) {
            reading.report(rows[i].at, fmt::format("{}[{}].date", path, i),
                           fmt::format("must be after the row before (found {} after {})",
                                       format_time(steps[i].from), format_time(steps[i - 1].from)));
        }
    }
}

/// Fills the path from the CSV file or from the list of steps, whichever is given.
void read_hashprice_path(HashpriceKeys& hashprice, DocNode const& map, std::string const& path,
                         Reading& reading) {
    static std::vector<KeyInfo> const columns = step_table().infos();
    hashprice.csv.reset();
    Entry const* const csv = map.find("csv");
    Entry const* const steps = map.find("steps");
    if (csv != nullptr && steps != nullptr) {
        reading.report(csv->at, join_path(path, "csv"), "must be left out beside 'steps'");
    } else if (csv != nullptr) {
        read_steps(csv_rows(csv->value, columns, join_path(path, "csv"), reading),
                   join_path(path, "csv"), reading, hashprice.path.steps);
    } else if (steps != nullptr && steps->value.kind == DocNode::Kind::list) {
        read_steps(steps->value.items, join_path(path, "steps"), reading, hashprice.path.steps);
    }
}

void check_transformers(TransformerSpec& spec, DocNode const& map, std::string const& path,
                        Reading& reading) {
    if (spec.old_failures_per_year < spec.new_failures_per_year) {
        Entry const* const old_rate = map.find("old_failures_per_year");
        reading.report(old_rate == nullptr ? map.at : old_rate->value.at,
                       join_path(path, "old_failures_per_year"),
                       fmt::format("must not be below new_failures_per_year (found {} and {})",
                                   spec.old_failures_per_year, spec.new_failures_per_year));
    }
    Entry const* const paper = map.find("paper");
    if (spec.standard == ThermalStandard::ieee && spec.paper == Paper::normal && paper != nullptr) {
        reading.report(paper->value.at, join_path(path, "paper"),
                       "must be upgraded with standard ieee (found normal)");
    }
}

/// The steps of the path: read_hashprice_path reads them, here is how they are declared and
/// written.
Field<HashpriceKeys> steps_field() {
    Field<HashpriceKeys> field;
    field.info.name = "steps";
    field.info.type = KeyType::rows;
    field.info.children = step_table().infos();
    field.info.default_text = "[]";
    field.read = [](HashpriceKeys&, DocNode const& node, KeyInfo const&, std::string const& path,
                    Reading& reading) {
        if (node.kind != DocNode::Kind::list) {
            reading.report(node.at, path,
                           fmt::format("must be a list of maps (found {})", describe(node)));
        }
    };
    field.write = [](HashpriceKeys const& hashprice) {
        static Table<HashpriceSpec::Step> const table = step_table();
        DocNode list = list_node();
        for (auto const& step : hashprice.path.steps) {
            list.items.push_back(table.write(step));
        }
        return list;
    };
    return field;
}

std::vector<std::pair<std::string, Cooling>> cooling_words() {
    std::vector<std::pair<std::string, Cooling>> words;
    for (Cooling const cooling : coolings) {
        words.emplace_back(to_string(cooling), cooling);
    }
    return words;
}

}  // namespace

Table<HorizonKeys> horizon_table() {
    Table<HorizonKeys> table;
    table.key("start", &HorizonKeys::start).says("First instant that is simulated, UTC.");
    table.key("years", &HorizonKeys::years)
        .unit("years")
        .between(1, 200)
        .says("Length in calendar years; 1 when no end is given.");
    table.key("days", &HorizonKeys::days)
        .unit("days")
        .between(1, 73'000)
        .says("Length in days of 24 h.");
    table.key("end", &HorizonKeys::end).says("First instant that is not simulated any more, UTC.");
    table.check(check_horizon);
    return table;
}

Table<GridKeys> grid_table() {
    Table<GridKeys> table;
    table.key("path", &GridKeys::path)
        .required()
        .says(
            "A native grid.yaml, a MATPOWER case (.m), an RTS-GMLC folder or a PyPSA CSV folder; "
            "relative to this file. `default:grid/grid.yaml` is the grid of the built-in "
            "experiment.");
    table
        .choice<Convention GridKeys::*, Convention>(
            "convention", &GridKeys::convention,
            {{"matpower", Convention::matpower}, {"powermodels", Convention::powermodels}})
        .says(
            "How a branch becomes a susceptance: `matpower` b = 1/(x tap), shift honoured; "
            "`powermodels` b = x/(r^2+x^2), tap and shift ignored.");
    table.key("load_growth_per_year", &GridKeys::load_growth_per_year)
        .unit("1/year")
        .between(-0.5, 1.0)
        .says("Compound growth of native load in every area, in place of the grid's own.");
    table.section("new_substations", &GridKeys::new_substations, new_substations_table())
        .says(
            "A substation for large loads at every bus that has none, named after the bus: for "
            "grids that come without. A bare value is `banks`.");
    table.set_shorthand("path");
    return table;
}

Table<NewSubstations> new_substations_table() {
    constexpr int most_banks = 20;
    constexpr double largest_mva = 2000.0;
    Table<NewSubstations> table;
    table.key("banks", &NewSubstations::banks)
        .between(0, most_banks)
        .says("Transformer banks of each; 0 = no new substations.", choice_of_ours);
    table.key("bank_mva", &NewSubstations::bank_mva)
        .unit("MVA")
        .above(0)
        .at_most(largest_mva)
        .says("Rating of a bank.", choice_of_ours);
    table
        .choice<Cooling NewSubstations::*, Cooling>("cooling", &NewSubstations::cooling,
                                                    cooling_words())
        .says("Cooling class of a bank.", choice_of_ours);
    table.key("least_kv", &NewSubstations::least_kv)
        .unit("kV")
        .at_least(0)
        .says("At buses of at least this voltage.", choice_of_ours);
    table.set_shorthand("banks");
    return table;
}

Table<SubstationKeys> substations_table() {
    Table<SubstationKeys> table;
    table.key("spare_banks", &SubstationKeys::spare_banks)
        .between(0, 100)
        .says("Largest transformer banks that are left out of a substation's firm capacity.",
              "N-1 planning criterion");
    table.key("power_factor", &SubstationKeys::power_factor)
        .above(0)
        .at_most(1)
        .says("MW per MVA of large loads.", choice_of_ours);
    table.key("firm_large_load_shed_usd_per_mwh", &SubstationKeys::firm_large_load_shed_usd_per_mwh)
        .unit("USD/MWh")
        .at_least(0)
        .says(
            "Price at which firm large load is shed; below `dispatch.shed_usd_per_mwh` it goes "
            "before native load.",
            choice_of_ours);
    return table;
}

Table<TransformerSpec> transformers_table() {
    using Spec = TransformerSpec;
    Table<Spec> table;
    table
        .choice<ThermalStandard Spec::*, ThermalStandard>(
            "standard", &Spec::standard,
            {{"iec", ThermalStandard::iec}, {"ieee", ThermalStandard::ieee}})
        .says(
            "Thermal model, ageing law and limits: `iec` 60076-7:2018, clause 8 with table 4 by "
            "the bank's cooling; `ieee` C57.91, clause 7 with its default unit.");
    table
        .choice<Paper Spec::*, Paper>("paper", &Spec::paper,
                                      {{"normal", Paper::normal}, {"upgraded", Paper::upgraded}})
        .says("Insulation: plain kraft paper, or thermally upgraded (the only one of `ieee`).",
              choice_of_ours);
    table.key("ambient_c", &Spec::ambient_c)
        .unit("degC")
        .between(-60, 60)
        .says("Temperature of the air where a substation has no `ambient_series`.",
              "IEC 60076-2, yearly mean of the normal service conditions");
    table.key("normal_life_years", &Spec::normal_life_years)
        .unit("years")
        .between(1, 200)
        .says("Life of the insulation at the reference temperature; a year has 8760 h.",
              "180,000 h: IEEE C57.91 table 2");
    table.key("failures", &Spec::failures)
        .says("Whether banks fail at random, each by its own random stream.");
    table.key("new_failures_per_year", &Spec::new_failures_per_year)
        .unit("1/year")
        .above(0)
        .at_most(10)
        .says(
            "Hazard of a bank with its whole life ahead. With a share L of its life consumed: "
            "new (old / new)^L.",
            "modelling choice around the 964 major failures in 167,459 transformer-years of CIGRE "
            "WG A2.37 (Tenbohlen, Jagers, Vahidi 2017), 0.0058 a year; log-linear growth is the "
            "law of Gompertz");
    table.key("old_failures_per_year", &Spec::old_failures_per_year)
        .unit("1/year")
        .above(0)
        .at_most(10)
        .says("Hazard at the end of the normal life; beyond it the growth goes on.",
              choice_of_ours);
    table.key("lead_time_weeks", &Spec::lead_time_weeks)
        .unit("weeks")
        .between(0, 1000)
        .says("From a failure until the transformer ordered for it stands in place.",
              "Wood Mackenzie, Q2 2025: 128 weeks for a large power transformer");
    table.key("spare_weeks", &Spec::spare_weeks)
        .unit("weeks")
        .between(0, 1000)
        .says("From the decision to use a spare until it stands in place.", choice_of_ours);
    table.key("spares", &Spec::spares)
        .between(0, 1000)
        .says("Spare banks owned at the start, fit for any substation.", choice_of_ours);
    table.check(check_transformers);
    return table;
}

Table<HashpriceKeys> hashprice_table() {
    Table<HashpriceKeys> table;
    table
        .key("usd_per_ph_day",
             [](auto& hashprice) -> auto& { return hashprice.path.usd_per_ph_day; })
        .unit("USD/PH/day")
        .at_least(0)
        .says("Revenue per petahash per second and day; before the first step of a path.",
              choice_of_ours);
    table.key("csv", &HashpriceKeys::csv)
        .says(
            "CSV file with a path over time, columns `date` and `usd_per_ph_day`; each value "
            "holds until the next date.");
    table.add(steps_field()).says("The path as a list, in place of the CSV file.");
    table.check(read_hashprice_path);
    table.set_shorthand("usd_per_ph_day");
    return table;
}

}  // namespace gridrush
