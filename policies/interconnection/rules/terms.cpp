#include "policies/interconnection/rules/rules.hpp"

namespace gridrush {
namespace {

constexpr double longest_months = 600.0;

CostRule cost_rule_of(std::string const& word) {
    return word == "tipping"     ? CostRule::tipping_pays
           : word == "by_impact" ? CostRule::by_impact
                                 : CostRule::per_capita;
}

int whole(Parameters const& parameters, std::string_view name) {
    return static_cast<int>(parameters.number(name));
}

}  // namespace

std::span<ParameterInfo const> cost_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"network",
         std::string{"by_impact"},
         0.0,
         0.0,
         {"tipping", "by_impact", "per_capita"},
         "who pays upgrades of the network: the request that tips the element over its rating, all "
         "by their flow on it, or all alike",
         "FERC Order 2023: proportional impact inside a cluster (unverified)"},
        {"substation",
         std::string{"per_capita"},
         0.0,
         0.0,
         {"tipping", "by_impact", "per_capita"},
         "who pays upgrades of a substation",
         "FERC Order 2023: per capita (unverified)"},
        {"socialised_share",
         0.0,
         0.0,
         1.0,
         {},
         "of every upgrade's cost, borne by rate payers",
         "modelling choice; large loads of ComEd paid 8.2 % themselves (Norris et al., 2025)"}};
    return declared;
}

void set_cost(Parameters const& parameters, Terms& terms) {
    terms.network_cost = cost_rule_of(parameters.text("network"));
    terms.substation_cost = cost_rule_of(parameters.text("substation"));
    terms.socialised_share = parameters.number("socialised_share");
}

std::span<ParameterInfo const> minimum_take_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"share",
         0.85,
         0.0,
         1.0,
         {},
         "of the contract, paid whether drawn or not",
         "AEP Ohio data center tariff (in force 2025-07-23): wires charges only"},
        {"charge_usd_per_kw_month",
         10.0,
         0.0,
         1000.0,
         {},
         "what minimum take and exit fee are reckoned by, USD per kW and month",
         "modelling choice (unverified)"},
        {"term_months",
         96.0,
         0.0,
         longest_months,
         {},
         "of the contract after its ramp; 0 = open",
         "AEP Ohio data center tariff: 8 years after a ramp of up to 4 (2025-07-23)"}};
    return declared;
}

void set_minimum_take(Parameters const& parameters, Terms& terms) {
    terms.minimum_take_share = parameters.number("share");
    terms.charge_usd_per_kw_month = parameters.number("charge_usd_per_kw_month");
    terms.term_months = whole(parameters, "term_months");
}

std::span<ParameterInfo const> exit_fee_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"months",
         36.0,
         0.0,
         longest_months,
         {},
         "of minimum charges, paid by who leaves before its term",
         "AEP Ohio data center tariff (2025-07-23), by a secondary page"}};
    return declared;
}

void set_exit_fee(Parameters const& parameters, Terms& terms) {
    terms.exit_fee_months = whole(parameters, "months");
}

std::span<ParameterInfo const> use_or_lose_parameters() {
    constexpr std::string_view gas =
        "EU gas congestion management (long-term use-it-or-lose-it); no rule of electricity "
        "with numbers was found";
    static std::vector<ParameterInfo> const declared{
        {"share", 0.8, 0.0, 1.0, {}, "metered over contracted MW that keeps the contract", gas},
        {"months", 6.0, 1.0, longest_months, {}, "length of a period", gas},
        {"periods", 2.0, 1.0, 100.0, {}, "in a row below the share", gas},
        {"only_if_waited_for",
         true,
         0.0,
         0.0,
         {},
         "only where somebody waits for the capacity",
         gas},
        {"holder_liable", true, 0.0, 0.0, {}, "it goes on paying what it signed", gas}};
    return declared;
}

void set_use_or_lose(Parameters const& parameters, Terms& terms) {
    terms.use_or_lose = {.enabled = true,
                         .share = parameters.number("share"),
                         .months = whole(parameters, "months"),
                         .periods = whole(parameters, "periods"),
                         .only_if_waited_for = parameters.flag("only_if_waited_for"),
                         .holder_liable = parameters.flag("holder_liable")};
}

std::span<ParameterInfo const> transfer_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"in_place",
         true,
         0.0,
         0.0,
         {},
         "another use at no more MW keeps the right without a study; what exceeds it is studied by "
         "itself",
         "no rule against it was found; restudy follows expanded MW (ERCOT interim process, "
         "2022-03-25)"},
        {"successor",
         true,
         0.0,
         0.0,
         {},
         "so does who buys the site; else a bought site's MW go back to the pool when the buyer "
         "enters the queue",
         "Texas PURA 37.0561(a): a successor in interest (2025-06-20)"},
        {"haircut",
         0.0,
         0.0,
         1.0,
         {},
         "of the MW, back to the pool when the new use is energised",
         "modelling choice: no real default"},
        {"relinquish",
         false,
         0.0,
         0.0,
         {},
         "all MW go back to the pool when the request enters the queue, as a new one",
         "modelling choice: no real default"},
        {"check_days",
         90.0,
         0.0,
         3650.0,
         {},
         "stability check of a new use in place, days",
         "0 to 90 days (unverified)"}};
    return declared;
}

void set_transfer(Parameters const& parameters, Terms& terms) {
    terms.transfer = {.in_place = parameters.flag("in_place"),
                      .successor = parameters.flag("successor"),
                      .haircut = parameters.number("haircut"),
                      .relinquish = parameters.flag("relinquish"),
                      .check_days = parameters.number("check_days")};
}

std::span<ParameterInfo const> phasing_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"longest_ramp_months",
         48.0,
         0.0,
         longest_months,
         {},
         "the contract must be reached by then; 0 = as it likes",
         "AEP Ohio data center tariff: ramp of up to 4 years (2025-07-23)"}};
    return declared;
}

void set_phasing(Parameters const& parameters, Terms& terms) {
    terms.longest_ramp_months = whole(parameters, "longest_ramp_months");
}

}  // namespace gridrush
