#include "experiments/policy_keys.hpp"

#include <charconv>
#include <map>
#include <utility>
#include <variant>

#include <fmt/core.h>

#include "experiments/key_rows.hpp"
#include "experiments/key_scalars.hpp"

namespace gridrush {
namespace {

constexpr char const* name_key = "name";

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

ParameterValue const* declared_value(PolicyInfo const& policy, std::string const& name) {
    for (ParameterInfo const& info : policy.parameters()) {
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

KeyInfo one_policy_info(PolicyInfo const& policy) {
    KeyInfo info;
    info.name = policy.name;
    info.type = KeyType::section;
    info.description = policy.summary;
    info.source = policy.source;
    for (ParameterInfo const& parameter : policy.parameters()) {
        info.children.push_back(parameter_key_info(parameter));
    }
    return info;
}

/// The values and places of a policy's parameters in `map`.
struct Given {
    std::map<std::string, ParameterValue> values;
    std::map<std::string, Location> at;
};

Given given_parameters(DocNode const& map, PolicyInfo const& policy, std::string const& path,
                       Reading& reading) {
    Given given;
    for (Entry const& entry : map.entries) {
        if (entry.key == name_key) {
            continue;
        }
        auto const* declared = declared_value(policy, entry.key);
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

}  // namespace

PolicyChoice default_policy(PolicyFamily family) {
    std::string const name = policy_names(family).front();
    Issues none;
    return {name, Parameters{find_policy(family, name)->parameters(), {}, "", {}, none}};
}

PolicyChoices default_policies() {
    return {default_policy(PolicyFamily::interconnection),
            default_policy(PolicyFamily::curtailment), default_policy(PolicyFamily::migration),
            default_policy(PolicyFamily::strategy), default_policy(PolicyFamily::loading)};
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
            info.children.push_back(one_policy_info(policy));
        }
    }
    return info;
}

void read_policy(DocNode const& node, PolicyFamily family, std::string const& path,
                 Reading& reading, PolicyChoice& choice) {
    Entry const* const named = node.find(name_key);
    DocNode const& name = node.kind == DocNode::Kind::map && named != nullptr ? named->value : node;
    if (name.kind != DocNode::Kind::scalar) {
        reading.report(
            name.at, path,
            fmt::format("must be the name of a policy, or a map with its name and "
                        "parameters (found {})",
                        node.kind == DocNode::Kind::map && named == nullptr ? "a map without name"
                                                                            : describe(name)));
        return;
    }
    PolicyInfo const* const policy = find_policy(family, name.text);
    if (policy == nullptr) {
        reading.report(name.at, join_path(path, name_key),
                       unknown_word("policy", name.text, policy_names(family)));
        return;
    }
    Given const given = given_parameters(node, *policy, path, reading);
    choice = {name.text,
              Parameters{policy->parameters(), given.values, path, given.at, reading.issues}};
}

DocNode write_policy(PolicyChoice const& choice) {
    DocNode map = map_node();
    map.entries.push_back({name_key, {}, text_node(choice.name)});
    for (auto const& [name, value] : choice.parameters.values()) {
        map.entries.push_back({name, {}, write_parameter(value)});
    }
    return map;
}

}  // namespace gridrush
