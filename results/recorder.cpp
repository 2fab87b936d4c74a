#include "results/recorder.hpp"

#include <cmath>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/core.h>

#include "results/run_output.hpp"

namespace gridrush {
namespace {

[[noreturn]] void refuse(std::string const& path, std::string const& message) {
    throw InputError{{Issue{Location{path, 0, 0}, "", message}}};
}

void check_path(std::string const& path, Existing existing) {
    namespace fs = std::filesystem;
    std::error_code error;
    fs::file_status const status = fs::status(path, error);
    if (!fs::exists(status)) {
        return;
    }
    if (!fs::is_regular_file(status)) {
        refuse(path, "cannot write results here (it is not a regular file)");
    }
    if (is_being_written(path)) {
        refuse(path, "cannot write results here (another run is writing this file)");
    }
    if (existing == Existing::refuse) {
        refuse(path, "cannot write results here (the file exists and was not to be replaced)");
    }
}

}  // namespace

Recorder::Recorder(std::string path, Existing existing, Provenance provenance)
    : path_{std::move(path)}, existing_{existing}, provenance_{std::move(provenance)} {}

Recorder::~Recorder() {
    if (!output_) {
        return;
    }
    try {
        RunResult result;
        result.status = RunStatus::failed;
        result.reached = seen_;
        output_->finish(result);
    } catch (...) {
        output_->abandon();
    }
}

void Recorder::begin(RunInfo const& info) {
    throw_if_any(validate(info.experiment.record));
    check_path(path_, existing_);
    seen_ = safe_ = info.experiment.start;
    std::optional<h5::File> file;
    try {
        file.emplace(h5::File::create(path_));
    } catch (H5Error const& error) {
        refuse(path_, fmt::format("cannot create the file ({})", error.reason()));
    }
    try {
        output_ = std::make_unique<RunOutput>(path_, std::move(*file), provenance_, info);
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
        throw;
    }
}

/// Calls `write` unless there is nothing to be written any more; lets go of the file where it
/// fails.
void Recorder::guard(auto const& write) {
    if (!output_) {
        return;
    }
    try {
        write();
    } catch (H5Error const& error) {
        output_->abandon();
        output_.reset();
        std::string const kept =
            safe_ == seen_ ? "" : fmt::format("; recorded until {}", format_time(safe_));
        throw H5Error{
            path_, fmt::format("{} at simulated time {}", error.action(), format_time(seen_)),
            fmt::format("{}{}; 'gridrush recover' makes the file readable", error.reason(), kept)};
    }
}

void Recorder::interval(IntervalRow const& row) {
    guard([&] { output_->add(row); });
    seen_ = row.start + Seconds{std::llround(row.length_h * 3600.0)};
}

void Recorder::event(EventRow const& row) {
    guard([&] { output_->add(row); });
}

void Recorder::decision(DecisionRow const& row) {
    guard([&] { output_->add(row); });
}

void Recorder::queue_event(QueueEventRow const& row) {
    guard([&] { output_->add(row); });
}

void Recorder::job(JobRow const& row) {
    guard([&] { output_->add(row); });
}

void Recorder::migration(MigrationRow const& row) {
    guard([&] { output_->add(row); });
}

void Recorder::month_end(TimePoint) {
    guard([&] { output_->flush_month(); });
    safe_ = seen_;
}

void Recorder::end(RunResult const& result) {
    guard([&] { output_->finish(result); });
    output_.reset();
}

}  // namespace gridrush
