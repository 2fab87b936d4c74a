#include "policies/migration/migration.hpp"

#include <array>

namespace gridrush {

std::string_view to_string(TenantKind kind) {
    static constexpr std::array<std::string_view, tenant_kind_count> names{
        "training", "fine_tuning", "batch", "inference"};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view to_string(MoveKind kind) {
    static constexpr std::array<std::string_view, move_kind_count> names{"move", "split", "pause",
                                                                         "resume"};
    return names[static_cast<std::size_t>(kind)];
}

}  // namespace gridrush
