#include "results/schema.hpp"

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "source_folder.hpp"

namespace gridrush {
namespace {

std::vector<std::string> texts(Issues const& issues) {
    std::vector<std::string> all;
    for (Issue const& issue : issues) {
        all.push_back(issue.text());
    }
    return all;
}

RecordSpec record(std::string group, std::vector<std::string> variables = {}) {
    RecordSpec spec;
    spec.group = std::move(group);
    spec.variables = std::move(variables);
    return spec;
}

TEST(Schema, page_is_what_the_schema_says) {
    std::ifstream file{GRIDRUSH_SOURCE_DIR "/results/SCHEMA.md"};
    std::string const page{std::istreambuf_iterator<char>{file}, {}};
    EXPECT_EQ(page, schema_markdown()) << "results/SCHEMA.md is stale: print it anew";
}

TEST(Schema, names_are_unique_within_a_group) {
    for (SeriesGroup const& group : series_groups()) {
        std::set<std::string_view> names{"time", "time_bounds", "bound"};
        for (FixedColumn const& column : group.entities) {
            EXPECT_TRUE(names.insert(column.name).second) << group.name << "/" << column.name;
        }
        for (SeriesVariable const& variable : group.variables) {
            EXPECT_TRUE(names.insert(variable.name).second) << group.name << "/" << variable.name;
        }
    }
}

TEST(Schema, every_series_has_a_unit_and_a_description) {
    for (SeriesGroup const& group : series_groups()) {
        for (SeriesVariable const& variable : group.variables) {
            EXPECT_FALSE(variable.unit.empty()) << group.name << "/" << variable.name;
            EXPECT_FALSE(variable.long_name.empty()) << group.name << "/" << variable.name;
        }
    }
}

TEST(Schema, covers_every_column_of_an_interval) {
    constexpr std::size_t columns =
        (sizeof(IntervalRow) - offsetof(IntervalRow, fuel_generation_mw)) / sizeof(Column);
    constexpr std::size_t system_numbers = sizeof(SystemRow) / sizeof(double);
    std::size_t of_entities = 0;
    std::size_t of_system = 0;
    for (SeriesGroup const& group : series_groups()) {
        (group.has_entities() ? of_entities : of_system) += group.variables.size();
    }
    EXPECT_EQ(of_entities, columns);
    EXPECT_EQ(of_system, system_numbers);
}

TEST(Schema, names_are_unique_in_the_tables_of_the_queue) {
    std::set<std::string_view> names{"contract_year", "events", "years"};
    for (FixedColumn const& column : queue_requests()) {
        EXPECT_TRUE(names.insert(column.name).second) << column.name;
    }
    for (QueueColumn const& column : queue_outcomes()) {
        EXPECT_TRUE(names.insert(column.name).second) << column.name;
    }
    std::set<std::string_view> of_years{"applicant", "stage"};
    for (RowColumn<QueueYearRow> const& column : queue_year_columns()) {
        EXPECT_TRUE(of_years.insert(column.name).second) << column.name;
    }
    for (QueueYearArray const& array : queue_year_arrays()) {
        EXPECT_TRUE(of_years.insert(array.name).second) << array.name;
    }
}

TEST(Schema, covers_every_column_of_the_queue_and_of_its_years) {
    constexpr std::size_t columns =
        (sizeof(QueueColumns) - alignof(QueueColumns)) / sizeof(std::vector<double>);
    EXPECT_EQ(queue_outcomes().size(), columns);
    std::size_t of_arrays = 0;
    for (QueueYearArray const& array : queue_year_arrays()) {
        of_arrays += array.members().size();
    }
    EXPECT_EQ(queue_year_columns().size() + of_arrays, sizeof(QueueYearRow) / sizeof(double));
}

TEST(RecordCheck, finds_every_mistake_at_once) {
    std::vector<RecordSpec> const specs{
        record("sites"), record("bus", {"lmp", "load_mw", "load_mw"}), record("bus")};
    std::vector<std::string> const found = texts(validate(specs));
    ASSERT_EQ(found.size(), 4U);
    EXPECT_NE(found[0].find("record[0].group: unknown group 'sites'"), std::string::npos)
        << found[0];
    EXPECT_NE(found[0].find("did you mean 'site'?"), std::string::npos) << found[0];
    EXPECT_NE(found[1].find("record[1].variables[0]: unknown variable 'lmp'"), std::string::npos)
        << found[1];
    EXPECT_NE(found[2].find("record[1].variables[2]"), std::string::npos) << found[2];
    EXPECT_NE(found[3].find("record[2].group"), std::string::npos) << found[3];
}

TEST(RecordCheck, accepts_everything_that_there_is) {
    std::vector<RecordSpec> specs;
    for (SeriesGroup const& group : series_groups()) {
        specs.push_back(record(std::string{group.name}));
        for (SeriesVariable const& variable : group.variables) {
            specs.back().variables.emplace_back(variable.name);
        }
    }
    EXPECT_TRUE(validate(specs).empty());
}

TEST(RecordCheck, a_group_that_is_not_named_is_recorded_whole) {
    SeriesGroup const& group = series_groups().front();
    RecordSpec const spec = record_of(group, {});
    EXPECT_EQ(spec.interval, RecordInterval::hour);
    for (SeriesVariable const& variable : group.variables) {
        EXPECT_TRUE(keeps(spec, variable));
    }
}

}  // namespace
}  // namespace gridrush
