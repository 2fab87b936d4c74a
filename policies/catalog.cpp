#include "policies/catalog.hpp"

#include <algorithm>
#include <array>

#include "policies/built_in.hpp"
#include "policies/interconnection/presets/presets.hpp"
#include "policies/policy_file.hpp"

namespace gridrush {
namespace {

using enum PolicyFamily;

/// One row per policy: what it is, and how it is made. Regimes have a table of their own.
std::vector<PolicyInfo> all_policies() {
    std::vector<PolicyInfo> all;
    for (Preset const& preset : regime_presets()) {
        all.push_back({interconnection, preset.name, preset.summary, cited(preset),
                       [&preset] { return std::span{preset_parameters(preset)}; }});
    }
    std::array const others{
        PolicyInfo{curtailment, "pro_rata",
                   "A cut is shared in proportion to contracted megawatts.",
                   "Anaya and Pollitt (2013), EPRG 1316, principles of access", no_parameters},
        PolicyInfo{curtailment, "lifo", "Last in, first out: the load energised last is cut first.",
                   "Anaya and Pollitt (2013), EPRG 1316, principles of access", no_parameters},
        PolicyInfo{
            curtailment, "fifo",
            "First in, first out, the mirror of lifo: the load energised first is cut first.",
            "modelling choice", no_parameters},
        PolicyInfo{curtailment, "market_bid",
                   "Each load bids the price of its interruption; the cheapest is cut first.",
                   "Anaya and Pollitt (2013), EPRG 1316, principles of access",
                   market_bid_parameters},
        PolicyInfo{curtailment, "equal_mw",
                   "All lose the same megawatts, but for those that have less to lose.",
                   "water-filling: Bertsekas and Gallager (1992), Data Networks, section 6.5.2",
                   no_parameters},
        PolicyInfo{curtailment, "max_min_fair",
                   "What is served of the megawatts in question is max-min fair: the largest "
                   "loads are cut down to one level.",
                   "Bertsekas and Gallager (1992), Data Networks, section 6.5.2", no_parameters},
        PolicyInfo{curtailment, "rota",
                   "The turn goes round: who has not been cut for the longest time is cut first.",
                   "Andoni et al. (2019), fair rota", no_parameters},
        PolicyInfo{curtailment, "technical_best",
                   "Where a megawatt relieves the network most is cut first; elsewhere in "
                   "proportion.",
                   "De Santi, Meeus, Beckstedde, Delarue and Vitiello (2025), Applied Energy 396, "
                   "technical best",
                   no_parameters},
        PolicyInfo{curtailment, "contract_class_then_pro_rata",
                   "Contract classes are cut in the order in which they are declared, each in "
                   "proportion.",
                   "ladder read from the separate rules of ERCOT and PJM (2024-2026)",
                   no_parameters},
        PolicyInfo{curtailment, "hours_cap",
                   "Nobody is cut in more than so many hours of a year; who has most hours "
                   "left is cut first.",
                   "network code of the Netherlands art. 7.1, TDTR85 (ACM 2024-07-16)",
                   hours_capped_parameters},
        PolicyInfo{curtailment, "rate_cap",
                   "Nobody is cut by more than a share of its energy of the year.",
                   "Norris et al. (2025), Duke University NI R 25-01", rate_capped_parameters},
        PolicyInfo{curtailment, "price_responsive",
                   "Who loses money at the price of the last interval stands down by itself.",
                   "ERCOT mines: Riot Platforms (2023-09), as reported by the trade press",
                   price_responsive_parameters},
        PolicyInfo{curtailment, "four_cp_chaser",
                   "Loads stand down in summer hours that could set one of the four coincident "
                   "peaks.",
                   "ERCOT 4CP: energytariffexperts.com (2013), hashrateindex.com",
                   four_cp_chaser_parameters},
        PolicyInfo{curtailment, "none",
                   "Nobody is cut by contract: large loads lose power only in an emergency.",
                   "baseline", no_parameters},
        PolicyInfo{migration, "stay", "Tenants stay where they are.", "baseline", no_parameters},
        PolicyInfo{migration, "pause",
                   "Tenants save their work and pause while their site lacks much of its power.",
                   "Emerald, review of arXiv 2507.00909 (2025): flexible computing",
                   pause_parameters},
        PolicyInfo{migration, "follow_power",
                   "Tenants go from a site that lacks power to the one that lacks least.",
                   "modelling choice", follow_power_parameters},
        PolicyInfo{migration, "cheapest_site",
                   "Tenants go where energy was cheapest in the last month, if that pays for "
                   "the move.",
                   "modelling choice", cheapest_site_parameters},
        PolicyInfo{migration, "cleanest_site",
                   "Tenants go where a megawatt-hour causes least CO2, if that is worth the move.",
                   "modelling choice", cleanest_site_parameters},
        PolicyInfo{migration, "checkpoint_and_move",
                   "Tenants move when the work that a forecast cut costs outweighs transfer, "
                   "restart, unsaved work and fee.",
                   "migration bound by time rather than energy: arXiv 2511.16182",
                   checkpoint_and_move_parameters},
        PolicyInfo{migration, "split_inference",
                   "Inference that lacks power is served in part by a replica at another site.",
                   "modelling choice", split_inference_parameters},
        PolicyInfo{migration, "lease_mover",
                   "Tenants change sites when a lease ends or delivery was missed, if another "
                   "costs less.",
                   "modelling choice", lease_mover_parameters},
        PolicyInfo{strategy, "keep_mining", "A mine goes on mining.", "baseline", no_parameters},
        PolicyInfo{loading, "nameplate",
                   "Banks carry their rated power in any weather, the spare ones left out.",
                   "N-1 planning criterion", no_parameters},
        PolicyInfo{
            loading, "hot_spot",
            "Banks carry what keeps top oil and hot spot within their limits in the weather of "
            "the interval, should the spare ones trip at once.",
            "dynamic loading by IEC 60076-7:2018 clause 8 and table 2, or IEEE C57.91 clause 7",
            hot_spot_parameters},
    };
    all.insert(all.end(), others.begin(), others.end());
    return all;
}

std::span<PolicyInfo const> catalog() {
    static std::vector<PolicyInfo> const policies = all_policies();
    return policies;
}

template <class P>
using Maker = std::unique_ptr<P> (*)(Parameters const&);

template <class P>
struct MakerRow {
    std::string_view name;
    Maker<P> make;
};

constexpr std::array curtailment_makers{
    MakerRow<CurtailmentPolicy>{"pro_rata", make_pro_rata},
    MakerRow<CurtailmentPolicy>{"lifo", make_lifo},
    MakerRow<CurtailmentPolicy>{"fifo", make_fifo},
    MakerRow<CurtailmentPolicy>{"market_bid", make_market_bid},
    MakerRow<CurtailmentPolicy>{"equal_mw", make_equal_mw},
    MakerRow<CurtailmentPolicy>{"max_min_fair", make_max_min_fair},
    MakerRow<CurtailmentPolicy>{"rota", make_rota},
    MakerRow<CurtailmentPolicy>{"technical_best", make_technical_best},
    MakerRow<CurtailmentPolicy>{"contract_class_then_pro_rata", make_contract_class_then_pro_rata},
    MakerRow<CurtailmentPolicy>{"hours_cap", make_hours_capped},
    MakerRow<CurtailmentPolicy>{"rate_cap", make_rate_capped},
    MakerRow<CurtailmentPolicy>{"price_responsive", make_price_responsive},
    MakerRow<CurtailmentPolicy>{"four_cp_chaser", make_four_cp_chaser},
    MakerRow<CurtailmentPolicy>{"none", make_none}};
constexpr std::array migration_makers{
    MakerRow<MigrationPolicy>{"stay", make_stay},
    MakerRow<MigrationPolicy>{"pause", make_pause},
    MakerRow<MigrationPolicy>{"follow_power", make_follow_power},
    MakerRow<MigrationPolicy>{"cheapest_site", make_cheapest_site},
    MakerRow<MigrationPolicy>{"cleanest_site", make_cleanest_site},
    MakerRow<MigrationPolicy>{"checkpoint_and_move", make_checkpoint_and_move},
    MakerRow<MigrationPolicy>{"split_inference", make_split_inference},
    MakerRow<MigrationPolicy>{"lease_mover", make_lease_mover}};
constexpr std::array strategy_makers{MakerRow<StrategyPolicy>{"keep_mining", make_keep_mining}};
constexpr std::array loading_makers{MakerRow<LoadingPolicy>{"nameplate", make_nameplate},
                                    MakerRow<LoadingPolicy>{"hot_spot", make_hot_spot}};

template <class P, std::size_t N>
std::unique_ptr<P> make(std::array<MakerRow<P>, N> const& makers, PolicyChoice const& choice) {
    if (choice.file) {
        return choice.file->make<P>(choice.parameters);
    }
    return std::ranges::find(makers, choice.name, &MakerRow<P>::name)->make(choice.parameters);
}

}  // namespace

RegimeChoice hooks_of(PolicyChoice const& choice) {
    return choice.regime ? *choice.regime
                         : preset_choice(*find_preset(choice.name), choice.parameters);
}

std::string_view to_string(PolicyFamily family) {
    static constexpr std::array<std::string_view, policy_family_count> names{
        "interconnection", "curtailment", "migration", "strategy", "loading"};
    return names[static_cast<std::size_t>(family)];
}

std::string_view question_of(PolicyFamily family) {
    static constexpr std::array<std::string_view, policy_family_count> questions{
        "who connects, when, and with what right", "who is cut when not all can be served",
        "which tenants move to another site", "what a mine turns into",
        "how far transformer banks are loaded"};
    return questions[static_cast<std::size_t>(family)];
}

std::span<PolicyInfo const> policy_catalog() {
    return catalog();
}

PolicyInfo const* find_policy(PolicyFamily family, std::string_view name) {
    auto const policies = catalog();
    auto const found = std::ranges::find_if(policies, [&](PolicyInfo const& info) {
        return info.family == family && info.name == name;
    });
    return found == policies.end() ? nullptr : &*found;
}

std::vector<std::string> policy_names(PolicyFamily family) {
    std::vector<std::string> names;
    for (auto const& info : catalog()) {
        if (info.family == family) {
            names.emplace_back(info.name);
        }
    }
    return names;
}

PolicyChoice const& PolicyChoices::of(PolicyFamily family) const {
    switch (family) {
        case PolicyFamily::interconnection:
            return interconnection;
        case PolicyFamily::curtailment:
            return curtailment;
        case PolicyFamily::migration:
            return migration;
        case PolicyFamily::strategy:
            return strategy;
        case PolicyFamily::loading:
            break;
    }
    return loading;
}

PolicyChoice default_policy(PolicyFamily family) {
    auto const policies = catalog();
    auto const first = std::ranges::find(policies, family, &PolicyInfo::family);
    Issues none;
    PolicyChoice choice{std::string{first->name},
                        Parameters{first->parameters(), {}, "", {}, none}};
    if (family == interconnection) {
        choice.regime = hooks_of(choice);
    }
    return choice;
}

PolicyChoices default_policies() {
    return {default_policy(interconnection), default_policy(curtailment), default_policy(migration),
            default_policy(strategy), default_policy(loading)};
}

Policies make_policies(PolicyChoices const& choices) {
    auto const& connection = choices.interconnection;
    bool const has_hooks = !connection.file || connection.regime.has_value();
    auto const hooks = has_hooks ? hooks_of(connection) : RegimeChoice{};
    return {connection.file ? connection.file->make<InterconnectionPolicy>(connection.parameters)
                            : make_regime(hooks),
            make(curtailment_makers, choices.curtailment),
            make(migration_makers, choices.migration),
            make(strategy_makers, choices.strategy),
            make(loading_makers, choices.loading),
            make_rules(hooks)};
}

}  // namespace gridrush
