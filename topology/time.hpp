#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace gridrush {

/// Simulated time: whole seconds, UTC, proleptic Gregorian calendar, no leap seconds.
using TimePoint = std::chrono::sys_seconds;
using Seconds = std::chrono::seconds;

/// Year, month, day and hour of an instant.
struct CalendarHour {
    int year = 0;
    unsigned month = 1;
    unsigned day = 1;
    int hour = 0;
};

[[nodiscard]] TimePoint make_time(int year, unsigned month, unsigned day, int hour = 0);
[[nodiscard]] CalendarHour calendar_hour(TimePoint time);
/// 0-based hour within the calendar year of `time`.
[[nodiscard]] int hour_of_year(TimePoint time);
[[nodiscard]] int year_of(TimePoint time);
/// First instant of the month after the one that `time` lies in.
[[nodiscard]] TimePoint next_month(TimePoint time);
/// Same month, day and hour `years` later (Feb 29 becomes Feb 28 where there is none).
[[nodiscard]] TimePoint add_years(TimePoint time, int years);
/// Years between two instants as a real number, mean Gregorian years of 365.2425 days.
[[nodiscard]] double years_between(TimePoint from, TimePoint to);

/// Reads `2025-01-31`, `2025-01-31 06:00` or `2025-01-31T06:00:00[Z]`; nullopt for anything else.
[[nodiscard]] std::optional<TimePoint> parse_time(std::string_view text);
/// `2025-01-31` at midnight, else `2025-01-31 06:00:00`.
[[nodiscard]] std::string format_time(TimePoint time);

}  // namespace gridrush
