#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/observer.hpp"

namespace gridrush {

/// Everything that a result file holds, declared once: the recorder creates it, the reader checks
/// it, SCHEMA.md is printed from it. Units are plain text that UDUNITS reads where it knows them.

/// `major.minor`: the major number changes when older readers would misread a file.
inline constexpr std::string_view format_version = "1.2";
inline constexpr int format_major = 1;

/// Unit of every column of times: stored as `seconds since <start of the run>`.
inline constexpr std::string_view time_unit = "time";

/// Names of the codes 0, 1, 2, ... of a column of codes.
using CodeNames = std::vector<std::string_view> (*)();

/// Times are seconds since the start of the run, NaN = never.
using ColumnValues =
    std::variant<std::vector<std::string>, std::vector<double>, std::vector<std::int32_t>>;

/// A column that is known when the run begins.
struct FixedColumn {
    std::string_view name;
    std::string_view unit;  ///< empty for text and row numbers
    std::string_view long_name;
    ColumnValues (*values)(RunInfo const& info);
};

/// A table known when the run begins. Its first column is the coordinate of its one dimension.
struct FixedTable {
    std::string_view name;
    std::string_view description;
    std::span<FixedColumn const> columns;
};

/// A number per interval (system) or per interval and entity.
struct SeriesVariable {
    std::string_view name;
    std::string_view unit;
    std::string_view long_name;
    std::variant<double SystemRow::*, Column IntervalRow::*> member;
    CodeNames codes = nullptr;  ///< set: a code; over longer periods the highest is kept
};

/// Time series of one kind of entity, over the dimensions (time, entity), or (time) of the system.
struct SeriesGroup {
    std::string_view name;
    std::string_view description;
    std::span<FixedColumn const> entities;  ///< first the ids; empty = the system as a whole
    std::span<SeriesVariable const> variables;

    [[nodiscard]] bool has_entities() const { return !entities.empty(); }
};

/// A column of a table that grows a row at a time.
template <class Row>
struct RowColumn {
    std::string_view name;
    std::string_view unit;  ///< empty for codes and row numbers
    std::string_view long_name;
    double (*value)(Row const& row, TimePoint start);
    CodeNames codes = nullptr;
    bool may_be_missing = false;  ///< a time that may be NaN
};

/// A column of the queue that is known when the run ends.
struct QueueColumn {
    std::string_view name;
    std::string_view unit;
    std::string_view long_name;
    std::vector<double> (*values)(QueueColumns const& queue, TimePoint start);
    CodeNames codes = nullptr;
    bool by_contract_year = false;  ///< requests x years of a contract
};

/// Numbers of a year of the queue, one per member of `dimension`.
struct QueueYearArray {
    std::string_view name;
    std::string_view unit;
    std::string_view long_name;
    std::string_view dimension;
    CodeNames members;
    std::span<double const> (*values)(QueueYearRow const& row);
};

/// A wall-clock time of the run.
struct TimingValue {
    std::string_view name;
    std::string_view long_name;
    double Timing::* member;
};

[[nodiscard]] std::span<SeriesGroup const> series_groups();
[[nodiscard]] std::span<FixedTable const> grid_tables();
[[nodiscard]] std::span<FixedColumn const> queue_requests();  ///< known at the start
[[nodiscard]] std::span<QueueColumn const> queue_outcomes();  ///< known at the end
[[nodiscard]] std::span<RowColumn<QueueEventRow> const> queue_event_columns();
[[nodiscard]] std::span<RowColumn<QueueYearRow> const> queue_year_columns();  ///< first the year
[[nodiscard]] std::span<QueueYearArray const> queue_year_arrays();
[[nodiscard]] std::span<RowColumn<UpgradeRow> const> upgrade_columns();
[[nodiscard]] std::span<RowColumn<CurtailmentRow> const> curtailment_columns();
[[nodiscard]] std::span<FixedColumn const> tenant_columns();            ///< known at the start
[[nodiscard]] std::span<RowColumn<TenantRow> const> tenant_outcomes();  ///< known at the end
[[nodiscard]] std::span<RowColumn<JobRow> const> job_columns();
[[nodiscard]] std::span<RowColumn<MigrationRow> const> migration_columns();
[[nodiscard]] std::span<FixedColumn const> policy_columns();
[[nodiscard]] std::span<RowColumn<EventRow> const> event_columns();
[[nodiscard]] std::span<RowColumn<DecisionRow> const> decision_columns();
[[nodiscard]] std::span<TimingValue const> timing_values();

/// The numbers of a variable in one interval: one per entity, or a single one.
[[nodiscard]] Column values_of(SeriesVariable const& variable, IntervalRow const& row);
/// Seconds from `start` to `time`; NaN for the ends of time, which mean "never" and "always".
[[nodiscard]] double seconds_since(TimePoint start, TimePoint time);

/// Unknown groups and variables, groups named twice. Paths are `record[0].group` and so on.
[[nodiscard]] Issues validate(std::span<RecordSpec const> record);
/// What is recorded of `group`: what `record` says; every interval and variable when it says
/// nothing.
[[nodiscard]] RecordSpec record_of(SeriesGroup const& group, std::span<RecordSpec const> record);
/// Whether `spec` keeps `variable`.
[[nodiscard]] bool keeps(RecordSpec const& spec, SeriesVariable const& variable);

[[nodiscard]] std::string_view to_string(RecordInterval interval);
[[nodiscard]] std::string_view to_string(RecordAggregate aggregate);

/// The text of SCHEMA.md.
[[nodiscard]] std::string schema_markdown();

}  // namespace gridrush
