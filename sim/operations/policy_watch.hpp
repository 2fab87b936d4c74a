#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

#include "policies/catalog.hpp"

namespace gridrush {

/// Notices, in a thread of its own, that a run has been inside one call of a policy for too long.
///
/// The run's thread cannot be called back from there: what `overrun` is told to do must end the
/// process. While it does so the run's thread is inside the policy, or waits for ever where it
/// would leave it: it touches nothing of the run.
class PolicyWatch {
public:
    using Overrun = std::function<void(PolicyFamily family, TimePoint time)>;

    /// `limit_s`: wall clock; 0, or nothing to be done: no thread, no limit. The time for which the
    /// whole process stands still does not count.
    PolicyWatch(double limit_s, Overrun overrun);
    ~PolicyWatch();
    PolicyWatch(PolicyWatch const&) = delete;
    PolicyWatch& operator=(PolicyWatch const&) = delete;

    /// The run's thread enters a policy and leaves it. In between it may be outside for a while, in
    /// the program's own code that the policy asked for an answer: that does not count either.
    void enter(PolicyFamily family, TimePoint time) noexcept;
    void leave() noexcept { pass_from(inside, outside); }
    void step_out() noexcept { pass_from(inside, answering); }
    void step_in() noexcept { pass_from(answering, inside); }

private:
    /// The two low bits of `state_`; the others count calls.
    static constexpr std::uint64_t outside = 0, inside = 1, answering = 2, taken = 3, one_call = 4;

    void pass_from(std::uint64_t from, std::uint64_t to) noexcept;
    void watch();

    double limit_s_;
    Overrun overrun_;
    std::atomic<std::uint64_t> state_{outside};
    PolicyFamily family_{};  ///< of the call; the watch reads it once it has taken the state
    TimePoint time_{};
    std::mutex mutex_;
    std::condition_variable wake_;
    bool over_ = false;
    std::thread thread_;
};

}  // namespace gridrush
