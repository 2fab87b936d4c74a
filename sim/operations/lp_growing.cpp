#include "sim/operations/lp_growing.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <ClpSimplex.hpp>

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

struct GrowingLp::Impl {
    ClpSimplex model;
    std::vector<double> cost, lower, upper;  ///< per column
    std::vector<double> low, high;           ///< per row
    std::vector<CoinBigIndex> begin{0};      ///< of rows that the model has not got yet
    std::vector<int> column;
    std::vector<double> value;
    long iterations = 0;
    bool factorised = false;

    Impl() {
        model.setLogLevel(0);
        model.setPerturbation(100);
        model.scaling(0);
        model.setPrimalTolerance(1e-8);
        model.setDualTolerance(1e-9);
    }

    void append() {
        auto const columns = static_cast<std::size_t>(model.numberColumns());
        if (columns < cost.size()) {
            std::vector<CoinBigIndex> const none(cost.size() - columns + 1, 0);
            model.addColumns(static_cast<int>(cost.size() - columns), lower.data() + columns,
                             upper.data() + columns, cost.data() + columns, none.data(), nullptr,
                             nullptr);
            factorised = false;
        }
        auto const rows = static_cast<std::size_t>(model.numberRows());
        if (rows < low.size()) {
            model.addRows(static_cast<int>(low.size() - rows), low.data() + rows,
                          high.data() + rows, begin.data(), column.data(), value.data());
            begin.assign(1, 0);
            column.clear();
            value.clear();
            factorised = false;
        }
    }

    void copy_bounds() {
        std::ranges::copy(cost, model.objective());
        std::ranges::copy(lower, model.columnLower());
        std::ranges::copy(upper, model.columnUpper());
        std::ranges::copy(low, model.rowLower());
        std::ranges::copy(high, model.rowUpper());
    }

    SolveStatus run() {
        model.dual(0, keep_factorisation | (factorised ? use_old_factorisation : 0));
        iterations += model.numberIterations();
        factorised = true;
        return status_of(model);
    }

    [[nodiscard]] bool is_program() const {
        auto const bad = [](double number) { return std::isnan(number); };
        for (auto const* numbers : {&cost, &lower, &upper, &low, &high}) {
            if (std::ranges::any_of(*numbers, bad)) {
                return false;
            }
        }
        return true;
    }
};

GrowingLp::GrowingLp() : impl_{std::make_unique<Impl>()} {}
GrowingLp::~GrowingLp() = default;
GrowingLp::GrowingLp(GrowingLp&&) noexcept = default;
GrowingLp& GrowingLp::operator=(GrowingLp&&) noexcept = default;

std::size_t GrowingLp::add_column(double lower, double upper) {
    impl_->cost.push_back(0.0);
    impl_->lower.push_back(lower);
    impl_->upper.push_back(upper);
    return impl_->cost.size() - 1;
}

std::size_t GrowingLp::add_row(std::span<Entry const> entries, double low, double high) {
    for (Entry const& entry : entries) {
        impl_->column.push_back(static_cast<int>(entry.column));
        impl_->value.push_back(entry.value);
    }
    impl_->begin.push_back(static_cast<CoinBigIndex>(impl_->column.size()));
    impl_->low.push_back(low);
    impl_->high.push_back(high);
    return impl_->low.size() - 1;
}

void GrowingLp::set_cost(std::size_t column, double cost) {
    impl_->cost[column] = cost;
}

void GrowingLp::set_column(std::size_t column, double lower, double upper) {
    impl_->lower[column] = lower;
    impl_->upper[column] = upper;
}

void GrowingLp::set_row(std::size_t row, double low, double high) {
    impl_->low[row] = low;
    impl_->high[row] = high;
}

void GrowingLp::set_coefficient(std::size_t row, std::size_t column, double value) {
    impl_->append();
    impl_->model.modifyCoefficient(static_cast<int>(row), static_cast<int>(column), value, true);
    impl_->factorised = false;
}

SolveStatus GrowingLp::solve() {
    impl_->append();
    if (!impl_->is_program()) {
        return SolveStatus::failed;
    }
    impl_->copy_bounds();
    auto status = impl_->run();
    if (status != SolveStatus::optimal) {
        impl_->model.allSlackBasis(true);
        impl_->factorised = false;
        status = impl_->run();
        impl_->factorised = false;
    }
    return status;
}

double GrowingLp::x(std::size_t column) const {
    return impl_->model.primalColumnSolution()[column];
}

double GrowingLp::price(std::size_t row) const {
    return impl_->model.dualRowSolution()[row];
}

long GrowingLp::iterations() const {
    return impl_->iterations;
}

}  // namespace gridrush
