#include "experiments/key_scalars.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/core.h>

namespace gridrush {
namespace {

/// The whole of `text` as a T, with an optional plus sign.
template <class T>
std::optional<T> parsed(std::string const& text) {
    T value{};
    char const* const end = text.data() + text.size();
    char const* const begin = text.data() + (text.starts_with('+') ? 1 : 0);
    auto const result = std::from_chars(begin, end, value);
    bool const whole = result.ec == std::errc{} && result.ptr == end && begin != end;
    return whole ? std::optional{value} : std::nullopt;
}

std::string with_unit(double value, KeyInfo const& info) {
    return info.unit.empty() ? fmt::format("{}", value) : fmt::format("{} {}", value, info.unit);
}

void report(DocNode const& node, std::string const& path, Issues& issues, std::string message) {
    issues.push_back({node.at, path, std::move(message)});
}

/// Appends an issue when `value` is outside the key's range.
bool in_range(double value, DocNode const& node, KeyInfo const& info, std::string const& path,
              Issues& issues) {
    bool const too_small = value < info.minimum || (info.above_minimum && value == info.minimum);
    if (too_small) {
        report(node, path, issues,
               fmt::format("must be {} {} (found {})", info.above_minimum ? "above" : "at least",
                           info.minimum, with_unit(value, info)));
    } else if (value > info.maximum) {
        report(node, path, issues,
               fmt::format("must be at most {} (found {})", info.maximum, with_unit(value, info)));
    }
    return !too_small && value <= info.maximum;
}

bool allowed(DocNode const& node, KeyInfo const& info, std::string const& path, Issues& issues) {
    if (info.choices.empty() ||
        std::find(info.choices.begin(), info.choices.end(), node.text) != info.choices.end()) {
        return true;
    }
    report(node, path, issues, unknown_word("value", node.text, info.choices));
    return false;
}

bool is_bare(DocNode const& node) {
    return node.kind == DocNode::Kind::scalar && !node.quoted;
}

bool is_infinity(DocNode const& node) {
    return is_bare(node) && (node.text == "inf" || node.text == ".inf");
}

template <class T>
void read_integer(DocNode const& node, KeyInfo const& info, std::string const& path, Issues& issues,
                  T& value) {
    auto const number = is_bare(node) ? parsed<T>(node.text) : std::nullopt;
    if (!number) {
        auto const wide = is_bare(node) ? parsed<double>(node.text) : std::nullopt;
        bool const whole = wide && std::isfinite(*wide) && *wide == std::floor(*wide);
        if (whole && !in_range(*wide, node, info, path, issues)) {
            return;
        }
        report(node, path, issues,
               fmt::format("must be a whole number{}{} (found {})", info.unit.empty() ? "" : " in ",
                           info.unit, describe(node)));
        return;
    }
    bool const fits = in_range(static_cast<double>(*number), node, info, path, issues) &&
                      allowed(node, info, path, issues);
    if (fits) {
        value = *number;
    }
}

}  // namespace

std::string join_path(std::string const& path, std::string const& key) {
    return path.empty() ? key : path + "." + key;
}

void read_value(DocNode const& node, KeyInfo const& info, std::string const& path, Issues& issues,
                double& value) {
    if (info.may_be_infinite && is_infinity(node)) {
        value = std::numeric_limits<double>::infinity();
        return;
    }
    auto const number = is_bare(node) ? parsed<double>(node.text) : std::nullopt;
    if (!number || !std::isfinite(*number)) {
        report(node, path, issues,
               fmt::format("must be a number{}{} (found {})", info.unit.empty() ? "" : " in ",
                           info.unit, describe(node)));
    } else if (in_range(*number, node, info, path, issues)) {
        value = *number;
    }
}

void read_value(DocNode const& node, KeyInfo const&, std::string const& path, Issues& issues,
                bool& value) {
    if (!is_bare(node) || (node.text != "true" && node.text != "false")) {
        report(node, path, issues, fmt::format("must be true or false (found {})", describe(node)));
        return;
    }
    value = node.text == "true";
}

void read_value(DocNode const& node, KeyInfo const& info, std::string const& path, Issues& issues,
                int& value) {
    read_integer(node, info, path, issues, value);
}

void read_value(DocNode const& node, KeyInfo const& info, std::string const& path, Issues& issues,
                std::uint32_t& value) {
    read_integer(node, info, path, issues, value);
}

void read_value(DocNode const& node, KeyInfo const& info, std::string const& path, Issues& issues,
                std::uint64_t& value) {
    read_integer(node, info, path, issues, value);
}

void read_value(DocNode const& node, KeyInfo const& info, std::string const& path, Issues& issues,
                std::string& value) {
    if (node.kind != DocNode::Kind::scalar) {
        report(node, path, issues, fmt::format("must be a text (found {})", describe(node)));
    } else if (info.required && node.text.empty()) {
        report(node, path, issues, "must not be empty");
    } else if (allowed(node, info, path, issues)) {
        value = node.text;
    }
}

void read_value(DocNode const& node, KeyInfo const&, std::string const& path, Issues& issues,
                TimePoint& value) {
    auto const time = node.kind == DocNode::Kind::scalar ? parse_time(node.text) : std::nullopt;
    if (time) {
        value = *time;
    } else {
        report(node, path, issues,
               fmt::format("must be a date such as 2025-01-31 or 2025-01-31 06:00 (found {})",
                           describe(node)));
    }
}

void read_value(DocNode const& node, KeyInfo const& info, std::string const& path, Issues& issues,
                std::vector<std::string>& value) {
    if (node.kind == DocNode::Kind::scalar && node.text == "all") {
        value.clear();
        return;
    }
    if (node.kind != DocNode::Kind::list || node.items.empty()) {
        report(node, path, issues,
               fmt::format("must be 'all' or a list of names (found {})",
                           node.kind == DocNode::Kind::list ? "an empty list" : describe(node)));
        return;
    }
    std::vector<std::string> names;
    for (DocNode const& item : node.items) {
        if (item.kind != DocNode::Kind::scalar) {
            report(item, path, issues, fmt::format("must be a name (found {})", describe(item)));
        } else if (allowed(item, info, path, issues)) {
            names.push_back(item.text);
        }
    }
    value = std::move(names);
}

void read_value(DocNode const& node, KeyInfo const& info, std::string const& path, Issues& issues,
                std::vector<double>& value) {
    if (node.kind == DocNode::Kind::map || node.kind == DocNode::Kind::null ||
        (node.kind == DocNode::Kind::list && node.items.empty())) {
        report(node, path, issues,
               fmt::format("must be a number or a list of numbers (found {})",
                           node.kind == DocNode::Kind::list ? "an empty list" : describe(node)));
        return;
    }
    bool const list = node.kind == DocNode::Kind::list;
    std::vector<double> numbers(list ? node.items.size() : 1);
    std::size_t const before = issues.size();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        std::string const own = list ? fmt::format("{}[{}]", path, i) : path;
        read_value(list ? node.items[i] : node, info, own, issues, numbers[i]);
    }
    if (issues.size() == before) {
        value = std::move(numbers);
    }
}

