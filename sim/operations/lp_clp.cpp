#include "sim/operations/lp_clp.hpp"

#include <algorithm>
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

}  // namespace

struct ClpSolver::Impl {
    ClpSimplex model;
    std::vector<int> indices;
    bool loaded = false;
    bool factorised = false;

    void load(BoxLp const& lp);
    void append_rows(BoxLp const& lp);
    void copy_bounds(BoxLp const& lp);
};

void ClpSolver::Impl::load(BoxLp const& lp) {
    model = ClpSimplex{};
    model.setLogLevel(0);
    model.setPerturbation(100);
    model.scaling(0);
    model.setPrimalTolerance(1e-8);
    model.setDualTolerance(1e-9);
    model.resize(0, static_cast<int>(lp.columns()));
    indices.resize(lp.columns());
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

void ClpSolver::Impl::copy_bounds(BoxLp const& lp) {
    std::ranges::copy(lp.cost, model.objective());
    std::fill_n(model.columnLower(), lp.columns(), 0.0);
    std::ranges::copy(lp.upper, model.columnUpper());
    std::ranges::copy(lp.row_low, model.rowLower());
    std::ranges::copy(lp.row_high, model.rowUpper());
}

ClpSolver::ClpSolver() : impl_{std::make_unique<Impl>()} {}
ClpSolver::~ClpSolver() = default;
ClpSolver::ClpSolver(ClpSolver&&) noexcept = default;
ClpSolver& ClpSolver::operator=(ClpSolver&&) noexcept = default;

void ClpSolver::reset() {
    impl_->loaded = false;
}

SolveStatus ClpSolver::solve(BoxLp const& lp, BoxLpSolution& solution) {
    solution.iterations = 0;
    if (!lp.is_finite()) {  // Clp would end the program
        impl_->loaded = false;
        return SolveStatus::failed;
    }
    auto& model = impl_->model;
    if (!impl_->loaded) {
        impl_->load(lp);
    }
    impl_->append_rows(lp);
    impl_->copy_bounds(lp);
    model.dual(0, keep_factorisation | (impl_->factorised ? use_old_factorisation : 0));
    impl_->factorised = true;
    solution.iterations = model.numberIterations();
    auto const status = status_of(model);
    if (status != SolveStatus::optimal) {
        impl_->loaded = false;
        return status;
    }
    solution.x.assign(model.primalColumnSolution(), model.primalColumnSolution() + lp.columns());
    solution.row_price.assign(model.dualRowSolution(), model.dualRowSolution() + lp.rows());
    return status;
}

}  // namespace gridrush
