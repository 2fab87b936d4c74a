#include "sim/operations/lp_tight.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include "sim/operations/lp_vector.hpp"

namespace gridrush {

namespace {

constexpr double primal_tolerance = 1e-8;
constexpr double dual_tolerance = 1e-12;
constexpr double pivot_tolerance = 1e-9;
constexpr int updates_before_inverting = 60;
constexpr std::size_t looks_before_heap = 4;
constexpr int iteration_limit = 5'000;
constexpr int most_degenerate_steps = 30;
constexpr double perturbation = 1e-6;

}  // namespace

void TightLp::reset(std::size_t columns) {
    upper.assign(columns, 0.0);
    row_low.clear();
    row_high.clear();
    coefficients.clear();
    by_column.assign(columns, {});
}

void TightLp::add_row(std::span<double const> row) {
    coefficients.insert(coefficients.end(), row.begin(), row.end());
    for (std::size_t j = 0; j < row.size(); ++j) {
        by_column[j].push_back(row[j]);
    }
    row_low.push_back(0.0);
    row_high.push_back(0.0);
}

void TightSimplex::reset() {
    place_.clear();
    side_.clear();
    tight_.clear();
    basic_.clear();
    updates_ = 0;
}

double TightSimplex::range(TightLp const& lp, Variable variable) const {
    if (variable.is_row) {
        auto const row = tight_[variable.index];
        return lp.row_high[row] - lp.row_low[row];
    }
    return upper(lp, variable.index);
}

double TightSimplex::pivot_entry(Variable variable) const {
    return variable.is_row ? -pivot_tight_[variable.index] : pivot_row_[variable.index];
}

double& TightSimplex::reduced_cost(Variable variable) {
    return variable.is_row ? row_price_[variable.index] : column_cost_[variable.index];
}

void TightSimplex::fit(TightLp const& lp, std::span<double const> load, double load_upper) {
    if (place_.size() != lp.columns() + 1 || side_.size() > lp.rows()) {
        reset();
        place_.assign(lp.columns() + 1, Place::low);
    }
    side_.resize(lp.rows(), Side::slack);
    activity_.resize(lp.rows());
    cost_.resize(place_.size());
    column_cost_.resize(place_.size());
    pivot_row_.resize(place_.size());
    load_upper_ = load_upper;
    change_load(lp, load);
}

/// Row prices, reduced costs (of min -d, or what perturb() made of it), and every nonbasic variable
/// at the bound that its reduced cost asks for.
void TightSimplex::price(TightLp const& lp) {
    work_.assign(tight_.size(), 0.0);
    for (std::size_t p = 0; p < basic_.size(); ++p) {
        if (cost_[basic_[p]] != 0.0) {
            add_scaled(work_, cost_[basic_[p]], inverse_row(p));
        }
    }
    row_price_.assign(work_.begin(), work_.end());
    std::ranges::copy(cost_, column_cost_.begin());
    auto const columns = std::span{column_cost_}.first(lp.columns());
    for (std::size_t t = 0; t < tight_.size(); ++t) {
        if (work_[t] != 0.0) {
            add_scaled(columns, -work_[t], lp.row(tight_[t]));
            column_cost_.back() += work_[t] * load_[tight_[t]];
        }
    }
    for (std::size_t j = 0; j < place_.size(); ++j) {
        if (place_[j] == Place::basic) {
            column_cost_[j] = 0.0;
        } else if (column_cost_[j] > dual_tolerance) {
            place_[j] = Place::low;
        } else if (column_cost_[j] < -dual_tolerance) {
            place_[j] = Place::high;
        }
    }
    for (std::size_t t = 0; t < tight_.size(); ++t) {
        if (row_price_[t] > dual_tolerance) {
            side_[tight_[t]] = Side::low;
        } else if (row_price_[t] < -dual_tolerance) {
            side_[tight_[t]] = Side::high;
        }
    }
}

void TightSimplex::compute_values(TightLp const& lp) {
    std::ranges::fill(activity_, 0.0);
    for (std::size_t j = 0; j < lp.columns(); ++j) {
        if (place_[j] == Place::high && lp.upper[j] != 0.0) {
            add_scaled(activity_, lp.upper[j], lp.by_column[j]);
        }
    }
    if (place_.back() == Place::high) {
        add_scaled(activity_, -load_upper_, load_);
    }
    work_.resize(tight_.size());
    for (std::size_t t = 0; t < tight_.size(); ++t) {
        auto const row = tight_[t];
        work_[t] = (side_[row] == Side::low ? lp.row_low[row] : lp.row_high[row]) - activity_[row];
    }
    basic_value_.resize(basic_.size());
    for (std::size_t p = 0; p < basic_.size(); ++p) {
        basic_value_[p] = dot(inverse_row(p), work_);
        if (basic_[p] == lp.columns()) {
            add_scaled(activity_, -basic_value_[p], load_);
        } else {
            add_scaled(activity_, basic_value_[p], lp.by_column[basic_[p]]);
        }
    }
}

bool TightSimplex::find_leaving(TightLp const& lp, Leaving& leaving) const {
    double worst = primal_tolerance;
    for (std::size_t p = 0; p < basic_.size(); ++p) {
        double const x = basic_value_[p], high = upper(lp, basic_[p]);
        if (std::max(-x, x - high) > worst) {
            worst = std::max(-x, x - high);
            leaving = {false, p, x, x < 0.0 ? 0.0 : high};
        }
    }
    for (std::size_t i = 0; i < activity_.size(); ++i) {
        double const a = activity_[i];
        double const infeasibility = std::max(lp.row_low[i] - a, a - lp.row_high[i]);
        if (infeasibility > worst && side_[i] == Side::slack) {
            worst = infeasibility;
            leaving = {true, i, a, a < lp.row_low[i] ? lp.row_low[i] : lp.row_high[i]};
        }
    }
    return worst > primal_tolerance;
}

/// leaving = const - pivot row * nonbasic variables.
void TightSimplex::compute_pivot_row(TightLp const& lp, Leaving const& leaving) {
    pivot_tight_.assign(tight_.size(), 0.0);
    if (leaving.is_row) {
        for (std::size_t p = 0; p < basic_.size(); ++p) {
            double const entry = coefficient(lp, leaving.index, basic_[p]);
            if (entry != 0.0) {
                add_scaled(pivot_tight_, entry, inverse_row(p));
            }
        }
    } else {
        std::ranges::copy(inverse_row(leaving.index), pivot_tight_.begin());
    }
    auto const columns = std::span{pivot_row_}.first(lp.columns());
    std::ranges::fill(pivot_row_, 0.0);
    for (std::size_t t = 0; t < tight_.size(); ++t) {
        if (pivot_tight_[t] != 0.0) {
            add_scaled(columns, pivot_tight_[t], lp.row(tight_[t]));
            pivot_row_.back() -= pivot_tight_[t] * load_[tight_[t]];
        }
    }
    if (leaving.is_row) {
        add_scaled(columns, -1.0, lp.row(leaving.index));
        pivot_row_.back() += load_[leaving.index];
    }
}

/// Nonbasic variables that can move the leaving one in `direction` (+1 up, -1 down).
void TightSimplex::find_candidates(TightLp const& lp, double direction) {
    candidates_.clear();
    for (std::size_t j = 0; j < place_.size(); ++j) {
        double const helps =
            place_[j] == Place::low ? -direction * pivot_row_[j] : direction * pivot_row_[j];
        if (helps > pivot_tolerance && place_[j] != Place::basic && upper(lp, j) > 0.0) {
            candidates_.push_back({std::abs(column_cost_[j]) / helps, {false, j}});
        }
    }
    for (std::size_t t = 0; t < tight_.size(); ++t) {
        auto const row = tight_[t];
        double const helps =
            side_[row] == Side::low ? direction * pivot_tight_[t] : -direction * pivot_tight_[t];
        if (helps > pivot_tolerance && lp.row_high[row] > lp.row_low[row]) {
            candidates_.push_back({std::abs(row_price_[t]) / helps, {true, t}});
        }
    }
}

/// Long step: candidates are passed (and later go to their other bound) in the order of their
/// ratios as long as the leaving variable stays infeasible. The entering one is the last of
/// passed_; of those at the same ratio the one with the largest pivot.
bool TightSimplex::choose_entering(TightLp const& lp, double infeasibility) {
    auto const later = [](Candidate const& a, Candidate const& b) {
        return a.ratio > b.ratio ||
               (a.ratio == b.ratio && std::pair{a.variable.is_row, a.variable.index} >
                                          std::pair{b.variable.is_row, b.variable.index});
    };
    passed_.clear();
    double ratio = 0.0;
    while (infeasibility >= 0.0 && !candidates_.empty()) {
        if (passed_.size() < looks_before_heap) {
            std::swap(*std::ranges::max_element(candidates_, later), candidates_.back());
        } else {
            if (passed_.size() == looks_before_heap) {
                std::ranges::make_heap(candidates_, later);
            }
            std::ranges::pop_heap(candidates_, later);
        }
        auto const [next_ratio, variable] = candidates_.back();
        candidates_.pop_back();
        ratio = next_ratio;
        passed_.push_back(variable);
        infeasibility -= std::abs(pivot_entry(variable)) * range(lp, variable);
    }
    if (infeasibility > primal_tolerance || passed_.empty()) {
        return false;
    }
    auto best = passed_.size() - 1;
    for (auto i = best; i-- > 0;) {
        double const entry = std::abs(pivot_entry(passed_[i]));
        if (std::abs(reduced_cost(passed_[i])) < (ratio - dual_tolerance) * entry) {
            break;
        }
        if (entry > std::abs(pivot_entry(passed_[best]))) {
            best = i;
        }
    }
    passed_.resize(best + 1);
    return true;
}

/// Moves nonbasic variables by `changes_` and the basic ones with them.
void TightSimplex::apply_changes(TightLp const& lp) {
    work_.assign(tight_.size(), 0.0);
    auto const move_column = [&](std::size_t column, double by) {
        if (column == lp.columns()) {
            add_scaled(activity_, -by, load_);
        } else {
            add_scaled(activity_, by, lp.by_column[column]);
        }
    };
    for (auto const& [variable, by] : changes_) {
        if (variable.is_row) {
            work_[variable.index] += by;
            continue;
        }
        for (std::size_t t = 0; t < tight_.size(); ++t) {
            work_[t] -= coefficient(lp, tight_[t], variable.index) * by;
        }
        move_column(variable.index, by);
    }
    for (std::size_t p = 0; p < basic_.size(); ++p) {
        double const by = dot(inverse_row(p), work_);
        basic_value_[p] += by;
        move_column(basic_[p], by);
    }
}

void TightSimplex::update_costs(Leaving const& leaving, Variable entering, double dual_step) {
    add_scaled(column_cost_, -dual_step, pivot_row_);
    add_scaled(row_price_, dual_step, pivot_tight_);
    reduced_cost(entering) = 0.0;
    if (!leaving.is_row) {
        column_cost_[basic_[leaving.index]] = -dual_step;
    }
}

TightSimplex::Step TightSimplex::step(TightLp const& lp, Leaving const& leaving) {
    bool const too_low = leaving.value < leaving.bound;
    compute_pivot_row(lp, leaving);
    find_candidates(lp, too_low ? 1.0 : -1.0);
    if (!choose_entering(lp, std::abs(leaving.value - leaving.bound))) {
        return Step::infeasible;
    }
    auto const entering = passed_.back();
    changes_.clear();
    double value = leaving.value;
    for (auto const variable : std::span{passed_}.first(passed_.size() - 1)) {
        double by = range(lp, variable);
        if (variable.is_row) {
            auto& side = side_[tight_[variable.index]];
            by = side == Side::low ? by : -by;
            side = side == Side::low ? Side::high : Side::low;
        } else {
            auto& place = place_[variable.index];
            by = place == Place::low ? by : -by;
            place = place == Place::low ? Place::high : Place::low;
        }
        changes_.push_back({variable, by});
        value -= pivot_entry(variable) * by;
    }
    double const pivot = pivot_entry(entering);
    changes_.push_back({entering, (value - leaving.bound) / pivot});
    apply_changes(lp);
    double const reached = leaving.is_row ? activity_[leaving.index] : basic_value_[leaving.index];
    if (!(std::abs(reached - leaving.bound) < 1e-6 * (1.0 + std::abs(leaving.bound)))) {
        return Step::trouble;
    }
    double const dual_step = reduced_cost(entering) / pivot;
    degenerate_steps_ += std::abs(dual_step) <= dual_tolerance ? 1 : 0;
    update_costs(leaving, entering, dual_step);
    exchange(lp, leaving, entering, too_low ? Side::low : Side::high);
    if (leaving.is_row) {
        row_price_[entering.is_row ? entering.index : tight_.size() - 1] = -dual_step;
    }
    return Step::pivoted;
}

/// Ends a stall: where many reduced costs are 0 no pivot gains anything and the same bases come
/// back. Costs that differ a little for every column keep the basis dual feasible.
void TightSimplex::perturb() {
    std::uint32_t state = 1;
    for (std::size_t j = 0; j < place_.size(); ++j) {
        state = state * 1664525U + 1013904223U;  // Numerical Recipes' generator; any would do
        double const by = perturbation * (1.0 + static_cast<double>(state >> 8U) * 0x1p-24);
        if (place_[j] != Place::basic) {
            double const change = place_[j] == Place::low ? by : -by;
            cost_[j] += change;
            column_cost_[j] += change;
        }
    }
    perturbed_ = true;
}

void TightSimplex::restore_costs() {
    std::ranges::fill(cost_, 0.0);
    cost_.back() = -1.0;
    perturbed_ = false;
    degenerate_steps_ = 0;
}

SolveStatus TightSimplex::iterate(TightLp const& lp) {
    Leaving leaving;
    for (iterations_ = 0; iterations_ < iteration_limit; ++iterations_) {
        if (!find_leaving(lp, leaving)) {
            if (!perturbed_) {
                return SolveStatus::optimal;
            }
            restore_costs();
            price(lp);
            compute_values(lp);
            continue;
        }
        auto const outcome = step(lp, leaving);
        if (outcome == Step::infeasible && updates_ == 0) {
            return SolveStatus::infeasible;
        }
        if (outcome == Step::trouble && updates_ == 0) {
            return SolveStatus::failed;
        }
        if (outcome != Step::pivoted || updates_ > updates_before_inverting) {
            if (!invert(lp)) {
                return SolveStatus::failed;
            }
            price(lp);
            compute_values(lp);
        }
        if (degenerate_steps_ > most_degenerate_steps && !perturbed_) {
            perturb();
        }
    }
    return SolveStatus::failed;
}

SolveStatus TightSimplex::solve(TightLp const& lp, std::span<double const> load,
                                double load_upper) {
    fit(lp, load, load_upper);
    restore_costs();
    price(lp);
    compute_values(lp);
    auto const status = iterate(lp);
    if (status != SolveStatus::optimal) {
        reset();
        return status;
    }
    load_value_ = place_.back() == Place::high ? load_upper_ : 0.0;
    for (std::size_t p = 0; p < basic_.size(); ++p) {
        if (basic_[p] == lp.columns()) {
            load_value_ = std::clamp(basic_value_[p], 0.0, load_upper_);
        }
    }
    return status;
}

void TightSimplex::write_x(TightLp const& lp, std::span<double> x) const {
    for (std::size_t j = 0; j < lp.columns(); ++j) {
        x[j] = place_[j] == Place::high ? lp.upper[j] : 0.0;
    }
    for (std::size_t p = 0; p < basic_.size(); ++p) {
        if (basic_[p] < lp.columns()) {
            x[basic_[p]] = std::clamp(basic_value_[p], 0.0, lp.upper[basic_[p]]);
        }
    }
}

void TightSimplex::write_prices(double least, std::vector<RowPrice>& prices) const {
    prices.clear();
    for (std::size_t t = 0; t < tight_.size(); ++t) {
        if (std::abs(row_price_[t]) > least) {
            prices.push_back({tight_[t], std::abs(row_price_[t])});
        }
    }
}

}  // namespace gridrush
