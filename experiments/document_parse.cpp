#include <algorithm>
#include <exception>
#include <limits>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

#include <fmt/core.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "experiments/document.hpp"

namespace gridrush {
namespace {

/// Length of the UTF-8 sequence at the front of `rest`, 0 when there is none or it is a control
/// character that has no business in a text.
std::size_t sequence_length(std::string_view rest) {
    auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
    unsigned char const first = byte(0);
    if (first < 0x80U) {
        bool const allowed = first >= 0x20U || first == '\t' || first == '\n' || first == '\r';
        return allowed && first != 0x7fU ? 1 : 0;
    }
    std::size_t const length = first >= 0xf0U ? 4 : first >= 0xe0U ? 3 : 2;
    if (first < 0xc2U || first > 0xf4U || rest.size() < length) {
        return 0;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0U) != 0x80U) {
            return 0;
        }
    }
    return length;
}

/// The parser makes one byte of the escapes \N (next line) and \_ (no-break space); this is UTF-8.
std::string in_utf8(std::string const& text) {
    std::string whole;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == '\x85' || text[i] == '\xa0') {
            whole += '\xc2';
        }
        auto const length =
            std::max(sequence_length(std::string_view{text}.substr(i)), std::size_t{1});
        whole.append(text, i, length);
        i += length;
    }
    return whole;
}

constexpr std::size_t deepest_nesting = 100;
constexpr std::size_t most_nodes = 1'000'000;
constexpr std::size_t most_bytes = 64U << 20U;

/// Ends the parser's walk; the reason is in the issues already.
struct StopReading : std::exception {};

std::size_t count_nodes(DocNode const& node) {
    std::size_t count = 1;
    for (DocNode const& item : node.items) {
        count += count_nodes(item);
    }
    for (Entry const& entry : node.entries) {
        count += count_nodes(entry.value);
    }
    return count;
}

/// Builds the tree from the parser's events.
class TreeBuilder : public YAML::EventHandler {
public:
    TreeBuilder(std::string file, Issues& issues) : file_{std::move(file)}, issues_{issues} {}

    [[nodiscard]] DocNode take_root() { return std::move(root_); }

    void OnDocumentStart(YAML::Mark const& mark) override {
        if (seen_document_) {
            stop(mark, "a second document starts here (one document per file)");
        }
        seen_document_ = true;
    }
    void OnDocumentEnd() override {}

    void OnNull(YAML::Mark const& mark, YAML::anchor_t anchor) override {
        place(at(mark, {}), anchor);
    }
    void OnScalar(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                  std::string const& value) override {
        auto const text = in_utf8(value);
        place(at(mark, tag == "!" ? text_node(text) : scalar_node(text)), anchor);
    }
    void OnAlias(YAML::Mark const& mark, YAML::anchor_t anchor) override {
        auto const found = anchors_.find(anchor);
        if (found == anchors_.end()) {
            stop(mark, "an alias inside the value that it refers to");
        }
        count(found->second.second, mark);
        place_counted(found->second.first, YAML::NullAnchor);
    }

