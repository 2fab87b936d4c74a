#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "topology/issue.hpp"

namespace gridrush {

struct Entry;

/// One value of a document: nothing, a scalar, a list or a map, and where it was written.
struct DocNode {
    enum class Kind { null, scalar, list, map };

    Kind kind = Kind::null;
    Location at;
    std::string text;            ///< scalars
    bool quoted = false;         ///< scalars: written as text, so never a number, a date or a flag
    std::vector<DocNode> items;  ///< lists
    std::vector<Entry> entries;  ///< maps, in the order of the file, keys unique

    /// nullptr when this is no map or has no such key.
    [[nodiscard]] Entry const* find(std::string_view key) const;
};

/// One key of a map with its value.
struct Entry {
    std::string key;
    Location at;  ///< of the key
    DocNode value;
};

[[nodiscard]] DocNode scalar_node(std::string text);  ///< a number, a date, a flag or a word
[[nodiscard]] DocNode text_node(std::string text);    ///< always text
[[nodiscard]] DocNode map_node();
[[nodiscard]] DocNode list_node();

/// What a value is, for messages: `nothing`, `'abc'`, `a list`, `a map`.
[[nodiscard]] std::string describe(DocNode const& node);

/// By file, line and column.
[[nodiscard]] Issues sorted_by_place(Issues issues);

/// Reads YAML (one document, aliases expanded). Syntax errors, duplicate keys, keys that are no
/// scalars, nesting over 100 levels, aliases that blow up and bytes that are no UTF-8 text are
/// appended to `issues`; nullopt where the text could not be read to its end. Never throws on bad
/// input.
[[nodiscard]] std::optional<DocNode> parse_yaml(std::string_view text, std::string const& file_name,
                                                Issues& issues);

/// `root` with settings such as `horizon.years=10` or `sites[2].mw=50`: the value is YAML, missing
/// maps are made, `list[n]` with n the list's length adds an item. Values carry the location
/// `--set`; mistakes are appended to `issues`.
[[nodiscard]] DocNode with_settings(DocNode root, std::span<std::string const> settings,
                                    Issues& issues);

/// The file name that values from `--set` carry in their location.
inline constexpr std::string_view settings_file = "--set";

/// The document as YAML text that parse_yaml reads back as the same tree.
[[nodiscard]] std::string to_yaml(DocNode const& root);
/// The same on one line, as the value of a setting may stand.
[[nodiscard]] std::string to_flow_yaml(DocNode const& root);

}  // namespace gridrush
