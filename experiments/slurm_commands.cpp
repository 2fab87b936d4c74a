#include "experiments/slurm_commands.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdexcept>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/core.h>

namespace gridrush {
namespace {

constexpr std::size_t default_largest_array = 1000;
constexpr std::size_t fields = 5;
constexpr int between_looks_ms = 100;
constexpr std::chrono::seconds patience{30};

/// Both ends of a pipe, closed when they go.
class Pipe {
public:
    Pipe() {
        if (pipe2(ends_.data(), O_CLOEXEC) != 0) {
            throw std::runtime_error{fmt::format("cannot make a pipe ({})", std::strerror(errno))};
        }
    }
    ~Pipe() {
        close_end(0);
        close_end(1);
    }
    Pipe(Pipe const&) = delete;
    Pipe& operator=(Pipe const&) = delete;

    [[nodiscard]] int read_end() const { return ends_[0]; }
    [[nodiscard]] int write_end() const { return ends_[1]; }
    void close_end(std::size_t which) {
        if (ends_[which] >= 0) {
            close(ends_[which]);
            ends_[which] = -1;
        }
    }

private:
    std::array<int, 2> ends_{-1, -1};
};

/// A process group of its own and no blocked signals.
pid_t spawn(std::vector<std::string> const& words, Pipe const& out, Pipe const& errors) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out.write_end(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, errors.write_end(), STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);

    std::vector<char*> pointers;
    for (std::string const& word : words) {
        pointers.push_back(const_cast<char*>(word.c_str()));
    }
    pointers.push_back(nullptr);
    pid_t child = -1;
    int const error =
        posix_spawnp(&child, pointers.front(), &files, &attributes, pointers.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    if (error != 0) {
        throw std::runtime_error{
            fmt::format("cannot run {} ({})", words.front(), std::strerror(error))};
    }
    return child;
}

bool is_asked_to_end() {
    sigset_t pending;
    sigemptyset(&pending);
    sigpending(&pending);
    return sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1;
}

/// Reads both until both are closed or `enough` says so, which is asked now and then.
void read_both(Pipe const& out, Pipe const& errors, CommandResult& result, auto const& enough) {
    std::array<pollfd, 2> sources{pollfd{out.read_end(), POLLIN, 0},
                                  pollfd{errors.read_end(), POLLIN, 0}};
    std::array<std::string*, 2> const texts{&result.output, &result.errors};
    std::array<char, 4096> buffer{};
    while ((sources[0].fd >= 0 || sources[1].fd >= 0) && !enough()) {
        if (poll(sources.data(), sources.size(), between_looks_ms) < 0 && errno != EINTR) {
            break;
        }
        for (std::size_t i = 0; i < sources.size(); ++i) {
            if (sources[i].fd < 0 || sources[i].revents == 0) {
                continue;
            }
            ssize_t const bytes = read(sources[i].fd, buffer.data(), buffer.size());
            if (bytes > 0) {
                texts[i]->append(buffer.data(), static_cast<std::size_t>(bytes));
            } else if (bytes == 0 || errno != EINTR) {
                sources[i].fd = -1;
            }
        }
    }
}

/// Lines joined, without the name of the command that Slurm puts before each.
std::string words_of(CommandResult const& result, std::string const& command) {
    std::string text = result.errors.empty() ? result.output : result.errors;
    std::string const prefix = command + ": error: ";
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) {
        text.erase(at, prefix.size());
    }
    text.erase(text.find_last_not_of(" \n") + 1);
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n')) {
        text.replace(at, 1, "; ");
    }
    return text.empty() ? fmt::format("exit code {}", result.exit_code) : text;
}

std::vector<std::string_view> split(std::string_view line, std::size_t most) {
    std::vector<std::string_view> parts;
    while (parts.size() + 1 < most && line.find('|') != std::string_view::npos) {
        parts.push_back(line.substr(0, line.find('|')));
        line.remove_prefix(line.find('|') + 1);
    }
    parts.push_back(line);
    return parts;
}

bool read_number(std::string_view text, std::size_t& number) {
    auto const read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc{} && read.ptr == text.data() + text.size();
}

}  // namespace

