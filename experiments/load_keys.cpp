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
    table.key("contract", &LoadSpec::contract)
        .says("Id of the curtailment contract under which it is cut; empty = none.");
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

/// Who asks, where the class leaves it open.
Field<RequestSpec> applicant_field() {
    Field<RequestSpec> field;
    field.info.name = "applicant";
    field.info.type = KeyType::choice;
    for (auto const& word : applicant_words()) {
        field.info.choices.push_back(word.first);
    }
    field.read = [](RequestSpec& request, DocNode const& node, KeyInfo const& info,
                    std::string const& path, Reading& reading) {
        std::string const chosen = read_choice(node, info, path, reading.issues);
        for (auto const& [word, applicant] : applicant_words()) {
            if (word == chosen) {
                request.applicant = applicant;
            }
        }
    };
    field.write = [](RequestSpec const& request) {
        return request.applicant ? text_node(std::string{to_string(*request.applicant)})
                                 : DocNode{};
    };
    field.says("Who asks. Left out: `ai_training` for AI campuses, else as the class.");
    return field;
}

/// From the grant to the full contract.
void add_building(Table<RequestSpec>& table) {
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
    table.key("metered_share", &RequestSpec::metered_share)
        .between(0, 1)
        .says("Drawn at most, of the contract, once ramped.",
              "all of it; sites built in ERCOT peak at 0.498 of what they requested (2026)");
}

/// What the request is part of.
void add_project(Table<RequestSpec>& table) {
    table.key("project", &RequestSpec::project)
        .says(
            "Requests of one project are one load that is filed in several places; any text, empty "
            "= a load of its own.");
    table.key("converts", &RequestSpec::converts)
        .says(
            "Id of the site whose connection it takes over, at its substation; empty = a new "
            "connection. Where the regime's right of transfer does not pass, the site ends when "
            "the request enters the queue.");
    table.key("successor", &RequestSpec::successor)
        .says("Another company than the holder of the site that it converts.");
    table.key("own_generation_mw", &RequestSpec::own_generation_mw)
        .unit("MW")
        .between(0, 100'000)
        .says("Accredited generation that it brings.");
    table.key("remote_disconnect", &RequestSpec::remote_disconnect)
        .says("It can be switched off from afar, for regimes that ask for it.");
}

/// What the request can show, pay and bear.
void add_means(Table<RequestSpec>& table) {
    auto const months = [&](char const* name, double RequestSpec::* member, char const* says) {
        table.key(name, member)
            .unit("months")
            .between(0, longest_months)
            .or_infinite()
            .says(says, "modelling choice");
    };
    auto const share = [&](char const* name, double RequestSpec::* member, char const* says) {
        table.key(name, member).between(0, 1).says(says, "modelling choice");
    };
    table.key("patience_months", &RequestSpec::patience_months)
        .unit("months")
        .between(0, longest_months)
        .says("Withdraws when not granted by then.", "modelling choice");
    months("site_control_months", &RequestSpec::site_control_months,
           "After filing, until it holds the land; `inf` = never.");
    months("permit_months", &RequestSpec::permit_months,
           "After filing, until it has its permits; `inf` = never.");
    months("financing_months", &RequestSpec::financing_months,
           "After filing, until its money is committed; `inf` = never.");
    table.key("security_limit_usd_per_mw", &RequestSpec::security_limit_usd_per_mw)
        .unit("USD/MW")
        .at_least(0)
        .or_infinite()
        .says("Security that it can post.", "modelling choice");
    table.key("willing_usd_per_mw", &RequestSpec::willing_usd_per_mw)
        .unit("USD/MW")
        .at_least(0)
        .or_infinite()
        .says("What a connection at once is worth to it: for fees and upgrades.",
              "modelling choice");
    table.key("delay_usd_per_mw_month", &RequestSpec::delay_usd_per_mw_month)
        .unit("USD/MW/month")
        .at_least(0)
        .says("What a month of waiting takes from that.", "modelling choice");
    share("least_share", &RequestSpec::least_share,
          "Of the request, the smallest offer worth building.");
    share("least_firm_share", &RequestSpec::least_firm_share, "Of an offer, that must be firm.");
    table.key("bid_usd_per_mw", &RequestSpec::bid_usd_per_mw)
        .unit("USD/MW")
        .at_least(0)
        .says("Its bid in an auction of capacity.");
    table.key("withdrawal_per_year", &RequestSpec::withdrawal_per_year)
        .unit("1/year")
        .between(0, 100)
        .says("Hazard of changing its mind before it signs.", "modelling choice");
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
        .choice<ProfileShape ProfileSpec::*, ProfileShape>("shape", &ProfileSpec::shape,
                                                           {{"flat", ProfileShape::flat},
                                                            {"diurnal", ProfileShape::diurnal},
                                                            {"tenants", ProfileShape::tenants}})
        .says(
            "`flat`: always `peak_utilisation`; `diurnal`: a cosine over the day; `tenants`: what "
            "the tenants of the site draw.");
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
    auto table = load_table<SiteSpec>();
    table.key("transfer_usd_per_mw", &SiteSpec::transfer_usd_per_mw)
        .unit("USD/MW")
        .at_least(0)
        .says(
            "What its holder wants for giving the connection to another use; a request that would "
            "not pay as much does not convert it.",
            "modelling choice");
    return table;
}

std::vector<std::pair<std::string, ApplicantClass>> applicant_words() {
    std::vector<std::pair<std::string, ApplicantClass>> words;
    for (std::size_t i = 0; i < applicant_class_count; ++i) {
        auto const applicant = static_cast<ApplicantClass>(i);
        words.emplace_back(to_string(applicant), applicant);
    }
    return words;
}

Table<RequestSpec> request_table() {
    auto table = load_table<RequestSpec>();
    table.key("applied_on", &RequestSpec::applied_on).required().says("When it applies.");
    table.add(applicant_field());
    add_building(table);
    add_project(table);
    add_means(table);
    return table;
}

}  // namespace gridrush
