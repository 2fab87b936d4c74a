#include "policies/policy_file.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>
#include <vector>

#include <elf.h>
#include <fmt/format.h>

namespace gridrush {
namespace {

namespace fs = std::filesystem;

constexpr char const* python_module_name = "libgridrush_python.so";
constexpr char const* python_module_variable = "GRIDRUSH_PYTHON_MODULE";

[[noreturn]] void refuse(std::string const& path, std::string const& problem) {
    throw std::runtime_error{fmt::format("'{}' {}", path, problem)};
}

std::string bytes_of(std::string const& path) {
    std::error_code ignored;
    if (!fs::exists(path, ignored)) {
        refuse(path, "is not there (no such file)");
    }
    std::ifstream stream{path, std::ios::binary};
    if (!fs::is_regular_file(path, ignored) || !stream) {
        refuse(path, "cannot be read (not a file, or no permission)");
    }
    return {std::istreambuf_iterator<char>{stream}, std::istreambuf_iterator<char>{}};
}

template <class T>
bool copy_from(std::string const& bytes, std::size_t at, T& value) {
    if (at > bytes.size() || bytes.size() - at < sizeof value) {
        return false;
    }
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return true;
}

/// What is wrong with a shared object before it is opened, or "": the loader maps a file that ends
/// too early and the process dies where it touches the missing part.
std::string problem_of_shared_object(std::string const& bytes) {
    Elf64_Ehdr head;
    if (!copy_from(bytes, 0, head) || std::memcmp(head.e_ident, ELFMAG, SELFMAG) != 0) {
        return "is not a shared object (no ELF file)";
    }
    if (head.e_ident[EI_CLASS] != ELFCLASS64 || head.e_type != ET_DYN) {
        return "is not a shared object of this kind of machine";
    }
    for (std::size_t k = 0; k < head.e_phnum; ++k) {
        Elf64_Phdr part;
        bool const whole = copy_from(bytes, head.e_phoff + k * head.e_phentsize, part) &&
                           part.p_offset <= bytes.size() &&
                           part.p_filesz <= bytes.size() - part.p_offset;
        if (!whole) {
            return "is not a whole shared object (the file ends too early)";
        }
    }
    return {};
}

PolicyEntryPoint open_entry_point(std::string const& path) {
    // With a slash, so that the loader looks nowhere else.
    void* const object = dlopen(fs::absolute(path).c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (object == nullptr) {
        char const* const reason = dlerror();
        refuse(path, fmt::format("cannot be loaded ({})", reason == nullptr ? "" : reason));
    }
    void* const entry = dlsym(object, policy_entry_point);
    if (entry == nullptr) {
        refuse(path, fmt::format("has no policy (no function '{}'; GRIDRUSH_POLICY of "
                                 "policies/write_policy.hpp makes it)",
                                 policy_entry_point));
    }
    return reinterpret_cast<PolicyEntryPoint>(entry);
}

/// Where the reader of Python files is looked for, in this order.
std::vector<fs::path> python_module_places() {
    if (char const* const named = std::getenv(python_module_variable); named != nullptr) {
        return {named};
    }
    std::error_code error;
    auto const program = fs::read_symlink("/proc/self/exe", error);
    auto const folder = program.parent_path();
    return {folder / python_module_name,
            folder.parent_path() / "lib" / "gridrush" / python_module_name};
}

std::string python_module_for(std::string const& path) {
    auto const places = python_module_places();
    std::string looked;
    for (auto const& place : places) {
        std::error_code ignored;
        if (fs::exists(place, ignored)) {
            return place.string();
        }
        looked += fmt::format("{}{}", looked.empty() ? "" : ", ", place.string());
    }
    refuse(path, fmt::format("is Python, and {} that reads it is not there (looked for {}; {} "
                             "names another place)",
                             python_module_name, looked, python_module_variable));
}

PolicyModule const* ask(PolicyEntryPoint entry, std::string const& path) {
    try {
        return entry(path.c_str());
    } catch (std::exception const& error) {
        refuse(path, fmt::format("cannot be used: {}", error.what()));
    } catch (...) {
        refuse(path, "cannot be used (its entry point threw what is no std::exception)");
    }
}

void check_version(PolicyModule const* module, std::string const& path) {
    if (module == nullptr) {
        refuse(path, "has no policy (its entry point returned nothing)");
    }
    if (module->abi_version != policy_abi_version) {
        refuse(path, fmt::format("was built for version {} of the policy interface (this program "
                                 "speaks version {}); build it again with this program's headers",
                                 module->abi_version, policy_abi_version));
    }
    if (module->module_bytes != sizeof(PolicyModule) || module->layout != policy_layout()) {
        refuse(path,
               "was built by another compiler, or with other settings, than this program "
               "(their types have other sizes); build it again with this program's compiler");
    }
}

/// What is wrong with the declaration of a parameter, or "".
std::string problem_of(ParameterInfo const& info) {
    constexpr std::array<std::string_view, 3> taken{"", "name", "file"};
    if (std::ranges::count(taken, info.name) > 0) {
        return "must have another name";
    }
    if (auto const* number = std::get_if<double>(&info.default_value)) {
        if (!(*number >= info.minimum && *number <= info.maximum)) {
            return fmt::format("has a default out of its range (found {}; allowed {} to {})",
                               *number, info.minimum, info.maximum);
        }
    }
    if (auto const* text = std::get_if<std::string>(&info.default_value)) {
        if (!info.choices.empty() && std::ranges::count(info.choices, *text) == 0) {
            return fmt::format("has a default that is none of its choices (found '{}')", *text);
        }
    }
    return {};
}

void check_declaration(PolicyModule const& module, std::string const& path) {
    if (static_cast<std::size_t>(module.family) >= policy_family_count) {
        refuse(path, fmt::format("declares a policy of an unknown family (number {})",
                                 static_cast<long>(module.family)));
    }
    if (module.name == nullptr || *module.name == '\0' || module.summary == nullptr ||
        module.source == nullptr || module.make == nullptr) {
        refuse(path, "declares a policy without a name, a summary, a source or a maker");
    }
    for (auto const& info : module.parameters) {
        auto const problem =
            std::ranges::count(module.parameters, info.name, &ParameterInfo::name) > 1
                ? std::string{"is declared twice"}
                : problem_of(info);
        if (!problem.empty()) {
            refuse(path, fmt::format("declares a parameter wrongly: '{}' {}", info.name, problem));
        }
    }
}

}  // namespace

bool names_policy_file(std::string_view word) {
    return word.ends_with(".so") || word.ends_with(".py");
}

PolicyFile::PolicyFile(std::string path) : path_{std::move(path)}, content_{bytes_of(path_)} {
    auto const object = is_python() ? python_module_for(path_) : path_;
    auto const problem = problem_of_shared_object(is_python() ? bytes_of(object) : content_);
    if (!problem.empty()) {
        refuse(object, problem);
    }
    module_ = ask(open_entry_point(object), path_);
    check_version(module_, object);
    check_declaration(*module_, path_);
}

bool PolicyFile::is_python() const {
    return path_.ends_with(".py");
}

void* PolicyFile::make_any(Parameters const& parameters) const {
    auto const refuse_making = [this](std::string const& reason) {
        throw std::runtime_error{fmt::format("{} policy {} of '{}' cannot be made: {}",
                                             to_string(module_->family), module_->name, path_,
                                             reason)};
    };
    void* made = nullptr;
    try {
        made = module_->make(*module_, parameters);
    } catch (std::exception const& error) {
        refuse_making(error.what());
    } catch (...) {
        refuse_making("it threw what is no std::exception");
    }
    if (made == nullptr) {
        refuse_making("its maker returned nothing");
    }
    return made;
}

}  // namespace gridrush
