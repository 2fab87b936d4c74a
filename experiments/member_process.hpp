#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

namespace gridrush {

/// Starts this program anew with other arguments, its output in `log`. It is killed when this
/// process goes away, however it goes. Throws std::runtime_error when it cannot be started.
[[nodiscard]] pid_t start_this_program(std::vector<std::string> const& arguments,
                                       std::filesystem::path const& log);

/// SIGCHLD, SIGINT and SIGTERM wait to be asked for, until this is destroyed. Processes that
/// start_this_program starts do not inherit that.
class WaitedSignals {
public:
    WaitedSignals();
    ~WaitedSignals();
    WaitedSignals(WaitedSignals const&) = delete;
    WaitedSignals& operator=(WaitedSignals const&) = delete;

    /// The next of the signals; 0 when none comes in time.
    [[nodiscard]] int next(int timeout_ms) const;

private:
    struct Saved;
    std::unique_ptr<Saved> saved_;
};

}  // namespace gridrush
