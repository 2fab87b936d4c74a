#include "topology/importers/native_cell.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "topology/importers/csv.hpp"

namespace gridrush {
namespace {

constexpr std::array branch_kinds{BranchKind::line, BranchKind::transformer};
constexpr std::array fuels{Fuel::gas,  Fuel::coal,  Fuel::oil, Fuel::nuclear, Fuel::hydro,
                           Fuel::wind, Fuel::solar, Fuel::csp, Fuel::storage, Fuel::other};
constexpr std::array outputs{Output::dispatchable, Output::fixed};
constexpr std::array equipments{Equipment::generator, Equipment::branch, Equipment::bank};

constexpr std::string_view since_always = "always";
constexpr std::string_view until_never = "never";

template <class Words>
std::vector<std::string> words_of(Words const& values) {
    std::vector<std::string> words;
    for (auto const value : values) {
        words.emplace_back(to_string(value));
    }
    return words;
}

template <class Enum, std::size_t count>
std::string read_word(std::string_view cell, Enum& value, std::array<Enum, count> const& values) {
    for (auto const candidate : values) {
        if (to_string(candidate) != cell) {
            continue;
        }
        value = candidate;
        return {};
    }
    return unknown_word("word", std::string{cell}, words_of(values));
}

template <class Words>
std::string listed(Words const& values) {
    return fmt::format("{}", fmt::join(words_of(values), ", "));
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t start = 0; start <= text.size();) {
        auto const end = std::min(text.find(separator, start), text.size());
        parts.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return parts;
}

std::string mistake_in_number(std::string_view cell) {
    return fmt::format("not a number (found '{}')", cell);
}

std::string second_cost() {
    return "cost is given twice (of cost_usd_per_mwh, cost_points and cost_polynomial a unit has "
           "one) leave the others empty";
}

bool given(CostCurve const& cost) {
    return !cost.points.empty() || !cost.polynomial.empty();
}

bool is_marginal(CostCurve const& cost) {
    return cost.polynomial.size() == 2 && cost.polynomial[0] == 0.0 &&
           !std::signbit(cost.polynomial[0]);
}

}  // namespace

std::string read_cell(std::string_view cell, std::string& value) {
    value = cell;
    return {};
}

std::string read_cell(std::string_view cell, double& value) {
    auto const number = parse_number(cell);
    if (!number) {
        return mistake_in_number(cell);
    }
    value = *number;
    return {};
}

std::string read_cell(std::string_view cell, bool& value) {
    if (cell != "true" && cell != "false") {
        return fmt::format("neither true nor false (found '{}')", cell);
    }
    value = cell == "true";
    return {};
}

std::string read_cell(std::string_view cell, std::optional<int>& value) {
    int number = 0;
    auto const [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
    if (error != std::errc{} || end != cell.data() + cell.size()) {
        return fmt::format("not a whole number (found '{}')", cell);
    }
    value = number;
    return {};
}

std::string read_cell(std::string_view cell, TimePoint& value) {
    auto time = parse_time(cell);
    if (cell == since_always) {
        time = always_since;
    }
    if (cell == until_never) {
        time = for_ever;
    }
    if (!time) {
        return fmt::format("not a date (found '{}') write it as 2025-01-31", cell);
    }
    value = *time;
    return {};
}

std::string read_cell(std::string_view cell, BranchKind& value) {
    return read_word(cell, value, branch_kinds);
}
std::string read_cell(std::string_view cell, Fuel& value) {
    return read_word(cell, value, fuels);
}
std::string read_cell(std::string_view cell, Output& value) {
    return read_word(cell, value, outputs);
}
std::string read_cell(std::string_view cell, Cooling& value) {
    return read_word(cell, value, coolings);
}

std::string read_cell(std::string_view cell, Equipment& value) {
    return read_word(cell, value, equipments);
}

std::string write_cell(std::string const& value) {
    return value;
}
std::string write_cell(double value) {
    return fmt::format("{}", value);
}
std::string write_cell(bool value) {
    return value ? "true" : "false";
}
std::string write_cell(std::optional<int> value) {
    return value ? fmt::format("{}", *value) : "";
}
std::string write_cell(TimePoint value) {
    if (value == always_since) {
        return std::string{since_always};
    }
    return value == for_ever ? std::string{until_never} : format_time(value);
}
std::string write_cell(BranchKind value) {
    return std::string{to_string(value)};
}
std::string write_cell(Fuel value) {
    return std::string{to_string(value)};
}
std::string write_cell(Output value) {
    return std::string{to_string(value)};
}
std::string write_cell(Cooling value) {
    return std::string{to_string(value)};
}

std::string write_cell(Equipment value) {
    return std::string{to_string(value)};
}

std::string cell_type(std::string const&) {
    return "text";
}
std::string cell_type(double) {
    return "number";
}
std::string cell_type(bool) {
    return "true, false";
}
std::string cell_type(std::optional<int>) {
    return "whole number";
}
std::string cell_type(TimePoint) {
    return "date";
}
std::string cell_type(BranchKind) {
    return listed(branch_kinds);
}
std::string cell_type(Fuel) {
    return listed(fuels);
}
std::string cell_type(Output) {
    return listed(outputs);
}
std::string cell_type(Cooling) {
    return listed(coolings);
}

std::string cell_type(Equipment) {
    return listed(equipments);
}

std::string read_marginal_cost(std::string_view cell, CostCurve& cost) {
    if (given(cost)) {
        return second_cost();
    }
    auto const number = parse_number(cell);
    if (!number) {
        return mistake_in_number(cell);
    }
    cost.polynomial = {0.0, *number};
    return {};
}

std::string read_cost_points(std::string_view cell, CostCurve& cost) {
    if (given(cost)) {
        return second_cost();
    }
    std::vector<CostCurve::Point> points;
    for (auto const part : split(cell, ';')) {
        auto const pair = split(part, ':');
        auto const mw = parse_number(pair.front());
        auto const usd_per_h = parse_number(pair.back());
        if (pair.size() != 2 || !mw || !usd_per_h) {
            return fmt::format(
                "not a point mw:usd_per_h (found '{}') write for instance "
                "0:0;100:2500",
                part);
        }
        points.push_back({*mw, *usd_per_h});
    }
    cost.points = std::move(points);
    return {};
}

std::string read_cost_polynomial(std::string_view cell, CostCurve& cost) {
    if (given(cost)) {
        return second_cost();
    }
    std::vector<double> coefficients;
    for (auto const part : split(cell, ';')) {
        auto const number = parse_number(part);
        if (!number) {
            return mistake_in_number(part) + " write for instance 0;25.5;0.01";
        }
        coefficients.push_back(*number);
    }
    cost.polynomial = std::move(coefficients);
    return {};
}

std::string write_marginal_cost(CostCurve const& cost) {
    return is_marginal(cost) ? write_cell(cost.polynomial[1]) : "";
}

std::string write_cost_points(CostCurve const& cost) {
    std::vector<std::string> parts;
    for (auto const& point : cost.points) {
        parts.push_back(fmt::format("{}:{}", point.mw, point.usd_per_h));
    }
    return fmt::format("{}", fmt::join(parts, ";"));
}

std::string write_cost_polynomial(CostCurve const& cost) {
    return is_marginal(cost) ? "" : fmt::format("{}", fmt::join(cost.polynomial, ";"));
}

}  // namespace gridrush
