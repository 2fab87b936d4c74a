#pragma once

#include <string>
#include <vector>

#include "sim/operations/dispatch.hpp"

namespace gridrush {

/// Answer of a DC optimal power flow of one snapshot. NaN where status is not optimal.
struct OpfResult {
    SolveStatus status = SolveStatus::failed;
    double objective_usd_per_h = 0.0;
    double optimality_gap = 0.0;  ///< relative, upper bound from the piecewise refinement of costs
    std::vector<double> generator_mw, flow_mw, lmp_usd_per_mwh, branch_price_usd_per_mwh, angle_deg;
    int simplex_iterations = 0;
};

/// DC optimal power flow of the grid's own snapshot (load_mw + shunt_mw, generator limits incl.
/// min_mw, ratings; with Convention::powermodels also angle limits), no load shedding: infeasible
/// cases say so. Polynomial (quadratic) costs are refined by tangents until the relative gap
/// between the bounds is below 1e-9. DC lines stay at zero unless `with_dc_lines`.
[[nodiscard]] OpfResult solve_opf(Grid const& grid, Convention convention,
                                  bool with_dc_lines = false);

/// Answer of a DC power flow of the grid's own snapshot and generator set points.
struct FlowResult {
    std::vector<double> angle_deg, flow_mw, injection_mw;
    double reference_mw = 0.0;  ///< what the reference buses' generators had to add, MW
};
[[nodiscard]] FlowResult solve_flow(Grid const& grid, Convention convention);

}  // namespace gridrush
