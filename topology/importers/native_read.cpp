#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "topology/importers/csv.hpp"
#include "topology/importers/importers.hpp"
#include "topology/importers/native_table.hpp"
#include "topology/importers/series_table.hpp"
#include "topology/importers/text_file.hpp"
#include "topology/importers/yaml_map.hpp"

namespace gridrush {
namespace {

std::vector<std::string> names_of(std::vector<NativeKey> const& keys) {
    std::vector<std::string> names;
    for (auto const& key : keys) {
        names.push_back(key.name);
    }
    return names;
}

std::vector<std::string> grid_key_names() {
    auto names = names_of(native_grid_keys());
    for_each_native_table([&names](auto const& table) { names.push_back(table.name); });
    return names;
}

/// The files that a grid.yaml names, and every mistake in them.
struct Source {
    std::filesystem::path folder;  ///< of the grid.yaml, as the user wrote it
    FileOpener const& open;
    Issues issues;

    [[nodiscard]] std::string path_of(std::string const& file) const {
        return (folder / file).string();
    }
};

template <class Row>
void check_columns(NativeTable<Row> const& table, CsvTable const& csv, Issues& issues) {
    std::vector<std::string> known;
    std::vector<std::string> required;
    for (auto const& column : table.columns) {
        known.push_back(column.name);
        if (column.presence == Presence::required) {
            required.push_back(column.name);
        }
    }
    for (std::size_t k = 0; k < csv.columns().size(); ++k) {
        auto const& name = csv.columns()[k];
        if (std::ranges::find(known, name) != known.end()) {
            continue;
        }
        issues.push_back(
            {csv.column_at(k), table.name + '.' + name, unknown_word("column", name, known)});
    }
    csv.require(required);
}

template <class Row>
Row read_row(NativeTable<Row> const& table, CsvTable const& csv, CsvRow const& cells) {
    Row row;
    row.at = cells.at();
    for (auto const& column : table.columns) {
        if (!csv.find(column.name)) {
            continue;
        }
        auto const cell = cells.text(column.name);
        std::string mistake;
        if (!cell.empty()) {
            mistake = column.read(cell, row);
        } else if (column.presence == Presence::required) {
            mistake = "cell is empty (a value is required)";
        }
        if (!mistake.empty()) {
            cells.report(column.name, std::move(mistake));
        }
    }
    return row;
}

template <class Row>
std::vector<Row> read_table(NativeTable<Row> const& table, YamlMap const& grid, Source& source) {
    auto const file = grid.has(table.name) ? grid.text(table.name) : table.name + ".csv";
    auto const text = file ? source.open(*file) : std::nullopt;
    if (!text) {
        bool const must_be = grid.has(table.name) || table.presence == Presence::required;
        if (file && must_be) {
            grid.report(table.name, fmt::format("file '{}' cannot be read", source.path_of(*file)));
        }
        return {};
    }
    CsvTable const csv{*text, source.path_of(*file), source.issues};
    check_columns(table, csv, source.issues);
    std::vector<Row> rows;
    for (std::size_t k = 0; k < csv.size(); ++k) {
        rows.push_back(read_row(table, csv, csv[k]));
    }
    return rows;
}

TimePoint read_start(YamlMap const& entry) {
    auto const text = entry.require_text("start");
    if (!text) {
        return {};
    }
    auto const time = parse_time(*text);
    if (!time) {
        entry.report("start", fmt::format("not a date (found '{}') write it as 2025-01-31 or "
                                          "2025-01-31 06:00",
                                          *text));
    }
    return time.value_or(TimePoint{});
}

Seconds read_step(YamlMap const& entry) {
    auto const step = entry.number("step_s").value_or(3600.0);
    if (step >= 1.0 && step <= 1e9 && std::floor(step) == step) {
        return Seconds{static_cast<Seconds::rep>(step)};
    }
    entry.report("step_s", fmt::format("not a whole number of seconds above 0 (found {})", step));
    return Seconds{3600};
}

void read_series_entry(YamlMap const& entry, Source& source, std::vector<SeriesSpec>& all) {
    auto const start = read_start(entry);
    auto const step = read_step(entry);
    auto const file = entry.require_text("file");
    if (!file) {
        return;
    }
    auto const text = source.open(*file);
    if (!text) {
        entry.report("file", fmt::format("file '{}' cannot be read", source.path_of(*file)));
        return;
    }
    CsvTable const csv{*text, source.path_of(*file), source.issues};
    auto more = read_series_columns(csv, 0, start, step);
    std::ranges::move(more, std::back_inserter(all));
}

std::vector<SeriesSpec> read_all_series(YamlMap const& grid, std::string const& file,
                                        Source& source) {
    std::vector<SeriesSpec> all;
    auto const entries = grid.list("series");
    for (std::size_t k = 0; k < entries.size(); ++k) {
        YamlMap const entry{entries[k], file, fmt::format("series.{}", k),
                            names_of(native_series_keys()), source.issues};
        read_series_entry(entry, source, all);
    }
    return all;
}

void check_format(YamlMap const& grid) {
    auto const format = grid.require_text("format");
    if (!format || *format == native_format_name) {
        return;
    }
    grid.report("format",
                fmt::format("unknown format '{}' (known: {})", *format, native_format_name));
}

}  // namespace

GridSpec read_native(std::string_view yaml, std::string const& file_name, FileOpener const& open) {
    Source source{std::filesystem::path{file_name}.parent_path(), open, {}};
    GridSpec spec;
    if (auto const node = parse_yaml(std::string{yaml}, file_name, source.issues)) {
        YamlMap const grid{*node, file_name, "", grid_key_names(), source.issues};
        check_format(grid);
        spec.name = grid.text("name").value_or("");
        spec.base_mva = grid.number("base_mva").value_or(spec.base_mva);
        for_each_native_table(
            [&](auto const& table) { spec.*table.rows = read_table(table, grid, source); });
        spec.series = read_all_series(grid, file_name, source);
    }
    throw_if_any(std::move(source.issues));
    return spec;
}

GridSpec read_native(std::filesystem::path const& grid_yaml) {
    auto const text = read_text_file(grid_yaml);
    if (!text) {
        throw InputError{{{{grid_yaml.string(), 0, 0}, "", "cannot be read"}}};
    }
    return read_native(*text, grid_yaml.string(), [&grid_yaml](std::string const& file) {
        return read_text_file(grid_yaml.parent_path() / file);
    });
}

}  // namespace gridrush
