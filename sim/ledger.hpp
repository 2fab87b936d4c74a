#pragma once

#include <array>
#include <vector>

#include "sim/adequacy/run_indices.hpp"
#include "sim/observer.hpp"
#include "sim/operations/supply.hpp"
#include "sim/world.hpp"

namespace gridrush {

/// Totals of a run: energies are integrals of the recorded powers, money of the recorded prices.
class Ledger {
public:
    explicit Ledger(World& world) : world_{world} {}

    /// Books one interval into the totals and into the sites' ledgers.
    void book(IntervalRow const& row);
    /// Starts the sites' month and quarter ledgers anew.
    void close_month();
    void close_quarter();

    [[nodiscard]] std::vector<Metric> summary() const;
    /// Simulated hours since the last close_month.
    [[nodiscard]] double month_hours() const { return month_hours_; }

private:
    void book_sites(IntervalRow const& row);
    void book_system(IntervalRow const& row);
    void book_mines(double length_h);

    World& world_;
    RunIndices indices_;
    long intervals_ = 0;
    long failed_intervals_ = 0;
    double month_hours_ = 0.0;
    double shed_hours_ = 0.0;
    double large_load_lost_hours_ = 0.0;
    double congested_hours_ = 0.0;
    SystemRow energy_;  ///< integrals of the power columns, MWh; of costs, USD; of CO2, t
    double lmp_times_mwh_ = 0.0;
    double consumed_mwh_ = 0.0;
    double highest_lmp_ = 0.0;
    double native_peak_mw_ = 0.0;
    double mining_revenue_usd_ = 0.0;
    double mining_energy_cost_usd_ = 0.0;
};

}  // namespace gridrush
