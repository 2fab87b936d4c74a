#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace gridrush {

/// Names of the codes 0, 1, ... of an enumeration that has to_string().
template <class Code, std::size_t count>
std::vector<std::string_view> code_names() {
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < count; ++i) {
        names.push_back(to_string(static_cast<Code>(i)));
    }
    return names;
}

}  // namespace gridrush
