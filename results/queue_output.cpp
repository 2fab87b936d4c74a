#include "results/queue_output.hpp"

#include <algorithm>
#include <numeric>
#include <string>

#include "results/schema.hpp"

namespace gridrush {
namespace {

/// Rows of a chunk of a table that is known at the end.
constexpr std::size_t chunk_rows = 64;

template <class Column>
bool is_whole(Column const& column) {
    return column.codes != nullptr || column.unit.empty();
}

h5::Dataset create_contract_years(h5::Group& group, std::size_t years) {
    h5::Dataset scale = group.create({"contract_year", h5::Type::int32, {years}, 0, 1, false});
    scale.set_attribute("long_name", "Year of the contract, 1 = the one that signing begins");
    std::vector<std::int32_t> numbers(years);
    std::iota(numbers.begin(), numbers.end(), 1);
    scale.write(numbers);
    scale.make_scale();
    return scale;
}

/// The coordinate of an array's second dimension, which others may share.
h5::Dataset member_scale(h5::Group& group, QueueYearArray const& array) {
    std::string const name{array.dimension};
    if (group.has(name)) {
        return group.open(name);
    }
    std::vector<std::string_view> const members = array.members();
    h5::Dataset scale = group.create({name, h5::Type::text, {members.size()}, 0, 1, false});
    scale.set_attribute("long_name",
                        array.dimension == "stage" ? "Last gate that it had passed" : "Who asks");
    scale.write(std::vector<std::string>(members.begin(), members.end()));
    scale.make_scale();
    return scale;
}

h5::Dataset create_array(h5::Group& group, h5::Dataset const& years, QueueYearArray const& array,
                         TimePoint start) {
    h5::Dataset const members = member_scale(group, array);
    std::size_t const width = members.shape().front();
    h5::Dataset dataset = group.create(
        {std::string{array.name}, h5::Type::float64, {0, width}, chunk_rows, width, false});
    describe(dataset, array.unit, array.long_name, start);
    dataset.attach_scale(0, years);
    dataset.attach_scale(1, members);
    return dataset;
}

}  // namespace

QueueOutput::QueueOutput(h5::Group& root, RunInfo const& info) : start_{info.experiment.start} {
    h5::Group group = root.create_group("queue");
    group.set_attribute("description", "Requests for connection, as they stand at the end");
    if (!info.request_ids.empty()) {
        create_outcome(group, info, write_columns(group, queue_requests(), info));
    }
    h5::Group events = group.create_group("events");
    events.set_attribute("description", "What happened to requests, in the order of time");
    events_.emplace(events, "event", queue_event_columns(), start_);
    create_years(group);
}

void QueueOutput::create_years(h5::Group& group) {
    h5::Group years = group.create_group("years");
    years.set_attribute("description", "The queue by calendar year");
    auto const columns = queue_year_columns();  // the first is the year itself
    years_.emplace(years, columns.front().name, columns.subspan(1), start_, year_of(start_));
    for (QueueYearArray const& array : queue_year_arrays()) {
        year_arrays_.push_back(create_array(years, years_->index(), array, start_));
    }
}

void QueueOutput::create_outcome(h5::Group& group, RunInfo const& info,
                                 h5::Dataset const& requests) {
    auto const years = static_cast<std::size_t>(std::max(info.experiment.study.horizon_years, 1));
    h5::Dataset const contract_years = create_contract_years(group, years);
    for (QueueColumn const& column : queue_outcomes()) {
        std::vector<std::size_t> shape{info.request_ids.size()};
        if (column.by_contract_year) {
            shape.push_back(years);
        }
        h5::DatasetSpec spec{std::string{column.name}, h5::Type::float64, shape, 0, 1, false};
        if (is_whole(column)) {
            spec.type = h5::Type::int32;
            spec.unwritten = -1.0;
        }
        h5::Dataset dataset = group.create(spec);
        describe(dataset, column.unit, column.long_name, start_);
        dataset.attach_scale(0, requests);
        if (column.by_contract_year) {
            dataset.attach_scale(1, contract_years);
        }
        if (column.codes != nullptr) {
            describe_codes(group, dataset, column.name, column.codes);
        }
        outcome_.push_back(std::move(dataset));
    }
}

void QueueOutput::write(RunResult const& result) {
    write_outcome(result.queue);
    for (QueueYearRow const& row : result.queue_years) {
        years_->add(row);
    }
    years_->write_values();
    for (std::size_t a = 0; a < year_arrays_.size(); ++a) {
        std::vector<double> values;
        for (QueueYearRow const& row : result.queue_years) {
            std::span<double const> const of_row = queue_year_arrays()[a].values(row);
            values.insert(values.end(), of_row.begin(), of_row.end());
        }
        if (!values.empty()) {
            year_arrays_[a].write_rows(0, result.queue_years.size(), values.data());
        }
    }
}

void QueueOutput::write_index() {
    events_->write_index();
    years_->write_index();
}

void QueueOutput::write_outcome(QueueColumns const& queue) {
    for (std::size_t c = 0; c < outcome_.size(); ++c) {
        std::vector<double> const values = queue_outcomes()[c].values(queue, start_);
        std::vector<std::size_t> const shape = outcome_[c].shape();
        std::size_t const size =
            std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>{});
        if (values.size() == size) {
            outcome_[c].write(values);
        }
    }
}

}  // namespace gridrush
