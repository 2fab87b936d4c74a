#include "sim/operations/lp_network.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/operations/lp_vector.hpp"

namespace gridrush {

namespace {

constexpr double price_tolerance = 1e-9;
constexpr double widest_bound_mw = 1e7;  ///< stands in for infinity in a row with one free side
constexpr std::size_t rows_per_round = 32;
constexpr int round_limit = 500;
constexpr int stale_after_solves = 500;     ///< without a price
constexpr std::size_t fewest_to_drop = 16;  ///< rows; a drop costs a fresh basis

}  // namespace

void add_injections(std::span<InjectionColumn const> columns, std::span<double const> x,
                    std::span<double> injection_mw) {
    for (std::size_t j = 0; j < columns.size(); ++j) {
        auto const& column = columns[j];
        if (x[j] != 0.0) {
            injection_mw[column.to.index()] += column.received * x[j];
            if (column.from.valid()) {
                injection_mw[column.from.index()] -= x[j];
            }
        }
    }
}

NetworkLp::NetworkLp(DcNetwork const& network, double flow_tolerance_mw, LpSolver solver)
    : network_{&network}, tolerance_{flow_tolerance_mw}, solver_{solver} {
    change_network(network);
}

void NetworkLp::change_network(DcNetwork const& network) {
    network_ = &network;
    limits_ = flow_limits(network);
    product_.reset(network);
    flow_.assign(network.grid().branches().size(), 0.0);
    injection_.assign(network.grid().buses().size(), 0.0);
    is_row_.resize(flow_.size(), 0);
    std::erase_if(row_branches_, [&](BranchId branch) {
        bool const gone = !network.in_service()[branch.index()];
        is_row_[branch.index()] = gone ? 0 : 1;
        return gone;
    });
    build_rows();
}

void NetworkLp::set_columns(std::vector<InjectionColumn> columns) {
    columns_ = std::move(columns);
    build_rows();
}

void NetworkLp::build_rows() {
    auto const& islands = network_->islands();
    unpriced_solves_.assign(row_branches_.size(), 0);
    auto const cost = std::exchange(lp_.cost, {});
    auto const upper = std::exchange(lp_.upper, {});
    lp_.reset(columns_.size());
    if (cost.size() == columns_.size()) {
        lp_.cost = cost;
        lp_.upper = upper;
    }
    for (int island = 0; island < islands.count; ++island) {
        auto const row = lp_.add_row();
        for (std::size_t j = 0; j < columns_.size(); ++j) {
            auto const& column = columns_[j];
            if (islands.island_of_bus[column.to.index()] == island) {
                row[j] += column.received;
            }
            if (column.from.valid() && islands.island_of_bus[column.from.index()] == island) {
                row[j] -= 1.0;
            }
        }
    }
    for (auto const branch : row_branches_) {
        add_branch_row(branch);
    }
    simplex_.reset();
    clp_.reset();
}

void NetworkLp::add_branch_row(BranchId branch) {
    auto const row = lp_.add_row();
    auto const ptdf = network_->ptdf_row(branch);
    for (std::size_t j = 0; j < columns_.size(); ++j) {
        auto const& column = columns_[j];
        row[j] = ptdf[column.to.index()] * column.received;
        if (column.from.valid()) {
            row[j] -= ptdf[column.from.index()];
        }
    }
}

void NetworkLp::set_row_bounds(std::span<double const> base_injection_mw) {
    auto const& islands = network_->islands();
    auto const count = static_cast<std::size_t>(islands.count);
    std::fill_n(lp_.row_low.begin(), count, 0.0);
    for (std::size_t b = 0; b < base_injection_mw.size(); ++b) {
        lp_.row_low[static_cast<std::size_t>(islands.island_of_bus[b])] -= base_injection_mw[b];
    }
    std::copy_n(lp_.row_low.begin(), count, lp_.row_high.begin());
    for (std::size_t k = 0; k < row_branches_.size(); ++k) {
        auto const branch = row_branches_[k];
        double const base = dot(network_->ptdf_row(branch), base_injection_mw) +
                            network_->flow_at_zero_injection(branch);
        auto const l = branch.index();
        lp_.row_low[count + k] = std::max(limits_.min_mw[l], -widest_bound_mw) - base;
        lp_.row_high[count + k] = std::min(limits_.max_mw[l], widest_bound_mw) - base;
    }
}

double NetworkLp::excess_mw(std::size_t branch, double flow_mw) const {
    return std::max(flow_mw - limits_.max_mw[branch], limits_.min_mw[branch] - flow_mw);
}

/// The branches that once were violated are the likeliest: a look at them saves most products.
bool NetworkLp::fits(std::span<double const> injection_mw) {
    for (auto const branch : row_branches_) {
        double const flow = dot(network_->ptdf_row(branch), injection_mw) +
                            network_->flow_at_zero_injection(branch);
        if (excess_mw(branch.index(), flow) > tolerance_) {
            return false;
        }
    }
    product_.compute(injection_mw, flow_);
    double worst = -unlimited;
    for (std::size_t l = 0; l < flow_.size(); ++l) {
        worst = std::max(worst, excess_mw(l));
    }
    return worst <= tolerance_;
}

/// The worst violated branches that are not rows yet become rows. Returns how many.
std::size_t NetworkLp::add_violated_branches() {
    violated_.clear();
    for (std::size_t l = 0; l < flow_.size(); ++l) {
        if (excess_mw(l) > tolerance_ && !is_row_[l]) {
            violated_.emplace_back(-excess_mw(l), l);
        }
    }
    auto const count = std::min(violated_.size(), rows_per_round);
    std::ranges::partial_sort(violated_, violated_.begin() + static_cast<std::ptrdiff_t>(count));
    for (std::size_t k = 0; k < count; ++k) {
        BranchId const branch{violated_[k].second};
        add_branch_row(branch);
        row_branches_.push_back(branch);
        unpriced_solves_.push_back(0);
        is_row_[branch.index()] = 1;
    }
    return count;
}

/// The solver's own rows, checked on the recomputed flows.
bool NetworkLp::known_rows_hold_exactly() const {
    return std::ranges::all_of(
        row_branches_, [this](BranchId branch) { return excess_mw(branch.index()) <= tolerance_; });
}

SolveStatus NetworkLp::solve_lp(LpSolver solver) {
    if (solver == LpSolver::dual_simplex) {
        auto status = simplex_.solve(lp_, solution_);
        iterations_ += solution_.iterations;
        if (status != SolveStatus::optimal) {
            status = simplex_.solve(lp_, solution_);
            iterations_ += solution_.iterations;
        }
        if (status == SolveStatus::optimal || status == SolveStatus::infeasible) {
            return status;
        }
    }
    auto const status = clp_.solve(lp_, solution_);
    iterations_ += solution_.iterations;
    return status;
}

/// Forgets rows that have not mattered for long once they are the most of all.
void NetworkLp::drop_stale_rows() {
    auto const islands = static_cast<std::size_t>(network_->islands().count);
    std::size_t stale = 0;
    for (std::size_t k = 0; k < row_branches_.size(); ++k) {
        bool const priced = std::abs(solution_.row_price[islands + k]) > price_tolerance;
        unpriced_solves_[k] = priced ? 0 : unpriced_solves_[k] + 1;
        stale += unpriced_solves_[k] > stale_after_solves ? 1 : 0;
    }
    if (stale < fewest_to_drop || 2 * stale < row_branches_.size()) {
        return;
    }
    std::size_t k = 0;
    std::erase_if(row_branches_, [&](BranchId branch) {
        bool const drop = unpriced_solves_[k++] > stale_after_solves;
        is_row_[branch.index()] = drop ? 0 : 1;
        return drop;
    });
    build_rows();
}

SolveStatus NetworkLp::solve(std::span<double const> base_injection_mw) {
    iterations_ = 0;
    if (solution_.row_price.size() == lp_.rows()) {
        drop_stale_rows();
    }
    auto solver = solver_;
    for (int round = 0; round < round_limit; ++round) {
        set_row_bounds(base_injection_mw);
        auto const status = solve_lp(solver);
        if (status != SolveStatus::optimal) {
            return status;
        }
        std::ranges::copy(base_injection_mw, injection_.begin());
        add_injections(columns_, solution_.x, injection_);
        product_.compute(injection_, flow_);
        if (add_violated_branches() > 0) {
            continue;
        }
        if (known_rows_hold_exactly()) {
            return SolveStatus::optimal;
        }
        if (std::exchange(solver, LpSolver::clp) == LpSolver::clp) {
            break;
        }
        simplex_.reset();
    }
    simplex_.reset();
    clp_.reset();
    return SolveStatus::failed;
}

int NetworkLp::write_prices(std::span<double> lmp, std::span<double> branch_price) const {
    auto const& islands = network_->islands();
    for (std::size_t b = 0; b < lmp.size(); ++b) {
        lmp[b] = solution_.row_price[static_cast<std::size_t>(islands.island_of_bus[b])];
    }
    std::ranges::fill(branch_price, 0.0);
    int priced = 0;
    for (std::size_t k = 0; k < row_branches_.size(); ++k) {
        double const price = solution_.row_price[static_cast<std::size_t>(islands.count) + k];
        if (std::abs(price) <= price_tolerance) {
            continue;
        }
        auto const ptdf = network_->ptdf_row(row_branches_[k]);
        for (std::size_t b = 0; b < lmp.size(); ++b) {
            lmp[b] += price * ptdf[b];
        }
        branch_price[row_branches_[k].index()] = std::abs(price);
        ++priced;
    }
    return priced;
}

}  // namespace gridrush
