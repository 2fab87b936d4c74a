#include "experiments/member_process.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <stdexcept>
#include <sys/prctl.h>
#include <unistd.h>

#include <fmt/core.h>

namespace gridrush {
namespace {

constexpr char const* this_program = "/proc/self/exe";
constexpr int exit_not_started = 127;

sigset_t waited_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (int const signal : {SIGCHLD, SIGINT, SIGTERM}) {
        sigaddset(&set, signal);
    }
    return set;
}

/// In the new process; nothing here allocates.
[[noreturn]] void become(char const* const* arguments, char const* log, pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) {
        _exit(exit_not_started);  // it went before it could be watched
    }
    int const out = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    int const in = open("/dev/null", O_RDONLY);
    if (out < 0 || in < 0) {
        _exit(exit_not_started);
    }
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    execv(this_program, const_cast<char* const*>(arguments));
    _exit(exit_not_started);
}

}  // namespace

pid_t start_this_program(std::vector<std::string> const& arguments,
                         std::filesystem::path const& log) {
    std::vector<char const*> pointers{"gridrush"};
    for (std::string const& argument : arguments) {
        pointers.push_back(argument.c_str());
    }
    pointers.push_back(nullptr);
    pid_t const parent = getpid();
    pid_t const child = fork();
    if (child == 0) {
        become(pointers.data(), log.c_str(), parent);
    }
    if (child < 0) {
        throw std::runtime_error{fmt::format("cannot start a process ({})", std::strerror(errno))};
    }
    return child;
}

struct WaitedSignals::Saved {
    sigset_t mask;
    struct sigaction child;
};

WaitedSignals::WaitedSignals() : saved_{std::make_unique<Saved>()} {
    struct sigaction normal = {};
    normal.sa_handler = SIG_DFL;  // who ignores it never hears how a process ended
    sigaction(SIGCHLD, &normal, &saved_->child);
    sigset_t const set = waited_signals();
    sigprocmask(SIG_BLOCK, &set, &saved_->mask);
}

WaitedSignals::~WaitedSignals() {
    timespec const at_once = {};
    sigset_t const set = waited_signals();
    while (sigtimedwait(&set, nullptr, &at_once) > 0) {
    }
    sigaction(SIGCHLD, &saved_->child, nullptr);
    sigprocmask(SIG_SETMASK, &saved_->mask, nullptr);
}

int WaitedSignals::next(int timeout_ms) const {
    timespec const timeout{timeout_ms / 1000, (timeout_ms % 1000) * 1'000'000L};
    sigset_t const set = waited_signals();
    int const signal = sigtimedwait(&set, nullptr, &timeout);
    return signal > 0 ? signal : 0;
}

}  // namespace gridrush
