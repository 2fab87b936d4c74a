#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace gridrush {

/// Where in the user's input something was written. Line and column count from 1; 0 = unknown.
struct Location {
    std::string file;
    int line = 0;
    int column = 0;

    /// `file:line:column`, leaving out what is unknown.
    [[nodiscard]] std::string text() const;
};

/// One mistake in the user's input: where it is, what is named by the path, what is wrong and
/// what to do about it. Message grammar: `problem (what was found; why it matters) suggestion?`
struct Issue {
    Location at;
    std::string
        path;  ///< dotted path of the key or entity, such as `branch.L12.x_pu`; may be empty
    std::string message;

    /// `file:line:column: path: message`
    [[nodiscard]] std::string text() const;
};

using Issues = std::vector<Issue>;

/// The user's input is wrong. Holds every mistake that was found; `main` prints them, exit 2.
class InputError : public std::runtime_error {
public:
    /// Precondition: `issues` is not empty.
    explicit InputError(Issues issues);
    [[nodiscard]] Issues const& issues() const { return issues_; }

private:
    Issues issues_;
};

/// Throws InputError when there are issues, else does nothing.
void throw_if_any(Issues issues);

/// The closest of `known` to `word` by edit distance when it is close enough to be meant, else "".
[[nodiscard]] std::string closest_match(std::string const& word,
                                        std::vector<std::string> const& known);

/// `unknown <what> 'word' (known: a, b, c); did you mean 'b'?`
[[nodiscard]] std::string unknown_word(std::string const& what, std::string const& word,
                                       std::vector<std::string> const& known);

}  // namespace gridrush
