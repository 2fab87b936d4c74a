#pragma once

#include <algorithm>
#include <string_view>

namespace gridrush {

/// Line and column in a text, both from 1.
struct TextPosition {
    int line = 1;
    int column = 1;
};

[[nodiscard]] inline bool is_matlab_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

/// The characters of a MATLAB text from front to back, with the position of the next one.
class MatlabCursor {
public:
    explicit MatlabCursor(std::string_view text) : text_{text} {}

    [[nodiscard]] bool at_end() const { return next_ >= text_.size(); }
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return next_ + ahead < text_.size() ? text_[next_ + ahead] : '\0';
    }
    [[nodiscard]] bool looking_at(std::string_view word) const {
        return text_.substr(std::min(next_, text_.size())).starts_with(word);
    }
    [[nodiscard]] TextPosition position() const { return at_; }
    [[nodiscard]] bool first_on_line() const {
        auto const before = text_.substr(0, next_);
        auto const line = before.substr(before.find_last_of('\n') + 1);
        return std::ranges::all_of(line, is_matlab_blank);
    }

    void advance() {
        if (text_[next_++] == '\n') {
            ++at_.line;
            at_.column = 1;
        } else {
            ++at_.column;
        }
    }

    template <class Condition>
    std::string_view take_while(Condition condition) {
        auto const start = next_;
        while (!at_end() && condition(peek())) {
            advance();
        }
        return text_.substr(start, next_ - start);
    }

    /// Skips blanks, comments and continued line ends; stops at a newline.
    void skip_blanks() {
        while (!at_end()) {
            if (is_matlab_blank(peek())) {
                advance();
            } else if (looking_at("...")) {
                skip_to_line_end();
                if (!at_end()) {
                    advance();
                }
            } else if (is_block_comment()) {
                skip_block_comment();
            } else if (peek() == '%' || peek() == '#') {
                skip_to_line_end();
            } else {
                return;
            }
        }
    }

    void skip_to_line_end() {
        take_while([](char c) { return c != '\n'; });
    }

private:
    [[nodiscard]] bool is_block_comment() const {
        if (!looking_at("%{") || !first_on_line()) {
            return false;
        }
        auto const line = text_.substr(next_ + 2, text_.find('\n', next_) - next_ - 2);
        return std::ranges::all_of(line, is_matlab_blank);
    }

    void skip_block_comment() {
        skip_to_line_end();
        while (!at_end()) {
            advance();
            take_while(is_matlab_blank);
            bool const closes = looking_at("%}");
            skip_to_line_end();
            if (closes) {
                return;
            }
        }
    }

    std::string_view text_;
    std::size_t next_ = 0;
    TextPosition at_;
};

}  // namespace gridrush
