#include "results/run_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <utility>

#include <fmt/core.h>

#include "results/schema.hpp"
#include "results/writer_lock.hpp"

namespace gridrush {
namespace {

[[noreturn]] void refuse(std::string const& path, std::string const& message) {
    throw InputError{{Issue{Location{path, 0, 0}, "", message}}};
}

TimePoint at(TimePoint start, double seconds) {
    return start + Seconds{std::llround(seconds)};
}

VariableInfo variable_info(h5::Group const& group, std::string const& name) {
    h5::Dataset const dataset = group.open(name);
    return {name, dataset.text_attribute("units").value_or(""),
            dataset.text_attribute("long_name").value_or(""), dataset.shape(),
            dataset.text_attribute("cell_methods").value_or("")};
}

}  // namespace

void check_is_hdf5(std::string const& path) {
    std::error_code error;
    std::filesystem::file_status const status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status)) {
        refuse(path, "no such file");
    }
    std::ifstream file{path, std::ios::binary};
    if (!std::filesystem::is_regular_file(status) || !file) {
        refuse(path, "cannot be read (not a regular file, or no permission)");
    }
    constexpr std::array<char, 8> signature{'\x89', 'H', 'D', 'F', '\r', '\n', '\x1a', '\n'};
    std::array<char, 8> found{};
    file.read(found.data(), found.size());
    if (found != signature) {
        refuse(path, "is not the result of a run (not an HDF5 file)");
    }
}

void check_is_run(std::string const& path, h5::Group const& root) {
    std::string const version = root.text_attribute("format_version").value_or("");
    if (version.empty() || !root.text_attribute("gridrush_version")) {
        refuse(path,
               "is not the result of a run (an HDF5 file without the attributes "
               "'format_version' and 'gridrush_version')");
    }
    if (version.substr(0, version.find('.')) != std::to_string(format_major)) {
        refuse(path, fmt::format("cannot be read (format version {}; this program reads {}.x)",
                                 version, format_major));
    }
}

std::size_t complete_rows(h5::Group const& group) {
    std::size_t rows = std::numeric_limits<std::size_t>::max();
    for (std::string const& name : group.datasets()) {
        h5::Dataset const dataset = group.open(name);
        if (dataset.growing()) {
            rows = std::min(rows, dataset.shape().front());
        }
    }
    return rows == std::numeric_limits<std::size_t>::max() ? 0 : rows;
}

namespace {

/// Opens a file that its writer has not closed.
h5::File open_live(std::string const& path) {
    try {
        return h5::File::open(path, h5::Mode::read_live);
    } catch (H5Error const& error) {
        throw H5Error{path, error.action(),
                      error.reason() + "; 'gridrush recover' may make it readable"};
    }
}

}  // namespace

RunFile::RunFile(std::string path) : path_{std::move(path)} {
    check_is_hdf5(path_);
    bool const written = is_being_written(path_);
    try {
        file_.emplace(h5::File::open(path_, h5::Mode::read));
    } catch (H5Error const&) {
        condition_ = written ? FileCondition::being_written : FileCondition::killed;
        file_.emplace(open_live(path_));
    }
    check_is_run(path_, file_->root());
    std::optional<TimePoint> const start = parse_time(attribute("start"));
    if (!start) {
        refuse(path_, fmt::format("cannot be read (start '{}' is no time)", attribute("start")));
    }
    start_ = *start;
}

std::string RunFile::attribute(std::string const& name) const {
    return file_->root().text_attribute(name).value_or("");
}

std::uint64_t RunFile::seed() const {
    return file_->root().integer_attribute("seed").value_or(0);
}

std::uint64_t RunFile::replicate() const {
    return file_->root().integer_attribute("replicate").value_or(0);
}

h5::Group RunFile::group(std::string const& name) const {
    h5::Group const root = file_->root();
    if (!root.has(name)) {
        refuse(path_, fmt::format("has no group '{}' (it was not recorded)", name));
    }
    return root.open_group(name);
}

