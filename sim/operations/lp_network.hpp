#pragma once

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "topology/dc_power_flow.hpp"
#include "sim/operations/lp_clp.hpp"
#include "sim/operations/lp_model.hpp"
#include "sim/operations/lp_security.hpp"
#include "sim/operations/lp_simplex.hpp"

namespace gridrush {

/// What one MW of a decision does to the network: enters at `to`, leaves at `from` where valid.
struct InjectionColumn {
    BusId to;
    double received = 1.0;  ///< share of it that arrives at `to`
    BusId from{};
};

/// Adds what the columns at `x` inject to `injection_mw`, MW per bus.
void add_injections(std::span<InjectionColumn const> columns, std::span<double const> x,
                    std::span<double> injection_mw);

/// Lowest and highest flow per branch, MW, infinite where free.
struct FlowLimits {
    std::vector<double> min_mw, max_mw;
};

/// +-rating; under Convention::powermodels also the angle limits, as flows.
[[nodiscard]] FlowLimits flow_limits(DcNetwork const& network);

/// Branch flows for bus injections: a dense product on small networks that stay for a while, else
/// the network's sparse solve.
class FlowProduct {
public:
    void reset(DcNetwork const& network);
    void compute(std::span<double const> injection_mw, std::span<double> flow_mw);

private:
    void fill_sensitivity();

    DcNetwork const* network_ = nullptr;
    int calls_ = 0;
    std::vector<double> sensitivity_;  ///< blocks of branches x buses x branch within the block
    std::vector<double> at_zero_;      ///< flow at zero injection, per branch, padded to blocks
};

/// Which solver answers the LP. Clp is the reference; the other falls back to it.
enum class LpSolver { dual_simplex, clp };

/// Limits of one branch's flow, in the intact network or after an outage, as they bear on the
/// injections before it.
struct FlowRow {
    BranchId branch;
    BranchId outage{};    ///< none: the intact network
    double factor = 0.0;  ///< MW that `branch` takes over per MW in `outage`
    double min_mw = 0.0, max_mw = 0.0;
    double at_zero_mw = 0.0;          ///< at zero injection
    std::vector<double> sensitivity;  ///< MW per MW injected, per bus
    int unpriced_solves = 0;          ///< since it last had a price
};

/// Linear program over injections into a DC network whose flow limits become rows only once they
/// are violated (and go when they have not mattered for long):
///   min cost*x  s.t. balance of every island, flow limits, 0 <= x <= upper.
/// Where it is secured, flows after every single branch outage have limits as well.
class NetworkLp {
public:
    /// `network` must outlive this object or be replaced by change_network. `secured`: the rating
    /// that holds after an outage, see OutageLimits; nothing: outages do not count.
    NetworkLp(DcNetwork const& network, double flow_tolerance_mw,
              LpSolver solver = LpSolver::dual_simplex,
              std::optional<RatingKind> secured = std::nullopt);

    /// Forgets the basis, keeps the flow limits that are rows.
    void set_columns(std::vector<InjectionColumn> columns);
    /// Another network of the same grid, or the same one after a change of its branches; columns
    /// stay. Where the islands stay so do rows and basis, with new coefficients.
    void change_network(DcNetwork const& network);

    /// Per column; written by the caller before solve().
    [[nodiscard]] std::span<double> cost() { return lp_.cost; }
    [[nodiscard]] std::span<double> upper() { return lp_.upper; }

    /// Whether all limits hold for these injections; if so, flow_mw() are their flows.
    bool fits(std::span<double const> injection_mw);
    /// Least cost given what the columns do not decide. `failed` after numerical trouble in both
    /// solvers. Whoever gets `infeasible` from a warm start has it confirmed from a fresh one.
    SolveStatus solve(std::span<double const> base_injection_mw);

    /// Of the last solve(); x per column.
    [[nodiscard]] std::span<double const> x() const { return solution_.x; }
    [[nodiscard]] int iterations() const { return iterations_; }
    /// Of the last solve(), per bus; of that or the last fits() that said true, per branch.
    [[nodiscard]] std::span<double const> injection_mw() const { return injection_; }
    [[nodiscard]] std::span<double const> flow_mw() const { return flow_; }

    /// Whether outages leave all limits in force for these flows; true where it is not secured.
    bool survives_outages(std::span<double const> flow_mw);

    /// Prices of the last solve(): per bus; per branch (shadow price of its limits, >= 0, the sum
    /// of those before and after outages).
    /// Returns the number of branches with a price.
    int write_prices(std::span<double> lmp, std::span<double> branch_price) const;

private:
    [[nodiscard]] bool describe(FlowRow& row) const;
    void add_flow_row(BranchId branch, BranchId outage);
    void write_coefficients(FlowRow const& row, std::span<double> coefficients) const;
    void build_rows();
    void rewrite_rows();
    void set_row_bounds(std::span<double const> base_injection_mw);
    [[nodiscard]] double excess_mw(std::size_t branch) const;
    [[nodiscard]] double flow_mw_in(FlowRow const& row) const;
    [[nodiscard]] bool is_row(BranchId branch, BranchId outage) const;
    [[nodiscard]] std::size_t add_violated_branches();
    [[nodiscard]] std::size_t add_violated_outages();
    [[nodiscard]] bool known_rows_hold_exactly() const;
    void drop_stale_rows();
    SolveStatus solve_lp(LpSolver solver);

    DcNetwork const* network_;
    double tolerance_;
    LpSolver solver_;
    std::optional<RatingKind> secured_;
    FlowLimits limits_;
    std::optional<OutageLimits> outages_;
    FlowProduct product_;
    std::vector<int> island_of_bus_;  ///< that the rows are built for
    std::vector<InjectionColumn> columns_;
    std::vector<FlowRow> flow_rows_;  ///< row islands + k
    BoxLp lp_;
    BoxLpSolution solution_;
    DualSimplex simplex_;
    ClpSolver clp_;
    int iterations_ = 0;
    std::vector<double> flow_, injection_;
    std::vector<std::pair<double, std::size_t>> violated_;
};

}  // namespace gridrush
