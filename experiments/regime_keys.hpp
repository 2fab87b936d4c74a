#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policies/catalog.hpp"
#include "experiments/key_info.hpp"

namespace gridrush {

/// Keys of an interconnection policy that are no parameters: name, file and the hooks.
[[nodiscard]] std::span<std::string_view const> regime_keys();
/// Declarations of the hooks' keys, every hook with its parameters among the children.
[[nodiscard]] std::vector<KeyInfo> hook_key_infos();
/// The same of a regime: its hooks with its own defaults.
[[nodiscard]] std::vector<KeyInfo> hooks_of_regime(std::string_view name);

/// Whether the value is a regime: the name of one, or a map that names one or some hooks.
[[nodiscard]] bool names_regime(DocNode const& node);

/// A regime of the catalog with overrides, or hooks put together. Bare keys are parameters of the
/// ordering or the service. Keeps `choice` on a mistake.
void read_regime(DocNode const& node, std::string const& path, Reading& reading,
                 PolicyChoice& choice);
/// Gates and terms beside a policy of a file; an ordering or a service there is an issue.
[[nodiscard]] RegimeChoice read_rules_beside_file(DocNode const& node, std::string const& path,
                                                  Reading& reading);
/// Adds the hooks to `map`, every parameter with its value.
void write_regime(RegimeChoice const& regime, DocNode& map);

}  // namespace gridrush
