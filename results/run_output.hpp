#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/observer.hpp"
#include "results/columns.hpp"
#include "results/h5.hpp"
#include "results/provenance.hpp"
#include "results/queue_output.hpp"
#include "results/series_writer.hpp"
#include "results/tenant_output.hpp"
#include "results/writer_lock.hpp"

namespace gridrush {

/// The open file of one run, from the first byte to the last. Three phases: everything is created
/// at once; rows are appended, and others can read along; the outcome is added under a name that
/// appears last. At no moment would a kill damage what was handed over before.
class RunOutput {
public:
    RunOutput(std::string path, h5::File file, Provenance const& provenance, RunInfo const& info);

    void add(IntervalRow const& row);
    void add(EventRow const& row) { events_->add(row); }
    void add(DecisionRow const& row) { decisions_->add(row); }
    void add(QueueEventRow const& row) { queue_->add(row); }
    void add(JobRow const& row) { tenants_->add(row); }
    void add(MigrationRow const& row) { tenants_->add(row); }
    void flush_month();
    void finish(RunResult const& result);
    /// Lets go of the file without writing any more.
    void abandon() noexcept;

private:
    void create_all(Provenance const& provenance, RunInfo const& info);
    void create_series(h5::Group& root, RunInfo const& info);
    void create_timing(h5::Group& root, Provenance const& provenance);
    void write_timing(RunResult const& result);
    void append_outcome(RunResult const& result);
    void append_curtailment(h5::Group& root, RunResult const& result);
    void hand_over();

    std::string path_;
    h5::File file_;
    TimePoint start_;
    std::vector<std::string> contracts_;  ///< of curtailment
    std::vector<SeriesWriter> series_;
    std::optional<RowTable<EventRow>> events_;
    std::optional<RowTable<DecisionRow>> decisions_;
    std::optional<QueueOutput> queue_;
    std::optional<TenantOutput> tenants_;
    std::vector<h5::Dataset> timing_;
    std::optional<WriterLock> lock_;
};

}  // namespace gridrush
