#pragma once

#include <cstddef>
#include <vector>

#include "topology/issue.hpp"

namespace gridrush {

/// The year of a study: mean MW of every hour, whole days.
struct HourlyLoadSpec {
    Location at;
    std::vector<double> mw;
};

/// Every mistake: no hours, a day that is not whole, loads that are negative or not finite.
[[nodiscard]] Issues validate(HourlyLoadSpec const& load);

/// What is asked of the units in every hour, and how much of it belongs to firm customers.
class HourlyDemand {
public:
    /// Firm customers only. Throws InputError with everything that validate() finds.
    explicit HourlyDemand(HourlyLoadSpec load);
    /// Precondition: as many flexible as firm hours, none negative.
    HourlyDemand(HourlyDemand const& firm, std::vector<double> const& flexible_mw);

    [[nodiscard]] std::size_t hours() const { return mw_.size(); }
    [[nodiscard]] std::vector<double> const& mw() const { return mw_; }
    /// Firm customers' part of the hour's demand, 0 to 1.
    [[nodiscard]] std::vector<double> const& firm_share() const { return firm_share_; }
    /// 1 in the hour of each day's highest demand (the first of equals), else 0.
    [[nodiscard]] std::vector<double> const& daily_peak() const { return daily_peak_; }
    [[nodiscard]] double peak_mw() const { return peak_mw_; }
    [[nodiscard]] double energy_mwh() const { return energy_mwh_; }

private:
    void find_peaks();

    std::vector<double> mw_;
    std::vector<double> firm_share_;
    std::vector<double> daily_peak_;
    double peak_mw_ = 0.0;
    double energy_mwh_ = 0.0;
};

/// A new constant load that is curtailed so that total demand never exceeds the old peak.
struct FlexibleLoad {
    double mw;
    HourlyDemand with_firm;   ///< firm demand and what is served of the flexible load
    double curtailed_mwh;     ///< per year
    double curtailment_rate;  ///< curtailed energy as a share of mw x hours; 0 where mw is 0
    int curtailed_hours;
    double deepest_cut_mw;
};

/// Norris et al. (2025), "Rethinking Load Growth": the cut is max(0, load + mw - peak). The
/// threshold here is the one peak of the year. Precondition: `mw` >= 0.
[[nodiscard]] FlexibleLoad add_flexible_load(HourlyDemand const& firm, double mw);

}  // namespace gridrush
