#include "results/columns.hpp"

#include <numeric>
#include <string>
#include <variant>

#include <fmt/chrono.h>
#include <fmt/core.h>

namespace gridrush {
namespace {

/// Rows of one chunk of a table; uncompressed, so that a chunk is filled up in place.
constexpr std::size_t table_chunk_rows = 1024;

h5::Type type_of(std::vector<std::string> const&) {
    return h5::Type::text;
}
h5::Type type_of(std::vector<double> const&) {
    return h5::Type::float64;
}
h5::Type type_of(std::vector<std::int32_t> const&) {
    return h5::Type::int32;
}

template <class Row>
h5::Type type_of(RowColumn<Row> const& column) {
    if (column.codes != nullptr || column.unit.empty()) {
        return h5::Type::int32;
    }
    auto const counts = column.unit == time_unit && !column.may_be_missing;
    return counts ? h5::Type::int64 : h5::Type::float64;
}

h5::Dataset create_index(h5::Group& group, std::string_view dimension) {
    h5::Dataset index =
        group.create({std::string{dimension}, h5::Type::int64, {0}, table_chunk_rows, 1, false});
    index.set_attribute("long_name", "Row");
    index.make_scale();
    return index;
}

}  // namespace

std::string time_units(TimePoint start) {
    return fmt::format("seconds since {:%Y-%m-%d %H:%M:%S}", start);
}

void describe(h5::Object& object, std::string_view unit, std::string_view long_name,
              TimePoint start) {
    object.set_attribute("long_name", std::string{long_name});
    if (unit == time_unit) {
        object.set_attribute("units", time_units(start));
        object.set_attribute("calendar", "standard");
    } else if (!unit.empty()) {
        object.set_attribute("units", std::string{unit});
    }
}

std::size_t row_count(std::span<FixedColumn const> columns, RunInfo const& info) {
    return std::visit([](auto const& values) { return values.size(); },
                      columns.front().values(info));
}

h5::Dataset write_columns(h5::Group& group, std::span<FixedColumn const> columns,
                          RunInfo const& info) {
    std::vector<h5::Dataset> datasets;
    for (FixedColumn const& column : columns) {
        std::visit(
            [&](auto const& values) {
                h5::Dataset dataset = group.create(
                    {std::string{column.name}, type_of(values), {values.size()}, 0, 1, false});
                describe(dataset, column.unit, column.long_name, info.experiment.start);
                dataset.write(values);
                datasets.push_back(std::move(dataset));
            },
            column.values(info));
    }
    datasets.front().make_scale();
    for (std::size_t i = 1; i < datasets.size(); ++i) {
        datasets[i].attach_scale(0, datasets.front());
    }
    return std::move(datasets.front());
}

void describe_codes(h5::Group& group, h5::Dataset& column, std::string_view name, CodeNames codes) {
    std::vector<std::string_view> const names = codes();
    std::vector<std::int32_t> values(names.size());
    std::iota(values.begin(), values.end(), 0);
    column.set_attribute("flag_values", std::span<std::int32_t const>{values});
    column.set_attribute("flag_meanings", fmt::format("{}", fmt::join(names, " ")));

    std::string const names_name = fmt::format("{}_names", name);
    h5::Dataset texts = group.create({names_name, h5::Type::text, {names.size()}, 0, 1, false});
    texts.set_attribute("long_name", fmt::format("Names of the codes 0, 1, ... of {}", name));
    texts.write(std::vector<std::string>(names.begin(), names.end()));
    texts.make_scale();
}

template <class Row>
RowTable<Row>::RowTable(h5::Group& group, std::string_view dimension,
                        std::span<RowColumn<Row> const> columns, TimePoint start,
                        std::int64_t first)
    : columns_{columns},
      start_{start},
      index_{create_index(group, dimension)},
      waiting_(columns.size()),
      first_{first} {
    for (RowColumn<Row> const& column : columns) {
        h5::Dataset dataset = group.create(
            {std::string{column.name}, type_of(column), {0}, table_chunk_rows, 1, false});
        describe(dataset, column.unit, column.long_name, start);
        dataset.attach_scale(0, index_);
        if (column.codes != nullptr) {
            describe_codes(group, dataset, column.name, column.codes);
        }
        datasets_.push_back(std::move(dataset));
    }
}

template <class Row>
void RowTable<Row>::add(Row const& row) {
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        waiting_[c].push_back(columns_[c].value(row, start_));
    }
    if (waiting_.front().size() >= table_chunk_rows) {
        write_values();
    }
}

template <class Row>
void RowTable<Row>::write_values() {
    std::size_t const rows = waiting_.front().size();
    if (rows == 0) {
        return;
    }
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        datasets_[c].write_rows(written_, rows, waiting_[c].data());
        waiting_[c].clear();
    }
    written_ += rows;
}

template <class Row>
void RowTable<Row>::write_index() {
    if (indexed_ == written_) {
        return;
    }
    std::vector<std::int64_t> rows(written_ - indexed_);
    std::iota(rows.begin(), rows.end(), first_ + static_cast<std::int64_t>(indexed_));
    index_.write_rows(indexed_, rows.size(), rows.data());
    indexed_ = written_;
}

template class RowTable<EventRow>;
template class RowTable<DecisionRow>;
template class RowTable<QueueEventRow>;
template class RowTable<QueueYearRow>;
template class RowTable<UpgradeRow>;
template class RowTable<CurtailmentRow>;
template class RowTable<TenantRow>;
template class RowTable<JobRow>;
template class RowTable<MigrationRow>;

}  // namespace gridrush
