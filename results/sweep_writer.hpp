#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "results/sweep_series.hpp"
#include "results/sweep_table.hpp"

namespace gridrush {

/// `major.minor` of sweep.h5: the major number changes when older readers would misread a file.
inline constexpr std::string_view sweep_format_version = "1.0";

/// Where a sweep comes from: the question, and the program that ran it.
struct SweepOrigin {
    std::string description;
    std::string experiment;             ///< path
    std::string text;                   ///< of the sweep file, byte by byte
    std::string version, commit;        ///< of the program
    std::vector<std::string> settings;  ///< of each member, one text each
};

/// Creates a `sweep.h5` at `path`, over what there is; see read_sweep() for what it holds.
/// Preconditions: there is a member, all columns have one entry per member. Throws H5Error.
void write_sweep(std::string const& path, SweepTable const& table, SweepOrigin const& origin,
                 SweepSeries const& series);

}  // namespace gridrush
