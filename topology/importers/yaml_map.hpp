#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "topology/issue.hpp"

namespace YAML {
class Node;
}

namespace gridrush {

/// One mapping of a YAML file: typed access by key. Whatever is wrong (unknown or repeated key,
/// missing value, another kind of value) is recorded with line and column.
class YamlMap {
public:
    /// `path` is the dotted path of the mapping in the file, empty for the file itself.
    YamlMap(YAML::Node const& node, std::string file, std::string path,
            std::vector<std::string> const& known_keys, Issues& issues);
    ~YamlMap();
    YamlMap(YamlMap const&) = delete;
    YamlMap& operator=(YamlMap const&) = delete;

    [[nodiscard]] bool has(std::string const& key) const;
    /// nullopt where the key is missing, or (an issue) where its value is no plain text.
    [[nodiscard]] std::optional<std::string> text(std::string const& key) const;
    /// As above; a missing key is an issue.
    [[nodiscard]] std::optional<std::string> require_text(std::string const& key) const;
    [[nodiscard]] std::optional<double> number(std::string const& key) const;
    /// The entries of a list; none where the key is missing.
    [[nodiscard]] std::vector<YAML::Node> list(std::string const& key) const;

    void report(std::string const& key, std::string message) const;

private:
    [[nodiscard]] YAML::Node find(std::string const& key) const;
    [[nodiscard]] std::string path_of(std::string const& key) const;
    void check_keys(std::vector<std::string> const& known_keys) const;
    void report_at(YAML::Node const& node, std::string const& key, std::string message) const;

    std::unique_ptr<YAML::Node> node_;
    std::string file_;
    std::string path_;
    Issues& issues_;
};

/// The document in `text`; a syntax error is an issue and gives nullptr.
[[nodiscard]] std::unique_ptr<YAML::Node> parse_yaml(std::string const& text,
                                                     std::string const& file, Issues& issues);

}  // namespace gridrush