    void OnSequenceStart(YAML::Mark const& mark, std::string const&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(at(mark, list_node()), anchor, mark);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(YAML::Mark const& mark, std::string const&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(at(mark, map_node()), anchor, mark);
    }
    void OnMapEnd() override { close(); }

private:
    /// A list or map whose end has not come; `key` is the map's key that waits for its value.
    struct Open {
        DocNode node;
        YAML::anchor_t anchor;
        std::optional<Entry> key;
    };

    [[nodiscard]] Location location(YAML::Mark const& mark) const {
        return {file_, mark.line + 1, mark.column + 1};
    }
    [[nodiscard]] DocNode at(YAML::Mark const& mark, DocNode node) const {
        node.at = location(mark);
        return node;
    }
    [[noreturn]] void stop(YAML::Mark const& mark, std::string message) {
        issues_.push_back({location(mark), "", std::move(message)});
        throw StopReading{};
    }
    void count(std::size_t nodes, YAML::Mark const& mark) {
        nodes_ += nodes;
        if (nodes_ > most_nodes) {
            stop(mark, fmt::format("more than {} values (are aliases nested?)", most_nodes));
        }
    }

    void open(DocNode node, YAML::anchor_t anchor, YAML::Mark const& mark) {
        if (open_.size() >= deepest_nesting) {
            stop(mark, fmt::format("nested deeper than {} levels", deepest_nesting));
        }
        count(1, mark);
        open_.push_back({std::move(node), anchor, std::nullopt});
    }
    void close() {
        Open closed = std::move(open_.back());
        open_.pop_back();
        place_counted(std::move(closed.node), closed.anchor);
    }
    void place(DocNode node, YAML::anchor_t anchor) {
        ++nodes_;
        place_counted(std::move(node), anchor);
    }

    void place_counted(DocNode node, YAML::anchor_t anchor) {
        if (anchor != YAML::NullAnchor) {
            anchors_[anchor] = {node, count_nodes(node)};
        }
        if (open_.empty()) {
            root_ = std::move(node);
        } else if (open_.back().node.kind == DocNode::Kind::list) {
            open_.back().node.items.push_back(std::move(node));
        } else if (!open_.back().key) {
            open_.back().key = Entry{key_text(node), node.at, {}};
        } else {
            add_entry(open_.back(), std::move(node));
        }
    }

    std::string key_text(DocNode const& node) {
        if (node.kind != DocNode::Kind::scalar) {
            issues_.push_back(
                {node.at, "", fmt::format("a key must be a word (found {})", describe(node))});
        }
        return node.text;
    }

    void add_entry(Open& map, DocNode value) {
        Entry entry = *std::exchange(map.key, std::nullopt);
        if (Entry const* first = map.node.find(entry.key); first != nullptr) {
            issues_.push_back({entry.at, entry.key,
                               fmt::format("duplicate key (first on line {})", first->at.line)});
            return;
        }
        entry.value = std::move(value);
        map.node.entries.push_back(std::move(entry));
    }

    std::string file_;
    Issues& issues_;
    DocNode root_;
    std::vector<Open> open_;
    std::map<YAML::anchor_t, std::pair<DocNode, std::size_t>> anchors_;
    std::size_t nodes_ = 0;
    bool seen_document_ = false;
};

/// The first byte that is no text, if any.
std::optional<Issue> find_binary(std::string_view text, std::string const& file_name) {
    int line = 1;
    std::size_t line_start = 0;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t const length = sequence_length(text.substr(i));
        if (length == 0) {
            auto const byte = static_cast<unsigned char>(text[i]);
            return Issue{{file_name, line, static_cast<int>(i - line_start) + 1},
                         "",
                         fmt::format("not a UTF-8 text (found byte 0x{:02x})", byte)};
        }
        if (text[i] == '\n') {
            ++line;
            line_start = i + 1;
        }
        i += length;
    }
    return std::nullopt;
}

/// What to say besides when a line up to `last_line` is indented with a tab; "" when none is.
std::string tab_hint(std::string_view text, int last_line) {
    int line = 1;
    bool indent = true;
    for (char const c : text) {
        if (c == '\t' && indent) {
            return fmt::format(" (line {} is indented with a tab; YAML wants spaces)", line);
        }
        if (c == '\n' && ++line > last_line) {
            break;
        }
        indent = c == '\n' || (indent && c == ' ');
    }
    return {};
}

}  // namespace

std::optional<DocNode> parse_yaml(std::string_view text, std::string const& file_name,
                                  Issues& issues) {
    if (text.size() > most_bytes) {
        issues.push_back({{file_name, 0, 0}, "", "larger than 64 MiB"});
        return std::nullopt;
    }
    if (auto binary = find_binary(text, file_name)) {
        issues.push_back(std::move(*binary));
        return std::nullopt;
    }
    TreeBuilder builder{file_name, issues};
    try {
        std::istringstream stream{std::string{text}};
        YAML::Parser parser{stream};
        while (parser.HandleNextDocument(builder)) {
        }
        return builder.take_root();
    } catch (StopReading const&) {
        return std::nullopt;
    } catch (YAML::Exception const& error) {
        issues.push_back(
            {{file_name, error.mark.line + 1, error.mark.column + 1},
             "",
             fmt::format("not valid YAML: {}{}", error.msg, tab_hint(text, error.mark.line + 1))});
    } catch (std::exception const& error) {
        issues.push_back({{file_name, 0, 0}, "", fmt::format("not valid YAML: {}", error.what())});
    }
    return std::nullopt;
}

}  // namespace gridrush
