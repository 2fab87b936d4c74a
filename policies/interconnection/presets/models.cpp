#include "policies/interconnection/presets/presets.hpp"

namespace gridrush {
namespace {

constexpr std::string_view choice = "modelling choice";
constexpr std::string_view paid = "modelling choice: the price of the auction pays for it";

HookSetting entry_fee() {
    return {"money", {{"fee_usd", 10000.0, "before reform, as little as 10,000 USD (Zonevex)"}}};
}

}  // namespace

std::vector<Preset> model_presets() {
    return {
        {"auction_capacity",
         "The capacity of each node is auctioned yearly, sealed bids, one price.",
         "modelling choice; DOE i2X names auctions as an alternative to queues",
         "2026-10-01",
         {"auction"},
         {{"money",
           {{"stage", std::string{"study"}, choice},
            {"security_usd_per_mw", 50000.0, choice},
            {"forfeited_at_study", 1.0, choice},
            {"forfeited_at_agreement", 1.0, choice}}}},
         {"firm_by_year", {{"remainder_stays", false, choice}}},
         {{"cost", {{"socialised_share", 1.0, paid}}}}},
        {"uioli",
         "First come, first served; capacity that is used below 80 % in two half-years in a row "
         "is withdrawn where somebody waits for it.",
         "EU gas congestion management (long-term use-it-or-lose-it)",
         "2026-10-01",
         {"serial"},
         {entry_fee()},
         {"firm"},
         {{"cost"}, {"use_or_lose"}}},
        {"phased",
         "Half-yearly batches; every contract rises in even yearly steps.",
         "PJM forecast ramp of 36 months or more (2026); AEP Ohio ramp of up to 48 (2025-07-23)",
         "2026-10-01",
         {"batch"},
         {},
         {"phased"},
         {{"cost"}, {"phasing"}}},
        {"ai_first",
         "AI campuses are studied at once, everybody else in order behind them.",
         "modelling choice: a policy that favours AI",
         "2026-10-01",
         {"fast_lane"},
         {entry_fee()},
         {"firm"},
         {{"cost"}}},
        {"none",
         "No rule: everybody is connected at once, firm, at the rate payers' cost.",
         "baseline",
         "2026-10-01",
         {"immediate"},
         {},
         {"connect_all", {{"right", std::string{"firm"}, "baseline"}}},
         {{"cost", {{"socialised_share", 1.0, "baseline"}}}}},
    };
}

}  // namespace gridrush
