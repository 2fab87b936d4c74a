#include "experiments/policy_keys.hpp"

#include <charconv>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <utility>
#include <variant>

#include <fmt/core.h>

#include "policies/policy_file.hpp"
#include "experiments/file_source.hpp"
#include "experiments/key_rows.hpp"
#include "experiments/key_scalars.hpp"

namespace gridrush {
namespace {

constexpr char const* name_key = "name";
constexpr char const* file_key = "file";

using Declared = std::span<ParameterInfo const>;

/// The value of a parameter, as what it is written as: `declared` only says whether a bare word
/// may be a text.
ParameterValue parameter_value(DocNode const& node, ParameterValue const* declared) {
    bool const wants_text = declared != nullptr && std::holds_alternative<std::string>(*declared);
    if (node.quoted || wants_text) {
        return node.text;
    }
    if (node.text == "true" || node.text == "false") {
        return node.text == "true";
    }
    double number = 0.0;
    char const* const end = node.text.data() + node.text.size();
    auto const read = std::from_chars(node.text.data(), end, number);
    if (read.ec == std::errc{} && read.ptr == end) {
        return number;
    }
    return node.text;
}

ParameterValue const* declared_value(Declared parameters, std::string const& name) {
    for (ParameterInfo const& info : parameters) {
        if (info.name == name) {
            return &info.default_value;
        }
    }
    return nullptr;
}

DocNode write_parameter(ParameterValue const& value) {
    if (auto const* number = std::get_if<double>(&value)) {
        return write_value(*number);
    }
    if (auto const* flag = std::get_if<bool>(&value)) {
        return scalar_node(*flag ? "true" : "false");
    }
    return text_node(std::get<std::string>(value));
}

KeyType type_of(ParameterInfo const& info) {
    if (std::holds_alternative<double>(info.default_value)) {
        return KeyType::number;
    }
    if (std::holds_alternative<bool>(info.default_value)) {
        return KeyType::flag;
    }
    return info.choices.empty() ? KeyType::text : KeyType::choice;
}

KeyInfo parameter_key_info(ParameterInfo const& parameter) {
    KeyInfo info;
    info.name = parameter.name;
    info.type = type_of(parameter);
    info.minimum = parameter.minimum;
    info.maximum = parameter.maximum;
    info.choices.assign(parameter.choices.begin(), parameter.choices.end());
    info.default_text = to_yaml(write_parameter(parameter.default_value));
    info.default_text.pop_back();
    info.description = parameter.description;
    info.source = parameter.source;
    return info;
}

KeyInfo one_policy_info(std::string_view name, std::string_view summary, std::string_view source,
                        Declared parameters) {
    KeyInfo info;
    info.name = name;
    info.type = KeyType::section;
    info.description = summary;
    info.source = source;
    for (ParameterInfo const& parameter : parameters) {
        info.children.push_back(parameter_key_info(parameter));
    }
    return info;
}

/// The values and places of a policy's parameters in `map`.
struct Given {
    std::map<std::string, ParameterValue> values;
    std::map<std::string, Location> at;
};

Given given_parameters(DocNode const& map, Declared parameters, std::string const& path,
                       Reading& reading) {
    Given given;
    for (Entry const& entry : map.entries) {
        if (entry.key == name_key || entry.key == file_key) {
            continue;
        }
        auto const* declared = declared_value(parameters, entry.key);
        if (declared != nullptr && entry.value.kind != DocNode::Kind::scalar) {
            reading.report(entry.value.at, join_path(path, entry.key),
                           fmt::format("must be a number, a word, true or false (found {})",
                                       describe(entry.value)));
            continue;
        }
        given.values[entry.key] = parameter_value(entry.value, declared);
        given.at[entry.key] = declared == nullptr ? entry.at : entry.value.at;
    }
    return given;
}

/// The value of `key` in a map; nullptr when there is none.
DocNode const* value_of(DocNode const& node, char const* key) {
    Entry const* const entry = node.find(key);
    return entry == nullptr ? nullptr : &entry->value;
}

/// The path that `named` means as an experiment writes it. The experiment in the program has no
/// folder: there, what is not absolute is so from where the program runs.
std::string path_of_file(std::string const& named, FileSource const& files) {
    return files.on_disk(named) ? named : std::filesystem::absolute(named).string();
}

/// Opens the policy at `path`; nothing and an issue when that does not go.
std::shared_ptr<PolicyFile const> open_policy(DocNode const& at, PolicyFamily family,
                                              std::string const& file, std::string const& path,
                                              Reading& reading) {
    try {
        auto opened = std::make_shared<PolicyFile const>(reading.files.on_disk(file)->string());
        static_cast<void>(reading.files.read(file));  // its content is part of the fingerprint
        auto const& module = opened->module();
        if (module.family == family) {
            return opened;
        }
        reading.report(at.at, path,
                       fmt::format("'{}' holds a policy of another family (found {} policy '{}')",
                                   opened->path(), to_string(module.family), module.name));
    } catch (std::runtime_error const& error) {
        reading.report(at.at, path, error.what());
    }
    return nullptr;
}

void read_policy_file(DocNode const& node, DocNode const& file, PolicyFamily family,
                      std::string const& path, Reading& reading, PolicyChoice& choice) {
    if (file.kind != DocNode::Kind::scalar) {
        reading.report(file.at, join_path(path, file_key),
                       fmt::format("must name a .so or .py file (found {})", describe(file)));
        return;
    }
    auto const written = path_of_file(file.text, reading.files);
    auto opened = open_policy(file, family, written, join_path(path, file_key), reading);
    if (!opened) {
        return;
    }
    PolicyModule const& module = opened->module();
    DocNode const* const name = value_of(node, name_key);
    if (name != nullptr && (name->kind != DocNode::Kind::scalar || name->text != module.name)) {
        reading.report(name->at, join_path(path, name_key),
                       fmt::format("must be that of the policy in '{}', {} (found {})",
                                   opened->path(), module.name, describe(*name)));
    }
    Given const given = given_parameters(node, module.parameters, path, reading);
    choice = {module.name,
              Parameters{module.parameters, given.values, path, given.at, reading.issues},
              std::move(opened), written};
}

}  // namespace

KeyInfo policy_info(PolicyInfo const& policy) {
    return one_policy_info(policy.name, policy.summary, policy.source, policy.parameters());
}

KeyInfo policy_info(PolicyModule const& module) {
    return one_policy_info(module.name, module.summary, module.source, module.parameters);
}

KeyInfo policy_key_info(PolicyFamily family) {
    KeyInfo info;
    info.name = to_string(family);
    info.type = KeyType::policy;
    info.shorthand = name_key;
    info.choices = policy_names(family);
    info.default_text = info.choices.front();
    info.description = question_of(family);
    for (PolicyInfo const& policy : policy_catalog()) {
        if (policy.family == family) {
            info.children.push_back(policy_info(policy));
        }
    }
    return info;
}

void read_policy(DocNode const& node, PolicyFamily family, std::string const& path,
                 Reading& reading, PolicyChoice& choice) {
    bool const bare_file = node.kind == DocNode::Kind::scalar && names_policy_file(node.text);
    if (DocNode const* const file = bare_file ? &node : value_of(node, file_key); file != nullptr) {
        read_policy_file(node, *file, family, path, reading, choice);
        return;
    }
    DocNode const* const named = value_of(node, name_key);
    DocNode const& name = named != nullptr ? *named : node;
    if (name.kind != DocNode::Kind::scalar) {
        reading.report(name.at, path,
                       fmt::format("must be the name of a policy, its .so or .py file, or a map "
                                   "with its name or file and parameters (found {})",
                                   node.kind == DocNode::Kind::map && named == nullptr
                                       ? "a map without name or file"
                                       : describe(name)));
        return;
    }
    PolicyInfo const* const policy = find_policy(family, name.text);
    if (policy == nullptr) {
        reading.report(name.at, join_path(path, name_key),
                       unknown_word("policy", name.text, policy_names(family)));
        return;
    }
    Given const given = given_parameters(node, policy->parameters(), path, reading);
    choice = {name.text,
              Parameters{policy->parameters(), given.values, path, given.at, reading.issues},
              nullptr,
              {}};
}

DocNode write_policy(PolicyChoice const& choice) {
    DocNode map = map_node();
    if (choice.file) {
        map.entries.push_back({file_key, {}, text_node(choice.path)});
    }
    map.entries.push_back({name_key, {}, text_node(choice.name)});
    for (auto const& [name, value] : choice.parameters.values()) {
        map.entries.push_back({name, {}, write_parameter(value)});
    }
    return map;
}

}  // namespace gridrush
