#include <array>

#include "sim/interconnection/applicant.hpp"
#include "results/code_names.hpp"
#include "results/schema.hpp"

// The interconnection queue: requests, what happened to them, its years, upgrades.

namespace gridrush {
namespace {

template <class Of>
auto of_requests(RunInfo const& info, Of of) {
    std::vector<decltype(of(info.experiment.requests.front()))> values;
    for (RequestSpec const& request : info.experiment.requests) {
        values.push_back(of(request));
    }
    return values;
}

template <auto member>
ColumnValues given(RunInfo const& info) {
    return of_requests(info, [](RequestSpec const& request) { return request.*member; });
}

using R = RequestSpec;

constexpr std::array request_columns{
    FixedColumn{"request", "", "Request",
                [](RunInfo const& i) -> ColumnValues {
                    return std::vector<std::string>(i.request_ids.begin(), i.request_ids.end());
                }},
    FixedColumn{"class", "", "Class of load",
                [](RunInfo const& i) -> ColumnValues {
                    return of_requests(
                        i, [](R const& r) { return std::string{to_string(r.load_class)}; });
                }},
    FixedColumn{"substation", "", "Substation", given<&R::substation>},
    FixedColumn{"behaviour", "", "Fleet or profile that it follows", given<&R::behaviour>},
    FixedColumn{"site", "", "Its row in /site",
                [](RunInfo const& i) -> ColumnValues {
                    std::vector<std::int32_t> rows;
                    for (std::size_t r = 0; r < i.experiment.requests.size(); ++r) {
                        rows.push_back(static_cast<std::int32_t>(i.experiment.sites.size() + r));
                    }
                    return rows;
                }},
    FixedColumn{"applicant", "", "Who asks",
                [](RunInfo const& i) -> ColumnValues {
                    return of_requests(
                        i, [](R const& r) { return std::string{to_string(r.applicant_class())}; });
                }},
    FixedColumn{"project", "", "Requests of one project are one load filed in several places",
                given<&R::project>},
    FixedColumn{"converts", "", "Site whose connection it takes over, empty = greenfield",
                given<&R::converts>},
    FixedColumn{"patience_months", "month", "Longest wait for a grant", given<&R::patience_months>},
    FixedColumn{"build_months", "month", "Median time to build", given<&R::build_months>},
    FixedColumn{"ramp_months", "month", "Energisation to full contract", given<&R::ramp_months>},
    FixedColumn{"first_fraction", "1", "Share of its contract that it draws at first",
                given<&R::first_fraction>},
    FixedColumn{"site_control_months", "month", "Filing until the land is held, inf = never",
                given<&R::site_control_months>},
    FixedColumn{"permit_months", "month", "Filing until permits are there, inf = never",
                given<&R::permit_months>},
    FixedColumn{"financing_months", "month", "Filing until money is committed, inf = never",
                given<&R::financing_months>},
    FixedColumn{"security_limit_usd_per_mw", "USD/MW", "Most security that it can post",
                given<&R::security_limit_usd_per_mw>},
    FixedColumn{"willing_usd_per_mw", "USD/MW", "Most that it would pay in fees and for upgrades",
                given<&R::willing_usd_per_mw>},
    FixedColumn{"delay_usd_per_mw_month", "USD/MW/month", "What a month of waiting takes from that",
                given<&R::delay_usd_per_mw_month>},
    FixedColumn{"least_share", "1", "Smallest offer that is worth building, of the request",
                given<&R::least_share>},
    FixedColumn{"least_firm_share", "1", "Share of an offer that must be firm",
                given<&R::least_firm_share>},
    FixedColumn{"bid_usd_per_mw", "USD/MW", "Bid for capacity, in an auction",
                given<&R::bid_usd_per_mw>},
    FixedColumn{"own_generation_mw", "MW", "Accredited capacity that it brings",
                given<&R::own_generation_mw>},
    FixedColumn{"metered_share", "1", "Most that it draws, of the contract, once ramped",
                given<&R::metered_share>},
    FixedColumn{"withdrawal_per_year", "1/year", "Hazard of changing its mind before it signs",
                given<&R::withdrawal_per_year>},
};

using Q = QueueColumns;

template <auto member>
std::vector<double> numbers(Q const& queue, TimePoint) {
    return {(queue.*member).begin(), (queue.*member).end()};
}

template <auto member>
std::vector<double> codes(Q const& queue, TimePoint) {
    std::vector<double> values;
    for (auto const code : queue.*member) {
        values.push_back(static_cast<double>(code));
    }
    return values;
}

template <auto member>
std::vector<double> times(Q const& queue, TimePoint start) {
    std::vector<double> seconds;
    for (TimePoint const value : queue.*member) {
        seconds.push_back(seconds_since(start, value));
    }
    return seconds;
}

constexpr std::array outcome_columns{
    QueueColumn{"state", "1", "Where it stands", codes<&Q::state>,
                code_names<RequestState, request_state_count>},
    QueueColumn{"applied_at", time_unit, "Application", times<&Q::applied_at>},
    QueueColumn{"studied_at", time_unit, "First study done, missing = not studied",
                times<&Q::studied_at>},
    QueueColumn{"offered_at", time_unit, "Last offer, missing = none", times<&Q::offered_at>},
    QueueColumn{"ruled_at", time_unit, "Ruling, missing = none yet", times<&Q::ruled_at>},
    QueueColumn{"signed_at", time_unit, "Signature, missing = not signed", times<&Q::signed_at>},
    QueueColumn{"energised_at", time_unit, "Energisation, missing = not yet",
                times<&Q::energised_at>},
    QueueColumn{"operating_at", time_unit, "Full contract reached, missing = not yet",
                times<&Q::operating_at>},
    QueueColumn{"left_at", time_unit, "Refused, withdrawn or lapsed, missing = none of these",
                times<&Q::left_at>},
    QueueColumn{"requested_mw", "MW", "Requested power", numbers<&Q::requested_mw>},
    QueueColumn{"studied_mw", "MW", "Firm power by its last study, most of any year",
                numbers<&Q::studied_mw>},
    QueueColumn{"granted_mw", "MW", "Contracted power in each year after signing",
                numbers<&Q::granted_mw>, nullptr, true},
    QueueColumn{"firm_mw", "MW", "Granted firm power", numbers<&Q::firm_mw>},
    QueueColumn{"non_firm_mw", "MW", "Granted non-firm power", numbers<&Q::non_firm_mw>},
    QueueColumn{"metered_mw", "MW", "Highest consumption so far", numbers<&Q::metered_mw>},
    QueueColumn{"fees_usd", "USD", "Fees paid and not given back", numbers<&Q::fees_usd>},
    QueueColumn{"held_usd", "USD", "Securities held at the end", numbers<&Q::held_usd>},
    QueueColumn{"returned_usd", "USD", "Securities given back", numbers<&Q::returned_usd>},
    QueueColumn{"forfeited_usd", "USD", "Securities forfeited", numbers<&Q::forfeited_usd>},
    QueueColumn{"upgrade_usd", "USD", "Cost of upgrades allocated to it when it signed",
                numbers<&Q::upgrade_usd>},
    QueueColumn{"penalty_usd", "USD", "Exit fees, and minimum take beyond use",
                numbers<&Q::penalty_usd>},
    QueueColumn{"kept_mw", "MW", "Of its contract, taken over from the site that it converts",
                numbers<&Q::kept_mw>},
    QueueColumn{"transfer_usd", "USD", "Paid for what the holder of that site gave up",
                numbers<&Q::transfer_usd>},
    QueueColumn{"rest_mw", "MW", "Still in the queue beyond its contract", numbers<&Q::rest_mw>},
    QueueColumn{"rulings", "", "Times that the policy ruled on it", codes<&Q::rulings>},
    QueueColumn{"studies", "", "Times that it was studied", codes<&Q::studies>},
    QueueColumn{"upgrades", "", "Upgrades that it tipped", codes<&Q::upgrades>},
    QueueColumn{"exit_reason", "1", "Why it left", codes<&Q::exit_reason>,
                code_names<ExitReason, exit_reason_count>},
    QueueColumn{"exit_state", "1", "Where it stood when it left, -1 = has not left",
                codes<&Q::exit_state>, code_names<RequestState, request_state_count>},
};

using E = QueueEventRow;

constexpr std::array events{
    RowColumn<E>{"time", time_unit, "When it happened",
                 [](E const& e, TimePoint start) { return seconds_since(start, e.time); }},
    RowColumn<E>{"kind", "1", "What happened",
                 [](E const& e, TimePoint) { return static_cast<double>(e.kind); },
                 code_names<QueueEventKind, queue_event_kind_count>},
    RowColumn<E>{"request", "", "Row of the request in /queue, -1 = a site of the start",
                 [](E const& e, TimePoint) { return static_cast<double>(e.request); }},
    RowColumn<E>{"mw", "MW", "Power concerned", [](E const& e, TimePoint) { return e.mw; }},
    RowColumn<E>{"usd", "USD", "Money concerned", [](E const& e, TimePoint) { return e.usd; }},
    RowColumn<E>{"detail", "",
                 "By kind: row of the gate in the rules, number of the study, row in /upgrades, "
                 "code of exit_reason, row in /site (site_lapsed); -1 = none",
                 [](E const& e, TimePoint) { return static_cast<double>(e.detail); }},
};

using Y = QueueYearRow;

template <auto member>
double of_year(Y const& year, TimePoint) {
    return static_cast<double>(year.*member);
}

constexpr std::array years{
    RowColumn<Y>{"year", "", "Calendar year", of_year<&Y::year>},
    RowColumn<Y>{"wait_p50_months", "month",
                 "Filing to energisation, median of those energised in the year",
                 of_year<&Y::wait_p50_months>},
    RowColumn<Y>{"wait_p90_months", "month",
                 "Filing to energisation, 90th percentile of those energised in the year",
                 of_year<&Y::wait_p90_months>},
    RowColumn<Y>{"waiting_mw", "MW", "Asked for by open requests at its end",
                 of_year<&Y::waiting_mw>},
    RowColumn<Y>{"backlog", "1", "Studies that wait for engineers at its end",
                 of_year<&Y::backlog>},
    RowColumn<Y>{"studies", "1", "Requests studied, each as often as it was", of_year<&Y::studies>},
    RowColumn<Y>{"restudies", "1", "Of these, studied before", of_year<&Y::restudies>},
    RowColumn<Y>{"stranded_usd", "USD", "Cost of upgrades that requests left without paying",
                 of_year<&Y::stranded_usd>},
    RowColumn<Y>{"idle_contracted_mw_years", "MW year",
                 "Contract in force less the highest metered power",
                 of_year<&Y::idle_contracted_mw_years>},
    RowColumn<Y>{"jain_granted_share", "1",
                 "Jain's index of what was offered over asked, of all ruled on so far",
                 of_year<&Y::jain_granted_share>},
    RowColumn<Y>{"gini_granted_share", "1",
                 "Gini coefficient of what was offered over asked, of all ruled on so far",
                 of_year<&Y::gini_granted_share>},
    RowColumn<Y>{"hhi_granted_mw", "1",
                 "Herfindahl-Hirschman index of signed power by project, 0 to 10000",
                 of_year<&Y::hhi_granted_mw>},
    RowColumn<Y>{"rate_payer_share", "1",
                 "Socialised or stranded, of the cost of upgrades ordered so far",
                 of_year<&Y::rate_payer_share>},
    RowColumn<Y>{"conversion_wait_p50_months", "month",
                 "Filing to energisation, median of conversions energised in the year",
                 of_year<&Y::conversion_wait_p50_months>},
    RowColumn<Y>{"greenfield_wait_p50_months", "month",
                 "Filing to energisation, median of all others energised in the year",
                 of_year<&Y::greenfield_wait_p50_months>},
};

template <auto member>
std::span<double const> members_of(Y const& year) {
    return year.*member;
}

constexpr auto applicants = code_names<ApplicantClass, applicant_class_count>;
constexpr auto stages = code_names<GateStage, gate_stage_count>;

constexpr std::array year_arrays{
    QueueYearArray{"filed_mw", "MW", "Asked for by those who filed in the year", "applicant",
                   applicants, members_of<&Y::filed_mw>},
    QueueYearArray{"signed_mw", "MW", "Contracts signed in the year", "applicant", applicants,
                   members_of<&Y::signed_mw>},
    QueueYearArray{"energised_mw", "MW", "Contract that came into force in the year", "applicant",
                   applicants, members_of<&Y::energised_mw>},
    QueueYearArray{"withdrawn_mw", "MW",
                   "Withdrawn in the year before energisation, by the last gate passed", "stage",
                   stages, members_of<&Y::withdrawn_mw>},
};

using U = UpgradeRow;

constexpr std::array upgrades{
    RowColumn<U>{"kind", "1", "What is built",
                 [](U const& u, TimePoint) { return static_cast<double>(u.what.kind); },
                 code_names<UpgradeKind, upgrade_kind_count>},
    RowColumn<U>{"branch", "", "Row in /grid/branch, -1 = none",
                 [](U const& u, TimePoint) { return static_cast<double>(u.what.branch.code()); }},
    RowColumn<U>{
        "substation", "", "Row in /grid/substation, -1 = none",
        [](U const& u, TimePoint) { return static_cast<double>(u.what.substation.code()); }},
    RowColumn<U>{"mw", "MW", "Added to the branch's continuous rating; MVA of a bank",
                 [](U const& u, TimePoint) { return u.what.mw; }},
    RowColumn<U>{"reactance_factor", "1", "New reactance over old",
                 [](U const& u, TimePoint) { return u.what.reactance_factor; }},
    RowColumn<U>{"cost_usd", "USD", "Cost, with contingency",
                 [](U const& u, TimePoint) { return u.what.cost_usd; }},
    RowColumn<U>{"lead_time_days", "day", "Order to service",
                 [](U const& u, TimePoint) {
                     return static_cast<double>(u.what.lead_time.count()) / 86400.0;
                 }},
    RowColumn<U>{"state", "1", "Where it stands",
                 [](U const& u, TimePoint) { return static_cast<double>(u.state); },
                 code_names<UpgradeState, upgrade_state_count>},
    RowColumn<U>{"ordered_at", time_unit, "Order",
                 [](U const& u, TimePoint start) { return seconds_since(start, u.ordered_at); }},
    RowColumn<U>{"due_at", time_unit, "Due in service",
                 [](U const& u, TimePoint start) { return seconds_since(start, u.due_at); }},
    RowColumn<U>{"ended_at", time_unit, "In service, or cancelled; missing = neither",
                 [](U const& u, TimePoint start) { return seconds_since(start, u.ended_at); },
                 nullptr, true},
    RowColumn<U>{"request", "", "Row in /queue of the request that tipped it, -1 = none",
                 [](U const& u, TimePoint) { return static_cast<double>(u.request); }},
    RowColumn<U>{"study", "", "Number of the study that found it",
                 [](U const& u, TimePoint) { return static_cast<double>(u.study); }},
    RowColumn<U>{"allocated_usd", "USD", "To requests, when it was ordered",
                 [](U const& u, TimePoint) { return u.allocated_usd; }},
    RowColumn<U>{"socialised_usd", "USD", "To rate payers",
                 [](U const& u, TimePoint) { return u.socialised_usd; }},
    RowColumn<U>{"stranded_usd", "USD",
                 "Allocated to requests that left without paying; rate payers bear it",
                 [](U const& u, TimePoint) { return u.stranded_usd; }},
};

}  // namespace

std::span<FixedColumn const> queue_requests() {
    return request_columns;
}
std::span<QueueColumn const> queue_outcomes() {
    return outcome_columns;
}
std::span<RowColumn<QueueEventRow> const> queue_event_columns() {
    return events;
}
std::span<RowColumn<QueueYearRow> const> queue_year_columns() {
    return years;
}
std::span<QueueYearArray const> queue_year_arrays() {
    return year_arrays;
}
std::span<RowColumn<UpgradeRow> const> upgrade_columns() {
    return upgrades;
}

}  // namespace gridrush
