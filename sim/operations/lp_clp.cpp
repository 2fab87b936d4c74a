#include "sim/operations/lp_clp.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <ClpSimplex.hpp>
#include <CoinPackedMatrix.hpp>

namespace gridrush {

namespace {

/// Bits of ClpSimplex::dual's second argument: keep the factorisation at the end, use the old one.
constexpr int keep_factorisation = 1;
constexpr int use_old_factorisation = 2;

SolveStatus status_of(ClpSimplex const& model) {
    switch (model.status()) {
        case 0:
            return SolveStatus::optimal;
        case 1:
            return SolveStatus::infeasible;
        case 2:
            return SolveStatus::unbounded;
        default:
            return SolveStatus::failed;
    }
}

bool has_nan(std::vector<double> const& values) {
    return std::ranges::any_of(values, [](double value) { return std::isnan(value); });
}

}  // namespace

struct ClpSolver::Impl {
    ClpSimplex model;
    std::vector<int> indices;
    bool loaded = false;
    bool factorised = false;

    void load(std::size_t columns);
    void append_rows(BoxLp const& lp);
    void append_rows(SparseLp const& lp);
    void copy_bounds(auto const& lp);
    SolveStatus solve(auto const& lp, BoxLpSolution& solution);
    /// For what is no program: Clp itself would end the process.
    SolveStatus refuse(BoxLpSolution& solution);
};

SolveStatus ClpSolver::Impl::refuse(BoxLpSolution& solution) {
    solution.iterations = 0;
    loaded = false;
    return SolveStatus::failed;
}

void ClpSolver::Impl::load(std::size_t columns) {
    model = ClpSimplex{};
    model.setLogLevel(0);
    model.setPerturbation(100);
    model.scaling(0);
    model.setPrimalTolerance(1e-8);
    model.setDualTolerance(1e-9);
    model.resize(0, static_cast<int>(columns));
    indices.resize(columns);
    std::iota(indices.begin(), indices.end(), 0);
    loaded = true;
    factorised = false;
}

void ClpSolver::Impl::append_rows(BoxLp const& lp) {
    for (auto i = static_cast<std::size_t>(model.numberRows()); i < lp.rows(); ++i) {
        model.addRow(static_cast<int>(lp.columns()), indices.data(), lp.row(i).data(),
                     lp.row_low[i], lp.row_high[i]);
        factorised = false;
    }
}

void ClpSolver::Impl::append_rows(SparseLp const& lp) {
    auto const first = static_cast<std::size_t>(model.numberRows());
    if (first == lp.rows()) {
        return;
    }
    std::vector<CoinBigIndex> starts;
    for (auto i = first; i <= lp.rows(); ++i) {
        starts.push_back(static_cast<CoinBigIndex>(lp.row_begin[i] - lp.row_begin[first]));
    }
    model.addRows(static_cast<int>(lp.rows() - first), lp.row_low.data() + first,
                  lp.row_high.data() + first, starts.data(), lp.column.data() + lp.row_begin[first],
                  lp.coefficient.data() + lp.row_begin[first]);
    factorised = false;
}

void ClpSolver::Impl::copy_bounds(auto const& lp) {
    std::ranges::copy(lp.cost, model.objective());
    if constexpr (requires { lp.lower; }) {
        std::ranges::copy(lp.lower, model.columnLower());
    } else {
        std::fill_n(model.columnLower(), lp.columns(), 0.0);
    }
    std::ranges::copy(lp.upper, model.columnUpper());
    std::ranges::copy(lp.row_low, model.rowLower());
    std::ranges::copy(lp.row_high, model.rowUpper());
}

SolveStatus ClpSolver::Impl::solve(auto const& lp, BoxLpSolution& solution) {
    if (!loaded) {
        load(lp.columns());
    }
    append_rows(lp);
    copy_bounds(lp);
    model.dual(0, keep_factorisation | (factorised ? use_old_factorisation : 0));
    factorised = true;
    solution.iterations = model.numberIterations();
    auto const status = status_of(model);
    if (status != SolveStatus::optimal) {
        loaded = false;
        return status;
    }
    solution.x.assign(model.primalColumnSolution(), model.primalColumnSolution() + lp.columns());
    solution.row_price.assign(model.dualRowSolution(), model.dualRowSolution() + lp.rows());
    return status;
}

ClpSolver::ClpSolver() : impl_{std::make_unique<Impl>()} {}
ClpSolver::~ClpSolver() = default;
ClpSolver::ClpSolver(ClpSolver&&) noexcept = default;
ClpSolver& ClpSolver::operator=(ClpSolver&&) noexcept = default;

void ClpSolver::reset() {
    impl_->loaded = false;
}

SolveStatus ClpSolver::solve(BoxLp const& lp, BoxLpSolution& solution) {
    if (!lp.is_finite()) {
        return impl_->refuse(solution);
    }
    return impl_->solve(lp, solution);
}

SolveStatus ClpSolver::solve(SparseLp const& lp, BoxLpSolution& solution) {
    if (has_nan(lp.cost) || has_nan(lp.lower) || has_nan(lp.upper) || has_nan(lp.row_low) ||
        has_nan(lp.row_high)) {
        return impl_->refuse(solution);
    }
    return impl_->solve(lp, solution);
}

}  // namespace gridrush
