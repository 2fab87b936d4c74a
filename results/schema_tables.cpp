#include <array>

#include "policies/policy_file.hpp"
#include "results/code_names.hpp"
#include "results/fingerprint.hpp"
#include "results/schema.hpp"

// The tables of a run: policies, events, decisions, wall-clock times.

namespace gridrush {
namespace {

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
    TimingValue{"studies_s", "Interconnection studies", &Timing::studies_s},
    TimingValue{"recording_s", "Recording", &Timing::recording_s},
    TimingValue{"loads_s", "Loads", &Timing::loads_s},
};

}  // namespace

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
