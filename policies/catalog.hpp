#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policies/curtailment/curtailment.hpp"
#include "policies/interconnection/connection_rules.hpp"
#include "policies/interconnection/interconnection.hpp"
#include "policies/interconnection/regime.hpp"
#include "policies/loading/loading.hpp"
#include "policies/migration/migration.hpp"
#include "policies/parameters.hpp"
#include "policies/strategy/strategy.hpp"

namespace gridrush {

enum class PolicyFamily { interconnection, curtailment, migration, strategy, loading };
inline constexpr std::array policy_families{PolicyFamily::interconnection,
                                            PolicyFamily::curtailment, PolicyFamily::migration,
                                            PolicyFamily::strategy, PolicyFamily::loading};

[[nodiscard]] std::string_view to_string(PolicyFamily family);
/// What the family decides, one sentence.
[[nodiscard]] std::string_view question_of(PolicyFamily family);
inline constexpr std::size_t policy_family_count = 5;

/// What the catalog knows of one policy.
struct PolicyInfo {
    PolicyFamily family;
    std::string_view name;
    std::string_view summary;  ///< one sentence
    std::string_view source;   ///< citation, or "modelling choice"
    std::function<std::span<ParameterInfo const>()> parameters;
};

/// Every policy, by family and in the order in which they are listed.
[[nodiscard]] std::span<PolicyInfo const> policy_catalog();
/// nullptr when there is none of that name.
[[nodiscard]] PolicyInfo const* find_policy(PolicyFamily family, std::string_view name);
[[nodiscard]] std::vector<std::string> policy_names(PolicyFamily family);

class PolicyFile;

/// A policy with its checked parameters: one of the catalog by its name, or that of a file. A
/// regime of the catalog can have hooks of its own, a file's policy gates and terms.
struct PolicyChoice {
    std::string name;
    Parameters parameters;
    std::shared_ptr<PolicyFile const> file{};  ///< none: built in
    std::string path{};                        ///< of the file, as the experiment names it
    /// Interconnection: the hooks; none = those of the regime `name` with `parameters`. Of a file's
    /// policy gates and terms alone, the other names empty.
    std::optional<RegimeChoice> regime{};
};

/// The name of a regime that an experiment puts together itself.
inline constexpr std::string_view own_regime = "custom";
/// The hooks of an interconnection policy. Precondition: it has no file, or hooks of its own.
[[nodiscard]] RegimeChoice hooks_of(PolicyChoice const& choice);

/// One policy of each family: how a run decides.
struct Policies {
    std::unique_ptr<InterconnectionPolicy> interconnection;
    std::unique_ptr<CurtailmentPolicy> curtailment;
    std::unique_ptr<MigrationPolicy> migration;
    std::unique_ptr<StrategyPolicy> strategy;
    std::unique_ptr<LoadingPolicy> loading;
    ConnectionRules rules{};  ///< gates and terms, carried out for every interconnection policy
};

/// What becomes of a decision that breaks a rule of its family.
enum class OnInvalid {
    fail,  ///< the run ends with a PolicyError
    clip,  ///< it is put right, counted and recorded as clipped
};

/// One policy of each family, as an experiment gives them, and what they are held to.
struct PolicyChoices {
    PolicyChoice interconnection;
    PolicyChoice curtailment;
    PolicyChoice migration;
    PolicyChoice strategy;
    PolicyChoice loading;
    OnInvalid on_invalid = OnInvalid::fail;
    double time_limit_s = 60.0;  ///< wall clock, of each call; 0 = none

    [[nodiscard]] PolicyChoice const& of(PolicyFamily family) const;
};

/// The first policy of a family with its defaults, and one of each.
[[nodiscard]] PolicyChoice default_policy(PolicyFamily family);
[[nodiscard]] PolicyChoices default_policies();

/// Precondition: every name without a file is in the catalog. Throws std::runtime_error when a
/// file's code cannot make its policy.
[[nodiscard]] Policies make_policies(PolicyChoices const& choices);

}  // namespace gridrush
