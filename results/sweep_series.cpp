#include "results/sweep_series.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "results/columns.hpp"
#include "results/schema.hpp"

namespace gridrush {
namespace {

bool same_variable(VariableInfo const& a, VariableInfo const& b) {
    return a.name == b.name && a.unit == b.unit && a.shape == b.shape &&
           a.cell_methods == b.cell_methods;
}

/// What differs between a group in two runs, times and entities apart; empty = nothing.
std::string difference(SeriesInfo const& a, SeriesInfo const& b) {
    if (a.interval != b.interval || a.aggregate != b.aggregate) {
        return "interval or aggregate";
    }
    if (a.rows != b.rows) {
        return "number of times";
    }
    if (a.entities != b.entities) {
        return "number of entities";
    }
    return std::ranges::equal(a.variables, b.variables, same_variable) ? "" : "variables";
}

SeriesGroup const& schema_of(std::string const& group) {
    return *std::ranges::find(series_groups(), group, &SeriesGroup::name);
}

h5::Dataset write_time(h5::Group& group, TimePoint start, std::vector<TimePoint> const& times) {
    std::vector<double> seconds;
    seconds.reserve(times.size());
    for (TimePoint const time : times) {
        seconds.push_back(seconds_since(start, time));
    }
    h5::Dataset scale = group.create({"time", h5::Type::float64, {times.size()}, 0, 1, false});
    describe(scale, time_unit, "Start of the interval or period", start);
    scale.write(seconds);
    scale.make_scale();
    return scale;
}

h5::Dataset write_entities(h5::Group& group, FixedColumn const& column,
                           std::vector<std::string> const& ids) {
    h5::Dataset scale =
        group.create({std::string{column.name}, h5::Type::text, {ids.size()}, 0, 1, false});
    scale.set_attribute("long_name", std::string{column.long_name});
    scale.write(ids);
    scale.make_scale();
    return scale;
}

}  // namespace

void SweepSeries::add(std::size_t member, std::string file, RunFile const& run) {
    if (members_ > most_members) {
        return;
    }
    bool const first = sources_.empty();
    sources_.push_back({member, std::move(file)});
    std::vector<std::string> seen;
    for (SeriesInfo& info : run.series()) {
        std::string const name = info.name;
        seen.push_back(name);
        auto const [found, is_new] = shared_.try_emplace(name);
        Shared& shared = found->second;
        if (is_new) {
            order_.push_back(name);
            shared = {std::move(info), run.start(), run.times(name), run.entities(name),
                      first ? "" : "whether it was recorded"};
        } else if (shared.difference.empty()) {
            shared.difference = difference(shared.info, info);
            if (shared.difference.empty() &&
                (shared.start != run.start() || shared.times != run.times(name))) {
                shared.difference = "times";
            }
            if (shared.difference.empty() && shared.entities != run.entities(name)) {
                shared.difference = "entities";
            }
        }
    }
    for (auto& [name, shared] : shared_) {
        if (shared.difference.empty() && std::ranges::find(seen, name) == seen.end()) {
            shared.difference = "whether it was recorded";
        }
    }
}

void SweepSeries::write(h5::Group& root, h5::Dataset const& member_scale) const {
    h5::Group series = root.create_group("series");
    series.set_attribute("description",
                         "Time series that all complete members share; they lie in the members' "
                         "files");
    std::string left_out;
    if (members_ > most_members) {
        left_out = fmt::format("all: more than {} members", most_members);
    }
    for (std::string const& name : order_) {
        Shared const& shared = shared_.at(name);
        if (!shared.difference.empty()) {
            left_out += fmt::format("{}{}: members differ in {}", left_out.empty() ? "" : "; ",
                                    name, shared.difference);
        } else if (shared.info.rows > 0) {
            write_group(series, shared, member_scale);
        }
    }
    series.set_attribute("left_out", left_out);
}

void SweepSeries::write_group(h5::Group& series, Shared const& shared,
                              h5::Dataset const& member_scale) const {
    SeriesGroup const& schema = schema_of(shared.info.name);
    h5::Group group = series.create_group(shared.info.name);
    group.set_attribute("description", std::string{schema.description});
    group.set_attribute("interval", shared.info.interval);
    group.set_attribute("aggregate", shared.info.aggregate);
    h5::Dataset const time = write_time(group, shared.start, shared.times);
    std::optional<h5::Dataset> entities;
    if (schema.has_entities()) {
        entities = write_entities(group, schema.entities.front(), shared.entities);
    }
    for (VariableInfo const& variable : shared.info.variables) {
        std::vector<std::size_t> shape{members_, shared.info.rows};
        if (entities) {
            shape.push_back(shared.entities.size());
        }
        h5::Dataset dataset = group.create_virtual(
            {variable.name, fmt::format("/{}/{}", shared.info.name, variable.name), shape,
             sources_});
        describe(dataset, variable.unit, variable.long_name, shared.start);
        dataset.set_attribute("cell_methods", variable.cell_methods);
        dataset.attach_scale(0, member_scale);
        dataset.attach_scale(1, time);
        if (entities) {
            dataset.attach_scale(2, *entities);
        }
        auto const column =
            std::ranges::find(schema.variables, variable.name, &SeriesVariable::name);
        if (column->codes != nullptr) {
            describe_codes(group, dataset, variable.name, column->codes);
        }
    }
}

}  // namespace gridrush
