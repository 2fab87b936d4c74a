#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "experiments/command_line.hpp"

namespace gridrush {

/// While it lives, a crash of this process (bad memory, abort, arithmetic, stack) ends it with a
/// sentence that says which case the policy was asked, and exit code 1. One at a time.
class CrashReport {
public:
    /// `number`: the case that is being checked, 0 before the first; it must outlive this.
    CrashReport(std::string const& policy, std::uint64_t seed,
                std::atomic<std::size_t> const& number, OutputForm form);
    CrashReport(CrashReport const&) = delete;
    CrashReport& operator=(CrashReport const&) = delete;
    CrashReport(CrashReport&&) = delete;
    CrashReport& operator=(CrashReport&&) = delete;
    ~CrashReport();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gridrush
