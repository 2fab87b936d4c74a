#include "experiments/crash_report.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <string_view>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace gridrush {
namespace {

constexpr std::array crashes{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
constexpr std::size_t stack_bytes = 65536;  // of the handler: the program's may be what is full
constexpr std::size_t most_text = 4096;

/// What the handler says, made without asking for memory, which may be what is broken.
class Words {
public:
    template <class... Args>
    void add(fmt::format_string<Args const&...> format, Args const&... args) {
        auto const room = text_.size() - size_;
        auto const added = fmt::format_to_n(text_.data() + size_, room, format, args...);
        size_ += std::min(added.size, room);
    }
    void write_to(int file) const { static_cast<void>(!write(file, text_.data(), size_)); }

private:
    std::array<char, most_text> text_;
    std::size_t size_ = 0;
};

/// The text as it stands within a string of JSON.
std::string in_json(std::string const& text) {
    std::string const quoted = nlohmann::json(text).dump();
    return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

struct CrashReport::State {
    std::string policy, policy_in_json;
    std::uint64_t seed;
    std::atomic<std::size_t> const& number;
    OutputForm form;
    std::vector<char> stack = std::vector<char>(stack_bytes);
    stack_t stack_before = {};
    std::array<struct sigaction, crashes.size()> before = {};

    void tell(Words& words, std::string_view name, int signal) const {
        words.add("{} crashed ({}, signal {}) ", name, sigdescr_np(signal), signal);
        if (number.load() == 0) {
            words.add("before the first case");
        } else {
            words.add("in case {} of seed {}", number.load(), seed);
        }
    }

    [[noreturn]] static void handle(int signal) {
        Words text;
        text.add("gridrush: ");
        current->tell(text, current->policy, signal);
        text.add("\n");
        text.write_to(STDERR_FILENO);
        if (current->form == OutputForm::json) {
            Words json;
            json.add("{{\n  \"error\": \"");
            current->tell(json, current->policy_in_json, signal);
            json.add("\"\n}}\n");
            json.write_to(STDOUT_FILENO);
        }
        _exit(exit_failed);
    }

    static State const* current;  ///< a handler is told nothing but its signal
};

CrashReport::State const* CrashReport::State::current = nullptr;

CrashReport::CrashReport(std::string const& policy, std::uint64_t seed,
                         std::atomic<std::size_t> const& number, OutputForm form)
    : state_{new State{policy, in_json(policy), seed, number, form}} {
    State::current = state_.get();
    stack_t own = {};
    own.ss_sp = state_->stack.data();
    own.ss_size = state_->stack.size();
    sigaltstack(&own, &state_->stack_before);
    struct sigaction action = {};
    action.sa_handler = State::handle;
    action.sa_flags = SA_ONSTACK | static_cast<int>(SA_RESETHAND);
    for (std::size_t i = 0; i < crashes.size(); ++i) {
        sigaction(crashes[i], &action, &state_->before[i]);
    }
}

CrashReport::~CrashReport() {
    for (std::size_t i = 0; i < crashes.size(); ++i) {
        sigaction(crashes[i], &state_->before[i], nullptr);
    }
    sigaltstack(&state_->stack_before, nullptr);
    State::current = nullptr;
}

}  // namespace gridrush
