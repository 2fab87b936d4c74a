#include "topology/importers/series_table.hpp"

namespace gridrush {

std::vector<SeriesSpec> read_series_columns(CsvTable const& table, std::size_t first_column,
                                            TimePoint start, Seconds step) {
    std::vector<SeriesSpec> series;
    for (std::size_t column = first_column; column < table.columns().size(); ++column) {
        series.push_back({table.column_at(column), table.columns()[column], start, step, {}});
        series.back().values.reserve(table.size());
    }
    for (std::size_t row = 0; row < table.size(); ++row) {
        auto const cells = table[row];
        for (std::size_t k = 0; k < series.size(); ++k) {
            series[k].values.push_back(cells.number_at(first_column + k));
        }
    }
    return series;
}

}  // namespace gridrush
