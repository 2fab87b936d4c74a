#include <algorithm>
#include <limits>

#include "sim/interconnection/joint_lp.hpp"
#include "sim/operations/lp_vector.hpp"

namespace gridrush {

namespace {

constexpr std::size_t rows_per_round = 12;  ///< of a snapshot
constexpr int round_limit = 300;
constexpr double shed_price = 1e3;  ///< of a MW of load, where a MW above a limit is 1
constexpr double margin_mw = 1e-7;  ///< conceded on top, for rounding
constexpr double negligible_mw = 1e-9;

}  // namespace

void JointLp::write_bound(Snapshot const& snapshot, Row const& row) {
    bool const counts = criterion_ == Criterion::secure ||
                        (criterion_ == Criterion::intact && !row.key.outage.valid());
    double const limit = network_.limit_mw(row.key, added_mw_[row.key.branch.index()]);
    double const base =
        dot(row.of->per_bus, snapshot.columns.base_injection_mw()) + row.of->at_zero_mw;
    lp_.set_row(row.row, -widest_mw,
                counts ? std::min(limit + row.conceded_mw - base, widest_mw) : widest_mw);
}

/// All that is a number of the year, the criterion or the upgrades.
void JointLp::write_bounds() {
    if (bounds_valid_) {
        return;
    }
    bounds_valid_ = true;
    auto const& islands = network_.dc().islands();
    for (std::size_t s = 0; s < snapshots_.size(); ++s) {
        Snapshot& snapshot = snapshots_[s];
        SnapshotCase const& year = cases_[s];
        snapshot.load_mw = year.load_mw;
        for (std::size_t b = 0; b < snapshot.load_mw.size(); ++b) {
            snapshot.load_mw[b] -= snapshot.conceded_mw[b];
            if (slack_ == Slack::priced) {
                lp_.set_column(snapshot.first_shed + b, 0.0, std::max(year.load_mw[b], 0.0));
                lp_.set_cost(snapshot.first_shed + b, shed_price);
            }
        }
        snapshot.columns.set_hour(snapshot.load_mw, year.generator_min_mw, year.generator_max_mw);
        auto const width = snapshot.columns.width_mw();
        for (std::size_t j = 0; j < width.size(); ++j) {
            lp_.set_column(snapshot.first_column + j, 0.0, width[j]);
        }
        std::vector<double> missing(static_cast<std::size_t>(islands.count), 0.0);
        auto const base = snapshot.columns.base_injection_mw();
        for (std::size_t b = 0; b < base.size(); ++b) {
            missing[static_cast<std::size_t>(islands.island_of_bus[b])] -= base[b];
        }
        for (std::size_t k = 0; k < missing.size(); ++k) {
            lp_.set_row(snapshot.first_balance + k, missing[k], missing[k]);
        }
        for (Row const& row : snapshot.rows) {
            write_bound(snapshot, row);
        }
    }
}

/// Flows of the last solution.
void JointLp::write_flows(Snapshot const& snapshot) {
    auto const& columns = snapshot.columns.columns();
    x_.resize(columns.size());
    for (std::size_t j = 0; j < columns.size(); ++j) {
        x_[j] = lp_.x(snapshot.first_column + j);
    }
    std::ranges::copy(snapshot.columns.base_injection_mw(), injection_mw_.begin());
    add_injections(columns, x_, injection_mw_);
    for (std::size_t i = 0; i < size(); ++i) {
        injection_mw_[places_.bus[i].index()] -= lp_.x(i);
    }
    for (std::size_t b = 0; slack_ == Slack::priced && b < injection_mw_.size(); ++b) {
        injection_mw_[b] += lp_.x(snapshot.first_shed + b);
    }
    network_.dc().solve_flows(injection_mw_, flow_mw_);
}

std::size_t JointLp::add_violated() {
    std::size_t added = 0;
    with_bought_mw_ = added_mw_;
    for (std::size_t l = 0; l < with_bought_mw_.size(); ++l) {
        with_bought_mw_[l] += bought_mw(BranchId{l});
    }
    std::vector<std::vector<FlowLimitKey>> violated(snapshots_.size());
    for (std::size_t s = 0; s < snapshots_.size(); ++s) {
        write_flows(snapshots_[s]);
        network_.find_violated(flow_mw_, with_bought_mw_, criterion_, snapshots_[s].row_of,
                               rows_per_round, violated[s]);
        added += violated[s].size();
    }
    for (std::size_t s = 0; s < snapshots_.size(); ++s) {
        for (FlowLimitKey const& key : violated[s]) {
            add_row(snapshots_[s], key);
        }
    }
    return added;
}

SolveStatus JointLp::solve_rounds() {
    write_bounds();
    for (int round = 0; round < round_limit; ++round) {
        auto const status = lp_.solve();
        if (status != SolveStatus::optimal || criterion_ == Criterion::supply ||
            add_violated() == 0) {
            return status;
        }
    }
    return SolveStatus::failed;
}

SolveStatus JointLp::solve() {
    auto const status = solve_rounds();
    if (status != SolveStatus::infeasible || conceded_) {
        return status;
    }
    auto const conceded = take_concessions();
    return conceded == SolveStatus::optimal ? solve_rounds() : conceded;
}

SolveStatus JointLp::concede() {
    if (conceded_) {
        return SolveStatus::optimal;
    }
    for (std::size_t i = 0; i < size(); ++i) {
        set_group(i, 0.0, 0.0, 0.0);
        hold_share(i, std::nullopt);
    }
    set_share_cost(0.0);
    offer_capacity(std::vector<double>(added_mw_.size(), 0.0), offered_usd_);
    auto const status = solve();
    conceded_ = conceded_ || status == SolveStatus::optimal;
    return status;
}

/// The least that the others alone need: the same program with everything to be had at a price.
SolveStatus JointLp::take_concessions() {
    conceded_ = true;
    if (!others_) {
        others_ = std::make_unique<JointLp>(network_, grid_, GroupPlaces{}, snapshots_.size(),
                                            Slack::priced);
    }
    JointLp& others = *others_;
    others.set_cases(cases_);
    others.set_criterion(criterion_);
    others.set_added(added_mw_);
    others.start_from(*this);
    auto const status = others.solve_rounds();
    if (status != SolveStatus::optimal) {
        return status;
    }
    for (std::size_t s = 0; s < snapshots_.size(); ++s) {
        Snapshot& snapshot = snapshots_[s];
        for (std::size_t b = 0; b < snapshot.conceded_mw.size(); ++b) {
            snapshot.conceded_mw[b] = others.lp_.x(others.snapshots_[s].first_shed + b);
        }
        for (Row const& row : others.snapshots_[s].rows) {
            double const excess = others.lp_.x(row.slack_column);
            if (!snapshot.row_of.contains(row.key)) {
                add_row(snapshot, row.key);
            }
            snapshot.rows[snapshot.row_of.at(row.key)].conceded_mw =
                excess > negligible_mw ? excess + margin_mw : 0.0;
        }
    }
    bounds_valid_ = false;
    return SolveStatus::optimal;
}

double JointLp::given_up_mw() const {
    double sum = 0.0;
    for (Snapshot const& snapshot : snapshots_) {
        for (std::size_t b = 0; b < snapshot.conceded_mw.size(); ++b) {
            sum += shed_price * lp_.x(snapshot.first_shed + b);
        }
        for (Row const& row : snapshot.rows) {
            sum += lp_.x(row.slack_column);
        }
    }
    return sum;
}

std::optional<CriticalFlow> JointLp::critical(BranchId branch) const {
    std::optional<CriticalFlow> worst;
    for (std::size_t s = 0; s < snapshots_.size(); ++s) {
        Snapshot const& snapshot = snapshots_[s];
        for (Row const& row : snapshot.rows) {
            if (row.key.branch != branch) {
                continue;
            }
            double flow =
                dot(row.of->per_bus, snapshot.columns.base_injection_mw()) + row.of->at_zero_mw;
            auto const& columns = snapshot.columns.columns();
            for (std::size_t j = 0; j < columns.size(); ++j) {
                double const mw = lp_.x(snapshot.first_column + j);
                flow += mw * row.of->per_bus[columns[j].to.index()] * columns[j].received;
                flow -=
                    columns[j].from.valid() ? mw * row.of->per_bus[columns[j].from.index()] : 0.0;
            }
            for (std::size_t i = 0; i < size(); ++i) {
                flow -= lp_.x(i) * row.of->per_bus[places_.bus[i].index()];
            }
            double const limit = network_.limit_mw(row.key, added_mw_[branch.index()]);
            if (!worst || flow - limit > worst->flow_mw - worst->limit_mw) {
                worst = CriticalFlow{s, row.key, flow, limit};
            }
        }
    }
    return worst;
}

}  // namespace gridrush
