#include "results/sweep_writer.hpp"

#include <cstdint>
#include <numeric>
#include <span>

#include "results/h5.hpp"

namespace gridrush {
namespace {

/// Columns of one dimension, `member`.
class MemberColumns {
public:
    explicit MemberColumns(h5::Group& root, std::size_t members)
        : members_{members},
          scale_{root.create({"member", h5::Type::int32, {members}, 0, 1, false})} {
        std::vector<std::int32_t> index(members);
        std::iota(index.begin(), index.end(), 0);
        scale_.set_attribute("long_name", "Member of the sweep");
        scale_.write(index);
        scale_.make_scale();
    }

    [[nodiscard]] h5::Dataset const& scale() const { return scale_; }

    h5::Dataset add(h5::Group& group, std::string const& name, std::string const& long_name,
                    std::span<std::string const> values) const {
        h5::Dataset dataset = create(group, name, long_name, h5::Type::text);
        dataset.write(values);
        return dataset;
    }
    h5::Dataset add(h5::Group& group, std::string const& name, std::string const& long_name,
                    std::span<double const> values) const {
        h5::Dataset dataset = create(group, name, long_name, h5::Type::float64);
        dataset.write(values);
        return dataset;
    }
    h5::Dataset add(h5::Group& group, std::string const& name, std::string const& long_name,
                    std::span<std::int64_t const> values) const {
        h5::Dataset dataset = create(group, name, long_name, h5::Type::int64);
        dataset.write_rows(0, values.size(), values.data());
        return dataset;
    }

private:
    h5::Dataset create(h5::Group& group, std::string const& name, std::string const& long_name,
                       h5::Type type) const {
        h5::Dataset dataset = group.create({name, type, {members_}, 0, 1, false});
        dataset.set_attribute("long_name", long_name);
        dataset.attach_scale(0, scale_);
        return dataset;
    }

    std::size_t members_;
    h5::Dataset scale_;
};

void write_root(h5::Group& root, SweepTable const& table, SweepOrigin const& origin) {
    root.set_attribute("Conventions", "CF-1.8");
    root.set_attribute("title", table.name);
    root.set_attribute("description", origin.description);
    root.set_attribute("source", "gridrush " + origin.version);
    root.set_attribute("sweep_format_version", std::string{sweep_format_version});
    root.set_attribute("gridrush_version", origin.version);
    root.set_attribute("git_commit", origin.commit);
    root.set_attribute("experiment", origin.experiment);
}

void write_members(h5::Group& root, MemberColumns const& columns, SweepTable const& table) {
    columns.add(root, "id", "Fingerprint of the member's experiment", table.id);
    std::vector<std::int64_t> const replicates{table.replicate.begin(), table.replicate.end()};
    columns.add(root, "replicate", "Replicate: members of one number had the same draws",
                replicates);
    columns.add(root, "status", "What became of the run", table.status);
    columns.add(root, "file", "File of the run, relative to the folder of this file", table.file);
}

void write_axes(h5::Group& root, MemberColumns const& columns, SweepTable const& table) {
    h5::Group axes = root.create_group("axes");
    axes.set_attribute("description", "What was varied: the value of each axis in each member");
    h5::Group labels = root.create_group("labels");
    labels.set_attribute("description", "The values of the axes as tables show them");
    for (SweepTable::Axis const& axis : table.axes) {
        h5::Dataset dataset = axis.numeric ? columns.add(axes, axis.name, axis.key, axis.numbers)
                                           : columns.add(axes, axis.name, axis.key, axis.labels);
        dataset.set_attribute("key", axis.key);
        columns.add(labels, axis.name, axis.key, axis.labels);
    }
}

void write_metrics(h5::Group& root, MemberColumns const& columns, SweepTable const& table) {
    h5::Group group = root.create_group("summary");
    group.set_attribute("description",
                        "The summary of each member; NaN where the run is not complete or has no "
                        "such number");
    for (SweepTable::MetricColumn const& metric : table.metrics) {
        h5::Dataset dataset = columns.add(group, metric.name, metric.description, metric.values);
        if (!metric.unit.empty()) {
            dataset.set_attribute("units", metric.unit);
        }
    }
}

void write_plan(h5::Group& root, MemberColumns const& columns, SweepOrigin const& origin) {
    h5::Group group = root.create_group("plan");
    group.set_attribute("description", "The question that this sweep answers");
    h5::Dataset text = group.create({"text", h5::Type::text, {}, 0, 1, false});
    text.set_attribute("long_name", "Sweep file as the user wrote it");
    text.write(std::span<std::string const>{&origin.text, 1});
    columns.add(group, "settings", "What the member sets over the experiment, one key a line",
                origin.settings);
}

}  // namespace

void write_sweep(std::string const& path, SweepTable const& table, SweepOrigin const& origin,
                 SweepSeries const& series) {
    h5::File file = h5::File::create(path, h5::Layout::plain);
    try {
        h5::Group root = file.root();
        write_root(root, table, origin);
        MemberColumns const columns{root, table.id.size()};
        write_members(root, columns, table);
        write_axes(root, columns, table);
        write_metrics(root, columns, table);
        write_plan(root, columns, origin);
        series.write(root, columns.scale());
        file.close();
    } catch (...) {
        file.abandon();
        throw;
    }
}

}  // namespace gridrush
