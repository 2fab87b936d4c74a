#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "topology/issue.hpp"
#include "topology/time.hpp"

namespace gridrush {

/// Above which demand a new load is cut. `seasonal`: the highest hour of June to August over all
/// years rules April to October, that of December to February rules November to March. `annual`:
/// one threshold, the highest hour of all.
enum class DemandThresholds { seasonal, annual };

/// Hourly demand of one balancing area, hour after hour without a gap.
struct HeadroomSpec {
    TimePoint first_hour{};
    std::vector<double> demand_mw;
    DemandThresholds thresholds = DemandThresholds::seasonal;
};

/// Every mistake: no hours, demand that is negative or not finite (`demand.<row from 0>`), seasonal
/// thresholds without an hour of summer or of winter.
[[nodiscard]] Issues validate(HeadroomSpec const& spec);

/// Shares of a new load that a curtailed hour may keep, see HeadroomAnswer.
inline constexpr std::array<double, 3> kept_shares{0.50, 0.75, 0.90};

/// A new constant load and how it is curtailed. NaN throughout where no load is curtailed at so
/// low a rate, not even a small one.
struct HeadroomAnswer {
    double rate = 0.0;     ///< curtailed share of the load's energy, mean of the years' rates
    double load_mw = 0.0;  ///< the largest load at that rate
    double curtailed_mwh_per_year = 0.0;
    double hours_per_year = 0.0;  ///< with any curtailment
    double mean_depth = 0.0;      ///< of those hours, as a share of the load
    double max_depth = 0.0;
    double events_per_year = 0.0;  ///< runs of such hours; runs go on over the turn of a year
    double mean_event_h = 0.0;
    double max_event_h = 0.0;
    /// Share of the curtailed hours in which at least kept_shares[i] of the load runs.
    std::array<double, kept_shares.size()> share_of_hours_keeping{};
};

/// How much constant load fits under past peaks when it may be curtailed a little: demand plus
/// load above the threshold is cut. No network, ramping or reserves.
/// Norris, Profeta, Patino-Echeverri, Cowie-Haskell (2025), "Rethinking Load Growth", Duke
/// University, NI R 25-01, appendix C.
class Headroom {
public:
    /// Throws InputError with all that validate() finds.
    explicit Headroom(HeadroomSpec const& spec);

    /// Equal for annual thresholds.
    [[nodiscard]] double summer_threshold_mw() const { return summer_mw_; }
    [[nodiscard]] double winter_threshold_mw() const { return winter_mw_; }
    [[nodiscard]] double peak_mw() const { return peak_mw_; }
    [[nodiscard]] std::size_t years() const { return years_; }
    /// Hours in which demand alone is above the threshold, as it can be outside the months that
    /// the threshold is from. The method counts that excess as curtailed too.
    [[nodiscard]] std::size_t hours_above_threshold() const;

    /// Mean over the calendar years (UTC) of curtailed energy / (load x hours of the year).
    /// Precondition: load_mw > 0.
    [[nodiscard]] double rate(double load_mw) const;

    /// The largest load with that rate; NaN where there is none. Exact: between two hours' margins
    /// the rate is a + b / load. Precondition: 0 < rate < 1.
    [[nodiscard]] double load_mw(double rate) const;

    /// The largest load with that rate, and its hours. Precondition: 0 < rate < 1.
    [[nodiscard]] HeadroomAnswer at(double rate) const;

private:
    void set_thresholds(HeadroomSpec const& spec);
    void sort_margins(HeadroomSpec const& spec);

    double summer_mw_ = 0.0, winter_mw_ = 0.0, peak_mw_ = 0.0;
    std::size_t years_ = 0;
    std::vector<double> margin_mw_;         ///< threshold less demand, by hour
    std::vector<double> sorted_margin_mw_;  ///< ascending
    /// Sums over the first k sorted hours, k = 0..hours, each hour weighing 1 / (hours of its
    /// year x years): of the weights, and of weight x margin.
    std::vector<double> weight_sum_, margin_sum_mw_;
};

}  // namespace gridrush
