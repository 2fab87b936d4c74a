#pragma once

#include "sim/experiment.hpp"

namespace gridrush {

/// Hashprice at `time`, USD per PH and day: the last step at or before it.
[[nodiscard]] double hashprice_at(HashpriceSpec const& spec, TimePoint time);

}  // namespace gridrush
