#include "experiments/document.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/core.h>

namespace gridrush {

Entry const* DocNode::find(std::string_view key) const {
    auto const found = std::find_if(entries.begin(), entries.end(),
                                    [&](Entry const& entry) { return entry.key == key; });
    return found == entries.end() ? nullptr : &*found;
}

DocNode scalar_node(std::string text) {
    DocNode node;
    node.kind = DocNode::Kind::scalar;
    node.text = std::move(text);
    return node;
}

DocNode text_node(std::string text) {
    DocNode node = scalar_node(std::move(text));
    node.quoted = true;
    return node;
}

DocNode map_node() {
    DocNode node;
    node.kind = DocNode::Kind::map;
    return node;
}

DocNode list_node() {
    DocNode node;
    node.kind = DocNode::Kind::list;
    return node;
}

Issues sorted_by_place(Issues issues) {
    std::sort(issues.begin(), issues.end(), [](Issue const& a, Issue const& b) {
        return std::tie(a.at.file, a.at.line, a.at.column, a.path, a.message) <
               std::tie(b.at.file, b.at.line, b.at.column, b.path, b.message);
    });
    return issues;
}

std::string describe(DocNode const& node) {
    constexpr std::size_t most_shown = 60;
    switch (node.kind) {
        case DocNode::Kind::null:
            return "nothing";
        case DocNode::Kind::list:
            return "a list";
        case DocNode::Kind::map:
            return "a map";
        case DocNode::Kind::scalar:
            break;
    }
    std::string text = node.text.substr(0, most_shown);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    bool const cut = node.text.size() > most_shown;
    return fmt::format("{}'{}{}'", node.quoted ? "the text " : "", text, cut ? "..." : "");
}

}  // namespace gridrush
