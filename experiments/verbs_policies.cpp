#include <cmath>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "policies/interconnection/presets/presets.hpp"
#include "policies/policy_file.hpp"
#include "experiments/command_line.hpp"
#include "experiments/policy_keys.hpp"
#include "experiments/regime_keys.hpp"

namespace gridrush {
namespace {

struct PoliciesOptions {
    std::string name;
    std::string family;
    OutputForm form = OutputForm::text;
};

/// A policy as it is listed, built in or of a file.
struct Listed {
    PolicyFamily family;
    std::string_view name, summary, source;
    std::span<ParameterInfo const> parameters;
    KeyInfo shown;
    bool is_regime = false;
};

Listed listed(PolicyInfo const& policy) {
    bool const is_regime = policy.family == PolicyFamily::interconnection;
    return {policy.family,       policy.name,         policy.summary, policy.source,
            policy.parameters(), policy_info(policy), is_regime};
}

std::vector<Listed> from_file(std::string const& file) {
    try {
        PolicyModule const& module = PolicyFile{file}.module();  // which is never unloaded
        return {{module.family, module.name, module.summary, module.source, module.parameters,
                 policy_info(module), false}};
    } catch (std::runtime_error const& error) {
        throw InputError{{{{"command line", 0, 0}, "name", error.what()}}};
    }
}

std::vector<Listed> chosen(PoliciesOptions const& options) {
    if (names_policy_file(options.name)) {
        return from_file(options.name);
    }
    std::vector<Listed> list;
    std::vector<std::string> known;
    for (PolicyInfo const& policy : policy_catalog()) {
        if (!options.family.empty() && to_string(policy.family) != options.family) {
            continue;
        }
        known.emplace_back(policy.name);
        if (options.name.empty() || policy.name == options.name) {
            list.push_back(listed(policy));
        }
    }
    if (list.empty()) {
        std::string const what = options.family.empty() ? "policy" : options.family + " policy";
        throw InputError{
            {{{"command line", 0, 0}, "name", unknown_word(what, options.name, known)}}};
    }
    return list;
}

nlohmann::ordered_json number_or_null(double value) {
    return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json to_json(ParameterInfo const& parameter) {
    nlohmann::ordered_json json;
    json["name"] = parameter.name;
    std::visit([&](auto const& value) { json["default"] = value; }, parameter.default_value);
    if (std::holds_alternative<double>(parameter.default_value)) {
        json["minimum"] = number_or_null(parameter.minimum);
        json["maximum"] = number_or_null(parameter.maximum);
    }
    if (!parameter.choices.empty()) {
        json["choices"] = parameter.choices;
    }
    json["description"] = parameter.description;
    json["source"] = parameter.source;
    return json;
}

nlohmann::ordered_json to_json(HookKind kind, HookSetting const& setting) {
    HookInfo const& hook = *find_hook(kind, setting.hook);
    nlohmann::ordered_json json{{"kind", to_string(kind)},
                                {"name", hook.name},
                                {"summary", hook.summary},
                                {"source", hook.source},
                                {"as_of", hook.as_of},
                                {"verified", hook.verified},
                                {"parameters", nlohmann::ordered_json::array()}};
    for (ParameterInfo const& parameter : declared(kind, setting)) {
        json["parameters"].push_back(to_json(parameter));
    }
    return json;
}

nlohmann::ordered_json hooks_json(Preset const& preset) {
    auto json = nlohmann::ordered_json::array({to_json(HookKind::ordering, preset.ordering)});
    for (HookSetting const& gate : preset.gates) {
        json.push_back(to_json(HookKind::gate, gate));
    }
    json.push_back(to_json(HookKind::service, preset.service));
    for (HookSetting const& term : preset.terms) {
        json.push_back(to_json(HookKind::term, term));
    }
    return json;
}

nlohmann::ordered_json to_json(Listed const& policy) {
    nlohmann::ordered_json json;
    json["family"] = to_string(policy.family);
    json["name"] = policy.name;
    json["summary"] = policy.summary;
    json["source"] = policy.source;
    json["parameters"] = nlohmann::ordered_json::array();
    for (ParameterInfo const& parameter : policy.parameters) {
        json["parameters"].push_back(to_json(parameter));
    }
    if (Preset const* const preset = policy.is_regime ? find_preset(policy.name) : nullptr) {
        json["as_of"] = preset->as_of;
        json["verified"] = is_verified(*preset);
        json["hooks"] = hooks_json(*preset);
    }
    return json;
}

void print_parameter(KeyInfo const& parameter) {
    fmt::print("      {} = {}", parameter.name, parameter.default_text);
    if (parameter.type == KeyType::number) {
        fmt::print("  ({} to {})", parameter.minimum, parameter.maximum);
    }
    fmt::print("\n          {}\n", parameter.description);
    if (!parameter.source.empty()) {
        fmt::print("          source: {}\n", parameter.source);
    }
}

void print_policy(KeyInfo const& policy) {
    fmt::print("  {}\n      {}\n      source: {}\n", policy.name, policy.description,
               policy.source);
    for (KeyInfo const& parameter : policy.children) {
        print_parameter(parameter);
    }
}

/// The hooks of a regime: all about them where it alone is listed, else their names.
void print_regime(Listed const& regime, bool alone) {
    auto const hooks = hooks_of_regime(regime.name);
    fmt::print("  {}\n      {}\n      source: {}\n", regime.name, regime.summary, regime.source);
    if (alone) {
        for (KeyInfo const& hook : hooks) {
            print_policy(hook);
        }
        return;
    }
    std::string names;
    for (KeyInfo const& hook : hooks) {
        names += (names.empty() ? "" : ", ") + hook.name;
    }
    fmt::print("      hooks: {}\n", names);
}

void print_text(std::vector<Listed> const& list) {
    for (PolicyFamily const family : policy_families) {
        bool titled = false;
        for (Listed const& policy : list) {
            if (policy.family != family) {
                continue;
            }
            if (!titled) {
                fmt::print("{}: {}\n", to_string(family), question_of(family));
            }
            titled = true;
            if (policy.is_regime) {
                print_regime(policy, list.size() == 1);
            } else {
                print_policy(policy.shown);
            }
        }
        if (titled) {
            fmt::print("\n");
        }
    }
}

int list_policies(PoliciesOptions const& options) {
    auto const list = chosen(options);
    if (options.form == OutputForm::text) {
        print_text(list);
        return exit_done;
    }
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (Listed const& policy : list) {
        json.push_back(to_json(policy));
    }
    fmt::print("{}\n", json.dump(2));
    return exit_done;
}

}  // namespace

void add_policies_verb(Verbs& verbs) {
    auto const options = std::make_shared<PoliciesOptions>();
    CLI::App& verb =
        verbs.add("policies", "List the rules that an experiment can name, with their parameters",
                  "examples:\n  gridrush policies\n  gridrush policies serial_fcfs\n"
                  "  gridrush policies my_rule.so\n"
                  "  gridrush policies new my_rule --family curtailment --language python\n"
                  "  gridrush policies test my_rule.py\n"
                  "  gridrush policies --family curtailment --json");
    std::vector<std::string> names;
    for (PolicyFamily const family : policy_families) {
        names.emplace_back(to_string(family));
    }
    verb.add_option("name", options->name, "Only this policy, or the one of a .so or .py file");
    verb.add_option("--family", options->family, "Only this family")->check(CLI::IsMember(names));
    add_json_flag(verb, options->form);
    add_policies_new_verb(verbs, verb);
    add_policies_test_verb(verbs, verb);
    verbs.on(verb, options->form, [options, &verb, &verbs] {
        bool const other = !verb.get_subcommands().empty();  // which has done its work by now
        return other ? verbs.exit_code() : list_policies(*options);
    });
}

}  // namespace gridrush
