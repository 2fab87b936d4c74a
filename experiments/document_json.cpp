#include "experiments/document_json.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>

namespace gridrush {
namespace {

template <class T>
bool parse_into(std::string const& text, nlohmann::ordered_json& json) {
    T value{};
    char const* const end = text.data() + text.size();
    auto const read = std::from_chars(text.data(), end, value);
    // JSON has no number that is not finite: `inf` stays a text.
    if (read.ec != std::errc{} || read.ptr != end || !std::isfinite(static_cast<double>(value))) {
        return false;
    }
    json = value;
    return true;
}

nlohmann::ordered_json scalar_json(DocNode const& node) {
    nlohmann::ordered_json json = node.text;
    if (node.quoted) {
        return json;
    }
    if (node.text == "true" || node.text == "false") {
        return node.text == "true";
    }
    if (!parse_into<std::uint64_t>(node.text, json)) {
        parse_into<double>(node.text, json);
    }
    return json;
}

}  // namespace

nlohmann::ordered_json to_json(DocNode const& node) {
    nlohmann::ordered_json json;
    switch (node.kind) {
        case DocNode::Kind::null:
            break;
        case DocNode::Kind::scalar:
            json = scalar_json(node);
            break;
        case DocNode::Kind::list:
            json = nlohmann::ordered_json::array();
            for (DocNode const& item : node.items) {
                json.push_back(to_json(item));
            }
            break;
        case DocNode::Kind::map:
            json = nlohmann::ordered_json::object();
            for (Entry const& entry : node.entries) {
                json[entry.key] = to_json(entry.value);
            }
            break;
    }
    return json;
}

}  // namespace gridrush
