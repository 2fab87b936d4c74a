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

NetworkLp::NetworkLp(DcNetwork const& network, double flow_tolerance_mw, LpSolver solver,
                     std::optional<RatingKind> secured)
    : network_{&network}, tolerance_{flow_tolerance_mw}, solver_{solver}, secured_{secured} {
    change_network(network);
}

void NetworkLp::change_network(DcNetwork const& network) {
    network_ = &network;
    limits_ = flow_limits(network);
    if (secured_) {
        outages_.emplace(network, *secured_, tolerance_);
    }
    product_.reset(network);
    flow_.assign(network.grid().branches().size(), 0.0);
    injection_.assign(network.grid().buses().size(), 0.0);
    if (!outages_ && network.islands().island_of_bus == island_of_bus_) {
        rewrite_rows();
        return;
    }
    std::erase_if(flow_rows_, [this](FlowRow& row) { return !describe(row); });
    build_rows();
}

/// The row of a branch that is out is empty until the branch is back or the row is dropped.
void NetworkLp::rewrite_rows() {
    auto const islands = static_cast<std::size_t>(network_->islands().count);
    for (std::size_t k = 0; k < flow_rows_.size(); ++k) {
        auto& row = flow_rows_[k];
        if (!describe(row)) {
            std::ranges::fill(row.sensitivity, 0.0);
            row.at_zero_mw = 0.0;
        }
        write_coefficients(row, lp_.row(islands + k));
    }
    simplex_.coefficients_changed();
    clp_.reset();
}

/// Fills in what the network makes of a row. False where there is no such limit (any more).
bool NetworkLp::describe(FlowRow& row) const {
    if (!network_->in_service()[row.branch.index()]) {
        return false;
    }
    auto const ptdf = network_->ptdf_row(row.branch);
    row.sensitivity.assign(ptdf.begin(), ptdf.end());
    row.at_zero_mw = network_->flow_at_zero_injection(row.branch);
    if (!row.outage.valid()) {
        row.min_mw = limits_.min_mw[row.branch.index()];
        row.max_mw = limits_.max_mw[row.branch.index()];
        return true;
    }
    auto const factor = outages_->factor(row.branch, row.outage);
    if (!factor) {
        return false;
    }
    row.factor = *factor;
    row.max_mw = outages_->rating_mw(row.branch);
    row.min_mw = -row.max_mw;
    add_scaled(row.sensitivity, row.factor, network_->ptdf_row(row.outage));
    row.at_zero_mw += row.factor * network_->flow_at_zero_injection(row.outage);
    return true;
}

void NetworkLp::set_columns(std::vector<InjectionColumn> columns) {
    columns_ = std::move(columns);
    build_rows();
}

void NetworkLp::build_rows() {
    auto const& islands = network_->islands();
    island_of_bus_ = islands.island_of_bus;
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
    for (auto& row : flow_rows_) {
        row.unpriced_solves = 0;
        write_coefficients(row, lp_.add_row());
    }
    simplex_.reset();
    clp_.reset();
}

void NetworkLp::write_coefficients(FlowRow const& row, std::span<double> coefficients) const {
    for (std::size_t j = 0; j < columns_.size(); ++j) {
        auto const& column = columns_[j];
        coefficients[j] = row.sensitivity[column.to.index()] * column.received;
        if (column.from.valid()) {
            coefficients[j] -= row.sensitivity[column.from.index()];
        }
    }
}

