#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "topology/contingency_rows.hpp"
#include "sim/operations/dispatch_dc_lines.hpp"
#include "sim/operations/lp_network.hpp"
#include "sim/operations/lp_tight.hpp"

namespace gridrush {

/// What can be dispatched again for a new load, as columns from 0 to their width over `base`: the
/// generators of one bus together, and the DC lines. Costs do not matter here.
class HostingColumns {
public:
    explicit HostingColumns(Grid const& grid);

    /// Takes one hour's limits.
    void set_hour(std::span<double const> load_mw, std::span<double const> min_mw,
                  std::span<double const> max_mw);

    [[nodiscard]] std::vector<InjectionColumn> const& columns() const { return columns_; }
    [[nodiscard]] std::span<double const> width_mw() const { return width_; }
    /// Load, generators at their least output and DC lines at their least flow, MW per bus.
    [[nodiscard]] std::span<double const> base_injection_mw() const { return base_injection_; }
    /// More than any new load can be.
    [[nodiscard]] double most_load_mw() const;

private:
    Grid const& grid_;
    DcLineOffers dc_lines_;
    std::vector<std::size_t> column_of_bus_;
    std::vector<InjectionColumn> columns_;
    std::vector<double> width_, base_injection_;
};

/// Flow limits of one hour: a branch's rating, or more where the hour's own dispatch has more.
struct HostingRatings {
    FlowLimits intact;                  ///< per branch
    std::span<double const> emergency;  ///< per branch
};

/// The rows that the buses' LPs share: the balance of every island, then flows that were violated
/// once. Cheap to copy.
class HostingRows {
public:
    HostingRows(DcNetwork const& network, HostingColumns const& columns);

    [[nodiscard]] bool has(BranchId branch, BranchId outage) const {
        return row_of_.contains(key(branch, outage));
    }
    /// `network` is that of the constructor or another of the same branches.
    void add(DcNetwork const& network, HostingColumns const& columns, MonitoredFlow const& row);
    /// Limits of every row in an hour whose own dispatch has the flows `flow_mw`.
    void set_limits(HostingColumns const& columns, HostingRatings const& ratings,
                    std::span<double const> flow_mw);

    [[nodiscard]] TightLp const& lp() const { return lp_; }
    [[nodiscard]] std::size_t islands() const { return islands_; }
    /// Precondition: row >= islands().
    [[nodiscard]] MonitoredFlow const& flow_row(std::size_t row) const {
        return rows_[row - islands_];
    }
    /// What a MW of load at `bus` takes from each row.
    void write_load_column(BusId bus, std::vector<double>& column) const;

private:
    struct Sensitivity {
        std::vector<double> per_bus;
        double at_zero_mw = 0.0;
    };

    [[nodiscard]] static std::uint64_t key(BranchId branch, BranchId outage);
    void set_limits(std::size_t flow_row, HostingColumns const& columns,
                    HostingRatings const& ratings, std::span<double const> flow_mw);

    std::size_t islands_;
    std::vector<int> island_of_bus_;
    std::vector<MonitoredFlow> rows_;
    std::vector<std::shared_ptr<Sensitivity const>> sensitivities_;
    std::unordered_map<std::uint64_t, std::size_t> row_of_;
    TightLp lp_;
    std::vector<double> work_;
};

}  // namespace gridrush
