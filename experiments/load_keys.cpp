#include "experiments/experiment_keys.hpp"

namespace gridrush {
namespace {

constexpr double longest_months = 1200.0;

/// The keys that sites and requests share.
template <class Load>
Table<Load> load_table() {
    Table<Load> table;
    table.key("id", &LoadSpec::id).required().says("Unique among sites and requests.");
    table
        .template choice<LoadClass LoadSpec::*, LoadClass>("class", &LoadSpec::load_class,
                                                           {{"mine", LoadClass::mine},
                                                            {"ai_campus", LoadClass::ai_campus},
                                                            {"industry", LoadClass::industry}})
        .required()
        .says("What it is.");
    table.key("substation", &LoadSpec::substation)
        .required()
        .says("Id of the grid's substation that feeds it.");
    table.key("mw", &LoadSpec::mw)
        .unit("MW")
        .above(0)
        .at_most(100'000)
        .required()
        .says("Contracted (site) or requested (request) at the meter.");
    table.key("behaviour", &LoadSpec::behaviour)
        .required()
        .says("Id of a fleet (mines) or of a profile (others).");
    table.key("interruptible_share", &LoadSpec::interruptible_share)
        .between(0, 1)
        .says("Share of its firm megawatts that the curtailment policy may cut.");
    table.key("interruption_usd_per_mwh", &LoadSpec::interruption_usd_per_mwh)
        .unit("USD/MWh")
        .at_least(0)
        .says("Its bid: what an interruption is worth to it.", "modelling choice");
    return table;
}

Table<TrancheSpec> tranche_table() {
    Table<TrancheSpec> table;
    table.key("model", &TrancheSpec::model).required().says("Machine model, free text.");
    table.key("share", &TrancheSpec::share)
        .between(0, 1)
        .required()
        .says("Of the mine's megawatts; a fleet's shares sum to 1.");
    table.key("j_per_th", &TrancheSpec::j_per_th)
        .unit("J/TH")
        .above(0)
        .at_most(10'000)
        .required()
        .says("Energy per terahash at the wall of the machine.");
    return table;
}

}  // namespace

Table<FleetSpec> fleet_table() {
    Table<FleetSpec> table;
    table.rows("tranches", &FleetSpec::tranches, tranche_table())
        .required()
        .says("Machines by efficiency.");
    table.key("overhead", &FleetSpec::overhead)
        .between(1, 5)
        .says("Meter MW per machine MW (PUE).", "modelling choice");
    table.key("pool_fee", &FleetSpec::pool_fee)
        .between(0, 1)
        .says("Share of revenue that the pool keeps.", "modelling choice");
    table.key("variable_om_usd_per_mwh", &FleetSpec::variable_om_usd_per_mwh)
        .unit("USD/MWh")
        .at_least(0)
        .says("Avoidable cost besides energy.");
    table
        .choice<MineResponse FleetSpec::*, MineResponse>(
            "response", &FleetSpec::response,
            {{"bid", MineResponse::bid}, {"last_price", MineResponse::last_price}})
        .says(
            "`bid`: bids its break-even price into the dispatch; `last_price`: runs by the last "
            "interval's price at its bus.");
    return table;
}

Table<ProfileSpec> profile_table() {
    Table<ProfileSpec> table;
    table
        .choice<ProfileShape ProfileSpec::*, ProfileShape>(
            "shape", &ProfileSpec::shape,
            {{"flat", ProfileShape::flat}, {"diurnal", ProfileShape::diurnal}})
        .says("`flat`: always `peak_utilisation`; `diurnal`: a cosine over the day.");
    table.key("peak_utilisation", &ProfileSpec::peak_utilisation)
        .between(0, 1)
        .says("Of the contract, at the peak.", "modelling choice");
    table.key("trough_to_peak", &ProfileSpec::trough_to_peak)
        .between(0, 1)
        .says("Diurnal: lowest over highest draw.");
    table.key("peak_hour", &ProfileSpec::peak_hour)
        .unit("h UTC")
        .between(0, 24)
        .says("Diurnal: when it draws most.");
    return table;
}

Table<SiteSpec> site_table() {
    return load_table<SiteSpec>();
}

Table<RequestSpec> request_table() {
    auto table = load_table<RequestSpec>();
    table.key("applied_on", &RequestSpec::applied_on).required().says("When it applies.");
    table.key("patience_months", &RequestSpec::patience_months)
        .unit("months")
        .between(0, longest_months)
        .says("Withdraws when not granted by then.", "modelling choice");
    table.key("build_months", &RequestSpec::build_months)
        .unit("months")
        .between(0, longest_months)
        .says("From grant to energisation, median.", "modelling choice");
    table.key("build_sigma", &RequestSpec::build_sigma)
        .between(0, 2)
        .says(
            "Spread of the build time: the standard deviation of its logarithm. Each request "
            "draws once per seed and replicate.",
            "modelling choice");
    table.key("ramp_months", &RequestSpec::ramp_months)
        .unit("months")
        .between(0, longest_months)
        .says("From energisation to the full contract, linear from `first_fraction`.",
              "modelling choice");
    table.key("first_fraction", &RequestSpec::first_fraction)
        .between(0, 1)
        .says("Of the contract, drawn at energisation.", "modelling choice");
    return table;
}

}  // namespace gridrush
