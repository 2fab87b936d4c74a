#include "topology/time.hpp"

#include <algorithm>

#include <fmt/core.h>

namespace gridrush {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::year_month_day;

constexpr double seconds_per_mean_year = 365.2425 * 86400.0;

year_month_day date_of(TimePoint time) {
    return year_month_day{floor<days>(time)};
}

/// The same month and day in `year`, Feb 28 where there is no Feb 29.
std::chrono::sys_days in_year(year_month_day date, std::chrono::year year) {
    year_month_day const moved{year, date.month(), date.day()};
    return moved.ok() ? std::chrono::sys_days{moved}
                      : std::chrono::sys_days{year / date.month() / std::chrono::last};
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Reads numbers off the front of a text; any mismatch makes it fail for good.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_{text} {}

    int number(std::size_t digits) {
        if (rest_.size() < digits ||
            !std::all_of(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(digits),
                         is_digit)) {
            failed_ = true;
            return 0;
        }
        int value = 0;
        for (char const c : rest_.substr(0, digits)) {
            value = value * 10 + (c - '0');
        }
        rest_.remove_prefix(digits);
        return value;
    }

    bool take(char c) {
        if (rest_.empty() || rest_.front() != c) {
            return false;
        }
        rest_.remove_prefix(1);
        return true;
    }

    void expect(char c) { failed_ = !take(c) || failed_; }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] bool good() const { return !failed_; }

private:
    std::string_view rest_;
    bool failed_ = false;
};

/// The part after the date: nothing, or hours and minutes with or without seconds and a Z.
std::optional<Seconds> scan_time_of_day(Scanner& scanner) {
    if (scanner.at_end()) {
        return Seconds{0};
    }
    if (!scanner.take('T') && !scanner.take(' ')) {
        return std::nullopt;
    }
    int const hour = scanner.number(2);
    scanner.expect(':');
    int const minute = scanner.number(2);
    int const second = scanner.take(':') ? scanner.number(2) : 0;
    scanner.take('Z');
    bool const valid =
        scanner.good() && scanner.at_end() && hour < 24 && minute < 60 && second < 60;
    return valid ? std::optional{Seconds{hour * 3600 + minute * 60 + second}} : std::nullopt;
}

}  // namespace

TimePoint make_time(int year, unsigned month, unsigned day, int hour) {
    year_month_day const date{std::chrono::year{year}, std::chrono::month{month},
                              std::chrono::day{day}};
    return std::chrono::sys_days{date} + std::chrono::hours{hour};
}

CalendarHour calendar_hour(TimePoint time) {
    auto const midnight = floor<days>(time);
    year_month_day const date{midnight};
    auto const hour = floor<std::chrono::hours>(time - midnight);
    return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
            static_cast<unsigned>(date.day()), static_cast<int>(hour.count())};
}

int hour_of_year(TimePoint time) {
    auto const new_year = std::chrono::sys_days{date_of(time).year() / 1 / 1};
    return static_cast<int>(floor<std::chrono::hours>(time - new_year).count());
}

int year_of(TimePoint time) {
    return static_cast<int>(date_of(time).year());
}

TimePoint next_month(TimePoint time) {
    year_month_day const date = date_of(time);
    return std::chrono::sys_days{(date.year() / date.month() + std::chrono::months{1}) / 1};
}

TimePoint add_years(TimePoint time, int years) {
    auto const midnight = floor<days>(time);
    year_month_day const date{midnight};
    return in_year(date, date.year() + std::chrono::years{years}) + (time - midnight);
}

double years_between(TimePoint from, TimePoint to) {
    return static_cast<double>((to - from).count()) / seconds_per_mean_year;
}

std::optional<TimePoint> parse_time(std::string_view text) {
    Scanner scanner{text};
    int const year = scanner.number(4);
    scanner.expect('-');
    int const month = scanner.number(2);
    scanner.expect('-');
    int const day = scanner.number(2);
    year_month_day const date{std::chrono::year{year},
                              std::chrono::month{static_cast<unsigned>(month)},
                              std::chrono::day{static_cast<unsigned>(day)}};
    if (!scanner.good() || !date.ok()) {
        return std::nullopt;
    }
    auto const time_of_day = scan_time_of_day(scanner);
    return time_of_day ? std::optional<TimePoint>{std::chrono::sys_days{date} + *time_of_day}
                       : std::nullopt;
}

std::string format_time(TimePoint time) {
    CalendarHour const at = calendar_hour(time);
    auto const in_hour = (time - floor<std::chrono::hours>(time)).count();
    auto text = fmt::format("{:04}-{:02}-{:02}", at.year, at.month, at.day);
    if (at.hour != 0 || in_hour != 0) {
        text += fmt::format(" {:02}:{:02}:{:02}", at.hour, in_hour / 60, in_hour % 60);
    }
    return text;
}

}  // namespace gridrush
