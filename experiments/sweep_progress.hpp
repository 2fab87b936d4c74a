#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "experiments/run_progress.hpp"

namespace gridrush {

/// Shows on stderr how far a sweep is: a line for each member that ended and, on a terminal, a bar
/// with the members done, those at work and the time left.
class SweepProgress {
public:
    SweepProgress(ProgressStyle style, std::size_t members);
    ~SweepProgress() { clear(); }
    SweepProgress(SweepProgress const&) = delete;
    SweepProgress& operator=(SweepProgress const&) = delete;

    /// A member ended: what is said of it, whatever the style is when it `failed`.
    enum class Ended { well, badly };
    void member(std::string const& line, Ended ended);
    void show(std::size_t done, std::size_t at_work);
    void clear();

    [[nodiscard]] double wall_s() const;

private:
    using Clock = std::chrono::steady_clock;

    ProgressStyle style_;
    std::size_t members_;
    Clock::time_point began_;
    bool on_screen_ = false;
};

}  // namespace gridrush
