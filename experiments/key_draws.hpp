#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sim/experiment.hpp"
#include "experiments/key_info.hpp"

namespace gridrush {

/// How a distribution is written: `{name: [numbers]}`, with one number `{name: number}`.
struct DrawWord {
    std::string_view name;
    Draw::Shape shape;
    int numbers;
};
[[nodiscard]] std::span<DrawWord const> draw_words();

/// As those of key_scalars.hpp. All that can be drawn lies within the key's range; a lognormal
/// distribution has no upper end, so that it is an issue for shares (maximum 1).
void read_value(DocNode const& node, KeyInfo const& info, std::string const& path, Issues& issues,
                Draw& value);
[[nodiscard]] DocNode write_value(Draw const& value);
[[nodiscard]] constexpr KeyType key_type_of(Draw const&) {
    return KeyType::draw;
}

}  // namespace gridrush
