#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "topology/contingency.hpp"
#include "sim/operations/dispatch.hpp"

namespace gridrush::testing {

/// What an answer injects into the network, MW per bus. DC lines without losses.
inline std::vector<double> injection_mw(Grid const& grid, DispatchInput const& input,
                                        DispatchResult const& result) {
    std::vector<double> injection(grid.buses().size());
    for (std::size_t b = 0; b < injection.size(); ++b) {
        injection[b] = result.shed_mw[b] - input.load_mw[b];
    }
    for (std::size_t g = 0; g < result.generator_mw.size(); ++g) {
        injection[grid.generators().bus[g].index()] += result.generator_mw[g];
    }
    for (std::size_t d = 0; d < result.dc_line_mw.size(); ++d) {
        injection[grid.dc_lines().from[d].index()] -= result.dc_line_mw[d];
        injection[grid.dc_lines().to[d].index()] += result.dc_line_mw[d];
    }
    for (std::size_t k = 0; k < result.cut_mw.size(); ++k) {
        injection[input.cuts[k].bus.index()] += result.cut_mw[k];
    }
    return injection;
}

/// The networks without one branch each, solved from scratch: no LODF.
class OutagesSolvedAgain {
public:
    explicit OutagesSolvedAgain(DcNetwork const& network) : grid_{network.grid()} {
        for (std::size_t branch = 0; branch < network.in_service().size(); ++branch) {
            if (network.in_service()[branch] == 0) {
                continue;
            }
            std::vector<char> left(network.in_service().begin(), network.in_service().end());
            left[branch] = 0;
            without_.emplace_back(grid_, network.convention(), left);
            cut_off_.emplace_back(left.size(), 0);
            if (without_.back().islands().count > network.islands().count) {
                for (auto const lost : find_islanded_part(network, BranchId{branch}).branches) {
                    cut_off_.back()[lost.index()] = 1;
                }
            }
        }
    }

    [[nodiscard]] std::size_t size() const { return without_.size(); }

    /// MW by which the worst branch of what stays exceeds its rating after the worst outage.
    [[nodiscard]] double overload_mw(RatingKind rating,
                                     std::vector<double> const& injection) const {
        auto const limit = ratings_of(grid_, rating);
        std::vector<double> flow(limit.size());
        double worst = -unlimited;
        for (std::size_t k = 0; k < without_.size(); ++k) {
            without_[k].solve_flows(injection, flow);
            for (std::size_t l = 0; l < flow.size(); ++l) {
                if (cut_off_[k][l] == 0) {
                    worst = std::max(worst, std::abs(flow[l]) - limit[l]);
                }
            }
        }
        return worst;
    }

private:
    Grid const& grid_;
    std::vector<DcNetwork> without_;
    std::vector<std::vector<char>> cut_off_;
};

inline double overload_after_outages_mw(DcNetwork const& network, RatingKind rating,
                                        DispatchInput const& input, DispatchResult const& result) {
    return OutagesSolvedAgain{network}.overload_mw(rating,
                                                   injection_mw(network.grid(), input, result));
}

}  // namespace gridrush::testing
