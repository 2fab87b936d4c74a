#include "sim/operations/hosting_rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/operations/lp_vector.hpp"

namespace gridrush {

namespace {

constexpr auto none = std::numeric_limits<std::size_t>::max();
constexpr double widest_mw = 1e6;        ///< stands in for an infinite generator
constexpr double widest_bound_mw = 1e7;  ///< stands in for infinity in a row with one free side

}  // namespace

HostingColumns::HostingColumns(Grid const& grid)
    : grid_{grid},
      dc_lines_{grid},
      column_of_bus_(grid.buses().size(), none),
      base_injection_(grid.buses().size()) {
    for (BusId const bus : grid.generators().bus) {
        if (column_of_bus_[bus.index()] == none) {
            column_of_bus_[bus.index()] = columns_.size();
            columns_.push_back({bus});
        }
    }
    width_.assign(columns_.size(), 0.0);
    columns_.insert(columns_.end(), dc_lines_.injections.begin(), dc_lines_.injections.end());
    width_.insert(width_.end(), dc_lines_.width_mw.begin(), dc_lines_.width_mw.end());
}

void HostingColumns::set_hour(std::span<double const> load_mw, std::span<double const> min_mw,
                              std::span<double const> max_mw) {
    for (std::size_t b = 0; b < load_mw.size(); ++b) {
        base_injection_[b] = dc_lines_.base_injection_mw[b] - load_mw[b];
    }
    std::fill_n(width_.begin(), columns_.size() - dc_lines_.size(), 0.0);
    auto const& buses = grid_.generators().bus;
    for (std::size_t g = 0; g < buses.size(); ++g) {
        base_injection_[buses[g].index()] += min_mw[g];
        width_[column_of_bus_[buses[g].index()]] += std::min(max_mw[g], widest_mw) - min_mw[g];
    }
}

double HostingColumns::most_load_mw() const {
    double most = 1.0;
    for (double const mw : width_) {
        most += mw;
    }
    for (double const mw : base_injection_) {
        most += std::max(mw, 0.0);
    }
    return most;
}

HostingRows::HostingRows(DcNetwork const& network, HostingColumns const& columns)
    : islands_{static_cast<std::size_t>(network.islands().count)},
      island_of_bus_{network.islands().island_of_bus} {
    auto const& all = columns.columns();
    lp_.reset(all.size());
    for (int island = 0; island < network.islands().count; ++island) {
        work_.assign(all.size(), 0.0);
        for (std::size_t j = 0; j < all.size(); ++j) {
            if (island_of_bus_[all[j].to.index()] == island) {
                work_[j] += all[j].received;
            }
            if (all[j].from.valid() && island_of_bus_[all[j].from.index()] == island) {
                work_[j] -= 1.0;
            }
        }
        lp_.add_row(work_);
    }
}

std::uint64_t HostingRows::key(BranchId branch, BranchId outage) {
    auto const low = static_cast<std::uint32_t>(outage.code());
    return static_cast<std::uint64_t>(branch.index()) << 32U | low;
}

void HostingRows::add(DcNetwork const& network, HostingColumns const& columns,
                      MonitoredFlow const& row) {
    auto made = std::make_shared<Sensitivity>();
    made->per_bus.resize(island_of_bus_.size());
    write_sensitivity(network, row, made->per_bus);
    made->at_zero_mw = flow_at_zero_injection(network, row);
    auto const& all = columns.columns();
    work_.assign(all.size(), 0.0);
    for (std::size_t j = 0; j < all.size(); ++j) {
        work_[j] = made->per_bus[all[j].to.index()] * all[j].received;
        if (all[j].from.valid()) {
            work_[j] -= made->per_bus[all[j].from.index()];
        }
    }
    row_of_.emplace(key(row.branch, row.outage), rows_.size());
    rows_.push_back(row);
    sensitivities_.push_back(std::move(made));
    lp_.add_row(work_);
}

void HostingRows::set_limits(std::size_t flow_row, HostingColumns const& columns,
                             HostingRatings const& ratings, std::span<double const> flow_mw) {
    MonitoredFlow const& row = rows_[flow_row];
    Sensitivity const& sensitivity = *sensitivities_[flow_row];
    auto const l = row.branch.index();
    double const now = std::abs(row.flow_mw(flow_mw));
    bool const intact = !row.outage.valid();
    double const least = intact ? ratings.intact.min_mw[l] : -ratings.emergency[l];
    double const most = intact ? ratings.intact.max_mw[l] : ratings.emergency[l];
    double const base =
        dot(sensitivity.per_bus, columns.base_injection_mw()) + sensitivity.at_zero_mw;
    lp_.row_low[islands_ + flow_row] = std::max(std::min(least, -now), -widest_bound_mw) - base;
    lp_.row_high[islands_ + flow_row] = std::min(std::max(most, now), widest_bound_mw) - base;
}

void HostingRows::set_limits(HostingColumns const& columns, HostingRatings const& ratings,
                             std::span<double const> flow_mw) {
    std::ranges::copy(columns.width_mw(), lp_.upper.begin());
    std::fill_n(lp_.row_low.begin(), islands_, 0.0);
    auto const base = columns.base_injection_mw();
    for (std::size_t b = 0; b < base.size(); ++b) {
        lp_.row_low[static_cast<std::size_t>(island_of_bus_[b])] -= base[b];
    }
    std::copy_n(lp_.row_low.begin(), islands_, lp_.row_high.begin());
    for (std::size_t k = 0; k < rows_.size(); ++k) {
        set_limits(k, columns, ratings, flow_mw);
    }
}

void HostingRows::write_load_column(BusId bus, std::vector<double>& column) const {
    column.assign(lp_.rows(), 0.0);
    column[static_cast<std::size_t>(island_of_bus_[bus.index()])] = 1.0;
    for (std::size_t k = 0; k < rows_.size(); ++k) {
        column[islands_ + k] = sensitivities_[k]->per_bus[bus.index()];
    }
}

}  // namespace gridrush
