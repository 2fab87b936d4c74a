#include "policies/module.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policies/python/families.hpp"
#include "policies/python/interpreter.hpp"

namespace gridrush::python {
namespace {

/// A file that was read: what the program is told of it and what that points to.
struct LoadedFile {
    PolicyClass policy;
    std::deque<std::string> texts;  ///< where the views of the declarations point
    std::vector<ParameterInfo> parameters;
    PolicyModule module;

    [[nodiscard]] std::string const& keep(py::handle text) {
        return texts.emplace_back(py::cast<std::string>(text));
    }
};

PolicyFamily family_named(std::string const& name) {
    static constexpr std::array<std::string_view, policy_family_count> names{
        "interconnection", "curtailment", "migration", "strategy", "loading"};
    return static_cast<PolicyFamily>(std::ranges::find(names, name) - names.begin());
}

ParameterValue value_of(py::handle value) {
    if (py::isinstance<py::bool_>(value)) {
        return py::cast<bool>(value);
    }
    if (py::isinstance<py::str>(value)) {
        return py::cast<std::string>(value);
    }
    return py::cast<double>(value);
}

ParameterInfo declared(LoadedFile& file, py::handle name, py::handle parameter) {
    ParameterInfo info{.name = file.keep(name),
                       .default_value = value_of(parameter.attr("default")),
                       .minimum = py::cast<double>(parameter.attr("minimum")),
                       .maximum = py::cast<double>(parameter.attr("maximum")),
                       .choices = {},
                       .description = file.keep(parameter.attr("description")),
                       .source = file.keep(parameter.attr("source"))};
    for (auto const choice : parameter.attr("choices")) {
        info.choices.emplace_back(file.keep(choice));
    }
    return info;
}

void* make(PolicyModule const& self, Parameters const& parameters) {
    auto const& policy = *static_cast<PolicyClass const*>(self.data);
    return with_python(policy.path, [&] { return make_python_policy(policy, parameters); });
}

std::unique_ptr<LoadedFile> load(std::string const& path) {
    auto file = std::make_unique<LoadedFile>();
    py::dict const told = policy_package("_declaration")(run_file(path));
    file->policy = {.path = path,
                    .family = family_named(py::cast<std::string>(told["family"])),
                    .type = told["class"],
                    .offers = py::cast<bool>(told["offers"]),
                    .stands_down = py::cast<bool>(told["stands_down"])};
    for (auto const& [name, parameter] : py::cast<py::dict>(told["parameters"])) {
        file->parameters.push_back(declared(*file, name, parameter));
    }
    file->module.family = file->policy.family;
    file->module.name = file->keep(told["name"]).c_str();
    file->module.summary = file->keep(told["summary"]).c_str();
    file->module.source = file->keep(told["source"]).c_str();
    file->module.parameters = file->parameters;
    file->module.make = make;
    file->module.data = &file->policy;
    return file;
}

}  // namespace

/// The module of the file at `path`. Executed anew each time, for it may have changed; kept for
/// ever, as the program may hold policies of it until its end.
PolicyModule const* module_of(std::string const& path) {
    start_interpreter();
    auto file = with_python(path, [&] { return load(path); });
    static std::mutex mutex;
    static auto* const kept = new std::vector<std::unique_ptr<LoadedFile>>;
    std::scoped_lock const lock{mutex};
    return &kept->emplace_back(std::move(file))->module;
}

}  // namespace gridrush::python

extern "C" __attribute__((visibility("default"))) gridrush::PolicyModule const*
gridrush_policy_module(char const* file) {
    return gridrush::python::module_of(file);
}
