#include "experiments/document.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

namespace gridrush {

Entry const* Node::find(std::string_view key) const {
    auto const found = std::find_if(entries.begin(), entries.end(),
                                    [&](Entry const& entry) { return entry.key == key; });
    return found == entries.end() ? nullptr : &*found;
}

Node scalar_node(std::string text) {
    Node node;
    node.kind = Node::Kind::scalar;
    node.text = std::move(text);
    return node;
}

Node text_node(std::string text) {
    Node node = scalar_node(std::move(text));
    node.quoted = true;
    return node;
}

Node map_node() {
    Node node;
    node.kind = Node::Kind::map;
    return node;
}

Node list_node() {
    Node node;
    node.kind = Node::Kind::list;
    return node;
}

std::string describe(Node const& node) {
    constexpr std::size_t most_shown = 60;
    switch (node.kind) {
        case Node::Kind::null:
            return "nothing";
        case Node::Kind::list:
            return "a list";
        case Node::Kind::map:
            return "a map";
        case Node::Kind::scalar:
            break;
    }
    std::string text = node.text.substr(0, most_shown);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    bool const cut = node.text.size() > most_shown;
    return fmt::format("{}'{}{}'", node.quoted ? "the text " : "", text, cut ? "..." : "");
}

}  // namespace gridrush
