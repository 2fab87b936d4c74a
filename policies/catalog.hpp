#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policies/curtailment/curtailment.hpp"
#include "policies/interconnection/interconnection.hpp"
#include "policies/loading/loading.hpp"
#include "policies/migration/migration.hpp"
#include "policies/parameters.hpp"
#include "policies/strategy/strategy.hpp"

namespace gridrush {

enum class PolicyFamily { interconnection, curtailment, migration, strategy, loading };

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
    std::span<ParameterInfo const> (*parameters)();
};

/// Every policy, by family and in the order in which they are listed.
[[nodiscard]] std::span<PolicyInfo const> policy_catalog();
/// nullptr when there is none of that name.
[[nodiscard]] PolicyInfo const* find_policy(PolicyFamily family, std::string_view name);
[[nodiscard]] std::vector<std::string> policy_names(PolicyFamily family);

/// A policy chosen by name with its checked parameters.
struct PolicyChoice {
    std::string name;
    Parameters parameters;
};

/// One policy of each family: how a run decides.
struct Policies {
    std::unique_ptr<InterconnectionPolicy> interconnection;
    std::unique_ptr<CurtailmentPolicy> curtailment;
    std::unique_ptr<MigrationPolicy> migration;
    std::unique_ptr<StrategyPolicy> strategy;
    std::unique_ptr<LoadingPolicy> loading;
};

/// The names and parameters of one policy of each family, as an experiment gives them.
struct PolicyChoices {
    PolicyChoice interconnection;
    PolicyChoice curtailment;
    PolicyChoice migration;
    PolicyChoice strategy;
    PolicyChoice loading;
};

/// Precondition: every name is in the catalog.
[[nodiscard]] Policies make_policies(PolicyChoices const& choices);

}  // namespace gridrush
