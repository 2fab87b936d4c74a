#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "results/h5.hpp"
#include "results/schema.hpp"

namespace gridrush {

/// Writes one group of time series: aggregates intervals to rows, holds rows until a chunk is full.
/// `time` grows last, so that its length is the number of rows of which every variable is in the
/// file. Memory: one chunk of rows per variable.
class SeriesWriter {
public:
    /// Creates the group's datasets. Precondition: the group has entities, and `record` keeps some
    /// variable of it.
    SeriesWriter(h5::Group group, SeriesGroup const& schema, RecordSpec record,
                 RunInfo const& info);

    void add(IntervalRow const& row);
    /// Ends the day or month that is being aggregated: what it has so far becomes its row.
    void end_period();
    void write_values();
    void write_times();

private:
    struct Variable {
        SeriesVariable const* schema;
        RecordAggregate aggregate;
        h5::Dataset dataset;
        std::vector<float> rows;         ///< not yet written, row-major
        std::vector<double> aggregated;  ///< of the current period
    };

    void create_time(TimePoint start);
    void create_variable(SeriesVariable const& schema, h5::Dataset const* entities,
                         std::string const& coordinates);
    void begin_period(IntervalRow const& row);
    void aggregate(IntervalRow const& row);
    void end_row();

    h5::Group group_;
    SeriesGroup const& schema_;
    RecordSpec record_;
    TimePoint run_start_;
    std::size_t width_ = 1;  ///< entities
    std::size_t chunk_rows_;
    std::size_t chunk_columns_;

    std::vector<Variable> variables_;
    std::optional<h5::Dataset> time_;
    std::optional<h5::Dataset> bounds_;

    std::vector<std::int64_t> times_;        ///< not yet written
    std::vector<std::int64_t> time_bounds_;  ///< two per time
    std::size_t rows_written_ = 0;
    std::size_t rows_waiting_ = 0;
    std::size_t times_written_ = 0;

    bool in_period_ = false;
    TimePoint period_start_;
    TimePoint period_end_;  ///< of the last interval seen
    double period_h_ = 0.0;
};

}  // namespace gridrush