CommandResult run_command(std::vector<std::string> const& words, Leaving leaving) {
    using Clock = std::chrono::steady_clock;
    Pipe out, errors;
    pid_t const child = spawn(words, out, errors);
    out.close_end(1);
    errors.close_end(1);
    CommandResult result;
    auto const end = Clock::now() + patience;
    bool left = false;
    read_both(out, errors, result, [&] {
        left = leaving == Leaving::allowed && (is_asked_to_end() || Clock::now() > end);
        return left;
    });
    if (left) {
        kill(-child, SIGKILL);  // it leads a group
        result.errors += "no answer";
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    result.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return result;
}

bool is_on_path(std::string const& program) {
    char const* const path = std::getenv("PATH");
    std::string_view folders = path == nullptr ? "" : path;
    while (!folders.empty()) {
        std::string_view const folder = folders.substr(0, folders.find(':'));
        folders.remove_prefix(std::min(folder.size() + 1, folders.size()));
        if (access(fmt::format("{}/{}", folder, program).c_str(), X_OK) == 0) {
            return true;
        }
    }
    return false;
}

std::vector<SlurmTask> parse_tasks(std::string const& squeue_output) {
    std::vector<SlurmTask> tasks;
    std::string_view rest = squeue_output;
    while (!rest.empty()) {
        std::string_view const line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        auto const parts = split(line, fields);
        std::size_t task = 0;
        if (parts.size() == fields && read_number(parts[1], task)) {
            tasks.push_back({std::string{parts[0]}, task, std::string{parts[2]},
                             std::string{parts[3]}, std::string{parts[4]}});
        }
    }
    return tasks;
}

std::vector<SlurmTask> my_tasks() {
    auto const result = run_command(
        {"squeue", "--me", "--noheader", "--array", "--states=all", "--format=%F|%K|%T|%N|%r"},
        Leaving::allowed);
    if (result.exit_code != 0) {
        throw std::runtime_error{words_of(result, "squeue")};
    }
    return parse_tasks(result.output);
}

bool is_alive(std::string const& state) {
    static constexpr std::array<std::string_view, 10> over{
        "BOOT_FAIL", "CANCELLED", "COMPLETED",     "DEADLINE", "FAILED",
        "NODE_FAIL", "PREEMPTED", "OUT_OF_MEMORY", "REVOKED",  "TIMEOUT"};
    return std::find(over.begin(), over.end(), state) == over.end();
}

std::size_t largest_array() {
    auto const result = run_command({"scontrol", "show", "config"}, Leaving::allowed);
    std::size_t const at = result.output.find("MaxArraySize");
    if (result.exit_code != 0 || at == std::string::npos) {
        return default_largest_array;
    }
    // The indices lie below it, so that the array 0-(size - 1) has as many tasks.
    std::size_t const first = result.output.find_first_of("0123456789", at);
    std::size_t const end = result.output.find('\n', at);
    std::size_t size = 0;
    bool const read = first < end &&
                      read_number(std::string_view{result.output}.substr(first, end - first), size);
    return read && size > 0 ? size : default_largest_array;
}

std::string submit_array(std::string const& script, std::string const& tasks,
                         std::vector<std::string> const& options, std::string const& argument) {
    std::vector<std::string> words{"sbatch", "--parsable", "--array=" + tasks};
    words.insert(words.end(), options.begin(), options.end());
    words.insert(words.end(), {script, argument});
    auto const result = run_command(words, Leaving::never);  // it may have submitted
    if (result.exit_code != 0) {
        throw std::runtime_error{fmt::format("sbatch refuses: {}", words_of(result, "sbatch"))};
    }
    // `id` or `id;cluster`, perhaps below words of the site's own.
    std::string_view text = result.output;
    text = text.substr(0, text.find_last_not_of(" \n") + 1);
    text.remove_prefix(text.rfind('\n') + 1);
    std::string const id{text.substr(0, text.find(';'))};
    std::size_t number = 0;
    if (!read_number(id, number)) {
        throw std::runtime_error{fmt::format("sbatch names no job (it says '{}')", result.output)};
    }
    return id;
}

}  // namespace gridrush
