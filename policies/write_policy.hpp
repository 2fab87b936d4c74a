#pragma once

#include <concepts>

#include "policies/module.hpp"

namespace gridrush {

/// The base class of a family's policies.
template <PolicyFamily family>
struct PolicyBaseOf;
template <>
struct PolicyBaseOf<PolicyFamily::interconnection> {
    using type = InterconnectionPolicy;
};
template <>
struct PolicyBaseOf<PolicyFamily::curtailment> {
    using type = CurtailmentPolicy;
};
template <>
struct PolicyBaseOf<PolicyFamily::migration> {
    using type = MigrationPolicy;
};
template <>
struct PolicyBaseOf<PolicyFamily::strategy> {
    using type = StrategyPolicy;
};
template <>
struct PolicyBaseOf<PolicyFamily::loading> {
    using type = LoadingPolicy;
};

/// What the program is told of the policy class `T`. `T` is derived from the family's base class
/// and constructed from `Parameters const&` or from nothing; when it has parameters, a static
/// function `T::parameters()` gives a span of their declarations, which must stay valid.
template <PolicyFamily family, class T>
[[nodiscard]] PolicyModule policy_module(char const* name, char const* summary,
                                         char const* source) {
    using Base = typename PolicyBaseOf<family>::type;
    static_assert(std::derived_from<T, Base>, "derive the policy from its family's base class");
    PolicyModule module;
    module.family = family;
    module.name = name;
    module.summary = summary;
    module.source = source;
    if constexpr (requires { T::parameters(); }) {
        module.parameters = T::parameters();
    }
    module.make = [](PolicyModule const&, Parameters const& parameters) -> void* {
        if constexpr (std::constructible_from<T, Parameters const&>) {
            return static_cast<Base*>(new T(parameters));
        } else {
            return static_cast<Base*>(new T);
        }
    };
    return module;
}

}  // namespace gridrush

/// Makes a shared object from a class, once per file and outside of every namespace:
///   GRIDRUSH_POLICY(curtailment, MyRule, "my_rule", "What it does, one sentence.", "citation")
#define GRIDRUSH_POLICY(family, Type, name, summary, source)                                      \
    extern "C" __attribute__((visibility("default"))) gridrush::PolicyModule const*               \
    gridrush_policy_module(char const*) {                                                         \
        static auto const module =                                                                \
            gridrush::policy_module<gridrush::PolicyFamily::family, Type>(name, summary, source); \
        return &module;                                                                           \
    }
