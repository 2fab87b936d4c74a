#pragma once

#include <deque>
#include <vector>

#include "sim/operations/supply.hpp"

namespace gridrush {

/// Native load of the coming day as it was forecast the day before: the grid's own series with
/// growth, times one error per calendar day (UTC), normal with the experiment's
/// `forecast_error_share` as standard deviation. The error depends on seed, replicate and date
/// alone.
class LoadForecast {
public:
    /// All must outlive this object.
    LoadForecast(Experiment const& experiment, Supply const& supply, std::size_t buses);

    /// Moves on to the interval that begins at `now`.
    void update(TimePoint now);
    /// Native MW of this interval and the following ones: a day and one interval.
    [[nodiscard]] std::deque<double> const& native_mw() const { return native_mw_; }

private:
    [[nodiscard]] double forecast_mw(TimePoint time);
    [[nodiscard]] double error_of(TimePoint time);

    Experiment const& experiment_;
    Supply const& supply_;
    std::deque<double> native_mw_;
    std::vector<double> bus_mw_;
    TimePoint first_ = TimePoint::min();  ///< of native_mw_
    TimePoint day_ = TimePoint::min();
    double error_ = 1.0;
};

/// Which cuts were announced in time. The operator announces one for an interval when, so many
/// intervals before it, load was being cut, or the forecast for it exceeds what power stations in
/// service can produce, less a reserve.
class Notices {
public:
    /// `leads`: intervals of notice that contracts ask for.
    Notices(Experiment const& experiment, std::vector<int> leads);

    [[nodiscard]] bool any() const { return !leads_.empty(); }
    /// Decides at `now`, the start of an interval, what is announced. `large_mw`: what large loads
    /// are taken to draw all the time.
    void announce(TimePoint now, bool load_was_cut, LoadForecast const& forecast, double large_mw,
                  double reserve_mw, Supply const& supply, std::size_t generators);
    /// Whether a cut in the interval that begins now was announced `lead` intervals ago.
    /// Precondition: 0 or one of the leads.
    [[nodiscard]] bool announced(int lead) const;

private:
    [[nodiscard]] double most_generation_mw(TimePoint time, Supply const& supply,
                                            std::size_t generators);

    Experiment const& experiment_;
    std::vector<int> leads_;               ///< rising, > 0
    std::vector<std::vector<char>> said_;  ///< by lead, ring of lead + 1 intervals
    std::size_t interval_ = 0;
    std::vector<double> least_mw_, most_mw_;
};

}  // namespace gridrush
