#include "experiments/key_rows.hpp"

#include <algorithm>
#include <optional>

#include <fmt/core.h>

#include "topology/importers/csv.hpp"
#include "experiments/file_source.hpp"

namespace gridrush {
namespace {

constexpr char const* csv_key = "csv";

std::vector<std::string> names_of(std::vector<KeyInfo> const& keys) {
    std::vector<std::string> names;
    names.reserve(keys.size());
    for (KeyInfo const& key : keys) {
        names.push_back(key.name);
    }
    return names;
}

bool is_known(std::vector<KeyInfo> const& keys, std::string const& name) {
    return std::any_of(keys.begin(), keys.end(),
                       [&](KeyInfo const& key) { return key.name == name; });
}

std::string required_message(KeyInfo const& key) {
    return key.description.empty() ? std::string{"is missing"}
                                   : fmt::format("is missing ({})", key.description);
}

/// Reports columns that mean nothing and columns that must be there; true when all is well.
bool check_header(CsvTable const& table, std::vector<KeyInfo> const& known, std::string const& path,
                  Reading& reading) {
    bool good = true;
    for (std::size_t i = 0; i < table.columns().size(); ++i) {
        if (!is_known(known, table.columns()[i])) {
            reading.report(table.column_at(i), path,
                           unknown_word("column", table.columns()[i], names_of(known)));
            good = false;
        }
    }
    for (KeyInfo const& key : known) {
        if (key.required && !table.find(key.name)) {
            reading.report({table.file(), 1, 0}, path,
                           fmt::format("column '{}' {}", key.name, required_message(key)));
            good = false;
        }
    }
    return good;
}

DocNode row_node(CsvTable const& table, std::size_t index) {
    CsvRow const row = table[index];
    DocNode map = map_node();
    map.at = row.at();
    for (std::string const& column : table.columns()) {
        if (std::string const text{row.text(column)}; !text.empty()) {
            DocNode value = scalar_node(text);
            value.at = row.at(column);
            map.entries.push_back({column, value.at, value});
        }
    }
    return map;
}

}  // namespace

DocNode as_map(DocNode const& node, std::string const& shorthand, std::vector<KeyInfo> const& known,
               std::string const& path, Reading& reading) {
    DocNode map = map_node();
    map.at = node.at;
    if (node.kind == DocNode::Kind::scalar && !shorthand.empty()) {
        map.entries.push_back({shorthand, node.at, node});
    } else if (node.kind == DocNode::Kind::map) {
        map = node;
    } else if (node.kind != DocNode::Kind::null) {
        reading.report(node.at, path, fmt::format("must be a map (found {})", describe(node)));
        return map;
    }
    for (Entry const& entry : map.entries) {
        if (!is_known(known, entry.key)) {
            reading.report(entry.at, join_path(path, entry.key),
                           unknown_word("key", entry.key, names_of(known)));
        }
    }
    for (KeyInfo const& key : known) {
        if (key.required && map.find(key.name) == nullptr) {
            reading.report(map.at, join_path(path, key.name), required_message(key));
        }
    }
    return map;
}

std::vector<DocNode> rows_of(DocNode const& node, KeyInfo const& info, std::string const& path,
                             Reading& reading) {
    if (node.kind == DocNode::Kind::list) {
        return node.items;
    }
    bool const names_file = node.kind == DocNode::Kind::map && node.entries.size() == 1 &&
                            node.entries.front().key == csv_key;
    if (names_file) {
        return csv_rows(node.entries.front().value, info.children, join_path(path, csv_key),
                        reading);
    }
    if (node.kind != DocNode::Kind::null) {
        reading.report(
            node.at, path,
            fmt::format("must be a list of maps, or {{csv: FILE}} (found {})", describe(node)));
    }
    return {};
}

std::vector<Entry> entries_of(DocNode const& node, KeyInfo const&, std::string const& path,
                              Reading& reading) {
    if (node.kind != DocNode::Kind::map && node.kind != DocNode::Kind::null) {
        reading.report(node.at, path,
                       fmt::format("must be a map from ids to maps (found {})", describe(node)));
    }
    return node.entries;
}

std::vector<DocNode> csv_rows(DocNode const& file_name, std::vector<KeyInfo> const& known,
                              std::string const& path, Reading& reading) {
    if (file_name.kind != DocNode::Kind::scalar) {
        reading.report(file_name.at, path,
                       fmt::format("must name a file (found {})", describe(file_name)));
        return {};
    }
    std::string const shown = reading.files.shown(file_name.text);
    std::optional<std::string> const text = reading.files.read(file_name.text);
    if (!text) {
        reading.report(file_name.at, path, fmt::format("no file '{}' that can be read", shown));
        return {};
    }
    CsvTable const table{*text, shown, reading.issues};
    std::vector<DocNode> rows;
    if (check_header(table, known, path, reading)) {
        for (std::size_t i = 0; i < table.size(); ++i) {
            rows.push_back(row_node(table, i));
        }
    }
    return rows;
}

}  // namespace gridrush
