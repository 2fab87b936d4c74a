#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sim/operations/hosting.hpp"

namespace gridrush {

/// The largest constant load of which `rate` of the energy is curtailed when it is cut to the
/// hour's capacity wherever it is larger:
///   sum over hours max(0, load - capacity) = rate * load * hours.
/// Exact: between two hours' capacities the share of energy is a + b / load. NaN where an hour is
/// unknown (NaN) or there is none. Preconditions: 0 <= rate < 1, capacities >= 0.
[[nodiscard]] double load_at_curtailment(std::span<double const> capacity_mw, double rate);

/// The hours of one bus.
struct HostingYear {
    std::vector<double> capacity_mw;   ///< per hour; 0 where infeasible, NaN where failed
    std::size_t infeasible_hours = 0;  ///< in which the grid cannot serve even its own load
    std::size_t failed_hours = 0;
};

/// Of bus number `place` among `buses` in what hosting_capacity() gave.
[[nodiscard]] HostingYear year_of_bus(std::span<HostingAnswer const> answers, std::size_t buses,
                                      std::size_t place);

}  // namespace gridrush
