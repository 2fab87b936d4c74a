#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sim/observer.hpp"
#include "results/columns.hpp"
#include "results/h5.hpp"

namespace gridrush {

/// `/queue` of an open file: what requests are, at once; what happens to them, as rows of
/// `/queue/events`; what became of them, when the run ends.
class QueueOutput {
public:
    QueueOutput(h5::Group& root, RunInfo const& info);

    void add(QueueEventRow const& row) { events_->add(row); }
    void write_values() { events_->write_values(); }
    void write_index() { events_->write_index(); }
    /// Columns of another length than the table's, such as those that a simulation left empty, stay
    /// missing.
    void write(QueueColumns const& queue);

private:
    void create_outcome(h5::Group& group, RunInfo const& info, h5::Dataset const& requests);

    TimePoint start_;
    std::vector<h5::Dataset> outcome_;
    std::optional<RowTable<QueueEventRow>> events_;
};

/// Adds `/upgrades` and, where there are any years, `/queue/years` to a file that was closed and
/// opened again. Each is there whole or not at all.
void append_queue_tables(h5::Group& root, RunResult const& result, TimePoint start);

}  // namespace gridrush
