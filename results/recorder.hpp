#pragma once

#include <memory>
#include <string>

#include "sim/observer.hpp"
#include "results/provenance.hpp"

namespace gridrush {

class RunOutput;

/// What to do about a file that is already there.
enum class Existing { refuse, replace };

/// Writes a run to an HDF5 file as it happens; results/SCHEMA.md says what is in it.
///
/// Others can read the file while it grows. At every month_end all that was seen is handed to the
/// operating system: a killed process leaves it readable (see recover.hpp). Memory does not grow
/// with the length of the run.
///
/// begin() throws InputError, and leaves no file, when the file cannot be created, when it exists
/// and is not to be replaced, or when Experiment::record names what is not there. Later calls throw
/// H5Error when the file cannot be written, such as on a full disk: the file stays as it was at the
/// last month_end, and every further call does nothing.
class Recorder : public Observer {
public:
    Recorder(std::string path, Existing existing, Provenance provenance);
    /// A run that was not ended is marked as failed.
    ~Recorder() override;
    Recorder(Recorder const&) = delete;
    Recorder& operator=(Recorder const&) = delete;

    void begin(RunInfo const& info) override;
    void interval(IntervalRow const& row) override;
    void event(EventRow const& row) override;
    void decision(DecisionRow const& row) override;
    void queue_event(QueueEventRow const& row) override;
    void job(JobRow const& row) override;
    void migration(MigrationRow const& row) override;
    void month_end(TimePoint time) override;
    void end(RunResult const& result) override;

private:
    void guard(auto const& write);

    std::string path_;
    Existing existing_;
    Provenance provenance_;
    std::unique_ptr<RunOutput> output_;  ///< while there is a file to be written
    TimePoint seen_;                     ///< end of the last interval
    TimePoint safe_;                     ///< end of the last month that was handed over
};

}  // namespace gridrush
