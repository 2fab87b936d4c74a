#include "experiments/parameter_keys.hpp"

#include <algorithm>
#include <charconv>
#include <variant>

#include <fmt/core.h>

#include "experiments/key_scalars.hpp"

namespace gridrush {
namespace {

KeyType type_of(ParameterInfo const& info) {
    if (std::holds_alternative<double>(info.default_value)) {
        return KeyType::number;
    }
    if (std::holds_alternative<bool>(info.default_value)) {
        return KeyType::flag;
    }
    return info.choices.empty() ? KeyType::text : KeyType::choice;
}

}  // namespace

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
    if (info.type != KeyType::number) {
        info.minimum = KeyInfo{}.minimum;
        info.maximum = KeyInfo{}.maximum;
    }
    return info;
}

ParameterValue parameter_value(DocNode const& node, ParameterInfo const* declared) {
    bool const wants_text =
        declared != nullptr && std::holds_alternative<std::string>(declared->default_value);
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

DocNode write_parameter(ParameterValue const& value) {
    if (auto const* number = std::get_if<double>(&value)) {
        return write_value(*number);
    }
    if (auto const* flag = std::get_if<bool>(&value)) {
        return scalar_node(*flag ? "true" : "false");
    }
    return text_node(std::get<std::string>(value));
}

void write_parameters(Parameters const& parameters, DocNode& map) {
    for (auto const& [name, value] : parameters.values()) {
        map.entries.push_back({name, {}, write_parameter(value)});
    }
}

Given given_parameters(DocNode const& map, std::span<ParameterInfo const> declared,
                       std::span<std::string_view const> beside, std::string const& path,
                       Reading& reading) {
    Given given;
    for (Entry const& entry : map.entries) {
        if (std::ranges::count(beside, entry.key) > 0) {
            continue;
        }
        auto const info = std::ranges::find(declared, entry.key, &ParameterInfo::name);
        auto const* const known = info == declared.end() ? nullptr : &*info;
        if (known != nullptr && entry.value.kind != DocNode::Kind::scalar) {
            reading.report(entry.value.at, join_path(path, entry.key),
                           fmt::format("must be a number, a word, true or false (found {})",
                                       describe(entry.value)));
            continue;
        }
        given.values[entry.key] = parameter_value(entry.value, known);
        given.at[entry.key] = known == nullptr ? entry.at : entry.value.at;
    }
    return given;
}

DocNode const* value_of(DocNode const& node, std::string_view key) {
    Entry const* const entry = node.find(key);
    return entry == nullptr ? nullptr : &entry->value;
}

}  // namespace gridrush
