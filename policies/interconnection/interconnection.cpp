#include "policies/interconnection/interconnection.hpp"

#include <array>

namespace gridrush {

std::string_view to_string(RulingKind kind) {
    static constexpr std::array<std::string_view, 3> names{"wait", "grant", "refuse"};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view to_string(RulingReason reason) {
    static constexpr std::array<std::string_view, ruling_reason_count> names{
        "fits", "transformer_full", "network_full", "capacity_is_non_firm", "too_large"};
    return names[static_cast<std::size_t>(reason)];
}

}  // namespace gridrush
