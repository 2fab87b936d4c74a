#include "sim/observer.hpp"

#include <array>

namespace gridrush {

std::string_view to_string(EventKind kind) {
    static constexpr std::array<std::string_view, event_kind_count> names{"applied",
                                                                          "granted",
                                                                          "refused",
                                                                          "withdrawn",
                                                                          "energised",
                                                                          "in_operation",
                                                                          "branch_added",
                                                                          "branch_retired",
                                                                          "generator_added",
                                                                          "generator_retired",
                                                                          "bank_added",
                                                                          "bank_retired",
                                                                          "load_moved",
                                                                          "generator_failed",
                                                                          "generator_repaired",
                                                                          "branch_failed",
                                                                          "branch_repaired",
                                                                          "bank_failed",
                                                                          "bank_replaced",
                                                                          "maintenance_began",
                                                                          "maintenance_ended",
                                                                          "emergency_declared",
                                                                          "emergency_ended",
                                                                          "frequency_relays",
                                                                          "wan_failed",
                                                                          "wan_restored"};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view to_string(CutCause cause) {
    static constexpr std::array<std::string_view, cut_cause_count> names{
        "price", "transformer", "branch", "supply", "emergency", "contract"};
    return names[static_cast<std::size_t>(cause)];
}

std::string_view to_string(Outcome outcome) {
    static constexpr std::array<std::string_view, outcome_count> names{"accepted", "clipped",
                                                                       "refused"};
    return names[static_cast<std::size_t>(outcome)];
}

std::string_view to_string(RequestState state) {
    static constexpr std::array<std::string_view, request_state_count> names{
        "planned",   "waiting", "building", "ramping", "operating", "refused",
        "withdrawn", "filing",  "in_study", "studied", "asked",     "lapsed"};
    return names[static_cast<std::size_t>(state)];
}

std::string_view to_string(QueueEventKind kind) {
    static constexpr std::array<std::string_view, queue_event_kind_count> names{
        "filed",
        "gate_passed",
        "fee_paid",
        "security_posted",
        "security_returned",
        "security_forfeited",
        "queued",
        "study_began",
        "study_ended",
        "stale",
        "offered",
        "shrunk",
        "signed",
        "upgrade_ordered",
        "energised",
        "stepped_up",
        "in_operation",
        "lapsed",
        "transferred",
        "left",
        "relinquished",
        "rest_queued",
        "rest_left",
        "site_lapsed"};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view to_string(JobRow::State state) {
    static constexpr std::array<std::string_view, job_state_count> names{"done", "given_up",
                                                                         "running", "queued"};
    return names[static_cast<std::size_t>(state)];
}

std::string_view to_string(UpgradeKind kind) {
    static constexpr std::array<std::string_view, upgrade_kind_count> names{
        "branch_uprate", "reconductor", "new_circuit", "new_bank", "new_substation"};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view to_string(UpgradeState state) {
    static constexpr std::array<std::string_view, upgrade_state_count> names{
        "ordered", "in_service", "cancelled"};
    return names[static_cast<std::size_t>(state)];
}

std::string_view to_string(RunStatus status) {
    static constexpr std::array<std::string_view, 4> names{"running", "complete", "interrupted",
                                                           "failed"};
    return names[static_cast<std::size_t>(status)];
}

}  // namespace gridrush
