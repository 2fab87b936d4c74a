#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "policies/module.hpp"

namespace gridrush {

/// Whether a word names a file with a policy: it ends in `.so` or `.py`.
[[nodiscard]] bool names_policy_file(std::string_view word);

/// A file with a policy that a user wrote: a shared object (`.so`), or Python (`.py`), which the
/// shared object libgridrush_python.so reads (beside the program or in ../lib/gridrush;
/// GRIDRUSH_PYTHON_MODULE names another). Never unloaded.
class PolicyFile {
public:
    /// Throws std::runtime_error that says what is wrong: no such file, no shared object, no entry
    /// point, another ABI version or layout, a declaration that makes no sense, a Python error with
    /// its line.
    explicit PolicyFile(std::string path);

    [[nodiscard]] std::string const& path() const { return path_; }
    [[nodiscard]] PolicyModule const& module() const { return *module_; }
    /// The file's bytes, of Python files the text.
    [[nodiscard]] std::string const& content() const { return content_; }
    [[nodiscard]] bool is_python() const;

    /// A policy of the file. Precondition: `P` is the base class of module().family. Throws
    /// std::runtime_error when the file's code cannot make one.
    template <class P>
    [[nodiscard]] std::unique_ptr<P> make(Parameters const& parameters) const {
        return std::unique_ptr<P>{static_cast<P*>(make_any(parameters))};
    }

private:
    [[nodiscard]] void* make_any(Parameters const& parameters) const;

    std::string path_, content_;
    PolicyModule const* module_ = nullptr;
};

}  // namespace gridrush
