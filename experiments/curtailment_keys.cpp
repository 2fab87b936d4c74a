#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "experiments/experiment_keys.hpp"

namespace gridrush {
namespace {

constexpr double minutes_of_a_day = 1440.0;

std::vector<std::pair<std::string, CurtailmentTier>> rungs_between(CurtailmentTier first,
                                                                   CurtailmentTier last) {
    std::vector<std::pair<std::string, CurtailmentTier>> words;
    for (auto code = static_cast<int>(first); code <= static_cast<int>(last); ++code) {
        auto const tier = static_cast<CurtailmentTier>(code);
        words.emplace_back(to_string(tier), tier);
    }
    return words;
}

Table<BackupSpec> backup_table() {
    using Spec = BackupSpec;
    Table<Spec> table;
    table.key("share", &Spec::share)
        .between(0, 1)
        .says("Of the contracted MW, that the site's own generators carry; 0 = none.");
    table.key("mw", &Spec::mw).unit("MW").at_least(0).or_infinite().says("At most so many MW.");
    table.key("usd_per_mwh", &Spec::usd_per_mwh)
        .unit("USD/MWh")
        .at_least(0)
        .says("Variable cost, borne by the site.",
              "modelling choice: diesel at about 270 l/MWh and 1.1 USD/l");
    table.key("fuel_hours", &Spec::fuel_hours)
        .unit("h")
        .above(0)
        .or_infinite()
        .says("Fuel on site, in hours at full output.", choice_of_ours);
    table.key("refuel_hours", &Spec::refuel_hours)
        .unit("h")
        .at_least(0)
        .says("From their first use until the tank is full again.", choice_of_ours);
    table.key("permit_hours_per_year", &Spec::permit_hours_per_year)
        .unit("h/year")
        .at_least(0)
        .or_infinite()
        .says("Hours that they may run in a calendar year.");
    table.key("start_minutes", &Spec::start_minutes)
        .unit("min")
        .between(0, minutes_of_a_day)
        .says(
            "From the order to full output: taken from the first interval, and what is longer than "
            "whole intervals asked for as notice.");
    table.set_shorthand("share");
    return table;
}

void add_limits(Table<CurtailmentContractSpec>& table) {
    using Spec = CurtailmentContractSpec;
    auto const per_year = [&](char const* name, double Spec::* member, char const* unit,
                              char const* says) {
        table.key(name, member).unit(unit).at_least(0).or_infinite().says(says);
    };
    table.key("notice_minutes", &Spec::notice_minutes)
        .unit("min")
        .between(0, minutes_of_a_day)
        .says(
            "A cut must be announced so long before, rounded up to intervals. It is announced "
            "while load is being cut, and where the forecast exceeds what power stations in "
            "service can produce; a cut that was not announced does not take the contract.");
    table.key("ramp_mw_per_min", &Spec::ramp_mw_per_min)
        .unit("MW/min")
        .above(0)
        .or_infinite()
        .says("How fast the cut may grow and fall, from one interval's mean to the next.");
    table.key("least_down_minutes", &Spec::least_down_minutes)
        .unit("min")
        .at_least(0)
        .says(
            "Once cut, it stays cut so long; what the grid could have served is recorded with the "
            "cause `contract`.");
    per_year("hours_per_year", &Spec::hours_per_year, "h/year",
             "Hours with a cut, in a calendar year, at most.");
    per_year("events_per_year", &Spec::events_per_year, "1/year",
             "Runs of intervals with a cut, in a calendar year, at most.");
    per_year("events_per_month", &Spec::events_per_month, "1/month", "The same in a month.");
    table.key("energy_share", &Spec::energy_share)
        .between(0, 1)
        .says("Energy that may be cut in a calendar year, of 8,760 h at the contracted MW.");
}

void check_contract(CurtailmentContractSpec& spec, DocNode const& map, std::string const& path,
                    Reading& reading) {
    auto const is_backup = spec.tier == CurtailmentTier::backup_generation;
    if (is_backup && spec.backup.share <= 0.0) {
        Entry const* const tier = map.find("tier");
        reading.report(tier == nullptr ? map.at : tier->value.at, join_path(path, "tier"),
                       "backup_generation needs generators (backup: {share: ...})");
    }
}

Table<EmergencyStageSpec> stage_table() {
    using Spec = EmergencyStageSpec;
    Table<Spec> table;
    table.key("name", &Spec::name).required().says("Free text, such as EEA1.");
    table.key("reserve_mw", &Spec::reserve_mw)
        .unit("MW")
        .at_least(0)
        .says(
            "Declared while power stations in service could produce less than this beyond what "
            "they do.");
    table.key("reserve_share", &Spec::reserve_share)
        .between(0, 1)
        .says("The same as a share of the load; the larger of the two holds.");
    table
        .choice<CurtailmentTier Spec::*, CurtailmentTier>(
            "deploys", &Spec::deploys,
            rungs_between(CurtailmentTier::price_response, CurtailmentTier::firm))
        .says(
            "Rung up to which load is cut, lowest first, until the reserve is back; mines that "
            "bid stop first of all.",
            choice_of_ours);
    return table;
}

Table<UnderFrequencySpec> under_frequency_table() {
    using Spec = UnderFrequencySpec;
    Table<Spec> table;
    auto& stages = table.key("stages", &Spec::stages)
                       .between(0, 1)
                       .says(
                           "Cumulative shares of all load that relays shed, stage by stage, for an "
                           "interval in which failed units took more with them than the reserve "
                           "makes good; none = no relays. ERCOT from 2026-10-01: [0.05, 0.1, 0.15, "
                           "0.2, 0.25] (NOGRR247).");
    stages.info.default_text.clear();
    stages.write = [](Spec const& spec) {
        return spec.stages.empty() ? DocNode{} : write_value(spec.stages);
    };
    table.key("responsive_share", &Spec::responsive_share)
        .between(0, 1)
        .says("Of the reserve of the interval before, that answers in time.", choice_of_ours);
    table.set_shorthand("stages");
    return table;
}

}  // namespace

Table<CurtailmentContractSpec> curtailment_contract_table() {
    using Spec = CurtailmentContractSpec;
    Table<Spec> table;
    table
        .choice<CurtailmentTier Spec::*, CurtailmentTier>(
            "tier", &Spec::tier,
            rungs_between(CurtailmentTier::non_firm, CurtailmentTier::remote_disconnect))
        .says(
            "Rung of the ladder on which its MW are cut. `remote_disconnect`: the whole site, or "
            "nothing of it.");
    table.key("share", &Spec::share)
        .between(0, 1)
        .says("Of the MW that would be firm without it, that may be cut.");
    table.key("firm_level_mw", &Spec::firm_level_mw)
        .unit("MW")
        .at_least(0)
        .says("MW that it leaves at least.");
    table.key("usd_per_mwh", &Spec::usd_per_mwh)
        .unit("USD/MWh")
        .at_least(0)
        .says("Paid for what is cut.");
    table.key("usd_per_kw_year", &Spec::usd_per_kw_year)
        .unit("USD/kW/year")
        .at_least(0)
        .says("Paid for the MW that may be cut, whether they are or not.");
    add_limits(table);
    table.key("remote_disconnect", &Spec::remote_disconnect)
        .says("The whole site can be switched off besides, on the rung `remote_disconnect`.");
    table.section("backup", &Spec::backup, backup_table())
        .says(
            "Generators of the site, which run on the rung `backup_generation` and whenever load "
            "is cut above it. A bare value is `share`.");
    table.check(check_contract);
    return table;
}

Table<CurtailmentSpec> curtailment_table() {
    using Spec = CurtailmentSpec;
    Table<Spec> table;
    auto const price = [&](char const* name, double Spec::* member, char const* says) {
        table.key(name, member).unit("USD/MWh").at_least(0).says(says, choice_of_ours);
    };
    price("demand_response_usd_per_mwh", &Spec::demand_response_usd_per_mwh,
          "Price of the rung `demand_response` in the dispatch, at least; a policy that asks for "
          "bids may raise it up to the next rung. Prices rise from rung to rung, up to "
          "`substations.firm_large_load_shed_usd_per_mwh`; `non_firm` has the policy's own.");
    price("backup_usd_per_mwh", &Spec::backup_usd_per_mwh, "Price of `backup_generation`.");
    price("remote_disconnect_usd_per_mwh", &Spec::remote_disconnect_usd_per_mwh,
          "Price of `remote_disconnect`.");
    table.rows("emergency_stages", &Spec::emergency_stages, stage_table())
        .says(
            "Stages in which load is cut to keep an operating reserve although the dispatch would "
            "balance, mildest first. ERCOT up to 2023: below 2,300, 1,750 and 1,430 MW.");
    table.section("under_frequency", &Spec::under_frequency, under_frequency_table())
        .says("Relays of the last rung. A bare value is `stages`.");
    table.key("forecast_error_share", &Spec::forecast_error_share)
        .between(0, 1)
        .says(
            "Standard deviation of the error of the load forecast made the day before, one error "
            "for a day.");
    return table;
}

/// Contracts that the experiment names but does not declare are the known ones.
void add_known_contracts(ExperimentFile& file) {
    std::set<std::string> named;
    auto const note = [&](auto const& loads) {
        for (auto const& load : loads) {
            named.insert(load.contract);
        }
    };
    note(file.sites);
    note(file.requests);
    note(file.population);
    auto& declared = file.curtailment_contracts;
    for (auto const& known : known_contracts()) {
        auto const& id = known.spec.id;
        if (named.contains(id) &&
            std::ranges::find(declared, id, &CurtailmentContractSpec::id) == declared.end()) {
            declared.push_back(known.spec);
        }
    }
}

std::string known_contracts_text() {
    std::string text;
    for (auto const& known : known_contracts()) {
        text += fmt::format("{}`{}` ({}; as of {})", text.empty() ? "" : ", ", known.spec.id,
                            known.source, known.as_of);
    }
    return text;
}

}  // namespace gridrush
