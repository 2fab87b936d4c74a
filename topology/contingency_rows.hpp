#pragma once

#include <span>

#include "topology/contingency.hpp"

namespace gridrush {

/// The flow in one branch after an outage with nothing dispatched again, as a linear function of
/// the network before it: flow of `branch` + factor * flow of `outage`. Without an outage (`outage`
/// none) the flow in the intact network.
struct MonitoredFlow {
    BranchId branch;
    BranchId outage{};
    double factor = 0.0;  ///< MW in `branch` per MW that flowed in `outage`

    /// MW, from the flows of the intact network.
    [[nodiscard]] double flow_mw(std::span<double const> intact_mw) const;
};

/// The flow in `branch` after an outage (row of screen.outages()), consistent with the screen:
/// after a radial outage what it cuts off is gone with its load. `branch_count`: of the grid.
/// Precondition: the outage is not singular.
[[nodiscard]] MonitoredFlow row_after_outage(ContingencyScreen const& screen, std::size_t outage,
                                             BranchId branch, std::size_t branch_count);

/// Sensitivity of the row's flow to an injection at each bus withdrawn at the reference of its
/// island, MW/MW. Length: buses. Does not use the network's PTDF cache.
void write_sensitivity(DcNetwork const& network, MonitoredFlow const& row,
                       std::span<double> per_bus);
/// Flow at zero injection (phase shifters), MW.
[[nodiscard]] double flow_at_zero_injection(DcNetwork const& network, MonitoredFlow const& row);

}  // namespace gridrush
