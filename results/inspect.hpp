#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "results/run_file.hpp"

namespace gridrush {

/// What is in the file of a run.
struct InspectReport {
    std::string path;
    std::uint64_t size_bytes = 0;
    FileCondition condition = FileCondition::closed;
    std::string status;  ///< as the file says
    std::string title, format_version, gridrush_version, git_commit;
    std::uint64_t seed = 0, replicate = 0;
    std::string start, end;  ///< of the experiment
    TimePoint recorded_until;
    std::vector<SeriesInfo> series;
    std::size_t events = 0, decisions = 0, queue_events = 0, upgrades = 0,
                curtailment = 0;  ///< rows
    std::vector<YearColumn> queue_years;
    std::vector<Metric> summary, timing;
};

/// Throws as RunFile does.
[[nodiscard]] InspectReport inspect(std::string const& path);
/// The report as a page of text.
[[nodiscard]] std::string inspect_text(InspectReport const& report);

[[nodiscard]] std::string_view to_string(FileCondition condition);

}  // namespace gridrush
