#include <fstream>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include "topology/importers/csv.hpp"
#include "topology/importers/importers.hpp"
#include "topology/importers/native_table.hpp"

namespace gridrush {
namespace {

void write_text_file(std::filesystem::path const& file, std::string const& text) {
    std::ofstream stream{file, std::ios::binary};
    stream << text << std::flush;
    if (!stream) {
        throw std::runtime_error{fmt::format("{}: cannot be written", file.string())};
    }
}

/// The columns that say something: required, or not at their default in every row.
template <class Row>
std::vector<NativeColumn<Row>> used_columns(NativeTable<Row> const& table,
                                            std::vector<Row> const& rows) {
    std::vector<NativeColumn<Row>> used;
    for (auto const& column : table.columns) {
        bool const says = rows.empty() || column.presence == Presence::required ||
                          std::ranges::any_of(rows, [&column](Row const& row) {
                              return !column.write(row).empty();
                          });
        if (says) {
            used.push_back(column);
        }
    }
    return used;
}

template <class Row>
std::string table_text(NativeTable<Row> const& table, std::vector<Row> const& rows) {
    auto const columns = used_columns(table, rows);
    std::vector<std::string> cells;
    for (auto const& column : columns) {
        cells.push_back(column.name);
    }
    auto text = fmt::format("{}\n", fmt::join(cells, ","));
    for (auto const& row : rows) {
        cells.clear();
        for (auto const& column : columns) {
            cells.push_back(csv_cell(column.write(row)));
        }
        text += fmt::format("{}\n", fmt::join(cells, ","));
    }
    return text;
}

using SeriesGroup = std::span<SeriesSpec const>;

/// Neighbours with the same time axis share a file; the order of the series is kept.
std::vector<SeriesGroup> grouped(std::vector<SeriesSpec> const& series) {
    std::vector<SeriesGroup> groups;
    std::size_t first = 0;
    for (std::size_t k = 0; k < series.size(); ++k) {
        auto const next = k + 1;
        bool const same = next < series.size() && series[next].start == series[first].start &&
                          series[next].step == series[first].step &&
                          series[next].values.size() == series[first].values.size();
        if (same) {
            continue;
        }
        groups.push_back(std::span{series}.subspan(first, next - first));
        first = next;
    }
    return groups;
}

std::string series_text(SeriesGroup group) {
    std::vector<std::string> ids;
    for (auto const& series : group) {
        ids.push_back(csv_cell(series.id));
    }
    std::string text = fmt::format("{}\n", fmt::join(ids, ","));
    auto const end = std::back_inserter(text);
    for (std::size_t row = 0; row < group.front().values.size(); ++row) {
        for (std::size_t k = 0; k < group.size(); ++k) {
            fmt::format_to(end, "{}{}", k == 0 ? "" : ",", group[k].values[row]);
        }
        text += '\n';
    }
    return text;
}

void write_series_list(YAML::Emitter& yaml, std::vector<SeriesSpec> const& series,
                       std::filesystem::path const& folder) {
    auto const groups = grouped(series);
    yaml << YAML::Key << "series" << YAML::Value << YAML::BeginSeq;
    for (std::size_t k = 0; k < groups.size(); ++k) {
        auto const file = groups.size() == 1 ? "series.csv" : fmt::format("series_{}.csv", k + 1);
        write_text_file(folder / file, series_text(groups[k]));
        yaml << YAML::BeginMap;
        yaml << YAML::Key << "file" << YAML::Value << file;
        yaml << YAML::Key << "start" << YAML::Value << write_cell(groups[k].front().start);
        yaml << YAML::Key << "step_s" << YAML::Value << groups[k].front().step.count();
        yaml << YAML::EndMap;
    }
    yaml << YAML::EndSeq;
}

}  // namespace

void write_native(GridSpec const& spec, std::filesystem::path const& folder) {
    std::filesystem::create_directories(folder);
    YAML::Emitter yaml;
    yaml << YAML::BeginMap;
    yaml << YAML::Key << "format" << YAML::Value << native_format_name;
    yaml << YAML::Key << "name" << YAML::Value << YAML::DoubleQuoted << spec.name;
    yaml << YAML::Key << "base_mva" << YAML::Value << write_cell(spec.base_mva);
    for_each_native_table([&](auto const& table) {
        auto const file = table.name + ".csv";
        write_text_file(folder / file, table_text(table, spec.*table.rows));
        yaml << YAML::Key << table.name << YAML::Value << file;
    });
    if (!spec.series.empty()) {
        write_series_list(yaml, spec.series, folder);
    }
    yaml << YAML::EndMap;
    write_text_file(folder / "grid.yaml", fmt::format("{}\n", yaml.c_str()));
}

}  // namespace gridrush