std::vector<SeriesInfo> RunFile::series() const {
    std::vector<SeriesInfo> all;
    h5::Group const root = file_->root();
    for (SeriesGroup const& schema : series_groups()) {
        std::string const name{schema.name};
        if (!root.has(name)) {
            continue;
        }
        h5::Group const members = root.open_group(name);
        SeriesInfo info;
        info.name = name;
        info.interval = members.text_attribute("interval").value_or("");
        info.aggregate = members.text_attribute("aggregate").value_or("");
        info.rows = complete_rows(members);
        if (schema.has_entities()) {
            info.entities = members.open(std::string{schema.entities.front().name}).shape().front();
        }
        for (SeriesVariable const& variable : schema.variables) {
            if (members.has(std::string{variable.name})) {
                info.variables.push_back(variable_info(members, std::string{variable.name}));
            }
        }
        all.push_back(std::move(info));
    }
    return all;
}

std::size_t RunFile::table_rows(char const* group_name, char const* index) const {
    h5::Group const root = file_->root();
    return root.has(group_name) ? root.open_group(group_name).open(index).shape().front() : 0;
}

std::size_t RunFile::events() const {
    return table_rows("events", "event");
}

std::size_t RunFile::decisions() const {
    return table_rows("decisions", "decision");
}

std::size_t RunFile::queue_events() const {
    return table_rows("queue/events", "event");
}

std::size_t RunFile::upgrades() const {
    return table_rows("upgrades", "upgrade");
}

std::size_t RunFile::curtailment() const {
    return table_rows("curtailment", "ledger");
}

std::vector<TimePoint> RunFile::times(std::string const& name) const {
    h5::Group const members = group(name);
    std::vector<TimePoint> all;
    for (double const seconds : members.open("time").read_rows(0, complete_rows(members))) {
        all.push_back(at(start_, seconds));
    }
    return all;
}

TimePoint RunFile::recorded_until() const {
    TimePoint latest = start_;
    for (SeriesInfo const& info : series()) {
        if (info.rows > 0) {
            h5::Dataset const bounds = group(info.name).open("time_bounds");
            latest = std::max(latest, at(start_, bounds.read_rows(info.rows - 1, 1).back()));
        }
    }
    return latest;
}

std::vector<std::string> RunFile::entities(std::string const& name) const {
    auto const schemas = series_groups();
    auto const schema = std::ranges::find(schemas, name, &SeriesGroup::name);
    if (schema == schemas.end() || !schema->has_entities()) {
        return {};
    }
    return texts(name, std::string{schema->entities.front().name});
}

std::vector<double> RunFile::values(std::string const& name, std::string const& variable) const {
    h5::Group const members = group(name);
    if (!members.has(variable)) {
        refuse(path_, fmt::format("has no variable '{}/{}' (it was not recorded)", name, variable));
    }
    return members.open(variable).read_rows(0, complete_rows(members));
}

std::vector<double> RunFile::numbers(std::string const& name, std::string const& column) const {
    return group(name).open(column).read();
}

std::vector<std::string> RunFile::texts(std::string const& name, std::string const& column) const {
    return group(name).open(column).read_texts();
}

std::vector<Metric> RunFile::scalars(std::string const& name) const {
    std::vector<Metric> all;
    if (!file_->root().has(name)) {
        return all;
    }
    h5::Group const members = group(name);
    for (std::string const& member : members.datasets()) {
        VariableInfo const info = variable_info(members, member);
        all.push_back({info.name, info.unit, info.long_name, members.open(member).read().front()});
    }
    return all;
}

std::vector<Metric> RunFile::summary() const {
    return scalars("summary");
}

std::vector<Metric> RunFile::timing() const {
    return scalars("timing");
}

std::vector<YearColumn> RunFile::queue_years() const {
    std::vector<YearColumn> columns;
    if (!file_->root().has("queue/years")) {
        return columns;
    }
    h5::Group const years = group("queue/years");
    for (RowColumn<QueueYearRow> const& column : queue_year_columns()) {
        std::string const name{column.name};
        columns.push_back({name, std::string{column.unit}, years.open(name).read()});
    }
    for (QueueYearArray const& array : queue_year_arrays()) {
        std::vector<double> const values = years.open(std::string{array.name}).read();
        std::vector<std::string> const members =
            years.open(std::string{array.dimension}).read_texts();
        for (std::size_t m = 0; m < members.size(); ++m) {
            YearColumn column{
                fmt::format("{}_{}", array.name, members[m]), std::string{array.unit}, {}};
            for (std::size_t i = m; i < values.size(); i += members.size()) {
                column.values.push_back(values[i]);
            }
            columns.push_back(std::move(column));
        }
    }
    return columns;
}

std::string RunFile::experiment(std::string const& what) const {
    return texts("experiment", what).front();
}

}  // namespace gridrush
