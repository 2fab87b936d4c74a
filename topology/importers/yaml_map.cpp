#include "topology/importers/yaml_map.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "topology/importers/csv.hpp"

namespace gridrush {
namespace {

/// yaml-cpp counts from 0, and gives -1 for what it does not know.
Location location(std::string const& file, YAML::Mark const& mark) {
    return mark.is_null() ? Location{file, 0, 0} : Location{file, mark.line + 1, mark.column + 1};
}

}  // namespace

YamlMap::YamlMap(YAML::Node const& node, std::string file, std::string path,
                 std::vector<std::string> const& known_keys, Issues& issues)
    : node_{std::make_unique<YAML::Node>(node)},
      file_{std::move(file)},
      path_{std::move(path)},
      issues_{issues} {
    if (node_->IsMap()) {
        check_keys(known_keys);
    } else {
        report_at(*node_, "",
                  fmt::format("not a mapping of keys to values (expected '{}: ...')",
                              known_keys.front()));
    }
}

YamlMap::~YamlMap() = default;

void YamlMap::check_keys(std::vector<std::string> const& known_keys) const {
    std::set<std::string> seen;
    for (auto const& entry : *node_) {
        auto const key = entry.first.IsScalar() ? entry.first.Scalar() : std::string{};
        if (std::ranges::find(known_keys, key) == known_keys.end()) {
            report_at(entry.first, key, unknown_word("key", key, known_keys));
        } else if (!seen.insert(key).second) {
            report_at(entry.first, key, "key appears twice");
        }
    }
}

YAML::Node YamlMap::find(std::string const& key) const {
    if (!node_->IsMap()) {
        return YAML::Node{YAML::NodeType::Undefined};
    }
    for (auto const& entry : *node_) {
        if (entry.first.IsScalar() && entry.first.Scalar() == key) {
            return entry.second;
        }
    }
    return YAML::Node{YAML::NodeType::Undefined};
}

bool YamlMap::has(std::string const& key) const {
    return find(key).IsDefined();
}

std::optional<std::string> YamlMap::text(std::string const& key) const {
    auto const node = find(key);
    if (!node.IsDefined()) {
        return std::nullopt;
    }
    if (node.IsScalar()) {
        return node.Scalar();
    }
    report_at(node, key, "not a plain value (found a list, a mapping or nothing)");
    return std::nullopt;
}

std::optional<std::string> YamlMap::require_text(std::string const& key) const {
    if (node_->IsMap() && !has(key)) {
        report_at(*node_, key, "key is missing");
    }
    return text(key);
}

std::optional<double> YamlMap::number(std::string const& key) const {
    auto const written = text(key);
    if (!written) {
        return std::nullopt;
    }
    auto const value = parse_number(*written);
    if (!value) {
        report(key, fmt::format("not a number (found '{}')", *written));
    }
    return value;
}

std::vector<YAML::Node> YamlMap::list(std::string const& key) const {
    auto const node = find(key);
    std::vector<YAML::Node> entries;
    if (!node.IsDefined() || node.IsNull()) {
        return entries;
    }
    if (!node.IsSequence()) {
        report_at(node, key, "not a list");
    }
    for (std::size_t k = 0; k < node.size() && node.IsSequence(); ++k) {
        entries.push_back(node[k]);
    }
    return entries;
}

void YamlMap::report(std::string const& key, std::string message) const {
    auto const node = find(key);
    report_at(node.IsDefined() ? node : *node_, key, std::move(message));
}

void YamlMap::report_at(YAML::Node const& node, std::string const& key, std::string message) const {
    issues_.push_back({location(file_, node.Mark()), path_of(key), std::move(message)});
}

std::string YamlMap::path_of(std::string const& key) const {
    return path_.empty() || key.empty() ? path_ + key : path_ + '.' + key;
}

std::unique_ptr<YAML::Node> parse_yaml(std::string const& text, std::string const& file,
                                       Issues& issues) {
    try {
        return std::make_unique<YAML::Node>(YAML::Load(text));
    } catch (YAML::Exception const& error) {
        issues.push_back({location(file, error.mark), "", "YAML: " + error.msg});
        return nullptr;
    }
}

}  // namespace gridrush
