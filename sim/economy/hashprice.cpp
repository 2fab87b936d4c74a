#include "sim/economy/hashprice.hpp"

#include <algorithm>

namespace gridrush {

double hashprice_at(HashpriceSpec const& spec, TimePoint time) {
    auto const after = std::ranges::upper_bound(spec.steps, time, {}, &HashpriceSpec::Step::from);
    return after == spec.steps.begin() ? spec.usd_per_ph_day : std::prev(after)->usd_per_ph_day;
}

}  // namespace gridrush
