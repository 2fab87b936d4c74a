#pragma once

#include <string>

#include "policies/module.hpp"
#include "experiments/key_info.hpp"

namespace gridrush {

/// Declaration of a family's key, the parameters of every policy among its children.
[[nodiscard]] KeyInfo policy_key_info(PolicyFamily family);

/// What `gridrush policies` and the key reference show of one policy.
[[nodiscard]] KeyInfo policy_info(PolicyInfo const& policy);
[[nodiscard]] KeyInfo policy_info(PolicyModule const& module);

/// A policy's name or file, or a map with one of them and parameters. Keeps `choice` on a mistake.
void read_policy(DocNode const& node, PolicyFamily family, std::string const& path,
                 Reading& reading, PolicyChoice& choice);
[[nodiscard]] DocNode write_policy(PolicyChoice const& choice);

}  // namespace gridrush
