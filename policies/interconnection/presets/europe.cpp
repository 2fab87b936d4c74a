#include "policies/interconnection/presets/presets.hpp"

namespace gridrush {
namespace {

constexpr std::string_view choice = "modelling choice";
constexpr std::string_view ofgem = "GB TMO4+ (Ofgem 2025-04-15, live 2025-06-10)";
constexpr std::string_view access_scr = "GB Access SCR (2023-04-01): shallow boundary of demand";
constexpr std::string_view cru = "Ireland CRU/2025/236 (2025-12-12)";
constexpr std::string_view spain =
    "Spain, RD 1183/2020: three guarantees of 25 EUR/kW, taken as USD";

HookSetting socialised(std::string_view source) {
    return {"cost", {{"socialised_share", 1.0, source}}};
}

}  // namespace

std::vector<Preset> europe_presets() {
    return {
        {"uk_gate2",
         "Windows take in who is ready; the others have an indicative offer and no place.",
         "GB TMO4+ Gate 2 (Ofgem 2025-04-15)",
         "2026-04-01",
         {"readiness",
          {{"ready_share", 0.33, "modelling choice: land, permits or money, one is there"}}},
         {{"site_control", {{"stage", std::string{"agreement"}, ofgem}}}},
         {"firm_by_year", {{"remainder_stays", false, choice}}},
         {{"cost"}}},
        {"ie_byog",
         "From 10 MVA own dispatchable generation must match the connection; the load ramps no "
         "higher than it. The 80 % renewable share is not modelled.",
         "Ireland CRU/2025/236",
         "2025-12-12",
         {"individual"},
         {{"own_generation", {{"from_mw", 10.0, cru}, {"share", 1.0, cru}}}},
         {"own_generation", {{"threshold_mw", 10.0, cru}, {"cover_share", 1.0, cru}}},
         {{"cost"}}},
        {"nl_tdtr85",
         "The whole contract may be cut in 15 % of the hours of a year, announced a day ahead.",
         "Netherlands TDTR85 (Netcode art. 7.1, ACM 2024-07-16)",
         "2024-12-05",
         {"individual"},
         {},
         {"hours_cap"},
         {{"cost"}}},
        {"gb_curtailable",
         "Where a reinforcement will come the load connects before it and is cut in limited hours "
         "until then.",
         "GB Access SCR, curtailable connection (2023-04-01)",
         "2023-04-01",
         {"individual"},
         {},
         {"curtailable_until"},
         {socialised(access_scr)}},
        {"connect_and_manage",
         "Connected as soon as its own works are studied; what the grid cannot carry firmly may be "
         "cut until wider works are done.",
         "after the GB Connect and Manage regime (2010, unverified) and the connect-and-manage "
         "proposals of 2026",
         "2026-10-01",
         {"individual"},
         {},
         {"connect_all"},
         {{"cost"}}},
        {"tender_es",
         "When others ask at a node within a month of the first, the node is tendered.",
         "Spain, RD 1183/2020 as amended by RDL 8/2023; first tender 2025-07-17",
         "2025-07-17",
         {"tender"},
         {{"money",
           {{"stage", std::string{"study"}, spain},
            {"security_usd_per_mw", 75000.0, spain},
            {"forfeited_at_study", 1.0, spain},
            {"forfeited_at_decision", 1.0, spain},
            {"forfeited_at_agreement", 1.0, spain}}}},
         {"firm_by_year", {{"remainder_stays", false, choice}}},
         {{"cost"}}},
    };
}

}  // namespace gridrush
