#include "sim/engine_stop.hpp"

#include <atomic>

namespace gridrush {

namespace {

// A signal handler has no other way to reach the run; one engine per process makes one flag enough.
std::atomic<bool> stop_flag{false};
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void on_stop_signal(int) {
    stop_flag.store(true, std::memory_order_relaxed);
}

}  // namespace

void request_stop() noexcept {
    stop_flag.store(true, std::memory_order_relaxed);
}

bool stop_requested() noexcept {
    return stop_flag.load(std::memory_order_relaxed);
}

StopSignals::StopSignals() {
    saved_ = sigaction(SIGINT, nullptr, &previous_interrupt_) == 0 &&
             sigaction(SIGTERM, nullptr, &previous_terminate_) == 0;
}

StopSignals::~StopSignals() {
    restore();
}

void StopSignals::install() {
    struct sigaction action = {};
    action.sa_handler = on_stop_signal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

void StopSignals::restore() {
    if (!saved_) {
        return;
    }
    saved_ = false;
    sigaction(SIGINT, &previous_interrupt_, nullptr);
    sigaction(SIGTERM, &previous_terminate_, nullptr);
}

}  // namespace gridrush
