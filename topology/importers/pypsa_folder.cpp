#include "topology/importers/pypsa_folder.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

namespace gridrush {
namespace {

constexpr double seconds_per_hour = 3600.0;

std::optional<double> truth(std::string_view text) {
    if (text == "True" || text == "true" || text == "TRUE") {
        return 1.0;
    }
    if (text == "False" || text == "false" || text == "FALSE") {
        return 0.0;
    }
    return std::nullopt;
}

/// Whether the cell says something else than `neutral`; what cannot be read does.
bool sets(std::string_view cell, double neutral) {
    if (cell.empty() || cell == "NA") {
        return false;
    }
    auto const value = truth(cell) ? truth(cell) : parse_number(cell);
    return !value || (!std::isnan(*value) && *value != neutral);
}

/// The column that holds the snapshots: `snapshot`, or the index of older files.
std::string const& snapshot_column(CsvTable const& table) {
    static std::string const usual = "snapshot";
    return table.find(usual) ? usual : table.columns().front();
}

}  // namespace

PypsaFolder::PypsaFolder(std::string name, FileOpener const& open)
    : name_{std::move(name)}, open_{open} {
    read_snapshots();
}

CsvTable const* PypsaFolder::open(std::string const& component) {
    auto const file = component + ".csv";
    auto text = open_(file);
    if (!text) {
        return nullptr;
    }
    texts_.push_back(std::move(*text));
    auto const path = (std::filesystem::path{name_} / file).string();
    auto const& table = tables_.emplace_back(texts_.back(), path, issues_);
    return table.columns().empty() ? nullptr : &table;
}

CsvTable const* PypsaFolder::require(std::string const& component) {
    auto const* table = open(component);
    if (table == nullptr) {
        auto const path = (std::filesystem::path{name_} / (component + ".csv")).string();
        issues_.push_back({{path, 0, 0}, "", "cannot be read"});
    }
    return table;
}

void PypsaFolder::read_snapshots() {
    auto const* table = open("snapshots");
    if (table == nullptr) {
        return;
    }
    auto const& column = snapshot_column(*table);
    snapshots_.count = table->size();
    for (std::size_t k = 0; k < table->size(); ++k) {
        labels_.emplace_back((*table)[k].text(column));
    }
    if (table->find("period") || table->find("timestep")) {
        issues_.push_back({table->column_at(0), "snapshots.period",
                           "several investment periods are not read (one grid is given as it "
                           "stands) export the network of one period"});
        return;
    }
    std::vector<TimePoint> times;
    for (std::size_t k = 0; k < table->size(); ++k) {
        auto const cell = (*table)[k].text(column);
        auto const time = parse_time(cell);
        if (!time && table->size() > 1) {
            (*table)[k].report(
                column, fmt::format("not a date and time (found '{}') write it as 2011-01-31 "
                                    "06:00:00",
                                    cell));
            return;
        }
        times.push_back(time.value_or(TimePoint{}));
    }
    snapshots_.start = times.empty() ? TimePoint{} : times.front();
    if (times.size() > 1 && times[1] > times[0]) {
        snapshots_.step = times[1] - times[0];
    }
    for (std::size_t k = 1; k < times.size(); ++k) {
        if (times[k] - times[k - 1] != snapshots_.step) {
            (*table)[k].report(
                column,
                fmt::format("snapshots must follow each other at equal steps (found {}, {} "
                            "is next)",
                            format_time(times[k]), format_time(times[k - 1] + snapshots_.step)));
            return;
        }
    }
    check_weightings(*table);
}

void PypsaFolder::check_weightings(CsvTable const& table) {
    auto const hours = static_cast<double>(snapshots_.step.count()) / seconds_per_hour;
    for (auto const* column : {"objective", "generators", "stores", "weightings"}) {
        for (std::size_t k = 0; k < table.size(); ++k) {
            if (pypsa_number(table[k], column, hours) == hours) {
                continue;
            }
            notes_.push_back({table[k].at(column), fmt::format("snapshots.{}", column),
                              fmt::format("weightings are not used: every snapshot counts for its "
                                          "{} h",
                                          hours)});
            return;
        }
    }
}

CsvTable const* PypsaFolder::open_series(std::string const& component,
                                         std::string const& attribute) {
    auto const* table = open(component + "-" + attribute);
    if (table == nullptr || table->columns().size() < 2) {
        return nullptr;
    }
    if (table->size() != snapshots_.count || snapshots_.count == 0) {
        issues_.push_back(
            {table->column_at(0), component + "-" + attribute,
             fmt::format("has {} rows (there are {} snapshots)", table->size(), snapshots_.count)});
        return nullptr;
    }
    for (std::size_t k = 0; k < table->size(); ++k) {
        auto const row = (*table)[k];
        auto const label = row.text(table->columns().front());
        if (parse_number(label) || label == labels_[k]) {
            continue;
        }
        auto const time = parse_time(label);
        if (!time || time != parse_time(labels_[k])) {
            row.report(table->columns().front(),
                       fmt::format("is not the snapshot of this row (found '{}', '{}' is next)",
                                   label, labels_[k]));
            return nullptr;
        }
    }
    return table;
}

std::optional<SeriesSpec> PypsaFolder::series(CsvTable const* table, std::string_view name,
                                              std::string id) const {
    auto const column = table == nullptr ? std::nullopt : table->find(name);
    if (!column || *column == 0) {
        return std::nullopt;
    }
    SeriesSpec series{
        table->column_at(*column), std::move(id), snapshots_.start, snapshots_.step, {}};
    for (std::size_t k = 0; k < table->size(); ++k) {
        series.values.push_back((*table)[k].number_at(*column));
    }
    return series;
}

void PypsaFolder::tell_unread(CsvTable const& table, std::vector<PypsaUnread> const& unread) {
    for (auto const& item : unread) {
        auto const column = table.find(item.column);
        if (!column) {
            continue;
        }
        std::size_t rows = 0;
        for (std::size_t k = 0; k < table.size(); ++k) {
            if (!sets(table[k].text(item.column), item.neutral)) {
                continue;
            }
            ++rows;
            if (item.verdict == PypsaUnread::Verdict::refuse) {
                table[k].report(item.column, item.why);
            }
        }
        if (rows > 0 && item.verdict == PypsaUnread::Verdict::note) {
            auto const stem = std::filesystem::path{table.file()}.stem().string();
            notes_.push_back({table.column_at(*column), fmt::format("{}.{}", stem, item.column),
                              fmt::format("{} ({} rows set it)", item.why, rows)});
        }
    }
}

void PypsaFolder::refuse_series(std::string const& component,
                                std::vector<std::string> const& attributes) {
    for (auto const& attribute : attributes) {
        auto const* table = open(component + "-" + attribute);
        if (table == nullptr || table->columns().size() < 2) {
            continue;
        }
        issues_.push_back({table->column_at(1), component + "-" + attribute,
                           fmt::format("{} that changes with time is not read ({} series)",
                                       attribute, table->columns().size() - 1)});
    }
}

std::string pypsa_name(CsvTable const& table, CsvRow const& row) {
    return std::string{row.text(table.columns().front())};
}

double pypsa_number(CsvRow const& row, std::string_view column, double fallback) {
    auto const value = row.number(column, fallback);
    return std::isnan(value) ? fallback : value;
}

bool pypsa_flag(CsvRow const& row, std::string_view column, bool fallback) {
    auto const cell = row.text(column);
    if (auto const known = truth(cell)) {
        return *known != 0.0;
    }
    return pypsa_number(row, column, fallback ? 1.0 : 0.0) != 0.0;
}

}  // namespace gridrush
