#include <charconv>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "experiments/document.hpp"

namespace gridrush {
namespace {

/// One step of a path: a key of a map, or an index of a list.
struct Step {
    std::string key;
    std::optional<std::size_t> index;
};

Location on_command_line() {
    return {std::string{settings_file}, 0, 0};
}

/// Takes `[12]` off the front; nullopt when it is not well formed.
std::optional<std::size_t> take_index(std::string_view& rest) {
    std::size_t const end = rest.find(']');
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    std::size_t index = 0;
    char const* const last = rest.data() + end;
    auto const read = std::from_chars(rest.data() + 1, last, index);
    if (read.ec != std::errc{} || read.ptr != last) {
        return std::nullopt;
    }
    rest.remove_prefix(end + 1);
    return index;
}

/// `a.b[2].c` as steps; nullopt when it is not well formed.
std::optional<std::vector<Step>> parse_path(std::string_view path) {
    std::vector<Step> steps;
    while (!path.empty()) {
        if (path.front() == '[' && !steps.empty()) {
            auto const index = take_index(path);
            if (!index) {
                return std::nullopt;
            }
            steps.push_back({{}, index});
            continue;
        }
        if (!steps.empty()) {
            if (path.front() != '.') {
                return std::nullopt;
            }
            path.remove_prefix(1);
        }
        std::string_view const key = path.substr(0, path.find_first_of(".["));
        if (key.empty()) {
            return std::nullopt;
        }
        steps.push_back({std::string{key}, std::nullopt});
        path.remove_prefix(key.size());
    }
    return steps.empty() ? std::nullopt : std::optional{std::move(steps)};
}

DocNode& child_of_map(DocNode& map, std::string const& key) {
    for (Entry& entry : map.entries) {
        if (entry.key == key) {
            entry.at = on_command_line();
            return entry.value;
        }
    }
    map.entries.push_back({key, on_command_line(), {}});
    map.entries.back().value.at = on_command_line();
    return map.entries.back().value;
}

/// The value that `step` leads to, made when it is missing; nullptr with an issue when it cannot
/// be.
DocNode* descend(DocNode& from, Step const& step, std::string const& path, Issues& issues) {
    if (from.kind == DocNode::Kind::null) {
        from.kind = step.index ? DocNode::Kind::list : DocNode::Kind::map;
        from.at = on_command_line();
    }
    bool const fits = from.kind == (step.index ? DocNode::Kind::list : DocNode::Kind::map);
    if (!fits) {
        issues.push_back({on_command_line(), path,
                          fmt::format("needs {} to set something in (found {})",
                                      step.index ? "a list" : "a map", describe(from))});
        return nullptr;
    }
    if (!step.index) {
        return &child_of_map(from, step.key);
    }
    if (*step.index > from.items.size()) {
        issues.push_back({on_command_line(), path,
                          fmt::format("no item {} (the list has {}, counted from 0)", *step.index,
                                      from.items.size())});
        return nullptr;
    }
    if (*step.index == from.items.size()) {
        from.items.emplace_back();
    }
    return &from.items[*step.index];
}

void move_to_command_line(DocNode& node) {
    node.at = on_command_line();
    for (DocNode& item : node.items) {
        move_to_command_line(item);
    }
    for (Entry& entry : node.entries) {
        entry.at = on_command_line();
        move_to_command_line(entry.value);
    }
}

void apply(DocNode& root, std::string const& setting, Issues& issues) {
    std::size_t const equals = setting.find('=');
    std::string const path = setting.substr(0, equals);
    auto const steps = parse_path(path);
    if (equals == std::string::npos || !steps) {
        issues.push_back({on_command_line(), setting,
                          "must look like key=value (for instance horizon.years=10)"});
        return;
    }
    Issues found;
    std::optional<DocNode> value = parse_yaml(setting.substr(equals + 1), "", found);
    for (Issue& issue : found) {
        issues.push_back({on_command_line(), path, std::move(issue.message)});
    }
    if (!found.empty() || !value) {
        return;
    }
    DocNode* target = &root;
    for (Step const& step : *steps) {
        target = descend(*target, step, path, issues);
        if (target == nullptr) {
            return;
        }
    }
    move_to_command_line(*value);
    *target = std::move(*value);
}

}  // namespace

DocNode with_settings(DocNode root, std::span<std::string const> settings, Issues& issues) {
    for (std::string const& setting : settings) {
        apply(root, setting, issues);
    }
    return root;
}

}  // namespace gridrush
