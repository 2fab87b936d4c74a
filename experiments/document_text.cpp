#include <algorithm>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "experiments/document.hpp"

namespace gridrush {
namespace {

bool is_control(char c) {
    return (c >= '\0' && c < ' ') || c == '\x7f';
}

std::string double_quoted(std::string_view text) {
    std::string quoted = "\"";
    for (char const c : text) {
        switch (c) {
            case '"':
                quoted += "\\\"";
                break;
            case '\\':
                quoted += "\\\\";
                break;
            case '\n':
                quoted += "\\n";
                break;
            case '\r':
                quoted += "\\r";
                break;
            case '\t':
                quoted += "\\t";
                break;
            default:
                quoted += is_control(c) ? fmt::format("\\x{:02x}", static_cast<unsigned>(c))
                                        : std::string{c};
        }
    }
    return quoted + "\"";
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_letter_or_digit(char c) {
    return is_letter(c) || (c >= '0' && c <= '9');
}

bool is_plain_character(char c) {
    return is_letter_or_digit(c) || std::string_view{"_-./ "}.find(c) != std::string_view::npos;
}

/// A text that no YAML reader could take for anything else without quotes.
bool is_plain_word(std::string_view text) {
    constexpr std::string_view reserved[] = {"true", "false", "yes", "no", "on",
                                             "off",  "null",  "y",   "n"};
    std::string lower{text};
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return !text.empty() && is_letter(text.front()) && text.back() != ' ' &&
           std::all_of(text.begin(), text.end(), is_plain_character) &&
           std::find(std::begin(reserved), std::end(reserved), lower) == std::end(reserved);
}

/// Whether a bare scalar, such as a number, a date or a flag, is read back from one line, also
/// inside a list or map on that line. One over several lines, or with a comma, is not.
bool stays_bare(std::string_view text) {
    constexpr std::string_view nothing[] = {"null", "Null", "NULL"};
    auto const first = text.find_first_not_of("+-.");
    auto const is_bare = [](char c) { return is_plain_character(c) || c == '+' || c == ':'; };
    return first <= 2 && is_letter_or_digit(text[first]) && text.back() != ' ' &&
           text.back() != ':' && text.find(": ") == std::string_view::npos &&
           std::all_of(text.begin(), text.end(), is_bare) &&
           std::find(std::begin(nothing), std::end(nothing), text) == std::end(nothing);
}

std::string scalar_text(DocNode const& node) {
    if (node.kind == DocNode::Kind::null) {
        return "null";
    }
    bool const bare = node.quoted ? is_plain_word(node.text) : stays_bare(node.text);
    return bare ? node.text : double_quoted(node.text);
}

std::string key_text(std::string const& key) {
    return is_plain_word(key) ? key : double_quoted(key);
}

bool is_flat(DocNode const& node) {
    return node.items.empty() && node.entries.empty();
}

std::string flow_text(DocNode const& node);

template <class Range, class Text>
std::string joined(Range const& range, Text const& text) {
    std::string line;
    for (auto const& part : range) {
        line += (line.empty() ? "" : ", ") + text(part);
    }
    return line;
}

std::string flow_text(DocNode const& node) {
    if (node.kind == DocNode::Kind::list) {
        return "[" + joined(node.items, [](DocNode const& item) { return flow_text(item); }) + "]";
    }
    if (node.kind == DocNode::Kind::map) {
        return "{" +
               joined(node.entries,
                      [](Entry const& entry) {
                          return key_text(entry.key) + ": " + flow_text(entry.value);
                      }) +
               "}";
    }
    return scalar_text(node);
}

/// Lists of rows and rows of scalars go on one line per row; everything else is a block.
bool goes_on_one_line(DocNode const& node) {
    return is_flat(node) || (node.kind == DocNode::Kind::list &&
                             std::all_of(node.items.begin(), node.items.end(), is_flat));
}

void write_block(DocNode const& node, std::size_t indent, std::string& out) {
    std::string const margin(indent, ' ');
    for (DocNode const& item : node.items) {
        out += fmt::format("{}- {}\n", margin, flow_text(item));
    }
    for (Entry const& entry : node.entries) {
        if (goes_on_one_line(entry.value)) {
            out += fmt::format("{}{}: {}\n", margin, key_text(entry.key), flow_text(entry.value));
        } else {
            out += fmt::format("{}{}:\n", margin, key_text(entry.key));
            write_block(entry.value, indent + 2, out);
        }
    }
}

}  // namespace

std::string to_flow_yaml(DocNode const& root) {
    return flow_text(root);
}

std::string to_yaml(DocNode const& root) {
    if (is_flat(root)) {
        return flow_text(root) + "\n";
    }
    std::string out;
    write_block(root, 0, out);
    return out;
}

}  // namespace gridrush
