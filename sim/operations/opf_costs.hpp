#pragma once

#include <vector>

#include "topology/grid_spec.hpp"

namespace gridrush {

/// A generator's convex cost between its limits, as the breakpoints of an inner approximation
/// (secants) that `refine` makes finer around where the optimum is.
class RefinedCost {
public:
    /// Precondition: min_mw <= max_mw, both finite.
    RefinedCost(CostCurve const& cost, double min_mw, double max_mw);

    /// Outputs in increasing order, from min to max; at least one.
    [[nodiscard]] std::vector<double> const& breakpoints_mw() const { return breakpoints_; }
    [[nodiscard]] double usd_per_h(double mw) const { return cost_->usd_per_h(mw); }

    /// Lowest cost(p) - price * p between the limits: what the unit's owner would choose.
    [[nodiscard]] double least_net_cost(double price) const;

    /// The approximate optimum lay at `mw`. Returns whether the breakpoints became finer.
    bool refine(double mw);

private:
    [[nodiscard]] double slope(double mw) const;
    void place_breakpoints();

    CostCurve const* cost_;
    double min_, max_;
    bool curved_;
    double centre_, step_;
    std::vector<double> breakpoints_;
};

}  // namespace gridrush
