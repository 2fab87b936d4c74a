#include <cmath>

#include <fmt/core.h>

#include "experiments/experiment_keys.hpp"
#include "experiments/key_documents.hpp"

namespace gridrush {
namespace {

constexpr char const* head = R"(# Experiment files

Written by `gridrush generate experiment-md` from the declaration that reads the files; do not edit.
`gridrush check FILE` finds every mistake at once and prints every key with its value;
`experiment.schema.json` lets an editor complete and check keys while you type.

* Files are YAML. Paths are relative to the experiment file; `default:grid/grid.yaml` and the like
  name the files of the built-in experiment.
* Any key can be set on the command line: `gridrush run my.yaml --set horizon.years=10 --set
  sites[2].mw=50`. Values are YAML; a list's items count from 0.
* Dates are `2025-01-31` or `2025-01-31 06:00`, UTC.
* A key of type *rows* is a list of maps, or `{csv: FILE}` with a CSV file whose columns are named
  like the keys; empty cells take the default.
* A key of type *draw* is a number, or one number for each applicant from a distribution:
  `{uniform: [low, high]}`, `{triangular: [low, mode, high]}`, `{lognormal: [median, sigma]}`
  (sigma: the standard deviation of the logarithm), `{value: x}`. Where `inf` may be written, each may have
  `never: p`, the probability that it is infinite instead.
* Required keys are **bold**. Keys that are left out have the default.

A small experiment:

```yaml
name: One mine
grid: case30.m
horizon: {start: 2025-01-01, days: 7}
policies:
  curtailment: pro_rata
```
)";

std::string joined(std::vector<std::string> const& words, std::string const& quote) {
    std::string text;
    for (std::string const& word : words) {
        text += fmt::format("{0}{1}{2}{1}", text.empty() ? "" : ", ", quote, word);
    }
    return text;
}

std::string range_text(KeyInfo const& info) {
    bool const below = std::isfinite(info.minimum);
    bool const above = std::isfinite(info.maximum);
    std::string const least = fmt::format("{} {}", info.above_minimum ? ">" : ">=", info.minimum);
    if (below && above) {
        return info.above_minimum ? fmt::format("{}, <= {}", least, info.maximum)
                                  : fmt::format("{} to {}", info.minimum, info.maximum);
    }
    return below ? least : above ? fmt::format("<= {}", info.maximum) : std::string{};
}

std::string type_name(KeyType type) {
    switch (type) {
        case KeyType::number:
            return "number";
        case KeyType::integer:
            return "whole number";
        case KeyType::flag:
            return "true or false";
        case KeyType::text:
            return "text";
        case KeyType::date:
            return "date";
        case KeyType::choice:
            return "word";
        case KeyType::names:
            return "`all` or list of names";
        case KeyType::section:
            return "map";
        case KeyType::rows:
            return "rows";
        case KeyType::keyed:
            return "map of maps";
        case KeyType::any_map:
            return "map";
        case KeyType::any_list:
            return "list";
        case KeyType::numbers:
            return "number or list of numbers";
        case KeyType::draw:
            return "number or draw";
        case KeyType::policy:
            return "policy";
        case KeyType::hook:
            return "hook";
        case KeyType::hooks:
            return "list of hooks";
    }
    return {};
}

std::string type_text(KeyInfo const& info) {
    std::string text = type_name(info.type);
    if (!info.unit.empty()) {
        text += ", " + info.unit;
    }
    if (std::string const range = range_text(info); !range.empty()) {
        text += ", " + range;
    }
    if (info.may_be_infinite) {
        text += ", or `inf`";
    }
    if (!info.choices.empty()) {
        text += ": " + joined(info.choices, "`");
    }
    return text;
}

std::string key_row(KeyInfo const& info) {
    std::string meaning = info.description;
    if (!info.source.empty()) {
        meaning += fmt::format(" *Default: {}.*", info.source);
    }
    return fmt::format("| {} | {} | {} | {} |\n",
                       info.required ? "**`" + info.name + "`**" : "`" + info.name + "`",
                       type_text(info),
                       info.default_text.empty() ? "" : "`" + info.default_text + "`", meaning);
}

std::string key_rows(std::vector<KeyInfo> const& keys) {
    std::string text = "| key | type | default | meaning |\n|---|---|---|---|\n";
    for (KeyInfo const& key : keys) {
        text += key_row(key);
    }
    return text;
}

/// The path as it is written in headings: `sites[]`, `fleets.<id>`.
std::string path_text(KeyInfo const& info, std::string const& path) {
    std::string const own = join_path(path, info.name);
    return info.type == KeyType::rows    ? own + "[]"
           : info.type == KeyType::keyed ? own + ".<id>"
                                         : own;
}

/// One policy or hook with its parameters.
std::string named_text(KeyInfo const& named, std::string const& level) {
    return fmt::format("\n{} `{}`\n\n{} *Source: {}.*\n", level, named.name, named.description,
                       named.source) +
           (named.children.empty() ? "\nNo parameters.\n" : "\n" + key_rows(named.children));
}

/// The table of named regimes; their parameters are those of their hooks.
std::string regimes_text(KeyInfo const& family) {
    std::string text =
        "\nA regime of connection is four hooks, and a name stands for a set of them with its own "
        "numbers\n([policies/REGIMES.md](../policies/REGIMES.md)). Beside the name each hook may "
        "be overridden: a map without `name` changes\nparameters of the regime's hook, a name or "
        "a map with `name` replaces it; a list of `gates` or `terms` replaces the\nregime's, "
        "`gates+` and `terms+` add to them. Without a name the hooks `ordering` and `service` "
        "must be there. Any other\nkey is a parameter of the ordering or of the service.\n\n"
        "```yaml\npolicies:\n  interconnection:\n    name: ercot_batch\n    ordering: "
        "{period_months: 3}\n    gates+: [financing, {name: money, stage: agreement, "
        "security_usd_per_mw: 20000}]\n    service: firm_by_year\n```\n\n"
        "| regime | what it is | source |\n|---|---|---|\n";
    for (KeyInfo const& regime : family.children) {
        text += fmt::format("| `{}` | {} | {} |\n", regime.name, regime.description, regime.source);
    }
    return text;
}

std::string policy_text(KeyInfo const& family, std::string const& path) {
    std::string text = fmt::format(
        "\n## `{}`\n\nDecides {}. A policy's name, a `.so` or `.py` file with a policy of your "
        "own, or "
        "a map with its\n`name` or `file` and parameters.\n",
        join_path(path, family.name), family.description);
    if (!family.beside.empty()) {
        text += regimes_text(family);
        for (KeyInfo const& hook : family.beside) {
            text += fmt::format("\n### `{}.{}`\n\n{}\n", join_path(path, family.name), hook.name,
                                hook.description);
            for (KeyInfo const& named : hook.children) {
                text += named_text(named, "####");
            }
        }
        return text;
    }
    for (KeyInfo const& policy : family.children) {
        text += named_text(policy, "###");
    }
    return text;
}

/// The sections below `keys`, each after its parent. Equal sections beside each other share one.
std::string sections(std::vector<KeyInfo> const& keys, std::string const& path) {
    std::string text;
    for (KeyInfo const& key : keys) {
        if (key.type == KeyType::policy) {
            text += policy_text(key, path);
        } else if (!key.children.empty()) {
            std::string const own = path_text(key, path);
            text +=
                fmt::format("\n## `{}`\n\n{}\n\n{}", own, key.description, key_rows(key.children));
            text += sections(key.children, own);
        }
    }
    return text;
}

}  // namespace

std::string key_tables_markdown(std::vector<KeyInfo> const& keys) {
    return "\n## Top level\n\n" + key_rows(keys) + sections(keys, "");
}

std::string experiment_markdown() {
    return head + key_tables_markdown(experiment_table().infos());
}

}  // namespace gridrush
