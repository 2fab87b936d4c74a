#include "policies/parameters.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace gridrush {
namespace {

std::string type_name(ParameterValue const& value) {
    static constexpr std::string_view names[] = {"a number", "true or false", "a text"};
    return std::string{names[value.index()]};
}

std::string shown(ParameterValue const& value) {
    if (auto const* number = std::get_if<double>(&value)) {
        return fmt::format("{}", *number);
    }
    if (auto const* flag = std::get_if<bool>(&value)) {
        return *flag ? "true" : "false";
    }
    return "'" + std::get<std::string>(value) + "'";
}

/// What is wrong with a value, or "" when nothing is.
std::string problem(ParameterInfo const& info, ParameterValue const& value) {
    if (value.index() != info.default_value.index()) {
        return fmt::format("must be {} (found {})", type_name(info.default_value), shown(value));
    }
    if (auto const* number = std::get_if<double>(&value)) {
        if (!(*number >= info.minimum && *number <= info.maximum)) {
            return fmt::format("out of range (found {}; allowed {} to {})", *number, info.minimum,
                               info.maximum);
        }
    }
    if (auto const* text = std::get_if<std::string>(&value)) {
        if (!info.choices.empty() && !std::ranges::count(info.choices, *text)) {
            return unknown_word("choice", *text, {info.choices.begin(), info.choices.end()});
        }
    }
    return {};
}

}  // namespace

Parameters::Parameters(std::span<ParameterInfo const> declared,
                       std::map<std::string, ParameterValue> const& given, std::string const& path,
                       std::map<std::string, Location> const& at, Issues& issues) {
    std::vector<std::string> names;
    for (auto const& info : declared) {
        names.emplace_back(info.name);
        values_.emplace(info.name, info.default_value);
    }
    for (auto const& [name, value] : given) {
        auto const where = at.find(name);
        auto const location = where == at.end() ? Location{} : where->second;
        auto const info = std::ranges::find(declared, name, &ParameterInfo::name);
        auto const message =
            info == declared.end() ? unknown_word("parameter", name, names) : problem(*info, value);
        if (message.empty()) {
            values_[name] = value;
        } else {
            issues.push_back({location, path + "." + name, message});
        }
    }
}

double Parameters::number(std::string_view name) const {
    return std::get<double>(values_.find(name)->second);
}

bool Parameters::flag(std::string_view name) const {
    return std::get<bool>(values_.find(name)->second);
}

std::string const& Parameters::text(std::string_view name) const {
    return std::get<std::string>(values_.find(name)->second);
}

}  // namespace gridrush
