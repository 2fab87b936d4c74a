#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "topology/grid_spec.hpp"

namespace gridrush {

/// What mpc.genfuel means: MATPOWER's genfuels() and what other exporters write; `other` for the
/// rest.
[[nodiscard]] Fuel fuel_of_matpower_word(std::string_view word);
/// The word of MATPOWER's genfuels() for a fuel.
[[nodiscard]] std::string_view matpower_word(Fuel fuel);

/// One line for each kind of thing that `spec` holds and a MATPOWER case cannot.
[[nodiscard]] std::vector<std::string> matpower_left_out(GridSpec const& spec);

}  // namespace gridrush
