#include "experiments/policy_keys.hpp"

#include <array>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <utility>

#include <fmt/core.h>

#include "policies/policy_file.hpp"
#include "experiments/file_source.hpp"
#include "experiments/parameter_keys.hpp"
#include "experiments/regime_keys.hpp"

namespace gridrush {
namespace {

constexpr char const* name_key = "name";
constexpr char const* file_key = "file";
constexpr std::array<std::string_view, 2> which_keys{name_key, file_key};

using Declared = std::span<ParameterInfo const>;

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
    bool const has_rules = family == PolicyFamily::interconnection;
    auto const beside = has_rules ? regime_keys() : std::span{which_keys};
    Given const given = given_parameters(node, module.parameters, beside, path, reading);
    choice = {module.name,
              Parameters{module.parameters, given.values, path, given.at, reading.issues},
              std::move(opened), written};
    if (has_rules) {
        choice.regime = read_rules_beside_file(node, path, reading);
    }
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
    if (family == PolicyFamily::interconnection) {
        info.beside = hook_key_infos();
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
    if (family == PolicyFamily::interconnection && names_regime(node)) {
        read_regime(node, path, reading, choice);
        return;
    }
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
    Given const given = given_parameters(node, policy->parameters(), which_keys, path, reading);
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
    if (choice.regime) {
        write_regime(*choice.regime, map);
    }
    if (choice.file || !choice.regime) {
        write_parameters(choice.parameters, map);
    }
    return map;
}

}  // namespace gridrush
