#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gridrush {

/// The members of a sweep as `sweep.h5` holds them, columns of one entry per member, by index.
struct SweepTable {
    /// What was varied. Text axes have NaN numbers.
    struct Axis {
        std::string name;
        std::string key;  ///< of the experiment; several are joined by ", "
        bool numeric = false;
        std::vector<std::string> labels;
        std::vector<double> numbers;
    };
    /// A number of the summary; NaN where the member failed or has none of that name.
    struct MetricColumn {
        std::string name, unit, description;
        std::vector<double> values;
    };

    std::string name;
    std::vector<Axis> axes;
    std::vector<std::uint32_t> replicate;
    std::vector<std::string> id;
    /// complete, failed, interrupted, running, unfinished (its writer was killed), unreadable,
    /// other (of another experiment or program than planned), missing.
    std::vector<std::string> status;
    std::vector<std::string> file;  ///< relative to the folder of sweep.h5
    std::vector<MetricColumn> metrics;
};

/// Layout of `sweep.h5` (netCDF-4, dimension `member`): root variables `member` (index), `id`,
/// `replicate`, `status`, `file`; group `axes` with a variable per axis (float64 or text, attribute
/// `key`) and group `labels` with the same as text; group `summary` with a float64 variable per
/// metric; group `plan` with the text of the sweep and the settings of each member; group `series`,
/// see SweepSeries. Throws InputError or H5Error.
[[nodiscard]] SweepTable read_sweep(std::string const& path);

/// Whether an HDF5 file says that it is of a sweep. Throws InputError when it is no HDF5 file.
[[nodiscard]] bool is_sweep_file(std::string const& path);

}  // namespace gridrush
