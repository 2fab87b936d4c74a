#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sim/observer.hpp"
#include "results/columns.hpp"
#include "results/h5.hpp"

namespace gridrush {

/// `/queue` of an open file: what requests are, at once; what happens to them, as rows of
/// `/queue/events`; what became of them and of the years, when the run ends.
class QueueOutput {
public:
    QueueOutput(h5::Group& root, RunInfo const& info);

    void add(QueueEventRow const& row) { events_->add(row); }
    void write_values() { events_->write_values(); }
    void write_index();
    /// What is known when the run ends, but for the indices of its tables. Columns of another
    /// length than the table's, such as those that a simulation left empty, stay missing.
    void write(RunResult const& result);

private:
    void create_years(h5::Group& group);
    void write_outcome(QueueColumns const& queue);
    void create_outcome(h5::Group& group, RunInfo const& info, h5::Dataset const& requests);

    TimePoint start_;
    std::vector<h5::Dataset> outcome_;
    std::optional<RowTable<QueueEventRow>> events_;
    std::optional<RowTable<QueueYearRow>> years_;
    std::vector<h5::Dataset> year_arrays_;
};

}  // namespace gridrush
