#include "policies/curtailment/curtailment.hpp"

#include <array>

namespace gridrush {

std::string_view to_string(CurtailmentTier tier) {
    static constexpr std::array<std::string_view, curtailment_tier_count> names{
        "price_response",    "non_firm", "demand_response", "backup_generation",
        "remote_disconnect", "firm",     "under_frequency"};
    return names[static_cast<std::size_t>(tier)];
}

}  // namespace gridrush
