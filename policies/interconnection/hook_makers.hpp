#pragma once

#include <memory>
#include <vector>

#include "policies/interconnection/regime.hpp"

namespace gridrush {

/// Single hooks from their choices. Precondition: the name is in the catalog.
[[nodiscard]] std::unique_ptr<Ordering> make_ordering(HookChoice const& choice);
[[nodiscard]] std::unique_ptr<Service> make_service(HookChoice const& choice);
[[nodiscard]] std::vector<Gate> make_gates(HookChoice const& choice);
void set_terms(HookChoice const& choice, Terms& terms);

}  // namespace gridrush
