#pragma once

#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "topology/issue.hpp"

namespace gridrush {

/// A parameter's value as the user wrote it.
using ParameterValue = std::variant<double, bool, std::string>;

/// Declaration of one parameter of a policy: what the catalog prints, the reader checks and the
/// documents show.
struct ParameterInfo {
    std::string_view name;  ///< with the unit as suffix
    ParameterValue default_value;
    double minimum = -std::numeric_limits<double>::infinity();  ///< numbers only, inclusive
    double maximum = std::numeric_limits<double>::infinity();
    std::vector<std::string_view> choices;  ///< texts only; empty = any
    std::string_view description;
    std::string_view source;  ///< where the default comes from, with its date; "modelling choice"
};

/// Checked values of a policy's parameters: every declared name has a value of the declared type.
class Parameters {
public:
    /// Those of a policy that declares none.
    Parameters() = default;
    /// `given` overrides defaults. Unknown names, wrong types and values out of range are appended
    /// to `issues` with path `<path>.<name>` and the location looked up by `at(name)`.
    Parameters(std::span<ParameterInfo const> declared,
               std::map<std::string, ParameterValue> const& given, std::string const& path,
               std::map<std::string, Location> const& at, Issues& issues);

    /// Precondition: `name` is declared with that type.
    [[nodiscard]] double number(std::string_view name) const;
    [[nodiscard]] bool flag(std::string_view name) const;
    [[nodiscard]] std::string const& text(std::string_view name) const;
    [[nodiscard]] std::map<std::string, ParameterValue, std::less<>> const& values() const {
        return values_;
    }

private:
    std::map<std::string, ParameterValue, std::less<>> values_;
};

}  // namespace gridrush
