#pragma once

#include <csignal>

namespace gridrush {

/// Asks the running simulation to stop; async-signal-safe.
void request_stop() noexcept;
[[nodiscard]] bool stop_requested() noexcept;

/// SIGINT and SIGTERM as requests to stop. SimGrid puts its own SIGINT handler in place, which
/// prints and exits, when its engine is created: construct before that, install() after it.
class StopSignals {
public:
    /// Remembers the process's handlers.
    StopSignals();
    ~StopSignals();
    StopSignals(StopSignals const&) = delete;
    StopSignals& operator=(StopSignals const&) = delete;

    void install();
    /// Puts back the handlers that were there at construction; harmless when done twice.
    void restore();

private:
    struct sigaction previous_interrupt_ = {};
    struct sigaction previous_terminate_ = {};
    bool saved_ = false;
};

}  // namespace gridrush
