#include "topology/grid.hpp"

namespace gridrush {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr Seconds day{86400};
constexpr Seconds week = 7 * day;
constexpr Seconds shortest_year = 52 * week;

Seconds modulo(Seconds time, Seconds period) {
    Seconds const rest = time % period;
    return rest < Seconds{0} ? rest + period : rest;
}

/// The whole weeks of a span, its whole days, or all of it: the first that is not nothing.
Seconds repetition_period(Seconds span) {
    if (span >= week) {
        return span - span % week;
    }
    return span >= day ? span - span % day : span;
}

sys_days same_date(year_month_day date, std::chrono::year year) {
    year_month_day const moved{year, date.month(), date.day()};
    return moved.ok() ? sys_days{moved}
                      : sys_days{moved.year() / moved.month() / std::chrono::last};
}

/// Offset from `start` of the instant in the 12 months from `start` with the calendar of `time`.
Seconds offset_in_first_year(TimePoint time, TimePoint start) {
    sys_days const midnight = floor<days>(time);
    year_month_day const date{midnight};
    auto const first_year = year_month_day{floor<days>(start)}.year();
    Seconds const time_of_day = time - midnight;
    TimePoint moved = same_date(date, first_year) + time_of_day;
    if (moved < start) {
        moved = same_date(date, first_year + std::chrono::years{1}) + time_of_day;
    }
    return moved - start;
}

}  // namespace

Series::Series(SeriesSpec const& spec)
    : start_{spec.start}, step_{spec.step}, values_{spec.values} {}

std::size_t Series::index_at(TimePoint time) const {
    Seconds const span = step_ * static_cast<Seconds::rep>(values_.size());
    Seconds offset = time - start_;
    if (offset < Seconds{0} || offset >= span) {
        offset = repeated_offset(time, span);
    }
    return static_cast<std::size_t>(offset / step_);
}

Seconds Series::repeated_offset(TimePoint time, Seconds span) const {
    if (span < shortest_year) {
        return modulo(time - start_, repetition_period(span));
    }
    Seconds const offset = offset_in_first_year(time, start_);
    return offset < span ? offset : offset - week;
}

bool Series::shares_index_with(Series const& other) const {
    return start_ == other.start_ && step_ == other.step_ && values_.size() == other.values_.size();
}

}  // namespace gridrush
