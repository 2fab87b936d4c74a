#pragma once

#include "topology/grid_spec.hpp"
#include "topology/importers/csv.hpp"

namespace gridrush {

/// The columns from `first_column` on as series, ids as in the header; row k holds
/// start + k * step.
[[nodiscard]] std::vector<SeriesSpec> read_series_columns(CsvTable const& table,
                                                          std::size_t first_column, TimePoint start,
                                                          Seconds step);

}  // namespace gridrush
