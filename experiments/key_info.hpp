#pragma once

#include <limits>
#include <string>
#include <vector>

#include "topology/issue.hpp"
#include "experiments/document.hpp"

namespace gridrush {

enum class KeyType {
    number,
    integer,
    flag,
    text,
    date,
    choice,
    names,     ///< a list of words, or `all`
    section,   ///< a map with the children as its keys
    rows,      ///< a list of maps with the children as their keys, or {csv: FILE}
    keyed,     ///< a map from ids to maps with the children as their keys
    any_map,   ///< a map that is handed on
    any_list,  ///< a list that is handed on
    numbers,   ///< a number, or a list of numbers
    draw,      ///< a number, or how it is drawn at random
    policy,    ///< the name of a policy, or a map with its name and parameters
    hook,      ///< the name of one of the children, or a map with it and their keys
    hooks,     ///< a list of these
};

/// Declaration of one key of an experiment file as plain data: what the reader checks and what the
/// key reference, the JSON Schema and the resolved configuration show.
struct KeyInfo {
    std::string name;
    KeyType type = KeyType::text;
    std::string unit;
    double minimum = -std::numeric_limits<double>::infinity();
    double maximum = std::numeric_limits<double>::infinity();
    bool above_minimum = false;    ///< the minimum itself is not allowed
    bool may_be_infinite = false;  ///< numbers: `inf` may be written
    bool required = false;
    std::vector<std::string> choices;  ///< what may be written; empty = anything
    std::string default_text;          ///< as YAML; empty = none
    std::string description;
    std::string source;     ///< where the default comes from
    std::string shorthand;  ///< sections: the child that a bare value stands for
    std::vector<KeyInfo> children;
    std::vector<KeyInfo> beside;  ///< policies: keys that stand beside the name of each
};

/// The dotted path of a key below another.
[[nodiscard]] std::string join_path(std::string const& path, std::string const& key);

/// Opens a file that an experiment names.
struct OpenedFile {
    std::string name;  ///< as messages show it
    std::string text;
};
class FileSource;

/// What reading appends to and looks things up in.
struct Reading {
    Issues& issues;
    FileSource const& files;
    /// Where the rows start that had mistakes: what does not fit the grid is not said of these.
    std::vector<Location> broken{};

    void report(Location const& at, std::string const& path, std::string message) const {
        issues.push_back({at, path, std::move(message)});
    }
};

}  // namespace gridrush
