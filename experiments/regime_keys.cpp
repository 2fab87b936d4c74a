#include "experiments/regime_keys.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "policies/interconnection/presets/presets.hpp"
#include "experiments/parameter_keys.hpp"

namespace gridrush {
namespace {

constexpr std::array<std::string_view, 8> keys{"name",   "file",    "ordering", "gates",
                                               "gates+", "service", "terms",    "terms+"};
constexpr std::array<std::string_view, 1> hook_keys{"name"};

/// A hook before its parameters are checked.
struct Chosen {
    std::string name;
    std::vector<ParameterInfo> declared;
};

/// Which hook is meant: the one that the node names, else `preset`'s. Nothing and an issue when
/// there is none.
std::optional<Chosen> chosen_hook(DocNode const* node, HookKind kind, HookSetting const* preset,
                                  std::string const& path, Location const& at, Reading& reading) {
    DocNode const* name = nullptr;
    if (node != nullptr) {
        name = node->kind == DocNode::Kind::map ? value_of(*node, "name") : node;
    }
    if (name == nullptr && preset != nullptr) {
        return Chosen{std::string{preset->hook}, declared(kind, *preset)};
    }
    if (name == nullptr || name->kind != DocNode::Kind::scalar) {
        reading.report(name == nullptr ? at : name->at, path,
                       fmt::format("must name the {} (known: {})", to_string(kind),
                                   fmt::join(hook_names(kind), ", ")));
        return std::nullopt;
    }
    HookInfo const* const hook = find_hook(kind, name->text);
    if (hook == nullptr) {
        reading.report(name->at, path,
                       unknown_word(std::string{to_string(kind)}, name->text, hook_names(kind)));
        return std::nullopt;
    }
    auto const own = hook->parameters();
    return Chosen{name->text, {own.begin(), own.end()}};
}

/// The hook with what `node` (nullptr: nothing) sets.
HookChoice checked(Chosen const& hook, DocNode const* node, std::string const& path,
                   Reading& reading) {
    Given given;
    if (node != nullptr && node->kind == DocNode::Kind::map) {
        given = given_parameters(*node, hook.declared, hook_keys, path, reading);
    }
    return {hook.name, Parameters{hook.declared, given.values, path, given.at, reading.issues}};
}

void read_hooks(DocNode const& node, HookKind kind, std::string const& path, Reading& reading,
                std::vector<HookChoice>& hooks) {
    if (node.kind != DocNode::Kind::list && node.kind != DocNode::Kind::null) {
        reading.report(
            node.at, path,
            fmt::format("must be a list of {}s, each a name or a map with one (found {})",
                        to_string(kind), describe(node)));
    }
    for (std::size_t k = 0; k < node.items.size(); ++k) {
        DocNode const& item = node.items[k];
        auto const item_path = fmt::format("{}[{}]", path, k);
        if (auto const hook = chosen_hook(&item, kind, nullptr, item_path, item.at, reading)) {
            hooks.push_back(checked(*hook, &item, item_path, reading));
        }
    }
}

/// Gates and terms: a list replaces what is there, one with `+` is added.
void read_rules(DocNode const& node, std::string const& path, Reading& reading,
                RegimeChoice& regime) {
    auto const read = [&](std::string const& key, HookKind kind, std::vector<HookChoice>& hooks) {
        if (DocNode const* const list = value_of(node, key)) {
            hooks.clear();
            read_hooks(*list, kind, join_path(path, key), reading, hooks);
        }
        if (DocNode const* const more = value_of(node, key + "+")) {
            read_hooks(*more, kind, join_path(path, key + "+"), reading, hooks);
        }
    };
    read("gates", HookKind::gate, regime.gates);
    read("terms", HookKind::term, regime.terms);
}

/// Sets the defaults of the hook's parameters that stand beside the hooks.
void set_bare(Given const& given, std::string const& path, Reading& reading, Chosen& hook) {
    for (ParameterInfo& info : hook.declared) {
        auto const found = given.values.find(std::string{info.name});
        if (found == given.values.end()) {
            continue;
        }
        Parameters const one{std::span{&info, 1}, {*found}, path, given.at, reading.issues};
        info.default_value = one.values().find(info.name)->second;
    }
}

/// The hook with what stands beside the hooks and below its own key; nothing when there is none.
HookChoice finished(std::optional<Chosen>& hook, Given const& bare, DocNode const& node,
                    std::string const& key, std::string const& path, Reading& reading) {
    if (!hook) {
        return {};
    }
    set_bare(bare, path, reading, *hook);
    return checked(*hook, value_of(node, key), join_path(path, key), reading);
}

std::vector<ParameterInfo> parameters_of(std::optional<Chosen> const& ordering,
                                         std::optional<Chosen> const& service) {
    std::vector<ParameterInfo> all;
    for (auto const* const hook : {&ordering, &service}) {
        if (*hook) {
            all.insert(all.end(), (*hook)->declared.begin(), (*hook)->declared.end());
        }
    }
    return all;
}

void report_unknown(Given const& given, std::vector<ParameterInfo> const& known,
                    std::string const& path, Reading& reading) {
    std::vector<std::string> words;
    for (ParameterInfo const& info : known) {
        words.emplace_back(info.name);
    }
    auto const parameters = words;
    words.insert(words.end(), keys.begin(), keys.end());
    for (auto const& [name, value] : given.values) {
        if (std::ranges::count(parameters, name) == 0) {
            reading.report(given.at.at(name), join_path(path, name),
                           unknown_word("parameter", name, words));
        }
    }
}

/// Where the problem's key stands, else the policy itself.
Location place_of(DocNode const& node, std::string const& key) {
    for (std::string const& written : {key, key + "+"}) {
        if (DocNode const* const value = value_of(node, written)) {
            return value->at;
        }
    }
    return node.at;
}

void report_inconsistencies(RegimeChoice const& regime, DocNode const& node,
                            std::string const& path, Reading& reading) {
    for (Inconsistency const& found : inconsistencies(regime)) {
        reading.report(place_of(node, found.key), join_path(path, found.key), found.problem);
    }
}

DocNode write_hook(HookChoice const& hook) {
    DocNode map = map_node();
    map.entries.push_back({"name", {}, text_node(hook.name)});
    write_parameters(hook.parameters, map);
    return map;
}

DocNode write_hooks(std::vector<HookChoice> const& hooks) {
    DocNode list = list_node();
    for (HookChoice const& hook : hooks) {
        list.items.push_back(write_hook(hook));
    }
    return list;
}

KeyInfo hook_info(HookInfo const& hook, std::vector<ParameterInfo> const& parameters) {
    KeyInfo info;
    info.name = hook.name;
    info.type = KeyType::section;
    info.description = hook.summary;
    info.source = fmt::format("{}; as of {}{}", hook.source, hook.as_of,
                              hook.verified ? "" : "; some numbers unverified");
    for (ParameterInfo const& parameter : parameters) {
        info.children.push_back(parameter_key_info(parameter));
    }
    return info;
}

KeyInfo hooks_info(std::string name, KeyType type, HookKind kind, std::string description) {
    KeyInfo info;
    info.name = std::move(name);
    info.type = type;
    info.choices = hook_names(kind);
    info.description = std::move(description);
    for (HookInfo const& hook : hook_catalog()) {
        if (hook.kind == kind) {
            auto const own = hook.parameters();
            info.children.push_back(hook_info(hook, {own.begin(), own.end()}));
        }
    }
    return info;
}

}  // namespace

std::span<std::string_view const> regime_keys() {
    return keys;
}

std::vector<KeyInfo> hook_key_infos() {
    return {hooks_info("ordering", KeyType::hook, HookKind::ordering,
                       "Who is studied when and with whom."),
            hooks_info("gates", KeyType::hooks, HookKind::gate,
                       "What must be met to go on. `gates+` adds to those of the named regime."),
            hooks_info("service", KeyType::hook, HookKind::service,
                       "What is granted of what was found."),
            hooks_info("terms", KeyType::hooks, HookKind::term,
                       "What is owed for it. `terms+` adds to those of the named regime.")};
}

std::vector<KeyInfo> hooks_of_regime(std::string_view name) {
    Preset const& preset = *find_preset(name);
    std::vector<KeyInfo> infos;
    auto const add = [&](HookKind kind, HookSetting const& setting) {
        infos.push_back(hook_info(*find_hook(kind, setting.hook), declared(kind, setting)));
        infos.back().name = fmt::format("{} {}", to_string(kind), setting.hook);
    };
    add(HookKind::ordering, preset.ordering);
    for (HookSetting const& gate : preset.gates) {
        add(HookKind::gate, gate);
    }
    add(HookKind::service, preset.service);
    for (HookSetting const& term : preset.terms) {
        add(HookKind::term, term);
    }
    return infos;
}

bool names_regime(DocNode const& node) {
    if (node.kind == DocNode::Kind::map && node.find("name") == nullptr) {
        return node.find("ordering") != nullptr || node.find("service") != nullptr;
    }
    DocNode const* const name = node.kind == DocNode::Kind::map ? value_of(node, "name") : &node;
    return name->kind == DocNode::Kind::scalar &&
           (name->text == own_regime || find_preset(name->text) != nullptr);
}

void read_regime(DocNode const& node, std::string const& path, Reading& reading,
                 PolicyChoice& choice) {
    DocNode const* const named = value_of(node, "name");
    auto const name = node.kind == DocNode::Kind::scalar ? node.text
                      : named != nullptr                 ? named->text
                                                         : std::string{own_regime};
    Preset const* const preset = find_preset(name);
    std::size_t const before = reading.issues.size();
    auto const hook = [&](std::string const& key, HookKind kind, HookSetting const* of_preset) {
        return chosen_hook(value_of(node, key), kind, of_preset, join_path(path, key), node.at,
                           reading);
    };
    auto ordering =
        hook("ordering", HookKind::ordering, preset == nullptr ? nullptr : &preset->ordering);
    auto service =
        hook("service", HookKind::service, preset == nullptr ? nullptr : &preset->service);
    RegimeChoice regime = preset == nullptr ? RegimeChoice{} : preset_choice(*preset);
    read_rules(node, path, reading, regime);
    auto const both = parameters_of(ordering, service);
    Given const bare = given_parameters(node, both, keys, path, reading);
    if (ordering && service) {
        report_unknown(bare, both, path, reading);
    }
    regime.ordering = finished(ordering, bare, node, "ordering", path, reading);
    regime.service = finished(service, bare, node, "service", path, reading);
    if (reading.issues.size() > before) {
        return;
    }
    report_inconsistencies(regime, node, path, reading);
    Issues none;
    std::map<std::string, ParameterValue> values;
    for (auto const* const part : {&regime.ordering, &regime.service}) {
        values.insert(part->parameters.values().begin(), part->parameters.values().end());
    }
    choice = {name, Parameters{both, values, path, {}, none}, nullptr, {}, std::move(regime)};
}

RegimeChoice read_rules_beside_file(DocNode const& node, std::string const& path,
                                    Reading& reading) {
    for (char const* const key : {"ordering", "service"}) {
        if (Entry const* const entry = node.find(key)) {
            reading.report(entry->at, join_path(path, key),
                           "the policy of a file orders and grants itself (gates and terms may "
                           "stand beside it)");
        }
    }
    RegimeChoice rules;
    read_rules(node, path, reading, rules);
    report_inconsistencies(rules, node, path, reading);
    return rules;
}

void write_regime(RegimeChoice const& regime, DocNode& map) {
    if (!regime.ordering.name.empty()) {
        map.entries.push_back({"ordering", {}, write_hook(regime.ordering)});
    }
    map.entries.push_back({"gates", {}, write_hooks(regime.gates)});
    if (!regime.service.name.empty()) {
        map.entries.push_back({"service", {}, write_hook(regime.service)});
    }
    map.entries.push_back({"terms", {}, write_hooks(regime.terms)});
}

}  // namespace gridrush
