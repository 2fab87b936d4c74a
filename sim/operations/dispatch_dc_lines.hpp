#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "topology/grid.hpp"
#include "sim/operations/lp_network.hpp"

namespace gridrush {

/// The DC lines in service as LP columns, each from 0 to its width over its least flow. A lossless
/// line is one column over its whole range; a lossy one has a column per direction, the loss borne
/// where the power arrives (where prices are negative both may run, burning power).
struct DcLineOffers {
    std::vector<std::size_t> line;  ///< per column: row of the DC line
    std::vector<double> sign;       ///< per column: +1 runs from -> to, -1 to -> from
    std::vector<double> least_mw, width_mw, set_point_mw;  ///< per column, in its direction
    std::vector<InjectionColumn> injections;               ///< per column
    std::vector<double> base_injection_mw;  ///< per bus: columns at their least, constant losses

    explicit DcLineOffers(Grid const& grid);
    [[nodiscard]] std::size_t size() const { return line.size(); }
    /// Adds up the columns `x` (over their least) as flow per DC line.
    void write(std::span<double const> x, std::span<double> dc_line_mw) const;

private:
    void add(Grid const& grid, std::size_t dc_line, double direction);
};

}  // namespace gridrush
