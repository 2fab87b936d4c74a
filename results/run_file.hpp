#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/observer.hpp"
#include "results/h5.hpp"

namespace gridrush {

/// What became of the process that wrote a file.
enum class FileCondition {
    closed,         ///< it ended the file
    being_written,  ///< it is still at work
    killed,         ///< it went away: see recover.hpp
};

/// One variable of a group as it is in the file.
struct VariableInfo {
    std::string name;
    std::string unit;
    std::string long_name;
    std::vector<std::size_t> shape;
    std::string cell_methods;
};

/// One group of time series as it is in the file.
struct SeriesInfo {
    std::string name;
    std::string interval;   ///< hour, day, month
    std::string aggregate;  ///< mean, min, max, sum
    std::size_t rows = 0;   ///< of which every variable is there
    std::size_t entities = 1;
    std::vector<VariableInfo> variables;
};

/// A column of `/queue/years`; of an array one per member, such as `filed_mw_mine`.
struct YearColumn {
    std::string name;
    std::string unit;
    std::vector<double> values;  ///< one per year
};

/// Reads the file of a run, whether ended, being written or left behind. Throws InputError for what
/// is not such a file, H5Error when it cannot be read.
class RunFile {
public:
    explicit RunFile(std::string path);

    [[nodiscard]] std::string const& path() const { return path_; }
    [[nodiscard]] FileCondition condition() const { return condition_; }
    /// A root attribute; empty when it is not there.
    [[nodiscard]] std::string attribute(std::string const& name) const;
    [[nodiscard]] std::uint64_t seed() const;
    [[nodiscard]] std::uint64_t replicate() const;
    /// As the file says: `running` also when its writer was killed.
    [[nodiscard]] std::string status() const { return attribute("status"); }
    [[nodiscard]] TimePoint start() const { return start_; }

    /// Groups of time series that the run recorded, in the order of the schema.
    [[nodiscard]] std::vector<SeriesInfo> series() const;
    /// Rows of `/events`, `/decisions`, `/queue/events`, `/upgrades`, `/curtailment`; 0 where there
    /// is no such table.
    [[nodiscard]] std::size_t events() const;
    [[nodiscard]] std::size_t decisions() const;
    [[nodiscard]] std::size_t queue_events() const;
    [[nodiscard]] std::size_t upgrades() const;
    [[nodiscard]] std::size_t curtailment() const;
    /// Starts of a group's rows.
    [[nodiscard]] std::vector<TimePoint> times(std::string const& group) const;
    /// End of the last recorded interval of any group: everything before it can be read.
    [[nodiscard]] TimePoint recorded_until() const;
    /// Ids of a group's entities, in the order of its columns; empty for the system.
    [[nodiscard]] std::vector<std::string> entities(std::string const& group) const;
    /// A variable as rows of columns: value of entity e in row r at [r * entities + e].
    [[nodiscard]] std::vector<double> values(std::string const& group,
                                             std::string const& variable) const;
    /// A table's text or number columns, for instance ("queue", "requested_mw").
    [[nodiscard]] std::vector<double> numbers(std::string const& group,
                                              std::string const& column) const;
    [[nodiscard]] std::vector<std::string> texts(std::string const& group,
                                                 std::string const& column) const;
    /// Empty until the run has ended.
    [[nodiscard]] std::vector<Metric> summary() const;
    [[nodiscard]] std::vector<Metric> timing() const;
    /// The queue by calendar year, first the years; empty until the run has ended, and where nobody
    /// could ask.
    [[nodiscard]] std::vector<YearColumn> queue_years() const;
    /// `text`, `file` or `resolved`.
    [[nodiscard]] std::string experiment(std::string const& what) const;

private:
    [[nodiscard]] h5::Group group(std::string const& name) const;
    [[nodiscard]] std::size_t table_rows(char const* group, char const* index) const;
    [[nodiscard]] std::vector<Metric> scalars(std::string const& group) const;

    std::string path_;
    FileCondition condition_ = FileCondition::closed;
    std::optional<h5::File> file_;
    TimePoint start_;
};

/// Throws InputError unless there is a file at `path` that HDF5 wrote.
void check_is_hdf5(std::string const& path);
/// Throws InputError unless the open file is a run in a format that we read.
void check_is_run(std::string const& path, h5::Group const& root);
/// Number of rows of which every variable of a group of time series is there.
[[nodiscard]] std::size_t complete_rows(h5::Group const& group);

}  // namespace gridrush
