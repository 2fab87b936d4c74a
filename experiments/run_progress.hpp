#pragma once

#include <chrono>
#include <string>

#include "topology/time.hpp"

namespace gridrush {

/// How the progress of a run is shown on stderr.
enum class ProgressStyle {
    none,
    lines,  ///< a line per simulated year
    bar,    ///< one line that is written over, for terminals
};

/// `bar` on a terminal, else `lines`.
[[nodiscard]] ProgressStyle progress_style_of_stderr();

/// Simulated time per wall-clock second, such as `1.2 years/s` or `40 days/s`.
[[nodiscard]] std::string speed_text(Seconds simulated, double wall_s);

/// `0:07`, `12:30` or `1:02:03`.
[[nodiscard]] std::string duration_text(double seconds);

/// Shows how far a run is: simulated date, share done, speed and time left.
class RunProgress {
public:
    explicit RunProgress(ProgressStyle style);
    ~RunProgress() { finish(); }
    RunProgress(RunProgress const&) = delete;
    RunProgress& operator=(RunProgress const&) = delete;

    void show(TimePoint now, TimePoint start, TimePoint end);
    /// Takes the bar off the terminal.
    void finish();

private:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] bool is_due(TimePoint now, Clock::time_point wall) const;

    ProgressStyle style_;
    Clock::time_point began_;
    Clock::time_point last_shown_;
    int last_year_ = 0;
    bool on_screen_ = false;
};

}  // namespace gridrush
