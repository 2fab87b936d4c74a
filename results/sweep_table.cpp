#include "results/sweep_table.hpp"

#include <cmath>
#include <limits>

#include <fmt/core.h>

#include "topology/issue.hpp"
#include "results/h5.hpp"
#include "results/run_file.hpp"
#include "results/sweep_writer.hpp"

namespace gridrush {
namespace {

[[noreturn]] void refuse(std::string const& path, std::string const& message) {
    throw InputError{{Issue{Location{path, 0, 0}, "", message}}};
}

std::string_view major_of(std::string_view version) {
    return version.substr(0, version.find('.'));
}

void check_is_sweep(std::string const& path, h5::Group const& root) {
    std::string const version = root.text_attribute("sweep_format_version").value_or("");
    if (version.empty()) {
        refuse(path, "is not the result of a sweep (no attribute 'sweep_format_version')");
    }
    if (major_of(version) != major_of(sweep_format_version)) {
        refuse(path, fmt::format("cannot be read (format version {}; this program reads {}.x)",
                                 version, major_of(sweep_format_version)));
    }
}

std::vector<SweepTable::Axis> read_axes(h5::Group const& root, std::size_t members) {
    std::vector<SweepTable::Axis> all;
    h5::Group const axes = root.open_group("axes");
    h5::Group const labels = root.open_group("labels");
    for (std::string const& name : axes.datasets()) {
        h5::Dataset const dataset = axes.open(name);
        SweepTable::Axis axis;
        axis.name = name;
        axis.key = dataset.text_attribute("key").value_or("");
        axis.numeric = !dataset.is_text();
        axis.labels = labels.open(name).read_texts();
        axis.numbers = axis.numeric
                           ? dataset.read()
                           : std::vector<double>(members, std::numeric_limits<double>::quiet_NaN());
        all.push_back(std::move(axis));
    }
    return all;
}

std::vector<SweepTable::MetricColumn> read_metrics(h5::Group const& root) {
    std::vector<SweepTable::MetricColumn> all;
    h5::Group const group = root.open_group("summary");
    for (std::string const& name : group.datasets()) {
        h5::Dataset const dataset = group.open(name);
        all.push_back({name, dataset.text_attribute("units").value_or(""),
                       dataset.text_attribute("long_name").value_or(""), dataset.read()});
    }
    return all;
}

}  // namespace

bool is_sweep_file(std::string const& path) {
    check_is_hdf5(path);
    try {
        h5::File const file = h5::File::open(path, h5::Mode::read);
        return file.root().text_attribute("sweep_format_version").has_value();
    } catch (H5Error const&) {
        return false;  // the file of a run that is still written
    }
}

SweepTable read_sweep(std::string const& path) {
    check_is_hdf5(path);
    h5::File const file = h5::File::open(path, h5::Mode::read);
    h5::Group const root = file.root();
    check_is_sweep(path, root);
    SweepTable table;
    table.name = root.text_attribute("title").value_or("");
    table.id = root.open("id").read_texts();
    table.status = root.open("status").read_texts();
    table.file = root.open("file").read_texts();
    for (double const replicate : root.open("replicate").read()) {
        table.replicate.push_back(static_cast<std::uint32_t>(replicate));
    }
    table.axes = read_axes(root, table.id.size());
    table.metrics = read_metrics(root);
    return table;
}

}  // namespace gridrush
