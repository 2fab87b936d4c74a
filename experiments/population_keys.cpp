#include <fmt/core.h>

#include "experiments/experiment_keys.hpp"
#include "experiments/key_draws.hpp"

namespace gridrush {
namespace {

constexpr double longest_months = 1200.0;
constexpr double most_per_year = 100'000.0;
constexpr double largest_mw = 100'000.0;

/// Where a class looks for a place.
void add_location(Table<ApplicantSpec>& table) {
    using Spec = ApplicantSpec;
    table.key("substations", &Spec::substations)
        .says("Where it looks: `all`, or a list of the grid's substations.");
    table.key("by_headroom", &Spec::by_headroom)
        .at_least(0)
        .says(
            "Weight, against the other three, of the substation's firm capacity less the sites "
            "that it feeds. All four 0: any substation alike.",
            choice_of_ours);
    table.key("by_price", &Spec::by_price)
        .at_least(0)
        .says(
            "Weight of a low price: by how much the LMP of the hour with the highest native load "
            "of the first year is below the dearest substation's.",
            choice_of_ours);
    table.key("by_resource", &Spec::by_resource)
        .at_least(0)
        .says("Weight of wind, solar and hydro MW at the bus, and half of those one branch away.",
              choice_of_ours);
    table.key("by_fibre", &Spec::by_fibre)
        .at_least(0)
        .says("Weight of the substation's WAN bandwidth.", choice_of_ours);
    table.key("conversion_probability", &Spec::conversion_probability)
        .between(0, 1)
        .says(
            "That it looks for a site to convert first: one of another class, of a size within its "
            "own, where it looks, whose holder wants no more than it would pay. Then it asks for "
            "that site's MW, as its buyer.",
            choice_of_ours);
    table.key("duplicate_probability", &Spec::duplicate_probability)
        .between(0, 1)
        .says("That it files the same project at other substations too.", choice_of_ours);
    table.key("most_duplicates", &Spec::most_duplicates)
        .between(1, 20)
        .says("If so, at 1 to so many others, each number alike likely.",
              "developers file with three utilities and more (narrative, 2025-26)");
}

/// What it is and how it builds.
void add_project(Table<ApplicantSpec>& table) {
    using Spec = ApplicantSpec;
    table.key("behaviour", &Spec::behaviour)
        .required()
        .says("Id of a fleet (mines) or of a profile (others).");
    table.key("interruptible_share", &Spec::interruptible_share)
        .between(0, 1)
        .says("Share of its firm megawatts that the curtailment policy may cut.");
    table.key("interruption_usd_per_mwh", &Spec::interruption_usd_per_mwh)
        .unit("USD/MWh")
        .at_least(0)
        .says("Its bid: what an interruption is worth to it.", choice_of_ours);
    table.key("contract", &Spec::contract)
        .says("Id of the curtailment contract under which it is cut; empty = none.");
    table.key("build_months", &Spec::build_months)
        .unit("months")
        .between(0, longest_months)
        .says("From grant to energisation.", choice_of_ours);
    table.key("ramp_months", &Spec::ramp_months)
        .unit("months")
        .between(0, longest_months)
        .says("From energisation to the full contract, linear from `first_fraction`.",
              choice_of_ours);
    table.key("first_fraction", &Spec::first_fraction)
        .between(0, 1)
        .says("Of the contract, drawn at energisation.", choice_of_ours);
    table.key("metered_share", &Spec::metered_share)
        .between(0, 1)
        .says("Drawn at most, of the contract, once ramped.",
              "all of it; sites built in ERCOT peak at 0.498 of what they requested (2026)");
    table.key("own_generation_share", &Spec::own_generation_share)
        .between(0, 1)
        .says("Accredited generation that it brings, of the request.");
}

/// What it can show, pay and bear.
void add_means(Table<ApplicantSpec>& table) {
    using Spec = ApplicantSpec;
    auto const months = [&](char const* name, Draw Spec::* draw, char const* says) {
        table.key(name, draw)
            .unit("months")
            .between(0, longest_months)
            .or_infinite()
            .says(says, choice_of_ours);
    };
    table.key("patience_months", &Spec::patience_months)
        .unit("months")
        .between(0, longest_months)
        .says("Withdraws when not granted so long after filing.", choice_of_ours);
    months("site_control_months", &Spec::site_control_months,
           "After filing, until it holds the land.");
    months("permit_months", &Spec::permit_months, "After filing, until it has its permits.");
    months("financing_months", &Spec::financing_months,
           "After filing, until its money is committed.");
    table.key("security_limit_usd_per_mw", &Spec::security_limit_usd_per_mw)
        .unit("USD/MW")
        .at_least(0)
        .or_infinite()
        .says("Security that it can post.", choice_of_ours);
    table.key("willing_usd_per_mw", &Spec::willing_usd_per_mw)
        .unit("USD/MW")
        .at_least(0)
        .or_infinite()
        .says("What a connection at once is worth to it: for fees and upgrades.", choice_of_ours);
    table.key("delay_usd_per_mw_month", &Spec::delay_usd_per_mw_month)
        .unit("USD/MW/month")
        .at_least(0)
        .says("What a month of waiting takes from that.", choice_of_ours);
    table.key("least_share", &Spec::least_share)
        .between(0, 1)
        .says("Of the request, the smallest offer worth building.", choice_of_ours);
    table.key("least_firm_share", &Spec::least_firm_share)
        .between(0, 1)
        .says("Of an offer, that must be firm.", choice_of_ours);
    table.key("bid_usd_per_mw", &Spec::bid_usd_per_mw)
        .unit("USD/MW")
        .at_least(0)
        .says("Its bid in an auction of capacity.");
    table.key("withdrawal_per_year", &Spec::withdrawal_per_year)
        .unit("1/year")
        .between(0, 100)
        .says("Hazard of changing its mind before it signs.", choice_of_ours);
}

}  // namespace

Table<ApplicantSpec> applicant_table() {
    using Spec = ApplicantSpec;
    Table<Spec> table;
    table
        .choice<ApplicantClass Spec::*, ApplicantClass>("applicant", &Spec::applicant,
                                                        applicant_words())
        .required()
        .says(
            "Who they are. Mines are mines once they run, industry industry, others AI campuses.");
    table.key("per_year", &Spec::per_year)
        .unit("1/year")
        .between(0, most_per_year)
        .required()
        .says(
            "Mean number that arrives in each year of the run, at random instants (Poisson); the "
            "last goes on.");
    table.key("mw", &Spec::mw)
        .unit("MW")
        .above(0)
        .at_most(largest_mw)
        .required()
        .says("Size of the request, at the meter.");
    table.key("least_mw", &Spec::least_mw)
        .unit("MW")
        .above(0)
        .at_most(largest_mw)
        .says("Smaller sizes become this.", choice_of_ours);
    table.key("most_mw", &Spec::most_mw)
        .unit("MW")
        .above(0)
        .at_most(largest_mw)
        .says("Larger sizes become this.", choice_of_ours);
    add_location(table);
    add_project(table);
    add_means(table);
    table.check([](Spec& spec, DocNode const& map, std::string const& path, Reading& reading) {
        if (spec.least_mw > spec.most_mw) {
            Entry const* const least = map.find("least_mw");
            reading.report(least == nullptr ? map.at : least->value.at, join_path(path, "least_mw"),
                           fmt::format("must be at most most_mw (found {} and {} MW)",
                                       spec.least_mw, spec.most_mw));
        }
    });
    return table;
}

}  // namespace gridrush
