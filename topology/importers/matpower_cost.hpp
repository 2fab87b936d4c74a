#pragma once

#include <vector>

#include "topology/grid_spec.hpp"
#include "topology/importers/matpower_case.hpp"

namespace gridrush {

/// mpc.gencost as one curve per generator; all free where the case has none. Rows beyond the
/// generators' own are the costs of reactive power, which a DC model does not have.
[[nodiscard]] std::vector<CostCurve> read_matpower_costs(MatpowerCase& source,
                                                         std::size_t generators);

/// DC lines have no cost here: a case that gives them one would be solved as another problem,
/// which is an issue.
void check_matpower_dc_line_costs(MatpowerCase& source);

}  // namespace gridrush
