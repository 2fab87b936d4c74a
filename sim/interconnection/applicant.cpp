#include "sim/interconnection/applicant.hpp"

#include <array>

namespace gridrush {

std::string_view to_string(ExitReason reason) {
    static constexpr std::array<std::string_view, exit_reason_count> names{
        "none",     "patience",         "cost",         "security", "not_ready", "too_little",
        "not_firm", "placed_elsewhere", "changed_mind", "refused",  "duplicate", "lapsed"};
    return names[static_cast<std::size_t>(reason)];
}

}  // namespace gridrush
