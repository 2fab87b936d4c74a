#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "results/h5.hpp"
#include "results/schema.hpp"

namespace gridrush {

/// `seconds since 2025-01-01 00:00:00`
[[nodiscard]] std::string time_units(TimePoint start);

/// Gives a dataset its `units`, `long_name` and, for times, `calendar`.
void describe(h5::Object& object, std::string_view unit, std::string_view long_name,
              TimePoint start);

/// Creates the columns of a table and writes them. Returns the first, which is the scale of their
/// dimension. Precondition: the table has rows.
h5::Dataset write_columns(h5::Group& group, std::span<FixedColumn const> columns,
                          RunInfo const& info);

/// Number of rows of a table.
[[nodiscard]] std::size_t row_count(std::span<FixedColumn const> columns, RunInfo const& info);

/// Gives a column of codes `flag_values`, `flag_meanings`, and beside it the names as text, in
/// `<column>_names`.
void describe_codes(h5::Group& group, h5::Dataset& column, std::string_view name, CodeNames codes);

/// A table of a file that grows a row at a time: rows wait in memory until they are written.
/// Its dimension is numbered by a coordinate that grows last, so that its length is the number of
/// rows of which every column is in the file.
template <class Row>
class RowTable {
public:
    /// Creates the table in `group`, with a dimension named `dimension` that counts from `first`.
    RowTable(h5::Group& group, std::string_view dimension, std::span<RowColumn<Row> const> columns,
             TimePoint start, std::int64_t first = 0);

    void add(Row const& row);
    void write_values();
    void write_index();
    [[nodiscard]] h5::Dataset const& index() const { return index_; }

private:
    std::span<RowColumn<Row> const> columns_;
    TimePoint start_;
    h5::Dataset index_;
    std::vector<h5::Dataset> datasets_;
    std::vector<std::vector<double>> waiting_;
    std::size_t written_ = 0;
    std::size_t indexed_ = 0;
    std::int64_t first_ = 0;
};

extern template class RowTable<EventRow>;
extern template class RowTable<DecisionRow>;
extern template class RowTable<QueueEventRow>;
extern template class RowTable<QueueYearRow>;
extern template class RowTable<UpgradeRow>;
extern template class RowTable<CurtailmentRow>;
extern template class RowTable<TenantRow>;
extern template class RowTable<JobRow>;
extern template class RowTable<MigrationRow>;

}  // namespace gridrush
