#include <cmath>

#include <nlohmann/json.hpp>

#include "experiments/document_json.hpp"
#include "experiments/experiment_keys.hpp"
#include "experiments/key_documents.hpp"
#include "experiments/key_draws.hpp"

namespace gridrush {
namespace {

using Json = nlohmann::ordered_json;

constexpr char const* date_pattern =
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?Z?)?$";

constexpr char const* policy_file_pattern = "\\.(so|py)$";

Json schema_of(KeyInfo const& info);

void add_range(KeyInfo const& info, Json& schema) {
    if (std::isfinite(info.minimum)) {
        schema[info.above_minimum ? "exclusiveMinimum" : "minimum"] = info.minimum;
    }
    if (std::isfinite(info.maximum)) {
        schema["maximum"] = info.maximum;
    }
}

/// The words that may be written, as what they are in YAML.
Json choices_json(KeyInfo const& info) {
    Json list = Json::array();
    for (std::string const& choice : info.choices) {
        bool const number = info.type == KeyType::integer;
        list.push_back(to_json(number ? scalar_node(choice) : text_node(choice)));
    }
    return list;
}

Json map_schema(std::vector<KeyInfo> const& keys) {
    Json schema{{"type", "object"}, {"additionalProperties", false}};
    schema["properties"] = Json::object();
    Json required = Json::array();
    for (KeyInfo const& key : keys) {
        schema["properties"][key.name] = schema_of(key);
        if (key.required) {
            required.push_back(key.name);
        }
    }
    if (!required.empty()) {
        schema["required"] = required;
    }
    return schema;
}

/// A map, nothing, or the bare value that stands for one of its keys.
Json section_schema(KeyInfo const& info) {
    Json either = Json::array({map_schema(info.children)});
    for (KeyInfo const& child : info.children) {
        if (child.name == info.shorthand) {
            either.push_back(schema_of(child));
        }
    }
    if (!info.required) {
        either.push_back({{"type", "null"}});
    }
    return {{"anyOf", either}};
}

Json rows_schema(KeyInfo const& info) {
    Json const csv{{"type", "object"},
                   {"additionalProperties", false},
                   {"properties", {{"csv", {{"type", "string"}}}}},
                   {"required", {"csv"}}};
    return {{"anyOf",
             {Json{{"type", "array"}, {"items", map_schema(info.children)}}, csv,
              Json{{"type", "null"}}}}};
}

Json keyed_schema(KeyInfo const& info) {
    return {{"type", {"object", "null"}}, {"additionalProperties", map_schema(info.children)}};
}

/// The name of a hook, or a map with its parameters; without a name it is the regime's own.
Json hook_schema(KeyInfo const& info) {
    Json either = Json::array({Json{{"enum", choices_json(info)}}});
    for (KeyInfo const& hook : info.children) {
        Json map = map_schema(hook.children);
        map["properties"]["name"] = {{"const", hook.name}, {"description", hook.description}};
        either.push_back(map);
    }
    return {{"anyOf", either}};
}

Json hooks_schema(KeyInfo const& info) {
    return {{"type", {"array", "null"}}, {"items", hook_schema(info)}};
}

/// A regime's name, a file, or a map of hooks beside one of them. Bare parameters are those of the
/// hooks, which the program knows.
Json regime_schema(KeyInfo const& info) {
    Json const file{{"type", "string"}, {"pattern", policy_file_pattern}};
    Json map{{"type", "object"},
             {"properties", {{"name", {{"type", "string"}}}, {"file", file}}},
             {"additionalProperties", {{"type", {"string", "number", "boolean"}}}}};
    for (KeyInfo const& hook : info.beside) {
        map["properties"][hook.name] = schema_of(hook);
        if (hook.type == KeyType::hooks) {
            map["properties"][hook.name + "+"] = schema_of(hook);
        }
    }
    return {{"anyOf", {Json{{"enum", choices_json(info)}}, file, map}}};
}

Json policy_schema(KeyInfo const& info) {
    if (!info.beside.empty()) {
        return regime_schema(info);
    }
    Json either = Json::array({Json{{"enum", choices_json(info)}}});
    for (KeyInfo const& policy : info.children) {
        Json map = map_schema(policy.children);
        map["properties"]["name"] = {{"const", policy.name}, {"description", policy.description}};
        map["required"] = {"name"};
        either.push_back(map);
    }
    Json const file{{"type", "string"}, {"pattern", policy_file_pattern}};
    either.push_back(file);
    // What else may stand beside a file is known to the file alone.
    either.push_back({{"type", "object"},
                      {"properties", {{"file", file}, {"name", {{"type", "string"}}}}},
                      {"additionalProperties", {{"type", {"string", "number", "boolean"}}}},
                      {"required", {"file"}}});
    return {{"anyOf", either}};
}

Json names_schema(KeyInfo const& info) {
    Json item{{"type", "string"}};
    if (!info.choices.empty()) {
        item = {{"enum", choices_json(info)}};
    }
    return {{"anyOf",
             {Json{{"const", "all"}}, Json{{"type", "array"}, {"minItems", 1}, {"items", item}}}}};
}

Json number_schema(KeyInfo const& info) {
    Json number{{"type", "number"}};
    add_range(info, number);
    return info.may_be_infinite ? Json{{"anyOf", {number, Json{{"enum", {"inf", ".inf"}}}}}}
                                : number;
}

Json numbers_schema(KeyInfo const& info) {
    Json const number = number_schema(info);
    return {{"anyOf", {number, Json{{"type", "array"}, {"minItems", 1}, {"items", number}}}}};
}

Json draw_schema(KeyInfo const& info) {
    Json either = Json::array({number_schema(info)});
    Json const plain{{"type", "number"}};
    for (DrawWord const& word : draw_words()) {
        Json map{{"type", "object"}, {"additionalProperties", false}};
        map["properties"][word.name] = word.numbers == 1 ? plain
                                                         : Json{{"type", "array"},
                                                                {"minItems", word.numbers},
                                                                {"maxItems", word.numbers},
                                                                {"items", plain}};
        map["required"] = {word.name};
        if (info.may_be_infinite) {
            map["properties"]["never"] = {{"type", "number"}, {"minimum", 0}, {"maximum", 1}};
        }
        either.push_back(map);
    }
    return {{"anyOf", either}};
}

Json value_schema(KeyInfo const& info) {
    switch (info.type) {
        case KeyType::number:
            return number_schema(info);
        case KeyType::numbers:
            return numbers_schema(info);
        case KeyType::draw:
            return draw_schema(info);
        case KeyType::integer:
            return {{"type", "integer"}};
        case KeyType::flag:
            return {{"type", "boolean"}};
        case KeyType::text:
        case KeyType::choice:
            return {{"type", {"string", "number", "boolean"}}};
        case KeyType::date:
            return {{"type", "string"}, {"pattern", date_pattern}};
        case KeyType::names:
            return names_schema(info);
        case KeyType::section:
            return section_schema(info);
        case KeyType::rows:
            return rows_schema(info);
        case KeyType::keyed:
            return keyed_schema(info);
        case KeyType::any_map:
            return {{"type", "object"}};
        case KeyType::any_list:
            return {{"type", "array"}};
        case KeyType::policy:
            return policy_schema(info);
        case KeyType::hook:
            return hook_schema(info);
        case KeyType::hooks:
            return hooks_schema(info);
    }
    return {};
}

Json schema_of(KeyInfo const& info) {
    bool const one_of_words = !info.choices.empty() && info.type != KeyType::names &&
                              info.type != KeyType::policy && info.type != KeyType::hook &&
                              info.type != KeyType::hooks;
    Json schema = one_of_words ? Json{{"enum", choices_json(info)}} : value_schema(info);
    if (info.type == KeyType::integer) {
        add_range(info, schema);
    }
    std::string description = info.description;
    if (!info.unit.empty()) {
        description += (description.empty() ? "Unit: " : " Unit: ") + info.unit + ".";
    }
    if (!description.empty()) {
        schema["description"] = description;
    }
    if (!info.default_text.empty()) {
        Issues none;
        if (auto const value = parse_yaml(info.default_text, "", none)) {
            schema["default"] = to_json(*value);
        }
    }
    return schema;
}

}  // namespace

std::string key_json_schema(std::string const& title, std::string const& description,
                            std::vector<KeyInfo> const& keys) {
    Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                {"title", title},
                {"description", description}};
    schema.update(map_schema(keys));
    return schema.dump(2) + "\n";
}

std::string experiment_json_schema() {
    return key_json_schema("gridrush experiment",
                           "Written by `gridrush generate experiment-schema`; do not edit.",
                           experiment_table().infos());
}

}  // namespace gridrush
