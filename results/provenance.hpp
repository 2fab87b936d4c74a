#pragma once

#include <string>

namespace gridrush {

/// Where a run comes from: all that a file tells about the question and the program.
struct Provenance {
    std::string experiment_text;  ///< as the user wrote it
    std::string experiment_file;  ///< path as given; empty = the embedded experiment
    std::string resolved_text;    ///< with every default filled in
    std::string experiment_id;    ///< fingerprint of all that the run depends on but the program
    std::string command_line;
    std::string version;  ///< of the program
    std::string commit;   ///< that it was built from
};

/// A Provenance with the version and the commit of this build.
[[nodiscard]] Provenance provenance_of_build();

/// `2025-01-31T06:00:00Z` by the wall clock.
[[nodiscard]] std::string wall_clock_text();
/// Name of this machine, empty when it has none.
[[nodiscard]] std::string host_name();

}  // namespace gridrush
