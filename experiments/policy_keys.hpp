#pragma once

#include <string>

#include "policies/catalog.hpp"
#include "experiments/key_info.hpp"

namespace gridrush {

/// The first policy of a family with its defaults.
[[nodiscard]] PolicyChoice default_policy(PolicyFamily family);
[[nodiscard]] PolicyChoices default_policies();

/// Declaration of a family's key, the parameters of every policy among its children.
[[nodiscard]] KeyInfo policy_key_info(PolicyFamily family);

/// A policy's name, or a map with its name and parameters. Keeps `choice` on a mistake.
void read_policy(DocNode const& node, PolicyFamily family, std::string const& path,
                 Reading& reading, PolicyChoice& choice);
[[nodiscard]] DocNode write_policy(PolicyChoice const& choice);

}  // namespace gridrush
