#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "topology/importers/matlab_cursor.hpp"
#include "topology/issue.hpp"

namespace gridrush {

struct MatlabNumber {
    double value = 0.0;
    TextPosition at;
};

struct MatlabText {
    std::string text;
    TextPosition at;
};

struct MatlabRow {
    TextPosition at;
    std::vector<MatlabNumber> numbers;
};

/// The value of one field: a matrix (a scalar is one row of one number), or strings.
struct MatlabField {
    TextPosition at;
    std::vector<MatlabRow> rows;
    std::vector<MatlabText> texts;
};

/// What a MATPOWER case function assigns to the fields of its struct, and the mistakes in it.
struct MatlabCase {
    std::map<std::string, MatlabField, std::less<>> fields;  ///< the wanted ones that are assigned
    std::vector<std::string> unknown_fields;                 ///< names of the others
    Issues issues;
};

/// Reads the plain assignments `mpc.<field> = <number | string | matrix | cell array>` of a case
/// file. Comments, continuation lines, other statements and fields that are not `wanted` are
/// skipped; a statement that changes a wanted field by an expression is an issue, since it would
/// change the data and is not evaluated. Never throws on any text.
[[nodiscard]] MatlabCase parse_matlab_case(std::string_view text, std::string const& file,
                                           std::vector<std::string> const& wanted);

}  // namespace gridrush
