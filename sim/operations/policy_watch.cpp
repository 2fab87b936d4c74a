#include "sim/operations/policy_watch.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <unistd.h>
#include <utility>

namespace gridrush {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double looks_per_limit = 20.0;
constexpr double shortest_look_s = 0.001;
constexpr double longest_look_s = 1.0;

}  // namespace

PolicyWatch::PolicyWatch(double limit_s, Overrun overrun)
    : limit_s_{limit_s}, overrun_{std::move(overrun)} {
    if (limit_s_ > 0.0 && overrun_) {
        thread_ = std::thread{[this] { watch(); }};
    }
}

PolicyWatch::~PolicyWatch() {
    if (thread_.joinable()) {
        {
            std::lock_guard const lock{mutex_};
            over_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }
}

void PolicyWatch::enter(PolicyFamily family, TimePoint time) noexcept {
    family_ = family;
    time_ = time;
    auto const calls = state_.load(std::memory_order_relaxed) & ~taken;
    state_.store((calls + one_call) | inside, std::memory_order_release);
}

void PolicyWatch::pass_from(std::uint64_t from, std::uint64_t to) noexcept {
    auto state = state_.load(std::memory_order_relaxed);
    if ((state & taken) == from &&
        state_.compare_exchange_strong(state, (state & ~taken) | to, std::memory_order_release,
                                       std::memory_order_relaxed)) {
        return;
    }
    for (;;) {  // the watch has the run now and ends the process
        ::pause();
    }
}

void PolicyWatch::watch() {
    auto const look_s = std::clamp(limit_s_ / looks_per_limit, shortest_look_s, longest_look_s);
    std::uint64_t call = 0;
    double inside_s = 0.0;
    auto last = Clock::now();
    std::unique_lock lock{mutex_};
    while (!wake_.wait_for(lock, std::chrono::duration<double>{look_s}, [this] { return over_; })) {
        auto const now = Clock::now();
        // A process that was stopped, or starved, has one look more and not the limit less.
        auto const passed_s =
            std::min(std::chrono::duration<double>(now - last).count(), 2.0 * look_s);
        last = now;
        auto state = state_.load(std::memory_order_acquire);
        if ((state & ~taken) != call) {
            call = state & ~taken;
            inside_s = 0.0;
        } else if ((state & taken) == inside) {
            inside_s += passed_s;
        }
        if (inside_s >= limit_s_ && (state & taken) == inside &&
            state_.compare_exchange_strong(state, state | taken, std::memory_order_acq_rel)) {
            overrun_(family_, time_);
            std::_Exit(EXIT_FAILURE);
        }
    }
}

}  // namespace gridrush
