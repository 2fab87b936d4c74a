#include "policies/interconnection/interconnection.hpp"

#include <array>

#include "policies/interconnection/connection_rules.hpp"

namespace gridrush {

std::string_view to_string(ApplicantClass applicant) {
    static constexpr std::array<std::string_view, applicant_class_count> names{
        "ai_training",    "ai_inference", "cloud",           "mine",
        "sovereign_mine", "industry",     "generator_backed"};
    return names[static_cast<std::size_t>(applicant)];
}

std::string_view to_string(RequestStage stage) {
    static constexpr std::array<std::string_view, request_stage_count> names{"queued", "in_study",
                                                                             "studied", "asked"};
    return names[static_cast<std::size_t>(stage)];
}

std::string_view to_string(GateStage stage) {
    static constexpr std::array<std::string_view, gate_stage_count> names{"application", "study",
                                                                          "decision", "agreement"};
    return names[static_cast<std::size_t>(stage)];
}

std::string_view to_string(RulingKind kind) {
    static constexpr std::array<std::string_view, ruling_kind_count> names{
        "wait", "grant", "refuse", "study", "ask"};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view to_string(RulingReason reason) {
    static constexpr std::array<std::string_view, ruling_reason_count> names{
        "fits",      "transformer_full", "network_full",   "capacity_is_non_firm",
        "too_large", "next_in_order",    "after_upgrades", "not_ready",
        "outbid",    "limited_lane",     "own_generation", "earlier_left"};
    return names[static_cast<std::size_t>(reason)];
}

}  // namespace gridrush
