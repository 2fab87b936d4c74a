#pragma once

#include <limits>
#include <span>
#include <vector>

#include "sim/observer.hpp"

namespace gridrush {

/// MW of one interval, not served for one cause on one rung of a site.
struct Cut {
    std::size_t site = 0;
    CurtailmentTier tier = CurtailmentTier::firm;
    std::int32_t contract = -1;
    CutCause cause = CutCause::supply;
    double mw = 0.0;
    double paid_usd_per_mwh = 0.0;
};

/// What was cut of a site on one rung, as its contract counts it. Cuts by price do not count.
struct RungUse {
    double last_mw = 0.0;  ///< in the interval before
    double now_mw = 0.0;   ///< booked in this interval
    TimePoint began_at;    ///< of the last event
    TimePoint last_cut_at = TimePoint::min();
    double year_hours = 0.0, year_mwh = 0.0;
    int year_events = 0, month_events = 0;
    bool capped = false;  ///< a cap has refused a cut in this year
};

/// Ledgers of all rungs: what contracts count by calendar year and month, and the rows that are
/// told at the end.
class CutLedger {
public:
    explicit CutLedger(std::size_t sites);

    [[nodiscard]] RungUse const& use(std::size_t site, CurtailmentTier tier) const {
        return uses_[row_of(site, tier)];
    }
    /// An interval begins: a new year or month starts its counts anew.
    void begin(TimePoint now);
    /// Whether nothing was cut by contract in the last interval.
    [[nodiscard]] bool is_quiet() const { return cut_last_.empty(); }
    /// Calendar year and month of the interval.
    [[nodiscard]] int year() const { return year_; }
    [[nodiscard]] unsigned month() const { return month_; }
    /// What was cut in the interval that begins at `now`. Several cuts of one rung and cause count
    /// as one. Call once per interval, also without cuts.
    void book(std::span<Cut const> cuts, TimePoint now, double length_h);
    /// Paid to a site for standing ready.
    void pay_stand_by(std::size_t site, CurtailmentTier tier, std::int32_t contract, double usd);
    /// A cap lets the rung be cut no further from `now` on.
    void reach_cap(std::size_t site, CurtailmentTier tier, std::int32_t contract, TimePoint now);

    /// Years that are over, in order, then the present one; rows by site, tier and cause.
    [[nodiscard]] std::vector<CurtailmentRow> rows() const;
    /// Hours in which each site was cut, but by price; on whatever rung.
    [[nodiscard]] std::vector<double> const& site_hours() const { return site_hours_; }
    /// Runs of such hours, and the longest of them.
    [[nodiscard]] std::vector<double> const& site_events() const { return site_events_; }
    [[nodiscard]] std::vector<double> const& site_longest_h() const { return site_longest_h_; }
    /// Rungs and years in which a cap was reached.
    [[nodiscard]] long caps_reached() const { return caps_reached_; }

private:
    struct Open {
        CurtailmentRow row;
        double now_mw = 0.0;
        double run_h = 0.0;  ///< of the event that goes on
        long interval = -1;  ///< last one with a cut
    };

    [[nodiscard]] static std::size_t row_of(std::size_t site, CurtailmentTier tier) {
        return site * curtailment_tier_count + static_cast<std::size_t>(tier);
    }
    Open& open(std::size_t site, CurtailmentTier tier, std::int32_t contract, CutCause cause);
    void gather(std::span<Cut const> cuts, double length_h);
    void count(std::size_t rung, TimePoint now, double length_h);
    void count_site(std::size_t site, double length_h);
    void close_year();

    std::vector<RungUse> uses_;          ///< by site and tier
    std::vector<std::int32_t> open_of_;  ///< by site, tier and cause; -1 = none
    std::vector<Open> open_;             ///< of the present year
    std::vector<std::size_t> touched_, cut_last_, cut_now_;
    std::vector<CurtailmentRow> closed_;
    std::vector<double> site_hours_, site_events_, site_run_h_, site_longest_h_;
    std::vector<long> site_cut_in_;  ///< interval of the last cut
    int year_ = std::numeric_limits<int>::min();
    unsigned month_ = 0;
    TimePoint next_month_ = TimePoint::min();
    long interval_ = 0;
    long caps_reached_ = 0;
};

}  // namespace gridrush
