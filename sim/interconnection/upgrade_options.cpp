#include "sim/interconnection/upgrade_options.hpp"

#include <algorithm>
#include <cmath>

namespace gridrush {

namespace {

namespace figures = upgrade_figures;

constexpr int most_circuits = 3;  ///< beside a branch, in all

Seconds weeks(double count) {
    return Seconds{std::llround(count * 7.0) * 86'400};
}

bool was_ordered(std::span<UpgradeRow const> ordered, BranchId branch, UpgradeKind kind) {
    return std::ranges::any_of(ordered, [&](UpgradeRow const& row) {
        return row.state != UpgradeState::cancelled && row.what.branch == branch &&
               row.what.kind == kind;
    });
}

/// 1 + circuits that were ordered beside it: each order of n made x that of c / (c + n).
double circuits_of(std::span<UpgradeRow const> ordered, BranchId branch) {
    double factor = 1.0;
    for (UpgradeRow const& row : ordered) {
        if (row.state != UpgradeState::cancelled && row.what.branch == branch) {
            factor *= row.what.reactance_factor;
        }
    }
    return std::round(1.0 / factor);
}

Upgrade of_branch(UpgradeKind kind, BranchId branch, double mw, double usd, double lead_weeks) {
    Upgrade made;
    made.kind = kind;
    made.branch = branch;
    made.mw = mw;
    made.cost_usd = usd;
    made.lead_time = weeks(lead_weeks);
    return made;
}

double circuit_usd(Grid const& grid, BranchId branch) {
    auto const l = branch.index();
    auto const& branches = grid.branches();
    double const kv = branch_kv(grid, branch);
    if (branches.kind[l] == BranchKind::line) {
        return branch_length_km(grid, branch) * new_line_usd_per_km(kv) + 2.0 * position_usd(kv);
    }
    auto const& buses = grid.buses().base_kv;
    double const low = std::min(buses[branches.from[l].index()], buses[branches.to[l].index()]);
    return transformer_usd(kv, low, branches.rating_mw[l]) + position_usd(kv) +
           position_usd(low > 0.0 ? low : kv);
}

void add_circuits(Grid const& grid, BranchId branch, std::span<UpgradeRow const> ordered,
                  std::vector<Upgrade>& options) {
    auto const l = branch.index();
    bool const line = grid.branches().kind[l] == BranchKind::line;
    double const there = circuits_of(ordered, branch);
    double const usd = circuit_usd(grid, branch);
    for (int count = 1; there - 1.0 + count <= most_circuits; ++count) {
        Upgrade made = of_branch(
            UpgradeKind::new_circuit, branch, count * grid.branches().rating_mw[l], count * usd,
            line ? figures::new_line_weeks.value : figures::transformer_weeks.value);
        made.reactance_factor = there / (there + count);
        options.push_back(made);
    }
}

double largest_bank_mva(Grid const& grid, SubstationId substation) {
    double largest = 0.0;
    for (BankId const bank : grid.substations().banks[substation.index()]) {
        largest = std::max(largest, grid.banks().mva[bank.index()]);
    }
    return largest > 0.0 ? largest : figures::default_bank.value;
}

/// Positions that are empty still, less than 0 never.
int empty_positions(SubstationId substation, int positions, std::span<UpgradeRow const> ordered) {
    int empty = positions;
    for (UpgradeRow const& row : ordered) {
        if (row.state != UpgradeState::cancelled && row.what.substation == substation) {
            empty += row.what.kind == UpgradeKind::new_substation ? positions : -1;
        }
    }
    return std::max(empty, 0);
}

}  // namespace

std::vector<Upgrade> branch_options(Grid const& grid, BranchId branch,
                                    std::span<UpgradeRow const> ordered) {
    double const rating = grid.branches().rating_mw[branch.index()];
    if (!std::isfinite(rating) || rating <= 0.0) {
        return {};
    }
    std::vector<Upgrade> options;
    double const kv = branch_kv(grid, branch);
    bool const line = grid.branches().kind[branch.index()] == BranchKind::line;
    if (line && !was_ordered(ordered, branch, UpgradeKind::branch_uprate)) {
        options.push_back(of_branch(UpgradeKind::branch_uprate, branch,
                                    figures::terminal_gain.value * rating, 2.0 * position_usd(kv),
                                    figures::breaker_weeks.value));
    }
    if (line && !was_ordered(ordered, branch, UpgradeKind::reconductor)) {
        options.push_back(of_branch(UpgradeKind::reconductor, branch,
                                    figures::reconductor_gain.value * rating,
                                    branch_length_km(grid, branch) * reconductor_usd_per_km(kv),
                                    figures::reconductor_weeks.value));
    }
    add_circuits(grid, branch, ordered, options);
    std::ranges::stable_sort(options, {}, &Upgrade::cost_usd);
    double most_mw = 0.0;
    std::erase_if(options, [&](Upgrade const& option) {
        bool const more = option.mw > most_mw;
        most_mw = std::max(most_mw, option.mw);
        return !more;
    });
    return options;
}

Upgrade const& cheapest_option(std::span<Upgrade const> options, double mw) {
    auto const found =
        std::ranges::find_if(options, [mw](Upgrade const& option) { return option.mw >= mw; });
    return found != options.end() ? *found : options.back();
}

std::vector<Upgrade> bank_options(Grid const& grid, SubstationId substation, double mva,
                                  int positions, std::span<UpgradeRow const> ordered) {
    auto const bus = grid.substations().bus[substation.index()];
    double const given_kv = grid.buses().base_kv[bus.index()];
    double const kv = given_kv > 0.0 ? given_kv : figures::default_kv.value;
    Upgrade bank;
    bank.kind = UpgradeKind::new_bank;
    bank.substation = substation;
    bank.mw = largest_bank_mva(grid, substation);
    bank.cost_usd = transformer_usd(kv, 69.0, bank.mw) + position_usd(kv);
    bank.lead_time = weeks(figures::transformer_weeks.value);
    Upgrade beside = bank;
    beside.kind = UpgradeKind::new_substation;
    beside.cost_usd += new_substation_usd(kv);
    beside.lead_time = weeks(figures::new_substation_weeks.value);
    std::vector<Upgrade> made;
    int empty = empty_positions(substation, positions, ordered);
    for (double missing = mva; missing > 1e-6; missing -= bank.mw) {
        made.push_back(empty > 0 ? bank : beside);
        empty += empty > 0 ? -1 : positions;
    }
    return made;
}

}  // namespace gridrush
