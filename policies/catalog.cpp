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
        PolicyInfo{curtailment, "market_bid",
                   "Each load bids the price of its interruption; the cheapest is cut first.",
                   "Anaya and Pollitt (2013), EPRG 1316, principles of access", no_parameters},
        PolicyInfo{curtailment, "none",
                   "Nobody is cut by contract: large loads lose power only in an emergency.",
                   "baseline", no_parameters},
        PolicyInfo{migration, "stay", "Tenants stay where they are.", "baseline", no_parameters},
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

constexpr std::array curtailment_makers{MakerRow<CurtailmentPolicy>{"pro_rata", make_pro_rata},
                                        MakerRow<CurtailmentPolicy>{"lifo", make_lifo},
                                        MakerRow<CurtailmentPolicy>{"market_bid", make_market_bid},
                                        MakerRow<CurtailmentPolicy>{"none", make_none}};
constexpr std::array migration_makers{MakerRow<MigrationPolicy>{"stay", make_stay}};
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
