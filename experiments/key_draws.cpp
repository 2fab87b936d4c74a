#include "experiments/key_draws.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <vector>

#include <fmt/core.h>

#include "experiments/key_scalars.hpp"

namespace gridrush {
namespace {

constexpr std::array words{DrawWord{"value", Draw::Shape::constant, 1},
                           DrawWord{"uniform", Draw::Shape::uniform, 2},
                           DrawWord{"lognormal", Draw::Shape::lognormal, 2},
                           DrawWord{"triangular", Draw::Shape::triangular, 3}};
constexpr char const* never_key = "never";
constexpr double largest_sigma = 5.0;

KeyInfo of_range(KeyInfo const& like, double minimum, double maximum) {
    KeyInfo info;
    info.unit = like.unit;
    info.minimum = minimum;
    info.maximum = maximum;
    return info;
}

/// The numbers of one distribution; none when they are not what it takes.
std::optional<std::vector<double>> read_numbers(DocNode const& node, DrawWord const& word,
                                                KeyInfo const& info, std::string const& path,
                                                Issues& issues) {
    KeyInfo in_range = info;
    in_range.may_be_infinite = false;
    KeyInfo const sigma = of_range({}, 0.0, largest_sigma);
    bool const list = node.kind == DocNode::Kind::list;
    if ((word.numbers > 1 || list) &&
        (!list || static_cast<int>(node.items.size()) != word.numbers)) {
        issues.push_back({node.at, path, fmt::format("must be {} numbers", word.numbers)});
        return std::nullopt;
    }
    std::size_t const before = issues.size();
    std::vector<double> numbers(static_cast<std::size_t>(word.numbers));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        bool const is_sigma = word.shape == Draw::Shape::lognormal && i == 1;
        read_value(list ? node.items[i] : node, is_sigma ? sigma : in_range, path, issues,
                   numbers[i]);
    }
    return issues.size() == before ? std::optional{numbers} : std::nullopt;
}

void read_shape(DocNode const& node, DrawWord const& word, KeyInfo const& info,
                std::string const& path, Issues& issues, Draw& value) {
    auto const numbers = read_numbers(node, word, info, path, issues);
    bool const lognormal = word.shape == Draw::Shape::lognormal;
    if (!numbers) {
        return;
    }
    if (!lognormal && !std::ranges::is_sorted(*numbers)) {
        issues.push_back({node.at, path, "must not fall (lowest first)"});
    } else if (lognormal && info.maximum <= 1.0) {
        issues.push_back({node.at, path,
                          fmt::format("must have an upper end, which is at most {} (use uniform "
                                      "or triangular)",
                                      info.maximum)});
    } else if (lognormal && numbers->front() <= 0.0) {
        issues.push_back({node.at, path, "must have a median above 0"});
    } else {
        value.shape = word.shape;
        value.a = (*numbers)[0];
        value.b = numbers->size() > 1 ? (*numbers)[1] : 0.0;
        value.c = numbers->size() > 2 ? (*numbers)[2] : 0.0;
    }
}

void read_map(DocNode const& node, KeyInfo const& info, std::string const& path, Issues& issues,
              Draw& value) {
    int shapes = 0;
    bool unknown = false;
    for (Entry const& entry : node.entries) {
        std::string const own = join_path(path, entry.key);
        auto const word = std::ranges::find(words, entry.key, &DrawWord::name);
        if (word != words.end()) {
            ++shapes;
            read_shape(entry.value, *word, info, own, issues, value);
        } else if (entry.key == never_key && info.may_be_infinite) {
            read_value(entry.value, of_range({}, 0.0, 1.0), own, issues, value.never);
        } else {
            std::vector<std::string> known;
            for (DrawWord const& each : words) {
                known.emplace_back(each.name);
            }
            if (info.may_be_infinite) {
                known.emplace_back(never_key);
            }
            unknown = true;
            issues.push_back({entry.at, own, unknown_word("key", entry.key, known)});
        }
    }
    if (shapes > 1 || (shapes == 0 && !unknown)) {
        issues.push_back({node.at, path,
                          fmt::format("must have one of value, uniform, lognormal and triangular "
                                      "(found {})",
                                      shapes)});
    }
}

}  // namespace

std::span<DrawWord const> draw_words() {
    return words;
}

void read_value(DocNode const& node, KeyInfo const& info, std::string const& path, Issues& issues,
                Draw& value) {
    Draw drawn;
    std::size_t const before = issues.size();
    if (node.kind == DocNode::Kind::map) {
        read_map(node, info, path, issues, drawn);
    } else {
        read_value(node, info, path, issues, drawn.a);
        if (drawn.a == std::numeric_limits<double>::infinity()) {
            drawn = {.never = 1.0};
        }
    }
    if (issues.size() == before) {
        value = drawn;
    }
}

DocNode write_value(Draw const& value) {
    if (value.never == 1.0) {
        return scalar_node("inf");
    }
    if (value.shape == Draw::Shape::constant && value.never == 0.0) {
        return write_value(value.a);
    }
    DocNode map = map_node();
    auto const word = std::ranges::find(words, value.shape, &DrawWord::shape);
    std::array const numbers{value.a, value.b, value.c};
    DocNode list = list_node();
    for (int i = 0; i < word->numbers; ++i) {
        list.items.push_back(write_value(numbers[static_cast<std::size_t>(i)]));
    }
    map.entries.push_back(
        {std::string{word->name}, {}, word->numbers == 1 ? list.items.front() : list});
    if (value.never > 0.0) {
        map.entries.push_back({never_key, {}, write_value(value.never)});
    }
    return map;
}

}  // namespace gridrush
