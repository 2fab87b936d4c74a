#include "experiments/run_progress.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <unistd.h>

#include <fmt/core.h>

namespace gridrush {
namespace {

constexpr double seconds_per_day = 86400.0;
constexpr double days_per_year = 365.2425;
constexpr std::size_t bar_width = 30;
constexpr std::chrono::milliseconds between_bars{100};

/// A run goes on when nobody can be told about it: unlike fmt::print, never throws.
void print(std::string const& text) {
    std::fputs(text.c_str(), stderr);
    std::fflush(stderr);
}

}  // namespace

ProgressStyle progress_style_of_stderr() {
    return isatty(STDERR_FILENO) != 0 ? ProgressStyle::bar : ProgressStyle::lines;
}

std::string speed_text(Seconds simulated, double wall_s) {
    double const days_per_s =
        static_cast<double>(simulated.count()) / seconds_per_day / std::max(wall_s, 1e-6);
    double const years_per_s = days_per_s / days_per_year;
    return years_per_s >= 0.1 ? fmt::format("{:.2f} years/s", years_per_s)
                              : fmt::format("{:.1f} days/s", days_per_s);
}

std::string duration_text(double seconds) {
    long const whole = std::lround(std::clamp(seconds, 0.0, 3.6e8));
    long const minutes = whole / 60;
    return minutes >= 60 ? fmt::format("{}:{:02}:{:02}", minutes / 60, minutes % 60, whole % 60)
                         : fmt::format("{}:{:02}", minutes, whole % 60);
}

RunProgress::RunProgress(ProgressStyle style) : style_{style}, began_{Clock::now()} {}

bool RunProgress::is_due(TimePoint now, Clock::time_point wall) const {
    switch (style_) {
        case ProgressStyle::none:
            return false;
        case ProgressStyle::lines:
            return year_of(now) != last_year_;
        case ProgressStyle::bar:
            break;
    }
    return wall - last_shown_ >= between_bars;
}

void RunProgress::show(TimePoint now, TimePoint start, TimePoint end) {
    auto const wall = Clock::now();
    if (last_year_ == 0) {
        last_year_ = year_of(start);
    }
    if (!is_due(now, wall) || end <= start) {
        return;
    }
    last_shown_ = wall;
    last_year_ = year_of(now);
    double const done =
        static_cast<double>((now - start).count()) / static_cast<double>((end - start).count());
    double const wall_s = std::chrono::duration<double>(wall - began_).count();
    double const left_s = done > 0.0 ? wall_s * (1.0 - done) / done : 0.0;
    std::string const numbers =
        fmt::format("{:3.0f} %  {}  ETA {}", 100.0 * done, speed_text(now - start, wall_s),
                    done > 0.0 ? duration_text(left_s) : "?");
    std::string const date = format_time(std::chrono::floor<std::chrono::days>(now));
    if (style_ == ProgressStyle::lines) {
        print(fmt::format("{}  {}\n", date, numbers));
        return;
    }
    auto const filled = std::min(bar_width, static_cast<std::size_t>(done * bar_width));
    print(fmt::format("\r{}  [{}{}]  {}\033[K", date, std::string(filled, '#'),
                      std::string(bar_width - filled, '.'), numbers));
    on_screen_ = true;
}

void RunProgress::finish() {
    if (on_screen_) {
        print("\r\033[K");
        on_screen_ = false;
    }
}

}  // namespace gridrush
