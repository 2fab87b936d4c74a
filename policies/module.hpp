#pragma once

#include <cstdint>
#include <span>

#include "policies/catalog.hpp"

namespace gridrush {

/// Version of everything in policies/ that a shared object is built against: raise it with every
/// change of a view, a decision, a base class or this file.
inline constexpr std::uint32_t policy_abi_version = 5;

/// Fingerprint of how this compiler lays out what passes between the program and a shared object,
/// and of the C++ library's binary interface (FNV-1a, 64 bit).
[[nodiscard]] constexpr std::uint64_t policy_layout() {
    std::uint64_t hash = 14695981039346656037u;
    auto const add = [&hash](std::uint64_t value) { hash = (hash ^ value) * 1099511628211u; };
    auto const add_types = [&add]<class... T>() { (..., (add(sizeof(T)), add(alignof(T)))); };
    add_types.operator()<InterconnectionView, Ruling, InterconnectionDecision, Study, StudyResult,
                         QueuedLoad, StudyFinding, NonFirmRight>();
    add_types.operator()<CurtailmentView, CurtailmentDecision, CurtailmentPolicy>();
    add_types.operator()<MigrationView, Move, MigrationDecision, MigrationPolicy>();
    add_types.operator()<StrategyView, MineUse, StrategyDecision>();
    add_types.operator()<LoadingView, LoadingDecision, CarriableMw>();
    add_types.operator()<Parameters, ParameterInfo, ParameterValue, std::string, Rng, TimePoint,
                         SiteId, PolicyFamily, void*, long double>();
    add(__GXX_ABI_VERSION);
    add(_GLIBCXX_USE_CXX11_ABI);
    return hash;
}

/// What a file with a policy gives to the program. The first two members never move.
struct PolicyModule {
    std::uint32_t abi_version = policy_abi_version;
    std::uint32_t module_bytes = sizeof(PolicyModule);
    std::uint64_t layout = policy_layout();
    PolicyFamily family = PolicyFamily::curtailment;
    char const* name = "";
    char const* summary = "";  ///< one sentence
    char const* source = "";   ///< citation, or "modelling choice"
    std::span<ParameterInfo const> parameters;
    /// A new policy: a pointer to the family's base class (`CurtailmentPolicy*`, ...), owned by the
    /// caller. Never a pointer to the derived class. May throw std::exception.
    void* (*make)(PolicyModule const& self, Parameters const& parameters) = nullptr;
    void const* data = nullptr;  ///< the maker's own
};

/// The one function that a shared object exports, with C linkage, under this name. `file`: the path
/// that the experiment names (a module may be one that reads it). Valid until the program ends.
/// May throw std::exception: what is wrong with the file.
inline constexpr char const* policy_entry_point = "gridrush_policy_module";
using PolicyEntryPoint = PolicyModule const* (*)(char const* file);

}  // namespace gridrush
