#include "experiments/slug.hpp"

#include <algorithm>

namespace gridrush {

std::string slug(std::string const& name, std::string const& otherwise) {
    constexpr std::size_t longest = 100;
    std::string word;
    for (char const c : name) {
        bool const upper = c >= 'A' && c <= 'Z';
        bool const plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (upper || plain) {
            word += upper ? static_cast<char>(c - 'A' + 'a') : c;
        } else if (!word.empty() && word.back() != '-') {
            word += '-';
        }
    }
    word.resize(std::min(word.size(), longest));
    while (!word.empty() && word.back() == '-') {
        word.pop_back();
    }
    return word.empty() ? otherwise : word;
}

}  // namespace gridrush
