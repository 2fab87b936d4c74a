#include "sim/operations/opf.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

#include "sim/operations/dispatch_dc_lines.hpp"
#include "sim/operations/lp_network.hpp"
#include "sim/operations/opf_costs.hpp"

namespace gridrush {

namespace {

constexpr double flow_tolerance_mw = 1e-7;
constexpr double sought_gap = 1e-12;
constexpr int round_limit = 40;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Piece {
    std::size_t generator;
    double usd_per_mwh, width_mw;
};

/// One snapshot's optimal power flow: an LP over pieces of the cost curves, solved again with finer
/// pieces until primal and dual bounds meet.
class OpfProblem {
public:
    OpfProblem(Grid const& grid, DcNetwork const& network, bool with_dc_lines);
    [[nodiscard]] OpfResult solve();

private:
    void cut_pieces();
    SolveStatus solve_round();
    void take_round();
    bool refine();
    void finish();

    Grid const& grid_;
    DcNetwork const& network_;
    NetworkLp lp_;
    std::optional<DcLineOffers> dc_lines_;
    std::vector<std::size_t> generator_;  ///< in service, row in the grid
    std::vector<RefinedCost> costs_;      ///< per generator in service
    std::vector<double> base_injection_;
    std::vector<Piece> pieces_;
    std::vector<double> output_mw_, lmp_, branch_price_;
    OpfResult result_;
    bool limits_cross_ = false;
};

OpfProblem::OpfProblem(Grid const& grid, DcNetwork const& network, bool with_dc_lines)
    : grid_{grid},
      network_{network},
      lp_{network, flow_tolerance_mw},
      lmp_(grid.buses().size()),
      branch_price_(grid.branches().size()) {
    auto const& buses = grid.buses();
    auto const& generators = grid.generators();
    base_injection_.assign(buses.size(), 0.0);
    if (with_dc_lines) {
        dc_lines_.emplace(grid);
        base_injection_ = dc_lines_->base_injection_mw;
    }
    for (std::size_t b = 0; b < buses.size(); ++b) {
        base_injection_[b] -= buses.load_mw[b] + buses.shunt_mw[b];
    }
    for (std::size_t g = 0; g < generators.size(); ++g) {
        double const low = generators.min_mw[g], high = generators.max_mw[g];
        if (!generators.in_service[g]) {
            continue;
        }
        limits_cross_ = limits_cross_ || !(low <= high);
        generator_.push_back(g);
        costs_.emplace_back(generators.cost[g], low, high);
        base_injection_[generators.bus[g].index()] += low;
    }
    output_mw_.resize(generator_.size());
}

void OpfProblem::cut_pieces() {
    std::vector<InjectionColumn> columns;
    pieces_.clear();
    for (std::size_t k = 0; k < costs_.size(); ++k) {
        auto const& mw = costs_[k].breakpoints_mw();
        for (std::size_t i = 1; i < mw.size(); ++i) {
            double const width = mw[i] - mw[i - 1];
            double const rise = costs_[k].usd_per_h(mw[i]) - costs_[k].usd_per_h(mw[i - 1]);
            pieces_.push_back({k, rise / width, width});
            columns.push_back({grid_.generators().bus[generator_[k]]});
        }
    }
    if (dc_lines_) {
        columns.insert(columns.end(), dc_lines_->injections.begin(), dc_lines_->injections.end());
    }
    lp_.set_columns(std::move(columns));
    for (std::size_t j = 0; j < pieces_.size(); ++j) {
        lp_.cost()[j] = pieces_[j].usd_per_mwh;
        lp_.upper()[j] = pieces_[j].width_mw;
    }
    if (dc_lines_) {
        std::ranges::copy(dc_lines_->width_mw,
                          lp_.upper().begin() + static_cast<std::ptrdiff_t>(pieces_.size()));
    }
}

SolveStatus OpfProblem::solve_round() {
    cut_pieces();
    auto const status = lp_.solve(base_injection_);
    result_.simplex_iterations += lp_.iterations();
    return status;
}

/// Output, prices, cost and the gap to the Lagrangian bound at these prices: as the LP's answer and
/// prices are complementary, only what each unit would rather do at its bus's price is left of it.
void OpfProblem::take_round() {
    for (std::size_t k = 0; k < costs_.size(); ++k) {
        output_mw_[k] = costs_[k].breakpoints_mw().front();
    }
    for (std::size_t j = 0; j < pieces_.size(); ++j) {
        output_mw_[pieces_[j].generator] += lp_.x()[j];
    }
    lp_.write_prices(lmp_, branch_price_);
    double cost = 0.0, gap = 0.0;
    for (std::size_t k = 0; k < costs_.size(); ++k) {
        double const price = lmp_[grid_.generators().bus[generator_[k]].index()];
        double const own = costs_[k].usd_per_h(output_mw_[k]);
        cost += own;
        gap += std::max(0.0, own - price * output_mw_[k] - costs_[k].least_net_cost(price));
    }
    result_.objective_usd_per_h = cost;
    result_.optimality_gap = gap / std::max(1.0, std::abs(cost));
}

bool OpfProblem::refine() {
    bool finer = false;
    for (std::size_t k = 0; k < costs_.size(); ++k) {
        finer = costs_[k].refine(output_mw_[k]) || finer;
    }
    return finer;
}

void OpfProblem::finish() {
    result_.generator_mw.assign(grid_.generators().size(), 0.0);
    for (std::size_t k = 0; k < costs_.size(); ++k) {
        result_.generator_mw[generator_[k]] = output_mw_[k];
    }
    result_.flow_mw.assign(lp_.flow_mw().begin(), lp_.flow_mw().end());
    result_.lmp_usd_per_mwh = lmp_;
    result_.branch_price_usd_per_mwh = branch_price_;
    result_.angle_deg.resize(lmp_.size());
    network_.solve_angles(lp_.injection_mw(), result_.angle_deg);
    for (auto& angle : result_.angle_deg) {
        angle *= 180.0 / std::numbers::pi;
    }
}

OpfResult failed(Grid const& grid, SolveStatus status, int iterations) {
    std::vector<double> const bus(grid.buses().size(), nan), branch(grid.branches().size(), nan),
        generator(grid.generators().size(), nan);
    return {status, nan, nan, generator, branch, bus, branch, bus, iterations};
}

OpfResult OpfProblem::solve() {
    if (limits_cross_) {
        return failed(grid_, SolveStatus::infeasible, 0);
    }
    for (int round = 0; round < round_limit; ++round) {
        result_.status = solve_round();
        if (result_.status != SolveStatus::optimal) {
            return failed(grid_, result_.status, result_.simplex_iterations);
        }
        take_round();
        if (result_.optimality_gap <= sought_gap || !refine()) {
            break;
        }
    }
    finish();
    return std::move(result_);
}

}  // namespace

OpfResult solve_opf(Grid const& grid, Convention convention, bool with_dc_lines) {
    DcNetwork const network{grid, convention, grid.branch_switches()};
    return OpfProblem{grid, network, with_dc_lines}.solve();
}

FlowResult solve_flow(Grid const& grid, Convention convention) {
    DcNetwork const network{grid, convention, grid.branch_switches()};
    auto const& buses = grid.buses();
    auto const& generators = grid.generators();
    FlowResult result;
    result.injection_mw.resize(buses.size());
    for (std::size_t b = 0; b < buses.size(); ++b) {
        result.injection_mw[b] = -buses.load_mw[b] - buses.shunt_mw[b];
    }
    for (std::size_t g = 0; g < generators.size(); ++g) {
        if (generators.in_service[g]) {
            result.injection_mw[generators.bus[g].index()] += generators.set_point_mw[g];
        }
    }
    auto const& islands = network.islands();
    std::vector<double> surplus(static_cast<std::size_t>(islands.count), 0.0);
    for (std::size_t b = 0; b < buses.size(); ++b) {
        surplus[static_cast<std::size_t>(islands.island_of_bus[b])] += result.injection_mw[b];
    }
    for (int island = 0; island < islands.count; ++island) {
        double const excess = surplus[static_cast<std::size_t>(island)];
        result.injection_mw[network.reference_of_island(island).index()] -= excess;
        result.reference_mw -= excess;
    }
    result.angle_deg.resize(buses.size());
    result.flow_mw.resize(grid.branches().size());
    network.solve_angles(result.injection_mw, result.angle_deg);
    network.solve_flows(result.injection_mw, result.flow_mw);
    for (auto& angle : result.angle_deg) {
        angle *= 180.0 / std::numbers::pi;
    }
    return result;
}

}  // namespace gridrush
