#pragma once

#include <map>
#include <span>
#include <string>

#include "policies/parameters.hpp"
#include "experiments/key_info.hpp"

namespace gridrush {

/// Declaration of a parameter as a key.
[[nodiscard]] KeyInfo parameter_key_info(ParameterInfo const& parameter);

/// The value of a parameter, as what it is written as; `declared` (or nullptr) only says whether a
/// bare word may be a text.
[[nodiscard]] ParameterValue parameter_value(DocNode const& node, ParameterInfo const* declared);
[[nodiscard]] DocNode write_parameter(ParameterValue const& value);
/// One key per parameter, added to `map`.
void write_parameters(Parameters const& parameters, DocNode& map);

/// Values and places of parameters that a map gives.
struct Given {
    std::map<std::string, ParameterValue> values;
    std::map<std::string, Location> at;
};

/// Those of `map` but for the keys `beside`, which are none. A list or a map is an issue.
[[nodiscard]] Given given_parameters(DocNode const& map, std::span<ParameterInfo const> declared,
                                     std::span<std::string_view const> beside,
                                     std::string const& path, Reading& reading);

/// The value of `key` in a map; nullptr when there is none.
[[nodiscard]] DocNode const* value_of(DocNode const& node, std::string_view key);

}  // namespace gridrush
