#include <array>

#include "policies/policy_file.hpp"
#include "results/fingerprint.hpp"
#include "results/schema.hpp"

// The tables of a run: policies, requests, events, decisions, wall-clock times.

namespace gridrush {
namespace {

template <class Code, std::size_t count>
std::vector<std::string_view> code_names() {
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < count; ++i) {
        names.push_back(to_string(static_cast<Code>(i)));
    }
    return names;
}

template <class Value>
std::vector<double> numbers(std::vector<Value> const& values) {
    std::vector<double> result;
    for (Value const value : values) {
        result.push_back(static_cast<double>(value));
    }
    return result;
}

std::vector<double> times(std::vector<TimePoint> const& values, TimePoint start) {
    std::vector<double> seconds;
    for (TimePoint const value : values) {
        seconds.push_back(seconds_since(start, value));
    }
    return seconds;
}

template <class Of>
auto of_requests(RunInfo const& info, Of of) {
    std::vector<decltype(of(info.experiment.requests.front()))> values;
    for (RequestSpec const& request : info.experiment.requests) {
        values.push_back(of(request));
    }
    return values;
}

constexpr std::array request_columns{
    FixedColumn{"request", "", "Request",
                [](RunInfo const& i) -> ColumnValues {
                    return std::vector<std::string>(i.request_ids.begin(), i.request_ids.end());
                }},
    FixedColumn{"class", "", "Class of load",
                [](RunInfo const& i) -> ColumnValues {
                    return of_requests(i, [](RequestSpec const& r) {
                        return std::string{to_string(r.load_class)};
                    });
                }},
    FixedColumn{"substation", "", "Substation",
                [](RunInfo const& i) -> ColumnValues {
                    return of_requests(i, [](RequestSpec const& r) { return r.substation; });
                }},
    FixedColumn{"behaviour", "", "Fleet or profile that it follows",
                [](RunInfo const& i) -> ColumnValues {
                    return of_requests(i, [](RequestSpec const& r) { return r.behaviour; });
                }},
    FixedColumn{"site", "", "Its row in /site",
                [](RunInfo const& i) -> ColumnValues {
                    std::vector<std::int32_t> rows;
                    for (std::size_t r = 0; r < i.experiment.requests.size(); ++r) {
                        rows.push_back(static_cast<std::int32_t>(i.experiment.sites.size() + r));
                    }
                    return rows;
                }},
};

/// A text of every policy in use, by family.
std::vector<std::string> of_policies(RunInfo const& info,
                                     std::string (*text)(PolicyFamily, PolicyChoice const&)) {
    auto const choices = info.experiment.policies.value_or(default_policies());
    std::vector<std::string> texts;
    for (std::size_t row = 0; row < policy_family_count; ++row) {
        auto const family = static_cast<PolicyFamily>(row);
        texts.push_back(text(family, choices.of(family)));
    }
    return texts;
}

constexpr std::array policies{
    FixedColumn{"family", "", "Family, which says what it decides",
                [](RunInfo const& i) -> ColumnValues {
                    return of_policies(i, [](PolicyFamily family, PolicyChoice const&) {
                        return std::string{to_string(family)};
                    });
                }},
    FixedColumn{"name", "", "Name of the policy",
                [](RunInfo const& i) -> ColumnValues {
                    return of_policies(
                        i, [](PolicyFamily, PolicyChoice const& choice) { return choice.name; });
                }},
    FixedColumn{"file", "", "File that holds it, as the experiment names it; empty = built in",
                [](RunInfo const& i) -> ColumnValues {
                    return of_policies(
                        i, [](PolicyFamily, PolicyChoice const& choice) { return choice.path; });
                }},
    FixedColumn{"sha256", "", "SHA-256 of the file; empty = built in",
                [](RunInfo const& i) -> ColumnValues {
                    return of_policies(i, [](PolicyFamily, PolicyChoice const& choice) {
                        return choice.file ? sha256(choice.file->content()) : std::string{};
                    });
                }},
    FixedColumn{"source", "", "Text of the file when it is Python",
                [](RunInfo const& i) -> ColumnValues {
                    return of_policies(i, [](PolicyFamily, PolicyChoice const& choice) {
                        return choice.file && choice.file->is_python() ? choice.file->content()
                                                                       : std::string{};
                    });
                }},
};

using Q = QueueColumns;

constexpr std::array outcome_columns{
    QueueColumn{"state", "1", "Where it stands",
                [](Q const& q, TimePoint) { return numbers(q.state); },
                code_names<RequestState, request_state_count>},
    QueueColumn{"applied_at", time_unit, "Application",
                [](Q const& q, TimePoint start) { return times(q.applied_at, start); }},
    QueueColumn{"ruled_at", time_unit, "Ruling, missing = none yet",
                [](Q const& q, TimePoint start) { return times(q.ruled_at, start); }},
    QueueColumn{"energised_at", time_unit, "Energisation, missing = not yet",
                [](Q const& q, TimePoint start) { return times(q.energised_at, start); }},
    QueueColumn{"operating_at", time_unit, "Full contract reached, missing = not yet",
                [](Q const& q, TimePoint start) { return times(q.operating_at, start); }},
    QueueColumn{"left_at", time_unit, "Refused or withdrawn, missing = neither",
                [](Q const& q, TimePoint start) { return times(q.left_at, start); }},
    QueueColumn{"requested_mw", "MW", "Requested power",
                [](Q const& q, TimePoint) { return q.requested_mw; }},
    QueueColumn{"firm_mw", "MW", "Granted firm power",
                [](Q const& q, TimePoint) { return q.firm_mw; }},
    QueueColumn{"non_firm_mw", "MW", "Granted non-firm power",
                [](Q const& q, TimePoint) { return q.non_firm_mw; }},
    QueueColumn{"rulings", "", "Times that the policy ruled on it",
                [](Q const& q, TimePoint) { return numbers(q.rulings); }},
};

using E = EventRow;

constexpr std::array events{
    RowColumn<E>{"time", time_unit, "When it happened",
                 [](E const& e, TimePoint start) { return seconds_since(start, e.time); }},
    RowColumn<E>{"kind", "1", "What happened",
                 [](E const& e, TimePoint) { return static_cast<double>(e.kind); },
                 code_names<EventKind, event_kind_count>},
    RowColumn<E>{"entity", "",
                 "Row of the request, branch, generator, bank or site that it happened to, by kind",
                 [](E const& e, TimePoint) { return static_cast<double>(e.entity); }},
    RowColumn<E>{"mw", "MW", "Power concerned", [](E const& e, TimePoint) { return e.mw; }},
};

using D = DecisionRow;

constexpr std::array decisions{
    RowColumn<D>{"time", time_unit, "When it was made",
                 [](D const& d, TimePoint start) { return seconds_since(start, d.time); }},
    RowColumn<D>{"family", "1", "Family of the policy that made it",
                 [](D const& d, TimePoint) { return static_cast<double>(d.family); },
                 code_names<PolicyFamily, policy_family_count>},
    RowColumn<D>{"entity", "", "Row of the request (interconnection) or of the site (others)",
                 [](D const& d, TimePoint) { return static_cast<double>(d.entity); }},
    RowColumn<D>{"choice", "1",
                 "What was decided; the names are those of interconnection, others have own codes",
                 [](D const& d, TimePoint) { return static_cast<double>(d.choice); },
                 code_names<RulingKind, ruling_kind_count>},
    RowColumn<D>{"reason", "1", "Why, -1 = no reason given",
                 [](D const& d, TimePoint) { return static_cast<double>(d.reason); },
                 code_names<RulingReason, ruling_reason_count>},
    RowColumn<D>{"firm_mw", "MW", "Firm power", [](D const& d, TimePoint) { return d.firm_mw; }},
    RowColumn<D>{"non_firm_mw", "MW", "Non-firm power",
                 [](D const& d, TimePoint) { return d.non_firm_mw; }},
    RowColumn<D>{"outcome", "1", "What became of it",
                 [](D const& d, TimePoint) { return static_cast<double>(d.outcome); },
                 code_names<Outcome, outcome_count>},
};

constexpr std::array timings{
    TimingValue{"total_s", "Whole run", &Timing::total_s},
    TimingValue{"engine_s", "Event engine and actors", &Timing::engine_s},
    TimingValue{"dispatch_s", "Dispatch", &Timing::dispatch_s},
    TimingValue{"policies_s", "Policies", &Timing::policies_s},
    TimingValue{"recording_s", "Recording", &Timing::recording_s},
    TimingValue{"loads_s", "Loads", &Timing::loads_s},
};

}  // namespace

std::span<FixedColumn const> queue_requests() {
    return request_columns;
}
std::span<QueueColumn const> queue_outcomes() {
    return outcome_columns;
}
std::span<RowColumn<EventRow> const> event_columns() {
    return events;
}
std::span<FixedColumn const> policy_columns() {
    return policies;
}

std::span<RowColumn<DecisionRow> const> decision_columns() {
    return decisions;
}
std::span<TimingValue const> timing_values() {
    return timings;
}

}  // namespace gridrush
