#include "policies/interconnection/presets/presets.hpp"

namespace gridrush {
namespace {

constexpr std::string_view choice = "modelling choice";
constexpr std::string_view order_2003 = "FERC Order 2003 practice (unverified)";
constexpr std::string_view pjm_reform = "PJM queue reform (FERC 2022; Stoel, Orrick)";
constexpr std::string_view entry_fee = "before reform, as little as 10,000 USD (Zonevex)";
constexpr std::string_view ercot_lli = "ERCOT PGRR115/NPRR1234 (2025-04-08)";
constexpr std::string_view spp = "SPP ER26-247 (in force 2026-01-15)";
constexpr std::string_view hillga = "SPP HILLGA (ER26-247, 2026-01-15)";
constexpr std::string_view chills = "SPP CHILLS (FERC 2026-06-05)";
constexpr std::string_view eit = "PJM EIT (FERC filing, about 2026-08)";
constexpr std::string_view aep = "AEP Ohio data center tariff (in force 2025-07-23)";

HookSetting tipping(std::string_view source) {
    return {"cost",
            {{"network", std::string{"tipping"}, source},
             {"substation", std::string{"tipping"}, source}}};
}

HookSetting fee(double from_mw, double below_mw, double usd, std::string_view source) {
    HookSetting gate{"money", {{"fee_usd", usd, source}}};
    if (from_mw > 0.0) {
        gate.settings.push_back({"from_mw", from_mw, source});
    }
    if (below_mw > 0.0) {
        gate.settings.push_back({"below_mw", below_mw, source});
    }
    return gate;
}

std::vector<Preset> queue_presets() {
    return {
        {"serial_fcfs",
         "First come, first served: studied one by one behind all that applied before, restudied "
         "when one of them leaves; who tips an element over its rating pays for it.",
         "FERC Order 2003 pro forma (unverified); study times: Johnston, Liu, Yang, NBER w31946 "
         "(2023)",
         "2023-12-01",
         {"serial"},
         {fee(0.0, 0.0, 10000.0, entry_fee)},
         {"firm"},
         {tipping(order_2003)}},
        {"cluster_order2023",
         "First ready, first served in clusters: deposits and land at entry, joint studies until "
         "nobody leaves, cost by impact.",
         "FERC Order 2023 and 2023-A; all its numbers unverified",
         "2023-07-28",
         {"cluster"},
         {{"size_tiers"}, {"site_control", {{"from_mw", 20.0, "FERC Order 2023 (unverified)"}}}},
         {"firm"},
         {{"cost"}}},
        {"cluster_pjm",
         "Clusters of three phases with a decision point after each.",
         "PJM queue reform (FERC 2022), as summarised by Stoel and Orrick",
         "2026-04-01",
         {"cluster",
          {{"phases", 3.0, pjm_reform},
           {"most_restudies", 0.0, pjm_reform},
           {"facilities_days", 0.0, "part of the third phase (unverified)"},
           {"study_days", 120.0, "PJM phase I (unverified)"},
           {"restudy_days", 180.0, "PJM phases II and III (unverified)"}}},
         {{"money",
           {{"fee_usd", 75000.0, pjm_reform},
            {"below_mw", 250.0, "modelling choice: the step between 75,000 and 400,000 USD"},
            {"fee_returned_share", 0.9, pjm_reform}}},
          {"money",
           {{"fee_usd", 400000.0, pjm_reform},
            {"from_mw", 250.0, "modelling choice: the step between 75,000 and 400,000 USD"},
            {"fee_returned_share", 0.9, pjm_reform}}},
          {"money",
           {{"security_usd_per_mw", 4000.0, pjm_reform},
            {"forfeited_at_decision", 1.0, choice},
            {"forfeited_at_agreement", 1.0, choice}}},
          {"site_control"}},
         {"firm"},
         {{"cost"}}},
    };
}

std::vector<Preset> texas_presets() {
    return {
        {"ercot_lli_serial",
         "Each large load has a study of its own, run by its utility; no money per megawatt.",
         "ERCOT PGRR115/NPRR1234 (2025-04-08, in force 2025-12-15)",
         "2025-12-15",
         {"individual",
          {{"large_from_mw", 75.0, ercot_lli},
           {"study_months", 6.0, "modelling choice: no duration is published"}}},
         {},
         {"firm"},
         {tipping(choice),
          {"phasing", {{"longest_ramp_months", 24.0, "catalogue of defaults (unverified)"}}}}},
        {"ercot_batch",
         "All eligible loads are studied together every half year; firm megawatts by year, the "
         "rest provisional until upgrades stand, what is left over in the next batch.",
         "ERCOT PGRR145/NPRR1325 (PUCT 2026-06-18), PCLR; Texas 16 TAC 25.194",
         "2026-10-08",
         {"batch"},
         {{"sb6"}},
         {"provisional",
          {{"remainder_stays", true, "ERCOT PGRR145 (2026-06-18): studied in later batches"}}},
         {{"cost"}}},
        {"sb6_gate",
         "Individual studies behind the money, disclosure and disconnection rules of Texas SB6.",
         "Texas SB6 (2025-06-20) and 16 TAC 25.194 (in force 2026-10-08)",
         "2026-10-08",
         {"individual",
          {{"large_from_mw", 75.0, ercot_lli},
           {"study_months", 6.0, "modelling choice: no duration is published"}}},
         {{"sb6"}},
         {"firm"},
         {tipping(choice)}},
    };
}

std::vector<Preset> fast_presets() {
    return {
        {"spp_hill",
         "A 90-day study of each large load; the upgrades are assigned to it.",
         "SPP HILL (ER26-247)",
         "2026-01-15",
         {"individual", {{"large_from_mw", 50.0, spp}}},
         {},
         {"firm"},
         {tipping(spp)}},
        {"spp_chills",
         "Connected fast and cut when the grid is short, for five years at most, then firm by "
         "upgrades that it pays.",
         "SPP CHILLS (FERC 2026-06-05)",
         "2026-06-05",
         {"individual", {{"large_from_mw", 50.0, spp}}},
         {},
         {"provisional", {{"longest_years", 5.0, chills}}},
         {tipping(chills)}},
        {"byog",
         "Bring your own generation: the load is limited to the accredited megawatts that it "
         "brings.",
         "SPP HILLGA (ER26-247)",
         "2026-01-15",
         {"individual"},
         {fee(0.0, 0.0, 20000.0, hillga),
          fee(0.0, 500.0, 250000.0, hillga),
          fee(500.0, 0.0, 500000.0, hillga),
          {"money",
           {{"security_usd_per_mw", 8000.0, hillga}, {"forfeited_at_agreement", 1.0, choice}}}},
         {"own_generation"},
         {tipping(spp)}},
        {"pjm_iras",
         "Connected now; megawatts that no capacity covers are cut before demand response, for "
         "pay.",
         "PJM IRAS (filed 2026-08-13, pending at FERC)",
         "2026-08-13",
         {"individual"},
         {},
         {"uncovered"},
         {tipping(choice)}},
        {"pjm_eit",
         "A lane for ten large generator-backed requests a year; all others are served in order.",
         "PJM EIT (FERC filing, about 2026-08, until the end of 2027)",
         "2026-08-01",
         {"fast_lane",
          {{"classes", std::string{"generator_backed"}, eit},
           {"per_year", 10.0, eit},
           {"least_mw", 250.0, eit},
           {"ready_share", 1.0, eit},
           {"from_date", std::string{"2026-08-01"}, eit},
           {"until_date", std::string{"2028-01-01"}, eit},
           {"lane_months", 10.0, eit}}},
         {{"money", {{"security_usd_per_mw", 15000.0, eit}, {"from_mw", 250.0, eit}}}},
         {"firm"},
         {tipping(eit)}},
        {"take_or_pay",
         "A utility tariff: study fees, land and finance to enter, then 85 % of the contract is "
         "paid whether used or not, and an exit fee.",
         "AEP Ohio data center tariff (in force 2025-07-23)",
         "2026-02-12",
         {"individual",
          {{"study_months", 2.0, "AEP Ohio: best effort within 60 days (2025-07-23)"}}},
         {fee(25.0, 50.0, 10000.0, aep),
          fee(50.0, 100.0, 50000.0, aep),
          fee(100.0, 0.0, 100000.0, aep),
          {"site_control", {{"from_mw", 25.0, aep}}},
          {"financing", {{"from_mw", 25.0, aep}}}},
         {"firm"},
         {{"cost"}, {"minimum_take"}, {"exit_fee"}, {"phasing"}}},
    };
}

}  // namespace

std::vector<Preset> america_presets() {
    auto presets = queue_presets();
    for (auto const& part : {texas_presets(), fast_presets()}) {
        presets.insert(presets.end(), part.begin(), part.end());
    }
    return presets;
}

}  // namespace gridrush
