#pragma once

#include <memory>
#include <string>

#include "policies/module.hpp"

namespace gridrush {

/// A file with a policy that a user wrote: a shared object (`.so`), or Python (`.py`), which the
/// shared object libgridrush_python.so reads (beside the program or in ../lib/gridrush;
/// GRIDRUSH_PYTHON_MODULE names another). Loaded once, never unloaded.
class PolicyFile {
public:
    /// Throws std::runtime_error that says what is wrong: no such file, no shared object, no entry
    /// point, another ABI version or layout, a Python error with its line.
    explicit PolicyFile(std::string path);

    [[nodiscard]] std::string const& path() const { return path_; }
    [[nodiscard]] PolicyModule const& module() const { return *module_; }
    /// The file's bytes, of Python files the text.
    [[nodiscard]] std::string const& content() const { return content_; }

private:
    std::string path_, content_;
    PolicyModule const* module_ = nullptr;
};

}  // namespace gridrush