void NetworkLp::add_flow_row(BranchId branch, BranchId outage) {
    FlowRow row;
    row.branch = branch;
    row.outage = outage;
    if (describe(row)) {
        write_coefficients(row, lp_.add_row());
        flow_rows_.push_back(std::move(row));
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
    for (std::size_t k = 0; k < flow_rows_.size(); ++k) {
        auto const& row = flow_rows_[k];
        double const base = dot(row.sensitivity, base_injection_mw) + row.at_zero_mw;
        lp_.row_low[count + k] = std::max(row.min_mw, -widest_bound_mw) - base;
        lp_.row_high[count + k] = std::min(row.max_mw, widest_bound_mw) - base;
    }
}

double NetworkLp::excess_mw(std::size_t branch) const {
    return std::max(flow_[branch] - limits_.max_mw[branch], limits_.min_mw[branch] - flow_[branch]);
}

/// From the flows before an outage.
double NetworkLp::flow_mw_in(FlowRow const& row) const {
    double const before = flow_[row.branch.index()];
    return row.outage.valid() ? before + row.factor * flow_[row.outage.index()] : before;
}

bool NetworkLp::is_row(BranchId branch, BranchId outage) const {
    return std::ranges::any_of(flow_rows_, [&](FlowRow const& row) {
        return row.branch == branch && row.outage == outage;
    });
}

bool NetworkLp::survives_outages(std::span<double const> flow_mw) {
    return !outages_ || outages_->hold(flow_mw);
}

/// The limits that once were violated are the likeliest: a look at them saves most products.
bool NetworkLp::fits(std::span<double const> injection_mw) {
    for (auto const& row : flow_rows_) {
        double const flow = dot(row.sensitivity, injection_mw) + row.at_zero_mw;
        if (std::max(flow - row.max_mw, row.min_mw - flow) > tolerance_) {
            return false;
        }
    }
    product_.compute(injection_mw, flow_);
    double worst = -unlimited;
    for (std::size_t l = 0; l < flow_.size(); ++l) {
        worst = std::max(worst, excess_mw(l));
    }
    return worst <= tolerance_ && survives_outages(flow_);
}

/// The worst violated branches that are not rows yet become rows. Returns how many.
std::size_t NetworkLp::add_violated_branches() {
    violated_.clear();
    for (std::size_t l = 0; l < flow_.size(); ++l) {
        if (excess_mw(l) > tolerance_ && !is_row(BranchId{l}, BranchId{})) {
            violated_.emplace_back(-excess_mw(l), l);
        }
    }
    auto const count = std::min(violated_.size(), rows_per_round);
    std::ranges::partial_sort(violated_, violated_.begin() + static_cast<std::ptrdiff_t>(count));
    for (std::size_t k = 0; k < count; ++k) {
        add_flow_row(BranchId{violated_[k].second}, BranchId{});
    }
    return count;
}

/// The same for limits after outages, of each branch the worst. Returns how many.
std::size_t NetworkLp::add_violated_outages() {
    if (!outages_) {
        return 0;
    }
    std::size_t added = 0;
    for (auto const& violation : outages_->find_violations(flow_)) {
        if (added < rows_per_round && !is_row(violation.branch, violation.outage)) {
            add_flow_row(violation.branch, violation.outage);
            ++added;
        }
    }
    return added;
}

/// The solver's own rows, checked on the recomputed flows.
bool NetworkLp::known_rows_hold_exactly() const {
    return std::ranges::all_of(flow_rows_, [this](FlowRow const& row) {
        double const flow = flow_mw_in(row);
        return std::max(flow - row.max_mw, row.min_mw - flow) <= tolerance_;
    });
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
    for (std::size_t k = 0; k < flow_rows_.size(); ++k) {
        bool const priced = std::abs(solution_.row_price[islands + k]) > price_tolerance;
        auto& unpriced = flow_rows_[k].unpriced_solves;
        unpriced = priced ? 0 : unpriced + 1;
        stale += unpriced > stale_after_solves ? 1 : 0;
    }
    if (stale < fewest_to_drop || 2 * stale < flow_rows_.size()) {
        return;
    }
    std::erase_if(flow_rows_,
                  [](FlowRow const& row) { return row.unpriced_solves > stale_after_solves; });
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
        if (add_violated_branches() > 0 || add_violated_outages() > 0) {
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
    for (std::size_t k = 0; k < flow_rows_.size(); ++k) {
        double const price = solution_.row_price[static_cast<std::size_t>(islands.count) + k];
        if (std::abs(price) <= price_tolerance) {
            continue;
        }
        auto const& row = flow_rows_[k];
        for (std::size_t b = 0; b < lmp.size(); ++b) {
            lmp[b] += price * row.sensitivity[b];
        }
        auto& of_branch = branch_price[row.branch.index()];
        priced += of_branch == 0.0 ? 1 : 0;
        of_branch += std::abs(price);
    }
    return priced;
}

}  // namespace gridrush
