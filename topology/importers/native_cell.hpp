#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "topology/grid_spec.hpp"

namespace gridrush {

/// Reads the text of a cell of the native format into `value`; returns what is wrong with it, or
/// an empty text. Reading what write_cell gave restores the value exactly.
std::string read_cell(std::string_view cell, std::string& value);
std::string read_cell(std::string_view cell, double& value);
std::string read_cell(std::string_view cell, bool& value);
std::string read_cell(std::string_view cell, std::optional<int>& value);
std::string read_cell(std::string_view cell, TimePoint& value);
std::string read_cell(std::string_view cell, BranchKind& value);
std::string read_cell(std::string_view cell, Fuel& value);
std::string read_cell(std::string_view cell, Output& value);
std::string read_cell(std::string_view cell, Cooling& value);
std::string read_cell(std::string_view cell, Equipment& value);

[[nodiscard]] std::string write_cell(std::string const& value);
[[nodiscard]] std::string write_cell(double value);
[[nodiscard]] std::string write_cell(bool value);
[[nodiscard]] std::string write_cell(std::optional<int> value);
[[nodiscard]] std::string write_cell(TimePoint value);
[[nodiscard]] std::string write_cell(BranchKind value);
[[nodiscard]] std::string write_cell(Fuel value);
[[nodiscard]] std::string write_cell(Output value);
[[nodiscard]] std::string write_cell(Cooling value);
[[nodiscard]] std::string write_cell(Equipment value);

/// What may stand in a cell, for the reference page.
[[nodiscard]] std::string cell_type(std::string const&);
[[nodiscard]] std::string cell_type(double);
[[nodiscard]] std::string cell_type(bool);
[[nodiscard]] std::string cell_type(std::optional<int>);
[[nodiscard]] std::string cell_type(TimePoint);
[[nodiscard]] std::string cell_type(BranchKind);
[[nodiscard]] std::string cell_type(Fuel);
[[nodiscard]] std::string cell_type(Output);
[[nodiscard]] std::string cell_type(Cooling);
[[nodiscard]] std::string cell_type(Equipment);

/// The three columns of a cost curve: a number (constant marginal cost), `mw:usd_per_h;...` and
/// `c0;c1;c2`. A second one of them for the same unit is a mistake.
std::string read_marginal_cost(std::string_view cell, CostCurve& cost);
std::string read_cost_points(std::string_view cell, CostCurve& cost);
std::string read_cost_polynomial(std::string_view cell, CostCurve& cost);
/// Each writes the curves that the ones before it cannot hold; else an empty text.
[[nodiscard]] std::string write_marginal_cost(CostCurve const& cost);
[[nodiscard]] std::string write_cost_points(CostCurve const& cost);
[[nodiscard]] std::string write_cost_polynomial(CostCurve const& cost);

}  // namespace gridrush
