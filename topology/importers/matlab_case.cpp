#include "topology/importers/matlab_case.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "topology/importers/matlab_cursor.hpp"

namespace gridrush {
namespace {

/// A file that is no case file at all would give an issue per word: nobody reads more than this.
constexpr std::size_t most_issues = 1000;

bool is_name(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Doubles as MATLAB writes them: optional sign, exponent by e or d, Inf, NaN.
std::optional<double> to_number(std::string_view word) {
    std::string text{word.substr(word.starts_with('+') ? 1 : 0)};
    if (text.starts_with('-') && text.size() != word.size()) {
        return std::nullopt;
    }
    if (!text.empty() && std::isalpha(static_cast<unsigned char>(text.back())) == 0) {
        std::ranges::replace(text, 'd', 'e');
        std::ranges::replace(text, 'D', 'e');
    }
    double value = 0.0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

class CaseParser {
public:
    CaseParser(std::string_view text, std::string const& file,
               std::vector<std::string> const& wanted)
        : cursor_{text}, file_{file}, wanted_{wanted} {}

    MatlabCase parse() {
        while (!cursor_.at_end()) {
            cursor_.skip_blanks();
            if (cursor_.at_end()) {
                break;
            }
            if (cursor_.peek() == '\n' || cursor_.peek() == ';' || cursor_.peek() == ',') {
                cursor_.advance();
            } else {
                read_statement();
            }
        }
        return std::move(case_);
    }

private:
    void report(TextPosition at, std::string path, std::string message) {
        if (case_.issues.size() >= most_issues) {
            return;
        }
        case_.issues.push_back({{file_, at.line, at.column}, std::move(path), std::move(message)});
    }

    void read_statement() {
        auto const start = cursor_.position();
        std::string const name{cursor_.take_while([](char c) { return is_name(c) || c == '.'; })};
        if (name == "function") {
            return read_function_header(start);
        }
        if (!name.starts_with(struct_ + '.')) {
            return skip_statement();
        }
        auto const field = name.substr(struct_.size() + 1);
        cursor_.skip_blanks();
        bool const known = std::ranges::find(wanted_, field) != wanted_.end();
        bool const assigned = cursor_.peek() == '=' && cursor_.peek(1) != '=';
        if (!known) {
            if (assigned) {
                case_.unknown_fields.push_back(field);
            }
            return skip_statement();
        }
        if (assigned) {
            return read_value(start, field);
        }
        report(start, name,
               "statement is not evaluated (it may change the data; only plain assignments such "
               "as 'mpc.bus = [ ... ];' are read) save the case with MATPOWER's savecase first");
        skip_statement();
    }

    /// `function mpc = name`: the variable's name is the struct that the rest assigns to.
    void read_function_header(TextPosition start) {
        cursor_.skip_blanks();
        if (cursor_.peek() == '[') {
            report(start, "",
                   "case file of MATPOWER version 1 (only version 2 is read) convert "
                   "it with MATPOWER's loadcase and savecase");
        }
        std::string const name{cursor_.take_while(is_name)};
        cursor_.skip_blanks();
        if (!name.empty() && cursor_.peek() == '=') {
            struct_ = name;
        }
        cursor_.skip_to_line_end();
    }

    void read_value(TextPosition start, std::string const& name) {
        cursor_.advance();
        cursor_.skip_blanks();
        MatlabField field{start, {}, {}};
        if (cursor_.peek() == '[' || cursor_.peek() == '{') {
            read_brackets(name, field);
        } else if (cursor_.peek() == '\'' || cursor_.peek() == '"') {
            read_text(name, field);
        } else {
            field.rows.push_back({cursor_.position(), {}});
            read_number(name, field.rows.back());
        }
        case_.fields[name] = std::move(field);
        end_statement(name);
    }

    /// A matrix or a cell array: rows end at `;` or a newline, elements at a blank or a comma.
    void read_brackets(std::string const& name, MatlabField& field) {
        auto const opened = cursor_.position();
        char const open = cursor_.peek();
        char const close = open == '[' ? ']' : '}';
        cursor_.advance();
        MatlabRow row;
        auto const end_row = [&] {
            if (!row.numbers.empty()) {
                field.rows.push_back(std::move(row));
            }
            row = {};
        };
        for (cursor_.skip_blanks(); cursor_.peek() != close; cursor_.skip_blanks()) {
            if (cursor_.at_end() || next_field_begins()) {
                end_row();
                return report(opened, path_of(name),
                              fmt::format("'{}' is never closed: '{}' is missing", open, close));
            }
            char const c = cursor_.peek();
            if (c == ';' || c == '\n' || c == ',') {
                if (c != ',') {
                    end_row();
                }
                cursor_.advance();
            } else if (c == '\'' || c == '"') {
                read_text(name, field);
            } else if (std::string_view{"[]{}="}.find(c) != std::string_view::npos) {
                report(cursor_.position(), path_of(name),
                       fmt::format("unexpected '{}' (the '{}' of line {} is still open)", c, open,
                                   opened.line));
                cursor_.advance();
            } else {
                if (row.numbers.empty()) {
                    row.at = cursor_.position();
                }
                read_number(name, row);
            }
        }
        end_row();
        cursor_.advance();
    }

    [[nodiscard]] bool next_field_begins() const {
        return cursor_.looking_at(struct_ + '.') && cursor_.first_on_line();
    }

    void read_number(std::string const& name, MatlabRow& row) {
        auto const at = cursor_.position();
        auto const word = cursor_.take_while([this](char c) {
            return !is_matlab_blank(c) &&
                   std::string_view{"\n,;[]{}'\"%#="}.find(c) == std::string_view::npos &&
                   !cursor_.looking_at("...");
        });
        auto const value = to_number(word);
        if (!value) {
            report(at, path_of(name), fmt::format("malformed number (found '{}')", word));
        }
        row.numbers.push_back({value.value_or(0.0), at});
    }

    /// A string on one line; a doubled quote stands for the quote.
    void read_text(std::string const& name, MatlabField& field) {
        auto const at = cursor_.position();
        char const quote = cursor_.peek();
        cursor_.advance();
        std::string text;
        while (!cursor_.at_end() && cursor_.peek() != '\n') {
            char const c = cursor_.peek();
            cursor_.advance();
            if (c != quote) {
                text += c;
            } else if (cursor_.peek() == quote) {
                text += c;
                cursor_.advance();
            } else {
                field.texts.push_back({std::move(text), at});
                return;
            }
        }
        report(at, path_of(name), fmt::format("string is never closed: {} is missing", quote));
        field.texts.push_back({std::move(text), at});
    }

    void end_statement(std::string const& name) {
        cursor_.skip_blanks();
        char const c = cursor_.peek();
        if (cursor_.at_end() || c == ';' || c == ',' || c == '\n') {
            return;
        }
        if (next_field_begins()) {
            return;
        }
        report(cursor_.position(), path_of(name),
               fmt::format("unexpected '{}' after the value (expressions are not evaluated)", c));
        skip_statement();
    }

    /// To the end of a statement that is not read: a newline or `;` outside brackets and strings.
    void skip_statement() {
        auto const opened = cursor_.position();
        int depth = 0;
        bool after_operand = true;
        for (cursor_.skip_blanks(); !cursor_.at_end(); cursor_.skip_blanks()) {
            char const c = cursor_.peek();
            if (depth > 0 && next_field_begins()) {
                break;
            }
            if (depth <= 0 && (c == ';' || c == '\n')) {
                return;
            }
            if (c == '"' || (c == '\'' && !after_operand)) {
                MatlabField ignored;
                read_text("", ignored);
                continue;
            }
            if (c == '(' || c == '[' || c == '{') {
                ++depth;
            }
            if (c == ')' || c == ']' || c == '}') {
                --depth;
            }
            after_operand = is_name(c) || c == ')' || c == ']' || c == '}' || c == '\'';
            cursor_.advance();
            if (is_matlab_blank(cursor_.peek())) {
                after_operand = after_operand && depth <= 0;
            }
        }
        if (depth > 0) {
            report(opened, "", "a bracket of this statement is never closed");
        }
    }

    [[nodiscard]] std::string path_of(std::string const& name) const {
        return name.empty() ? "" : struct_ + '.' + name;
    }

    MatlabCursor cursor_;
    std::string const& file_;
    std::vector<std::string> const& wanted_;
    std::string struct_ = "mpc";
    MatlabCase case_;
};

}  // namespace

MatlabCase parse_matlab_case(std::string_view text, std::string const& file,
                             std::vector<std::string> const& wanted) {
    return CaseParser{text, file, wanted}.parse();
}

}  // namespace gridrush
