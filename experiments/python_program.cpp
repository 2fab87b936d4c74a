#include "experiments/python_program.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <fmt/core.h>

#include "experiments/command_line.hpp"
#include "gridrush_version.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;

/// The folder of the Python package: where the environment says, else that of the source tree, else
/// beside the program.
std::string python_path() {
    if (char const* given = std::getenv("GRIDRUSH_PYTHON_PATH"); given != nullptr) {
        return given;
    }
    std::error_code ignored;
    fs::path const built{build_python_dir};
    if (fs::exists(built / "gridrush", ignored)) {
        return built.string();
    }
    fs::path const program = fs::read_symlink("/proc/self/exe", ignored);
    for (char const* near : {"python", "../share/gridrush/python", "../../results/python"}) {
        if (fs::exists(program.parent_path() / near / "gridrush", ignored)) {
            return (program.parent_path() / near).string();
        }
    }
    throw std::runtime_error{
        "the Python package was not found; set GRIDRUSH_PYTHON_PATH to the folder results/python"};
}

/// Runs a program to its end; its exit code.
int run_program(std::vector<std::string> arguments) {
    std::vector<char*> pointers;
    pointers.reserve(arguments.size() + 1);
    for (std::string& argument : arguments) {
        pointers.push_back(argument.data());
    }
    pointers.push_back(nullptr);
    std::fflush(nullptr);  // what was said so far comes before what the program says
    pid_t child = 0;
    int const error =
        posix_spawn(&child, pointers.front(), nullptr, nullptr, pointers.data(), environ);
    int status = 0;
    if (error != 0 || waitpid(child, &status, 0) != child) {
        throw std::runtime_error{fmt::format("cannot run {}", arguments.front())};
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : exit_failed;
}

}  // namespace

int run_python(std::vector<std::string> const& arguments) {
    std::string path = python_path();
    if (char const* before = std::getenv("PYTHONPATH"); before != nullptr && *before != '\0') {
        path += std::string{":"} + before;
    }
    setenv("PYTHONPATH", path.c_str(), 1);
    std::vector<std::string> command{"/usr/bin/python3", "-m", "gridrush"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    int const code = run_program(std::move(command));
    return code == exit_done || code == exit_bad_input ? code : exit_failed;
}

}  // namespace gridrush
