#include <array>
#include <limits>

#include "policies/interconnection/rules/rules.hpp"

namespace gridrush {
namespace {

constexpr double most_mw = 1e6;
constexpr double most_usd = 1e12;
constexpr auto endless = std::numeric_limits<double>::infinity();

constexpr std::string_view order_2023 = "FERC Order 2023 pro forma (unverified)";
constexpr std::string_view sb6_law = "Texas SB6, PURA 37.0561 (2025-06-20)";
constexpr std::string_view sb6_rule =
    "Texas 16 TAC 25.194 (PUCT 58481, adopted 2026-09-18, in force 2026-10-08)";
constexpr std::string_view sb6_proposal =
    "Texas 16 TAC 25.194, proposal of 2026-03-12; the final text may differ (unverified)";

ParameterInfo usd(std::string_view name, double value, std::string_view description,
                  std::string_view source) {
    return {name, value, 0.0, most_usd, {}, description, source};
}

ParameterInfo share(std::string_view name, double value, std::string_view description,
                    std::string_view source) {
    return {name, value, 0.0, 1.0, {}, description, source};
}

}  // namespace

std::span<ParameterInfo const> size_tiers_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"from_mw", 20.0, 0.0, most_mw, {}, "smallest request that pays", order_2023},
        {"middle_mw", 80.0, 0.0, most_mw, {}, "from here the second deposit", order_2023},
        {"large_mw", 200.0, 0.0, most_mw, {}, "from here the third deposit", order_2023},
        usd("small_usd", 35000.0, "first study deposit, spent", order_2023),
        usd("small_usd_per_mw", 1000.0, "first study deposit per MW, spent", order_2023),
        usd("middle_usd", 150000.0, "second study deposit, spent", order_2023),
        usd("large_usd", 250000.0, "third study deposit, spent", order_2023),
        {"readiness_multiple",
         2.0,
         0.0,
         100.0,
         {},
         "commercial readiness deposit at entry, of the study deposit: a security",
         order_2023},
        share("decision_share_of_upgrades", 0.1,
              "readiness deposit at a decision point, of the allocated upgrade cost; the published "
              "5 % before a restudy and 10 % before the facilities study are one number here",
              order_2023),
        share("agreement_share_of_upgrades", 0.2, "readiness deposit at the agreement", order_2023),
        share("lost_after_study", 1.0,
              "of the entry deposit, lost by leaving after the cluster study", order_2023),
        share("lost_after_decision", 1.0,
              "of the securities, lost by leaving after a decision point: penalties equal the "
              "deposits",
              order_2023)};
    return declared;
}

std::vector<Gate> make_size_tiers(Parameters const& p) {
    struct Tier {
        double from_mw, below_mw, usd, usd_per_mw;
    };
    std::array const tiers{
        Tier{p.number("from_mw"), p.number("middle_mw"), p.number("small_usd"),
             p.number("small_usd_per_mw")},
        Tier{p.number("middle_mw"), p.number("large_mw"), p.number("middle_usd"), 0.0},
        Tier{p.number("large_mw"), endless, p.number("large_usd"), 0.0}};
    std::vector<Gate> gates;
    for (Tier const& tier : tiers) {
        Gate gate{.name = "study_deposit", .from_mw = tier.from_mw, .below_mw = tier.below_mw};
        gate.fee_usd = tier.usd;
        gate.fee_usd_per_mw = tier.usd_per_mw;
        gate.security_usd = tier.usd * p.number("readiness_multiple");
        gate.security_usd_per_mw = tier.usd_per_mw * p.number("readiness_multiple");
        gate.forfeited_share = {0.0, p.number("lost_after_study"), p.number("lost_after_decision"),
                                1.0};
        gates.push_back(gate);
    }
    for (auto const stage : {GateStage::decision, GateStage::agreement}) {
        bool const decision = stage == GateStage::decision;
        Gate gate{.name = "readiness", .stage = stage, .from_mw = p.number("from_mw")};
        gate.security_share_of_upgrades =
            p.number(decision ? "decision_share_of_upgrades" : "agreement_share_of_upgrades");
        gate.forfeited_share = {0.0, 0.0, p.number("lost_after_decision"), 1.0};
        gates.push_back(gate);
    }
    return gates;
}

std::span<ParameterInfo const> sb6_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"from_mw", 75.0, 0.0, most_mw, {}, "smallest request that it holds for", sb6_law},
        usd("study_fee_usd", 100000.0, "screening study fee at application", sb6_rule),
        share("fee_returned_share", 0.0,
              "of the fee, given back at the end: the part that the study does not use",
              "modelling choice: the final rule returns what is unused within 60 days"),
        usd("security_usd_per_mw", 50000.0, "security, posted before a study takes it in",
            sb6_rule),
        share("forfeited_share", 0.8, "of the security, lost by withdrawing", sb6_proposal),
        share("duplicate_detection", 0.5,
              "probability that a substantially similar request elsewhere comes to light",
              "SB6 asks for disclosure; the probability is a modelling choice"),
        {"disconnect_from_date",
         std::string{"2026-01-01"},
         0.0,
         0.0,
         {},
         "requests filed from then on must be able to be disconnected from afar; empty = all",
         "Texas SB6: interconnected after 2025-12-31"}};
    return declared;
}

std::vector<Gate> make_sb6(Parameters const& p) {
    double const from_mw = p.number("from_mw");
    Gate application{.name = "sb6_application", .from_mw = from_mw};
    application.fee_usd = p.number("study_fee_usd");
    application.fee_returned_share = p.number("fee_returned_share");
    application.site_control = true;
    application.duplicate_detection = p.number("duplicate_detection");

    Gate security{.name = "sb6_security", .stage = GateStage::study, .from_mw = from_mw};
    security.security_usd_per_mw = p.number("security_usd_per_mw");
    double const lost = p.number("forfeited_share");
    security.forfeited_share = {0.0, lost, lost, lost};

    Gate disconnect{.name = "sb6_disconnect", .stage = GateStage::agreement, .from_mw = from_mw};
    disconnect.from_date = parse_time(p.text("disconnect_from_date")).value_or(TimePoint::min());
    disconnect.remote_disconnect = true;
    return {application, security, disconnect};
}

}  // namespace gridrush
