#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace gridrush {

[[nodiscard]] inline bool is_csv_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

/// Without the blanks around it.
[[nodiscard]] inline std::string_view trimmed_csv(std::string_view text) {
    while (!text.empty() && is_csv_blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_csv_blank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

/// A cell as it stands in the text.
struct CsvCell {
    std::string_view text;  ///< without the quotes around it; doubled quotes still doubled
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    bool quoted = false;
    bool closed = true;     ///< false: its closing quote is missing
    bool followed = false;  ///< by more text before the separator
    bool ends_line = false;
};

/// Splits a text into cells, front to back.
class CsvScanner {
public:
    explicit CsvScanner(std::string_view text) : text_{text} {}

    [[nodiscard]] bool at_end() const { return next_ >= text_.size() && !cell_follows_; }
    [[nodiscard]] bool at_comment() const { return next_ < text_.size() && text_[next_] == '#'; }

    void skip_line() {
        next_ = std::min(text_.find('\n', next_), text_.size());
        end_cell();
    }

    CsvCell take_cell() {
        CsvCell cell;
        cell.line = line_;
        cell.column = static_cast<std::uint32_t>(next_ - line_start_ + 1);
        auto start = next_;
        while (start < text_.size() && is_csv_blank(text_[start])) {
            ++start;
        }
        if (start < text_.size() && text_[start] == '"') {
            next_ = start + 1;
            take_quoted(cell);
            cell.followed = !trimmed_csv(take_to_separator()).empty();
        } else {
            cell.text = trimmed_csv(take_to_separator());
        }
        cell.ends_line = end_cell();
        return cell;
    }

private:
    std::string_view take_to_separator() {
        auto const start = next_;
        while (next_ < text_.size() && text_[next_] != ',' && text_[next_] != '\n') {
            ++next_;
        }
        return text_.substr(start, next_ - start);
    }

    void take_quoted(CsvCell& cell) {
        auto const start = next_;
        cell.quoted = true;
        for (; next_ < text_.size(); ++next_) {
            if (text_[next_] == '\n') {
                begin_line(next_ + 1);
            } else if (text_[next_] == '"' && next_ + 1 < text_.size() && text_[next_ + 1] == '"') {
                ++next_;
            } else if (text_[next_] == '"') {
                break;
            }
        }
        cell.closed = next_ < text_.size();
        cell.text = text_.substr(start, next_ - start);
        next_ += cell.closed ? 1 : 0;
    }

    /// Steps over the separator; true when the line ends with it.
    bool end_cell() {
        cell_follows_ = next_ < text_.size() && text_[next_] == ',';
        ++next_;
        if (!cell_follows_) {
            begin_line(next_);
        }
        return !cell_follows_;
    }

    void begin_line(std::size_t start) {
        ++line_;
        line_start_ = start;
    }

    std::string_view text_;
    std::size_t next_ = 0;
    std::size_t line_start_ = 0;
    std::uint32_t line_ = 1;
    bool cell_follows_ = false;  ///< a comma was the last character
};

}  // namespace gridrush
