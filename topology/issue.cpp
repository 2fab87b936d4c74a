#include "topology/issue.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>

#include <fmt/core.h>

namespace gridrush {
namespace {

constexpr std::size_t most_known_words_shown = 12;

std::string joined_texts(Issues const& issues) {
    std::string text;
    for (Issue const& issue : issues) {
        if (!text.empty()) {
            text += '\n';
        }
        text += issue.text();
    }
    return text;
}

bool same_letter(char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
}

/// Edit distance with swaps of neighbours, case ignored (Damerau 1964; optimal string alignment).
std::size_t edit_distance(std::string const& a, std::string const& b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            std::size_t const change = same_letter(a[i - 1], b[j - 1]) ? 0 : 1;
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
            bool const swapped = i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) &&
                                 same_letter(a[i - 2], b[j - 1]);
            if (swapped) {
                row[j] = std::min(row[j], before_last[j - 2] + 1);
            }
        }
        std::swap(before_last, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

std::string listed(std::vector<std::string> const& words) {
    std::string text;
    std::size_t const shown = std::min(words.size(), most_known_words_shown);
    for (std::size_t i = 0; i < shown; ++i) {
        text += (i == 0 ? "" : ", ") + words[i];
    }
    if (shown < words.size()) {
        text += fmt::format(" and {} more", words.size() - shown);
    }
    return text;
}

}  // namespace

std::string Location::text() const {
    std::string text = file;
    for (int const number : {line, column}) {
        if (number == 0) {
            break;
        }
        text += (text.empty() ? "" : ":") + std::to_string(number);
    }
    return text;
}

std::string Issue::text() const {
    std::string text = at.text();
    for (std::string const& part : {path, message}) {
        if (!part.empty()) {
            text += (text.empty() ? "" : ": ") + part;
        }
    }
    return text;
}

InputError::InputError(Issues issues)
    : std::runtime_error{joined_texts(issues)}, issues_{std::move(issues)} {}

void throw_if_any(Issues issues) {
    if (!issues.empty()) {
        throw InputError{std::move(issues)};
    }
}

std::string closest_match(std::string const& word, std::vector<std::string> const& known) {
    std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
    std::string const* best = nullptr;
    for (std::string const& candidate : known) {
        std::size_t const longer = std::max(word.size(), candidate.size());
        std::size_t const shorter = std::min(word.size(), candidate.size());
        if (longer - shorter >= best_distance) {
            continue;
        }
        std::size_t const distance = edit_distance(word, candidate);
        if (distance < best_distance && distance < shorter) {
            best_distance = distance;
            best = &candidate;
        }
    }
    return best == nullptr ? std::string{} : *best;
}

std::string unknown_word(std::string const& what, std::string const& word,
                         std::vector<std::string> const& known) {
    std::string text = fmt::format("unknown {} '{}'", what, word);
    text += known.empty() ? " (none is known)" : fmt::format(" (known: {})", listed(known));
    if (std::string const match = closest_match(word, known); !match.empty()) {
        text += fmt::format("; did you mean '{}'?", match);
    }
    return text;
}

}  // namespace gridrush
