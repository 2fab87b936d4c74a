#include "sim/operations/dispatch_dc_lines.hpp"

#include <algorithm>

namespace gridrush {

DcLineOffers::DcLineOffers(Grid const& grid) : base_injection_mw(grid.buses().size(), 0.0) {
    auto const& lines = grid.dc_lines();
    for (std::size_t d = 0; d < lines.size(); ++d) {
        if (!lines.in_service[d]) {
            continue;
        }
        add(grid, d, 1.0);
        if (lines.loss_fraction[d] != 0.0) {
            add(grid, d, -1.0);
        }
        base_injection_mw[lines.to[d].index()] -= lines.loss_constant_mw[d];
    }
}

void DcLineOffers::add(Grid const& grid, std::size_t dc_line, double direction) {
    auto const& lines = grid.dc_lines();
    bool const forward = direction > 0.0;
    auto const source = forward ? lines.from[dc_line] : lines.to[dc_line];
    auto const sink = forward ? lines.to[dc_line] : lines.from[dc_line];
    double const received = 1.0 - lines.loss_fraction[dc_line];
    double least = forward ? lines.min_mw[dc_line] : -lines.max_mw[dc_line];
    double most = forward ? lines.max_mw[dc_line] : -lines.min_mw[dc_line];
    if (received != 1.0) {
        least = std::max(least, 0.0);
        most = std::max(most, 0.0);
    }
    line.push_back(dc_line);
    sign.push_back(direction);
    least_mw.push_back(least);
    width_mw.push_back(most - least);
    set_point_mw.push_back(std::clamp(direction * lines.set_point_mw[dc_line], least, most));
    injections.push_back({sink, received, source});
    base_injection_mw[source.index()] -= least;
    base_injection_mw[sink.index()] += received * least;
}

void DcLineOffers::write(std::span<double const> x, std::span<double> dc_line_mw) const {
    std::ranges::fill(dc_line_mw, 0.0);
    for (std::size_t k = 0; k < size(); ++k) {
        dc_line_mw[line[k]] += sign[k] * (least_mw[k] + x[k]);
    }
}

}  // namespace gridrush
