#include "policies/python/interpreter.hpp"

#include <dlfcn.h>

#include "embedded_policy_package.hpp"
#include "python_program.hpp"

namespace gridrush::python {
namespace {

/// Python's own extension modules look for its symbols in the whole process, but a policy file is
/// opened with symbols of its own: shows those of the library that is loaded already to all.
void show_library_to_all() {
    Dl_info info{};
    if (dladdr(reinterpret_cast<void*>(&Py_IsInitialized), &info) == 0 ||
        dlopen(info.dli_fname, RTLD_NOW | RTLD_GLOBAL | RTLD_NOLOAD) == nullptr) {
        throw std::runtime_error{"Python's library cannot be shown to its extension modules"};
    }
}

void check(PyStatus const& status) {
    if (PyStatus_Exception(status) != 0) {
        throw std::runtime_error{std::string{"Python does not start: "} +
                                 (status.err_msg == nullptr ? "unknown reason" : status.err_msg)};
    }
}

/// The system's Python as a user starts it (PYTHONPATH counts), except that signals stay the
/// program's, hashes are the same in every run, and nothing stays in a buffer at the end.
void initialise() {
    PyConfig config;
    PyConfig_InitPythonConfig(&config);
    config.install_signal_handlers = 0;
    config.parse_argv = 0;
    config.use_hash_seed = 1;
    config.hash_seed = 0;
    config.buffered_stdio = 0;
    auto const set = [&config] {
        auto const status = PyConfig_SetBytesString(&config, &config.program_name, python_program);
        return PyStatus_Exception(status) != 0 ? status : Py_InitializeFromConfig(&config);
    };
    auto const status = set();
    PyConfig_Clear(&config);
    check(status);
}

/// `gridrush.policy` from the text inside of this object. `gridrush` itself is the package of the
/// path, executed only when a policy asks for more of it: it reads result files and is slow.
constexpr char const* bootstrap = R"(
import importlib.util, sys, types

sys.stdout = sys.stderr  # standard output is the program's, for machines too
spec = importlib.util.find_spec("gridrush")
package = types.ModuleType("gridrush")
package.__path__ = list(spec.submodule_search_locations or ()) if spec else []
if spec:
    package.__spec__, package.__file__ = spec, spec.origin

    def execute(name):
        if name.startswith("__") or package.__dict__.pop("__getattr__", None) is None:
            raise AttributeError(f"module 'gridrush' has no attribute '{name}'")
        spec.loader.exec_module(package)
        return getattr(package, name)

    package.__getattr__ = execute
policy = types.ModuleType("gridrush.policy")
exec(compile(text, "gridrush/policy.py", "exec"), policy.__dict__)
package.policy = policy
sys.modules["gridrush"], sys.modules["gridrush.policy"] = package, policy
)";

void install_package() {
    py::dict names;
    auto const& file = embedded_policy_package_files().front();
    names["text"] = py::str(file.text.data(), file.text.size());
    py::exec(bootstrap, names);
    py::module_ const program = py::module_::import("_gridrush_policy");
    for (char const* name : {"split_in_proportion", "split_in_order"}) {
        py::module_::import("gridrush.policy").attr(name) = program.attr(name);
    }
}

}  // namespace

void start_interpreter() {
    static bool const started = [] {
        show_library_to_all();
        bool const ours = Py_IsInitialized() == 0;
        if (ours) {
            initialise();
        }
        std::string problem;
        try {
            install_package();
        } catch (py::error_already_set& error) {
            problem = error.what();
        }
        if (ours) {
            PyEval_SaveThread();  // from here on the lock is taken for each call
        }
        if (!problem.empty()) {
            throw std::runtime_error{"Python cannot load gridrush.policy (is numpy installed for " +
                                     std::string{python_program} + "?): " + problem};
        }
        return true;
    }();
    static_cast<void>(started);
}

py::object policy_package(char const* name) {
    return py::module_::import("gridrush.policy").attr(name);
}

py::module_ run_file(std::string const& path) {
    constexpr char const* run = R"(
import os, sys, types

with open(path, "rb") as file:
    code = compile(file.read(), path, "exec")
stem = os.path.splitext(os.path.basename(path))[0]
module = types.ModuleType(f"policy_file_{sum(m.startswith('policy_file_') for m in sys.modules)}_{stem}")
module.__file__ = path
sys.modules[module.__name__] = module
exec(code, module.__dict__)
)";
    py::dict names;
    names["path"] = path;
    py::exec(run, names);
    return names["module"];
}

std::string error_text(py::error_already_set& error, std::string const& path) {
    try {
        py::object value = error.value();
        if (error.trace()) {
            value.attr("__traceback__") = error.trace();
        }
        return py::cast<std::string>(policy_package("_error_text")(value, path));
    } catch (py::error_already_set& second) {
        return std::string{error.what()} + " (and its text cannot be made: " + second.what() + ")";
    }
}

}  // namespace gridrush::python
