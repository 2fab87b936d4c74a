#include "sim/operations/lp_simplex.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/operations/lp_inverse.hpp"
#include "sim/operations/lp_vector.hpp"

namespace gridrush {

namespace {

constexpr double primal_tolerance = 1e-8;
constexpr double dual_tolerance = 1e-9;
constexpr double pivot_tolerance = 1e-8;
constexpr int updates_before_inverting = 40;
constexpr std::size_t looks_before_heap = 4;
constexpr int iteration_limit = 20'000;
constexpr auto none = std::numeric_limits<std::size_t>::max();

}  // namespace

void DualSimplex::reset() {
    columns_ = 0;
    rows_ = 0;
    place_.clear();
    basic_.clear();
    inverse_valid_ = false;
}

void DualSimplex::fit_shape(BoxLp const& lp) {
    if (columns_ == lp.columns() && rows_ == lp.rows()) {
        return;
    }
    if (columns_ != lp.columns() || rows_ > lp.rows()) {
        reset();
        columns_ = lp.columns();
        place_.assign(columns_, Place::low);
    }
    for (; rows_ < lp.rows(); ++rows_) {
        place_.push_back(Place::basic);
        basic_.push_back(columns_ + rows_);
    }
    reduced_cost_.resize(columns_ + rows_);
    pivot_row_.resize(columns_ + rows_);
    nonbasic_value_.resize(columns_);
    basic_value_.resize(rows_);
    pivot_column_.resize(rows_);
    work_.resize(rows_);
    matrix_.resize(rows_ * rows_);
    inverse_.resize(rows_ * rows_);
    candidates_.reserve(columns_ + rows_);
    passed_.reserve(columns_ + rows_);
    inverse_valid_ = false;
}

bool DualSimplex::invert(BoxLp const& lp) {
    std::ranges::fill(matrix_, 0.0);
    for (std::size_t i = 0; i < rows_; ++i) {
        for (std::size_t j = 0; j < rows_; ++j) {
            auto const k = basic_[j];
            if (k < columns_) {
                matrix_[i * rows_ + j] = lp.coefficients[i * columns_ + k];
            } else if (k == columns_ + i) {
                matrix_[i * rows_ + j] = -1.0;
            }
        }
    }
    updates_ = 0;
    inverse_valid_ = gauss_jordan(rows_, matrix_, inverse_);
    return inverse_valid_;
}

/// Row prices, reduced costs, and every nonbasic variable at the bound that its reduced cost asks.
void DualSimplex::price(BoxLp const& lp) {
    std::ranges::fill(work_, 0.0);
    for (std::size_t j = 0; j < rows_; ++j) {
        if (basic_[j] < columns_ && lp.cost[basic_[j]] != 0.0) {
            add_scaled(work_, lp.cost[basic_[j]], std::span{inverse_}.subspan(j * rows_, rows_));
        }
    }
    auto const columns = std::span{reduced_cost_}.first(columns_);
    std::ranges::copy(lp.cost, columns.begin());
    for (std::size_t i = 0; i < rows_; ++i) {
        reduced_cost_[columns_ + i] = work_[i];
        if (work_[i] != 0.0) {
            add_scaled(columns, -work_[i], lp.row(i));
        }
    }
    for (std::size_t k = 0; k < place_.size(); ++k) {
        if (place_[k] == Place::basic) {
            reduced_cost_[k] = 0.0;
        } else if (reduced_cost_[k] > dual_tolerance) {
            place_[k] = Place::low;
        } else if (reduced_cost_[k] < -dual_tolerance) {
            place_[k] = Place::high;
        }
    }
}

void DualSimplex::compute_basics(BoxLp const& lp) {
    for (std::size_t j = 0; j < columns_; ++j) {
        nonbasic_value_[j] = place_[j] == Place::high ? lp.upper[j] : 0.0;
    }
    for (std::size_t i = 0; i < rows_; ++i) {
        auto const slack = columns_ + i;
        work_[i] = dot(lp.row(i), nonbasic_value_) -
                   (place_[slack] == Place::basic ? 0.0 : value(lp, slack));
    }
    for (std::size_t i = 0; i < rows_; ++i) {
        basic_value_[i] = -dot(std::span{inverse_}.subspan(i * rows_, rows_), work_);
    }
}

std::size_t DualSimplex::most_infeasible_row(BoxLp const& lp) const {
    std::size_t row = none;
    double worst = primal_tolerance;
    for (std::size_t i = 0; i < rows_; ++i) {
        double const x = basic_value_[i];
        double const infeasibility = std::max(low(lp, basic_[i]) - x, x - high(lp, basic_[i]));
        if (infeasibility > worst) {
            worst = infeasibility;
            row = i;
        }
    }
    return row;
}

void DualSimplex::compute_pivot_row(BoxLp const& lp, std::size_t row) {
    auto const columns = std::span{pivot_row_}.first(columns_);
    std::ranges::fill(columns, 0.0);
    for (std::size_t i = 0; i < rows_; ++i) {
        double const factor = inverse_[row * rows_ + i];
        pivot_row_[columns_ + i] = -factor;
        if (factor != 0.0) {
            add_scaled(columns, factor, lp.row(i));
        }
    }
}

/// Nonbasic variables that can move the leaving one in `direction` (+1 up, -1 down).
void DualSimplex::find_candidates(BoxLp const& lp, double direction) {
    candidates_.clear();
    for (std::size_t k = 0; k < place_.size(); ++k) {
        double const helps =
            place_[k] == Place::low ? -direction * pivot_row_[k] : direction * pivot_row_[k];
        if (helps > pivot_tolerance && place_[k] != Place::basic && high(lp, k) > low(lp, k)) {
            candidates_.push_back({std::abs(reduced_cost_[k]) / helps, k});
        }
    }
}

/// Moves the candidate of the smallest ratio to the end: by looking through them the first few
/// times, which mostly is enough, then through a heap.
void DualSimplex::bring_next_candidate() {
    auto const later = [](Candidate const& a, Candidate const& b) {
        return a.ratio > b.ratio || (a.ratio == b.ratio && a.variable > b.variable);
    };
    if (passed_.size() < looks_before_heap) {
        std::swap(*std::ranges::max_element(candidates_, later), candidates_.back());
        return;
    }
    if (passed_.size() == looks_before_heap) {
        std::ranges::make_heap(candidates_, later);
    }
    std::ranges::pop_heap(candidates_, later);
}

/// Long step: candidates are passed (and later flipped to their other bound) in the order of their
/// ratios as long as the leaving variable stays infeasible. Ends on the entering variable, the last
/// of passed_; of those at the same ratio the one with the largest pivot.
std::size_t DualSimplex::choose_entering(BoxLp const& lp, double infeasibility) {
    passed_.clear();
    double ratio = 0.0;
    while (infeasibility >= 0.0 && !candidates_.empty()) {
        bring_next_candidate();
        auto const k = candidates_.back().variable;
        ratio = candidates_.back().ratio;
        candidates_.pop_back();
        passed_.push_back(k);
        infeasibility -= std::abs(pivot_row_[k]) * (high(lp, k) - low(lp, k));
    }
    if (infeasibility > primal_tolerance || passed_.empty()) {
        return none;
    }
    auto best = passed_.size() - 1;
    for (auto i = best; i-- > 0;) {
        auto const k = passed_[i];
        if (std::abs(reduced_cost_[k]) < (ratio - dual_tolerance) * std::abs(pivot_row_[k])) {
            break;
        }
        if (std::abs(pivot_row_[k]) > std::abs(pivot_row_[passed_[best]])) {
            best = i;
        }
    }
    passed_.resize(best + 1);
    return passed_.back();
}

void DualSimplex::flip_passed(BoxLp const& lp) {
    passed_.pop_back();
    if (passed_.empty()) {
        return;
    }
    std::ranges::fill(work_, 0.0);
    for (auto const k : passed_) {
        double const range = high(lp, k) - low(lp, k);
        double const change = place_[k] == Place::low ? range : -range;
        place_[k] = place_[k] == Place::low ? Place::high : Place::low;
        if (k < columns_) {
            for (std::size_t i = 0; i < rows_; ++i) {
                work_[i] += lp.coefficients[i * columns_ + k] * change;
            }
        } else {
            work_[k - columns_] -= change;
        }
    }
    for (std::size_t i = 0; i < rows_; ++i) {
        basic_value_[i] -= dot(std::span{inverse_}.subspan(i * rows_, rows_), work_);
    }
}

void DualSimplex::compute_pivot_column(BoxLp const& lp, std::size_t entering) {
    for (std::size_t i = 0; i < rows_; ++i) {
        work_[i] = entering < columns_ ? lp.coefficients[i * columns_ + entering] : 0.0;
    }
    if (entering >= columns_) {
        work_[entering - columns_] = -1.0;
    }
    for (std::size_t i = 0; i < rows_; ++i) {
        pivot_column_[i] = dot(std::span{inverse_}.subspan(i * rows_, rows_), work_);
    }
}

void DualSimplex::update(std::size_t row, std::size_t entering, double entering_value,
                         Place left_at, double bound) {
    double const dual_step = reduced_cost_[entering] / pivot_row_[entering];
    auto const leaving = basic_[row];
    add_scaled(reduced_cost_, -dual_step, pivot_row_);
    reduced_cost_[entering] = 0.0;
    reduced_cost_[leaving] = -dual_step;

    double const primal_step = (basic_value_[row] - bound) / pivot_column_[row];
    add_scaled(basic_value_, -primal_step, pivot_column_);
    basic_value_[row] = entering_value + primal_step;

    auto const inverse_row = [this](std::size_t i) {
        return std::span{inverse_}.subspan(i * rows_, rows_);
    };
    for (auto& entry : inverse_row(row)) {
        entry /= pivot_column_[row];
    }
    for (std::size_t i = 0; i < rows_; ++i) {
        if (i != row && pivot_column_[i] != 0.0) {
            add_scaled(inverse_row(i), -pivot_column_[i], inverse_row(row));
        }
    }
    basic_[row] = entering;
    place_[entering] = Place::basic;
    place_[leaving] = left_at;
    ++updates_;
}

DualSimplex::Step DualSimplex::step(BoxLp const& lp, std::size_t row) {
    auto const leaving = basic_[row];
    bool const too_low = basic_value_[row] < low(lp, leaving);
    double const bound = too_low ? low(lp, leaving) : high(lp, leaving);
    compute_pivot_row(lp, row);
    find_candidates(lp, too_low ? 1.0 : -1.0);
    auto const entering = choose_entering(lp, std::abs(basic_value_[row] - bound));
    if (entering == none) {
        return Step::infeasible;
    }
    flip_passed(lp);
    compute_pivot_column(lp, entering);
    double const error = std::abs(pivot_column_[row] - pivot_row_[entering]);
    if (!(error < 1e-7 * (1.0 + std::abs(pivot_column_[row])))) {
        return Step::trouble;
    }
    update(row, entering, value(lp, entering), too_low ? Place::low : Place::high, bound);
    return Step::pivoted;
}

SolveStatus DualSimplex::iterate(BoxLp const& lp, int& iterations) {
    for (; iterations < iteration_limit; ++iterations) {
        auto const row = most_infeasible_row(lp);
        if (row == none) {
            return SolveStatus::optimal;
        }
        switch (step(lp, row)) {
            case Step::pivoted:
                break;
            case Step::infeasible:
                return SolveStatus::infeasible;
            case Step::trouble:
                return SolveStatus::failed;
        }
        if (updates_ > updates_before_inverting) {
            if (!invert(lp)) {
                return SolveStatus::failed;
            }
            price(lp);
            compute_basics(lp);
        }
    }
    return SolveStatus::failed;
}

void DualSimplex::write(BoxLp const& lp, BoxLpSolution& solution) const {
    solution.x.resize(columns_);
    solution.row_price.resize(rows_);
    for (std::size_t j = 0; j < columns_; ++j) {
        solution.x[j] = place_[j] == Place::high ? lp.upper[j] : 0.0;
    }
    for (std::size_t i = 0; i < rows_; ++i) {
        if (basic_[i] < columns_) {
            solution.x[basic_[i]] = std::clamp(basic_value_[i], 0.0, lp.upper[basic_[i]]);
        }
        solution.row_price[i] =
            place_[columns_ + i] == Place::basic ? 0.0 : reduced_cost_[columns_ + i];
    }
}

SolveStatus DualSimplex::solve(BoxLp const& lp, BoxLpSolution& solution) {
    solution.iterations = 0;
    if (!lp.is_finite()) {
        reset();
        return SolveStatus::failed;
    }
    fit_shape(lp);
    if (!inverse_valid_ && !invert(lp)) {
        reset();
        fit_shape(lp);
        (void)invert(lp);
    }
    price(lp);
    compute_basics(lp);
    auto const status = iterate(lp, solution.iterations);
    if (status == SolveStatus::optimal) {
        write(lp, solution);
    } else {
        reset();
    }
    return status;
}

}  // namespace gridrush