std::string read_choice(DocNode const& node, KeyInfo const& info, std::string const& path,
                        Issues& issues) {
    if (node.kind != DocNode::Kind::scalar) {
        report(node, path, issues, fmt::format("must be a word (found {})", describe(node)));
        return {};
    }
    return allowed(node, info, path, issues) ? node.text : std::string{};
}

DocNode write_value(double value) {
    return scalar_node(fmt::format("{}", value));
}

DocNode write_value(bool value) {
    return scalar_node(value ? "true" : "false");
}

DocNode write_value(int value) {
    return scalar_node(fmt::format("{}", value));
}

DocNode write_value(std::uint32_t value) {
    return scalar_node(fmt::format("{}", value));
}

DocNode write_value(std::uint64_t value) {
    return scalar_node(fmt::format("{}", value));
}

DocNode write_value(std::string const& value) {
    return text_node(value);
}

DocNode write_value(TimePoint value) {
    return scalar_node(format_time(value));
}

DocNode write_value(std::vector<double> const& value) {
    if (value.size() == 1) {
        return write_value(value.front());
    }
    DocNode list = list_node();
    for (double const number : value) {
        list.items.push_back(write_value(number));
    }
    return list;
}

DocNode write_value(std::vector<std::string> const& value) {
    if (value.empty()) {
        return text_node("all");
    }
    DocNode list = list_node();
    for (std::string const& name : value) {
        list.items.push_back(text_node(name));
    }
    return list;
}

}  // namespace gridrush
