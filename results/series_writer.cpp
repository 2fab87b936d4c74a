#include "results/series_writer.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <utility>

#include <fmt/core.h>

#include "results/columns.hpp"

namespace gridrush {
namespace {

constexpr std::size_t most_chunk_columns = 64;
constexpr std::size_t time_chunk_rows = 1024;

/// Rows of a chunk. A month is written whole, so the chunk at its end is compressed twice and its
/// first form stays in the file as waste: chunks of much less than a month where rows are wide.
std::size_t rows_per_chunk(RecordInterval interval, std::size_t columns) {
    switch (interval) {
        case RecordInterval::day:
            return 31;
        case RecordInterval::month:
            return 12;
        case RecordInterval::none:
        case RecordInterval::hour:
            break;
    }
    return std::clamp<std::size_t>(4096 / columns, 96, 744);
}

std::size_t columns_per_chunk(std::size_t width) {
    std::size_t const chunks = (width + most_chunk_columns - 1) / most_chunk_columns;
    return (width + chunks - 1) / chunks;
}

TimePoint period_of(RecordInterval interval, TimePoint time) {
    if (interval == RecordInterval::day) {
        return std::chrono::floor<std::chrono::days>(time);
    }
    if (interval == RecordInterval::month) {
        std::chrono::year_month_day const day{std::chrono::floor<std::chrono::days>(time)};
        return std::chrono::sys_days{day.year() / day.month() / 1};
    }
    return time;
}

RecordAggregate aggregate_of(SeriesVariable const& variable, RecordSpec const& record) {
    if (record.interval == RecordInterval::hour) {
        return RecordAggregate::mean;
    }
    return variable.codes != nullptr ? RecordAggregate::max : record.aggregate;
}

std::string cell_methods(SeriesVariable const& variable, RecordInterval interval,
                         RecordAggregate aggregate) {
    if (variable.codes != nullptr && interval == RecordInterval::hour) {
        return "time: point";
    }
    switch (aggregate) {
        case RecordAggregate::mean:
            return "time: mean";
        case RecordAggregate::min:
            return "time: minimum";
        case RecordAggregate::max:
            return "time: maximum";
        case RecordAggregate::sum:
            break;
    }
    return "time: sum";
}

/// A sum over time is an integral over hours.
std::string unit_of(SeriesVariable const& variable, RecordAggregate aggregate) {
    std::string unit{variable.unit};
    if (aggregate != RecordAggregate::sum) {
        return unit;
    }
    if (unit == "MW") {
        return "MWh";
    }
    return unit.ends_with("/h") ? unit.substr(0, unit.size() - 2) : unit + " h";
}

double first_value(RecordAggregate aggregate) {
    switch (aggregate) {
        case RecordAggregate::min:
            return std::numeric_limits<double>::infinity();
        case RecordAggregate::max:
            return -std::numeric_limits<double>::infinity();
        case RecordAggregate::mean:
        case RecordAggregate::sum:
            break;
    }
    return 0.0;
}

void check_width(Column values, std::size_t width, SeriesGroup const& group,
                 SeriesVariable const& variable, TimePoint time) {
    if (values.size() != width) {
        throw std::logic_error{fmt::format("{}/{} at {}: {} values for {} entities", group.name,
                                           variable.name, format_time(time), values.size(), width)};
    }
}

std::string names_of_others(std::span<FixedColumn const> columns) {
    std::string names;
    for (std::size_t i = 1; i < columns.size(); ++i) {
        names += (names.empty() ? "" : " ") + std::string{columns[i].name};
    }
    return names;
}

}  // namespace

SeriesWriter::SeriesWriter(h5::Group group, SeriesGroup const& schema, RecordSpec record,
                           RunInfo const& info)
    : group_{std::move(group)},
      schema_{schema},
      record_{std::move(record)},
      run_start_{info.experiment.start},
      width_{schema.has_entities() ? row_count(schema.entities, info) : 1},
      chunk_rows_{rows_per_chunk(record_.interval, columns_per_chunk(width_))},
      chunk_columns_{columns_per_chunk(width_)} {
    create_time(run_start_);
    std::optional<h5::Dataset> entities;
    if (schema.has_entities()) {
        entities.emplace(write_columns(group_, schema.entities, info));
    }
    std::string const coordinates = names_of_others(schema.entities);
    for (SeriesVariable const& variable : schema.variables) {
        if (keeps(record_, variable)) {
            create_variable(variable, entities ? &*entities : nullptr, coordinates);
        }
    }
}

void SeriesWriter::create_time(TimePoint start) {
    time_.emplace(group_.create({"time", h5::Type::int64, {0}, time_chunk_rows, 1, false}));
    bounds_.emplace(
        group_.create({"time_bounds", h5::Type::int64, {0, 2}, time_chunk_rows, 2, false}));
    h5::Dataset bound = group_.create({"bound", h5::Type::int32, {2}, 0, 1, false});
    bound.set_attribute("long_name", "0 = start, 1 = end");
    bound.write(std::vector<std::int32_t>{0, 1});
    describe(*time_, time_unit, "Start of the interval or period", start);
    time_->set_attribute("standard_name", "time");
    time_->set_attribute("axis", "T");
    time_->set_attribute("bounds", "time_bounds");
    time_->make_scale();
    bound.make_scale();
    bounds_->attach_scale(0, *time_);
    bounds_->attach_scale(1, bound);
}

void SeriesWriter::create_variable(SeriesVariable const& schema, h5::Dataset const* entities,
                                   std::string const& coordinates) {
    std::vector<std::size_t> shape{0};
    if (entities != nullptr) {
        shape.push_back(width_);
    }
    h5::DatasetSpec spec{
        std::string{schema.name}, h5::Type::float32, shape, chunk_rows_, chunk_columns_, true};
    spec.unwritten = 0.0;
    h5::Dataset dataset = group_.create(spec);
    RecordAggregate const aggregate = aggregate_of(schema, record_);
    describe(dataset, unit_of(schema, aggregate), schema.long_name, run_start_);
    dataset.set_attribute("cell_methods", cell_methods(schema, record_.interval, aggregate));
    dataset.set_attribute("_FillValue", std::numeric_limits<float>::quiet_NaN());
    if (!coordinates.empty()) {
        dataset.set_attribute("coordinates", coordinates);
    }
    dataset.attach_scale(0, *time_);
    if (entities != nullptr) {
        dataset.attach_scale(1, *entities);
    }
    if (schema.codes != nullptr) {
        std::vector<float> values(schema.codes().size());
        std::iota(values.begin(), values.end(), 0.0F);
        describe_codes(group_, dataset, schema.name, schema.codes);
        dataset.set_attribute("flag_values", std::span<float const>{values});
    }
    Variable variable{&schema, aggregate, std::move(dataset), {}, std::vector<double>(width_)};
    variable.rows.reserve(chunk_rows_ * width_);
    variables_.push_back(std::move(variable));
}

void SeriesWriter::add(IntervalRow const& row) {
    Seconds const length{static_cast<Seconds::rep>(std::llround(row.length_h * 3600.0))};
    if (record_.interval != RecordInterval::hour) {
        if (in_period_ && period_of(record_.interval, row.start) != period_start_) {
            end_period();
        }
        if (!in_period_) {
            begin_period(row);
        }
        aggregate(row);
        period_end_ = row.start + length;
        return;
    }
    for (Variable& variable : variables_) {
        Column const values = values_of(*variable.schema, row);
        check_width(values, width_, schema_, *variable.schema, row.start);
        std::size_t const before = variable.rows.size();
        variable.rows.resize(before + width_);
        std::ranges::transform(values, variable.rows.begin() + static_cast<std::ptrdiff_t>(before),
                               [](double value) { return static_cast<float>(value); });
    }
    period_start_ = row.start;
    period_end_ = row.start + length;
    end_row();
}

void SeriesWriter::begin_period(IntervalRow const& row) {
    in_period_ = true;
    period_start_ = period_of(record_.interval, row.start);
    period_h_ = 0.0;
    for (Variable& variable : variables_) {
        std::ranges::fill(variable.aggregated, first_value(variable.aggregate));
    }
}

void SeriesWriter::aggregate(IntervalRow const& row) {
    period_h_ += row.length_h;
    for (Variable& variable : variables_) {
        Column const values = values_of(*variable.schema, row);
        check_width(values, width_, schema_, *variable.schema, row.start);
        std::vector<double>& sums = variable.aggregated;
        for (std::size_t i = 0; i < width_; ++i) {
            double const value = values[i];
            switch (variable.aggregate) {
                case RecordAggregate::mean:
                case RecordAggregate::sum:
                    sums[i] += value * row.length_h;
                    break;
                case RecordAggregate::min:
                    sums[i] = value < sums[i] || std::isnan(value) ? value : sums[i];
                    break;
                case RecordAggregate::max:
                    sums[i] = value > sums[i] || std::isnan(value) ? value : sums[i];
                    break;
            }
        }
    }
}

void SeriesWriter::end_period() {
    if (!in_period_) {
        return;
    }
    in_period_ = false;
    for (Variable& variable : variables_) {
        double const scale = variable.aggregate == RecordAggregate::mean ? 1.0 / period_h_ : 1.0;
        for (double const value : variable.aggregated) {
            variable.rows.push_back(static_cast<float>(value * scale));
        }
    }
    end_row();
}

void SeriesWriter::end_row() {
    times_.push_back(std::max<std::int64_t>((period_start_ - run_start_).count(), 0));
    time_bounds_.push_back(times_.back());
    time_bounds_.push_back((period_end_ - run_start_).count());
    ++rows_waiting_;
    if ((rows_written_ + rows_waiting_) % chunk_rows_ == 0) {
        write_values();
    }
}

void SeriesWriter::write_values() {
    if (rows_waiting_ == 0) {
        return;
    }
    for (Variable& variable : variables_) {
        bool const zero = std::ranges::all_of(variable.rows, [](float v) { return v == 0.0F; });
        // Most cuts of most hours are zero, as is what is not written; but a dataset of which
        // nothing at all is written passes as empty with some tools.
        if (zero && rows_written_ > 0) {
            variable.dataset.resize(rows_written_ + rows_waiting_);
        } else {
            variable.dataset.write_rows(rows_written_, rows_waiting_, variable.rows.data());
        }
        variable.rows.clear();
    }
    rows_written_ += rows_waiting_;
    rows_waiting_ = 0;
}

void SeriesWriter::write_times() {
    if (times_.empty()) {
        return;
    }
    bounds_->write_rows(times_written_, times_.size(), time_bounds_.data());
    time_->write_rows(times_written_, times_.size(), times_.data());
    times_written_ += times_.size();
    times_.clear();
    time_bounds_.clear();
}

}  // namespace gridrush
