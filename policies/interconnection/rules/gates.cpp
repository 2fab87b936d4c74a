#include <algorithm>

#include "policies/interconnection/rules/rules.hpp"

namespace gridrush {
namespace {

constexpr double most_mw = 1e6;
constexpr double most_usd = 1e12;

GateStage stage_of(Parameters const& parameters) {
    auto const& word = parameters.text("stage");
    for (std::size_t k = 0; k < gate_stage_count; ++k) {
        if (to_string(static_cast<GateStage>(k)) == word) {
            return static_cast<GateStage>(k);
        }
    }
    return GateStage::application;
}

ParameterInfo stage_info(GateStage stage) {
    return {"stage",
            std::string{to_string(stage)},
            0.0,
            0.0,
            {"application", "study", "decision", "agreement"},
            "where it stands: before the queue, before a study, at a decision point, to sign",
            "modelling choice"};
}

ParameterInfo from_mw_info() {
    return {"from_mw",
            0.0,
            0.0,
            most_mw,
            {},
            "holds for requests from so many MW on",
            "modelling choice: all"};
}

/// A gate with the parameters that all single gates have.
Gate gate_of(std::string name, Parameters const& parameters) {
    Gate gate;
    gate.name = std::move(name);
    gate.stage = stage_of(parameters);
    gate.from_mw = parameters.number("from_mw");
    return gate;
}

}  // namespace

std::span<ParameterInfo const> money_parameters() {
    auto const number = [](std::string_view name, double most, std::string_view description) {
        return ParameterInfo{name, 0.0, 0.0, most, {}, description, "modelling choice: none"};
    };
    static std::vector<ParameterInfo> const declared{
        stage_info(GateStage::application),
        from_mw_info(),
        {"below_mw", most_mw, 0.0, most_mw, {}, "and below so many MW", "modelling choice: all"},
        {"from_date",
         std::string{},
         0.0,
         0.0,
         {},
         "holds for requests filed from then on; empty = all",
         "modelling choice: all"},
        number("fee_usd", most_usd, "fee, spent"),
        number("fee_usd_per_mw", most_usd, "fee per MW, spent"),
        number("fee_returned_share", 1.0, "of the fee, given back when the request ends"),
        number("security_usd", most_usd, "security, held until energisation or exit"),
        number("security_usd_per_mw", most_usd, "security per MW"),
        number("security_share_of_upgrades", 1.0, "security, of its allocated upgrade cost"),
        number("forfeited_at_application", 1.0,
               "of the security, lost by leaving when its last gate was one of application"),
        number("forfeited_at_study", 1.0, "the same of study"),
        number("forfeited_at_decision", 1.0, "the same of a decision point"),
        number("forfeited_at_agreement", 1.0, "the same of the agreement")};
    return declared;
}

std::vector<Gate> make_money(Parameters const& parameters) {
    Gate gate = gate_of("money", parameters);
    gate.below_mw = parameters.number("below_mw");
    if (gate.below_mw >= most_mw) {
        gate.below_mw = std::numeric_limits<double>::infinity();
    }
    gate.from_date = parse_time(parameters.text("from_date")).value_or(TimePoint::min());
    gate.fee_usd = parameters.number("fee_usd");
    gate.fee_usd_per_mw = parameters.number("fee_usd_per_mw");
    gate.fee_returned_share = parameters.number("fee_returned_share");
    gate.security_usd = parameters.number("security_usd");
    gate.security_usd_per_mw = parameters.number("security_usd_per_mw");
    gate.security_share_of_upgrades = parameters.number("security_share_of_upgrades");
    gate.forfeited_share = {
        parameters.number("forfeited_at_application"), parameters.number("forfeited_at_study"),
        parameters.number("forfeited_at_decision"), parameters.number("forfeited_at_agreement")};
    return {gate};
}

std::span<ParameterInfo const> site_control_parameters() {
    static std::vector<ParameterInfo> const declared{stage_info(GateStage::application),
                                                     from_mw_info()};
    return declared;
}

std::vector<Gate> make_site_control(Parameters const& parameters) {
    Gate gate = gate_of("site_control", parameters);
    gate.site_control = true;
    return {gate};
}

std::span<ParameterInfo const> financing_parameters() {
    static std::vector<ParameterInfo> const declared{stage_info(GateStage::agreement),
                                                     from_mw_info()};
    return declared;
}

std::vector<Gate> make_financing(Parameters const& parameters) {
    Gate gate = gate_of("financing", parameters);
    gate.financing = true;
    return {gate};
}

std::span<ParameterInfo const> permits_parameters() {
    static std::vector<ParameterInfo> const declared{stage_info(GateStage::study), from_mw_info()};
    return declared;
}

std::vector<Gate> make_permits(Parameters const& parameters) {
    Gate gate = gate_of("permits", parameters);
    gate.permits = true;
    return {gate};
}

std::span<ParameterInfo const> disclosure_parameters() {
    static std::vector<ParameterInfo> const declared{
        stage_info(GateStage::application),
        from_mw_info(),
        {"detection",
         0.5,
         0.0,
         1.0,
         {},
         "probability that requests of one project filed elsewhere come to light",
         "modelling choice"}};
    return declared;
}

std::vector<Gate> make_disclosure(Parameters const& parameters) {
    Gate gate = gate_of("disclosure", parameters);
    gate.duplicate_detection = parameters.number("detection");
    return {gate};
}

std::span<ParameterInfo const> own_generation_gate_parameters() {
    static std::vector<ParameterInfo> const declared{
        stage_info(GateStage::application),
        from_mw_info(),
        {"share",
         1.0,
         0.0,
         10.0,
         {},
         "accredited own MW per MW of the request, at least",
         "modelling choice"}};
    return declared;
}

std::vector<Gate> make_own_generation_gate(Parameters const& parameters) {
    Gate gate = gate_of("own_generation", parameters);
    gate.own_generation_share = parameters.number("share");
    return {gate};
}

std::span<ParameterInfo const> remote_disconnect_parameters() {
    static std::vector<ParameterInfo> const declared{
        stage_info(GateStage::agreement),
        {"from_mw",
         75.0,
         0.0,
         most_mw,
         {},
         "holds for requests from so many MW on",
         "Texas SB6, PURA 37.0561 (2025-06-20)"},
        {"from_date",
         std::string{"2026-01-01"},
         0.0,
         0.0,
         {},
         "holds for requests filed from then on; empty = all",
         "Texas SB6: interconnected after 2025-12-31"}};
    return declared;
}

std::vector<Gate> make_remote_disconnect(Parameters const& parameters) {
    Gate gate = gate_of("remote_disconnect", parameters);
    gate.from_date = parse_time(parameters.text("from_date")).value_or(TimePoint::min());
    gate.remote_disconnect = true;
    return {gate};
}

}  // namespace gridrush
