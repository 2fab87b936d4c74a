#pragma once

#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

#include <pybind11/embed.h>

namespace gridrush::python {

namespace py = pybind11;

/// Starts the system's Python when it does not run yet, with `gridrush.policy` among its modules.
/// It is never ended: what a policy holds may outlive every scope. Throws std::runtime_error.
void start_interpreter();

/// What `gridrush.policy` calls `name`. Precondition: the interpreter runs, its lock is held.
[[nodiscard]] py::object policy_package(char const* name);

/// The file at `path` executed as a module of its own. Throws py::error_already_set.
[[nodiscard]] py::module_ run_file(std::string const& path);

/// `path:line: Type: what it says`.
[[nodiscard]] std::string error_text(py::error_already_set& error, std::string const& path);

/// Calls `body` with Python's lock; its Python errors become std::runtime_error with error_text().
template <class Body>
auto with_python(std::string const& path, Body&& body) {
    py::gil_scoped_acquire const lock;
    std::string text;
    try {
        return std::forward<Body>(body)();
    } catch (py::error_already_set& error) {
        text = error_text(error, path);  // the error itself must not outlive the lock
    }
    throw std::runtime_error{text};
}

}  // namespace gridrush::python
