#include "sim/interconnection/joint_lp.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gridrush {

namespace {

constexpr auto none = std::numeric_limits<std::size_t>::max();

}  // namespace

JointLp::JointLp(StudyNetwork& network, Grid const& grid, GroupPlaces places, std::size_t snapshots,
                 Slack slack)
    : network_{network},
      grid_{grid},
      places_{std::move(places)},
      slack_{slack},
      added_mw_(grid.branches().size(), 0.0),
      offered_mw_(grid.branches().size(), 0.0),
      offered_usd_(grid.branches().size(), 0.0),
      capacity_column_(grid.branches().size(), none),
      injection_mw_(grid.buses().size()),
      flow_mw_(grid.branches().size()) {
    for (std::size_t i = 0; i < size(); ++i) {
        lp_.add_column(0.0, 0.0);
    }
    share_column_ = lp_.add_column(0.0, 1.0);
    for (std::size_t s = 0; s < snapshots; ++s) {
        add_balance(snapshots_.emplace_back(grid));
    }
    for (std::size_t k = 0; k < places_.substations; ++k) {
        entries_.clear();
        for (std::size_t i = 0; i < size(); ++i) {
            if (places_.substation[i] == k) {
                entries_.push_back({i, 1.0});
            }
        }
        room_row_.push_back(lp_.add_row(entries_, -widest_mw, widest_mw));
    }
}

void JointLp::add_balance(Snapshot& snapshot) {
    auto const& columns = snapshot.columns.columns();
    auto const& islands = network_.dc().islands();
    snapshot.conceded_mw.assign(grid_.buses().size(), 0.0);
    snapshot.first_column = lp_.add_column(0.0, 0.0);
    for (std::size_t j = 1; j <= columns.size(); ++j) {  // one more than needed: never none
        lp_.add_column(0.0, 0.0);
    }
    if (slack_ == Slack::priced) {
        snapshot.first_shed = lp_.add_column(0.0, 0.0);
        for (std::size_t b = 1; b < grid_.buses().size(); ++b) {
            lp_.add_column(0.0, 0.0);
        }
    }
    for (int island = 0; island < islands.count; ++island) {
        entries_.clear();
        auto const is_here = [&](BusId bus) {
            return islands.island_of_bus[bus.index()] == island;
        };
        for (std::size_t i = 0; i < size(); ++i) {
            if (is_here(places_.bus[i])) {
                entries_.push_back({i, -1.0});
            }
        }
        for (std::size_t j = 0; j < columns.size(); ++j) {
            double value = is_here(columns[j].to) ? columns[j].received : 0.0;
            value -= columns[j].from.valid() && is_here(columns[j].from) ? 1.0 : 0.0;
            if (value != 0.0) {
                entries_.push_back({snapshot.first_column + j, value});
            }
        }
        for (std::size_t b = 0; slack_ == Slack::priced && b < grid_.buses().size(); ++b) {
            if (is_here(BusId{b})) {
                entries_.push_back({snapshot.first_shed + b, 1.0});
            }
        }
        auto const row = lp_.add_row(entries_, 0.0, 0.0);
        snapshot.first_balance = island == 0 ? row : snapshot.first_balance;
    }
}

std::size_t JointLp::capacity_column(BranchId branch) {
    auto& column = capacity_column_[branch.index()];
    if (column == none) {
        column = lp_.add_column(0.0, offered_mw_[branch.index()]);
        lp_.set_cost(column, offered_usd_[branch.index()]);
    }
    return column;
}

void JointLp::add_row(Snapshot& snapshot, FlowLimitKey const& key) {
    auto const& of = network_.sensitivity(key);
    auto const& columns = snapshot.columns.columns();
    entries_.clear();
    for (std::size_t i = 0; i < size(); ++i) {
        entries_.push_back({i, -of.per_bus[places_.bus[i].index()]});
    }
    for (std::size_t j = 0; j < columns.size(); ++j) {
        double value = of.per_bus[columns[j].to.index()] * columns[j].received;
        value -= columns[j].from.valid() ? of.per_bus[columns[j].from.index()] : 0.0;
        entries_.push_back({snapshot.first_column + j, value});
    }
    Row row{key, 0, &of, none, 0.0};
    if (slack_ == Slack::priced) {
        for (std::size_t b = 0; b < of.per_bus.size(); ++b) {
            entries_.push_back({snapshot.first_shed + b, of.per_bus[b]});
        }
        row.slack_column = lp_.add_column(0.0, widest_mw);
        lp_.set_cost(row.slack_column, 1.0);
        entries_.push_back({row.slack_column, -1.0});
    } else {
        entries_.push_back({capacity_column(key.branch), -network_.limit_per_added_mw(key)});
    }
    std::erase_if(entries_, [](auto const& entry) { return std::abs(entry.value) < 1e-12; });
    row.row = lp_.add_row(entries_, -widest_mw, widest_mw);
    snapshot.row_of.emplace(key, snapshot.rows.size());
    snapshot.rows.push_back(row);
    write_bound(snapshot, row);
}

