#pragma once

#include <map>
#include <string>
#include <vector>

#include "results/h5.hpp"
#include "results/run_file.hpp"

namespace gridrush {

/// Finds which groups of time series all members of a sweep share: same times, entities, variables.
/// Such a group can be one array over the members; of the others each member has its own.
class SweepSeries {
public:
    /// Files that whoever reads an array may have to hold open at once, at about half a megabyte
    /// each: sweeps of more members have no such arrays.
    static constexpr std::size_t most_members = 500;

    explicit SweepSeries(std::size_t members) : members_{members} {}

    /// Takes in a complete run. `file` is relative to the folder of the sweep.
    void add(std::size_t member, std::string file, RunFile const& run);

    /// Writes a group per shared group of series below `root`: `time`, the entities, and every
    /// variable as a virtual array [member, time(, entity)] in the files of the members.
    void write(h5::Group& root, h5::Dataset const& member_scale) const;

private:
    struct Shared {
        SeriesInfo info;
        TimePoint start;
        std::vector<TimePoint> times;
        std::vector<std::string> entities;
        std::string difference;  ///< why it is not shared; empty = it is
    };

    void write_group(h5::Group& series, Shared const& shared,
                     h5::Dataset const& member_scale) const;

    std::size_t members_;
    std::vector<h5::VirtualSpec::Source> sources_;
    std::vector<std::string> order_;
    std::map<std::string, Shared> shared_;
};

}  // namespace gridrush
