#pragma once

#include <cstdint>
#include <span>

#include "policies/catalog.hpp"

namespace gridrush {

/// Version of everything in policies/ that a shared object is built against: raise it with every
/// change of a view, a decision, a base class or this file.
inline constexpr std::uint32_t policy_abi_version = 1;

/// What a file with a policy gives to the program. The first two members never move.
struct PolicyModule {
    std::uint32_t abi_version = policy_abi_version;
    std::uint32_t module_bytes = sizeof(PolicyModule);
    std::uint64_t layout = 0;  ///< fingerprint of sizes and compiler, see policy_layout()
    PolicyFamily family = PolicyFamily::curtailment;
    char const* name = "";
    char const* summary = "";
    char const* source = "";  ///< citation, or "modelling choice"
    std::span<ParameterInfo const> parameters;
    /// A new policy: a pointer to the family's base class (`CurtailmentPolicy*`, ...), owned by the
    /// caller. Never a pointer to the derived class.
    void* (*make)(PolicyModule const& self, Parameters const& parameters) = nullptr;
    void const* data = nullptr;  ///< the maker's own
};

/// Fingerprint of the sizes of the views and decisions and of the C++ library's binary interface.
[[nodiscard]] std::uint64_t policy_layout();

/// The one function that a shared object exports, with C linkage, under this name. `file`: the path
/// that the experiment names (a module may be one that reads it). Valid until the program ends.
/// May throw std::exception: what is wrong with the file.
inline constexpr char const* policy_entry_point = "gridrush_policy_module";
using PolicyEntryPoint = PolicyModule const* (*)(char const* file);

}  // namespace gridrush