void JointLp::set_cases(std::vector<SnapshotCase> cases) {
    cases_ = std::move(cases);
    forget_concessions();
}

void JointLp::forget_concessions() {
    conceded_ = bounds_valid_ = false;
    for (Snapshot& snapshot : snapshots_) {
        std::ranges::fill(snapshot.conceded_mw, 0.0);
        for (Row& row : snapshot.rows) {
            row.conceded_mw = 0.0;
        }
    }
}

void JointLp::set_criterion(Criterion criterion) {
    if (criterion != criterion_) {
        conceded_ = bounds_valid_ = false;
        criterion_ = criterion;
    }
}

void JointLp::set_room(std::span<double const> room_mw) {
    for (std::size_t k = 0; k < room_row_.size(); ++k) {
        lp_.set_row(room_row_[k], -widest_mw, std::clamp(room_mw[k], 0.0, widest_mw));
    }
}

void JointLp::set_added(std::vector<double> added_mw) {
    if (added_mw != added_mw_) {
        added_mw_ = std::move(added_mw);
        forget_concessions();
    }
}

void JointLp::set_group(std::size_t request, double lower_mw, double upper_mw, double cost) {
    lp_.set_column(request, lower_mw, upper_mw);
    lp_.set_cost(request, cost);
}

void JointLp::hold_share(std::size_t request, std::optional<double> asked_mw) {
    if (share_row_.empty() && asked_mw) {
        share_asked_.assign(size(), 0.0);
        for (std::size_t i = 0; i < size(); ++i) {
            GrowingLp::Entry const entries[] = {{i, 1.0}, {share_column_, -1.0}};
            share_row_.push_back(lp_.add_row(entries, -widest_mw, widest_mw));
            share_asked_[i] = 1.0;
        }
    }
    if (share_row_.empty()) {
        return;
    }
    if (asked_mw && *asked_mw != share_asked_[request]) {
        lp_.set_coefficient(share_row_[request], share_column_, -*asked_mw);
        share_asked_[request] = *asked_mw;
    }
    lp_.set_row(share_row_[request], asked_mw ? 0.0 : -widest_mw, widest_mw);
}

void JointLp::set_share_cost(double cost) {
    lp_.set_cost(share_column_, cost);
}

void JointLp::offer_capacity(std::vector<double> most_mw, std::vector<double> usd_per_mw) {
    offered_mw_ = std::move(most_mw);
    offered_usd_ = std::move(usd_per_mw);
    for (std::size_t l = 0; l < capacity_column_.size(); ++l) {
        if (capacity_column_[l] != none) {
            lp_.set_column(capacity_column_[l], 0.0, offered_mw_[l]);
            lp_.set_cost(capacity_column_[l], offered_usd_[l]);
        }
    }
}

double JointLp::share_price(std::size_t request) const {
    return lp_.price(share_row_[request]);
}

double JointLp::bought_mw(BranchId branch) const {
    auto const column = capacity_column_[branch.index()];
    return column == none ? 0.0 : lp_.x(column);
}

void JointLp::start_from(JointLp const& other) {
    auto const in_service = network_.dc().in_service();
    for (std::size_t s = 0; s < snapshots_.size(); ++s) {
        for (Row const& row : other.snapshots_[s].rows) {
            FlowLimitKey const& key = row.key;
            bool const exists = in_service[key.branch.index()] != 0 &&
                                (!key.outage.valid() || in_service[key.outage.index()] != 0);
            if (exists && !snapshots_[s].row_of.contains(key)) {
                add_row(snapshots_[s], key);
            }
        }
    }
}

}  // namespace gridrush
