#pragma once

#include <cstddef>
#include <vector>

#include "sim/adequacy/hourly_demand.hpp"
#include "sim/adequacy/indices.hpp"
#include "sim/adequacy/unit_fleet.hpp"

namespace gridrush {

/// Capacity outage probability table: how likely, and how often, at least so many MW are out.
/// Built by convolution, one unit after the other (Billinton and Allan, 1996, "Reliability
/// Evaluation of Power Systems", chapters 2 and 3, the cumulative recursions). Exact where every
/// unit is a whole multiple of the step; another unit's outage is split between the two nearest
/// multiples, which keeps its mean.
class OutageTable {
public:
    /// Precondition: `step_mw` > 0.
    OutageTable(UnitFleet const& fleet, double step_mw);

    [[nodiscard]] double step_mw() const { return step_mw_; }
    /// Probability that less than `demand_mw` is available.
    [[nodiscard]] double lolp(double demand_mw) const;
    /// Expected demand not served, MW.
    [[nodiscard]] double edns_mw(double demand_mw) const;
    /// How often per hour a unit's failure begins a shortfall at constant demand.
    [[nodiscard]] double failures_per_h(double demand_mw) const;

private:
    struct Unit {
        double mw;
        double outage_rate;
        double failures_per_h;
    };

    void add(Unit const& unit);
    /// The smallest row whose outage leaves less than `demand_mw`.
    [[nodiscard]] std::size_t row(double demand_mw) const;

    double step_mw_;
    double installed_mw_;
    /// By row k: outages of at least k steps.
    std::vector<double> probability_;
    std::vector<double> frequency_per_h_;  ///< of getting there from fewer steps
    std::vector<double> above_;            ///< sum of the probabilities of the rows after k
};

/// The largest step, in whole kW, that makes the table exact; 1 MW (or a millionth of the fleet
/// where that is more) where the exact table would have more than a million rows.
[[nodiscard]] double table_step_mw(UnitFleet const& fleet);

/// The exact indices of a demand. LOLF counts failures within the hours and rises of demand
/// between them. `short_days_d` is NaN: the days' chronology is not in the table.
[[nodiscard]] AdequacyIndices convolution_indices(OutageTable const& table,
                                                  HourlyDemand const& demand);

}  // namespace gridrush
