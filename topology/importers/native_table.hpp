#pragma once

#include <functional>
#include <string>
#include <tuple>
#include <vector>

#include "topology/importers/native_cell.hpp"

namespace gridrush {

enum class Presence { required, optional };

/// One column of a table of the native format. An empty cell of an optional column, and an
/// optional column that is not there, leave the member at its default.
template <class Row>
struct NativeColumn {
    std::string name;
    std::string unit;
    Presence presence = Presence::optional;
    std::string description;
    std::string type;
    std::string default_text;  ///< for the reference page
    std::function<std::string(std::string_view cell, Row& row)> read;
    std::function<std::string(Row const& row)> write;
};

/// One table: a CSV file whose rows become one vector of GridSpec. `name` is its key in grid.yaml
/// and, with `.csv`, its file's default name.
template <class Row>
struct NativeTable {
    std::string name;
    Presence presence = Presence::optional;
    std::string description;
    std::vector<Row> GridSpec::* rows;
    std::vector<NativeColumn<Row>> columns;
};

using NativeTables =
    std::tuple<NativeTable<AreaSpec>, NativeTable<BusSpec>, NativeTable<BranchSpec>,
               NativeTable<DcLineSpec>, NativeTable<GeneratorSpec>, NativeTable<SubstationSpec>,
               NativeTable<BankSpec>, NativeTable<StorageSpec>, NativeTable<MaintenanceSpec>>;

/// Every table of the format with every column: the one declaration that the reader, the writer
/// and the reference page go by.
[[nodiscard]] NativeTables const& native_tables();

/// Calls `visit` with each table in turn.
template <class Visitor>
void for_each_native_table(Visitor&& visit) {
    std::apply([&visit](auto const&... table) { (visit(table), ...); }, native_tables());
}

/// One key of grid.yaml or of an entry of its `series`, besides the tables' own.
struct NativeKey {
    std::string name;
    Presence presence = Presence::optional;
    std::string default_text;
    std::string description;
};

inline constexpr char const* native_format_name = "gridrush-grid/1";

[[nodiscard]] std::vector<NativeKey> const& native_grid_keys();
[[nodiscard]] std::vector<NativeKey> const& native_series_keys();

}  // namespace gridrush
