#pragma once

#include <nlohmann/json.hpp>

#include "experiments/document.hpp"

namespace gridrush {

/// The document as JSON: bare scalars that are numbers, true or false become these, all else text.
[[nodiscard]] nlohmann::ordered_json to_json(DocNode const& node);

}  // namespace gridrush
