#include "experiments/adequacy_system.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include <fmt/core.h>

#include "topology/importers/csv.hpp"
#include "topology/importers/text_file.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;

constexpr char const* units_file = "generators.csv";
constexpr char const* load_file_start = "load_hourly_mw";
constexpr double most_units_of_a_type = 10000.0;

/// 0 when the cell is no count; then that is among the issues.
int unit_count(CsvRow const& row) {
    double const count = row.number("count", 1.0);
    if (count >= 1.0 && count <= most_units_of_a_type && count == std::floor(count)) {
        return static_cast<int>(count);
    }
    row.report("count", fmt::format("must be a whole number from 1 to {:.0f} (found {})",
                                    most_units_of_a_type, row.text("count")));
    return 0;
}

void read_units_of(CsvRow const& row, std::vector<UnitSpec>& units) {
    UnitSpec unit;
    unit.at = row.at();
    unit.mw = row.number("mw");
    unit.mttf_h = row.number("mttf_h");
    unit.mttr_h = row.number("mttr_h");
    unit.forced_outage_rate = row.number("for", unit.mttr_h / (unit.mttf_h + unit.mttr_h));
    if (row.text("type").empty()) {
        row.report("type", "must name the unit (found an empty cell)");
    }
    int const count = unit_count(row);
    for (int k = 1; k <= count; ++k) {
        unit.id = fmt::format("{}#{}", row.text("type"), k);
        units.push_back(unit);
    }
}

std::vector<UnitSpec> read_units(fs::path const& folder, Issues& issues) {
    fs::path const file = folder / units_file;
    std::vector<UnitSpec> units;
    auto const text = read_text_file(file);
    if (!text) {
        issues.push_back({{file.string(), 0, 0}, "", "cannot be read: no such file"});
        return units;
    }
    CsvTable const table{*text, file.string(), issues};
    if (!table.require({"type", "mw", "mttf_h", "mttr_h"})) {
        return units;
    }
    for (std::size_t row = 0; row < table.size(); ++row) {
        read_units_of(table[row], units);
    }
    return units;
}

/// nullopt when there is not exactly one; then that is among the issues.
std::optional<fs::path> find_load_file(fs::path const& folder, Issues& issues) {
    std::vector<fs::path> found;
    std::error_code ignored;
    for (auto const& entry : fs::directory_iterator{folder, ignored}) {
        auto const name = entry.path().filename().string();
        if (name.starts_with(load_file_start) && name.ends_with(".csv")) {
            found.push_back(entry.path());
        }
    }
    if (found.size() == 1) {
        return found.front();
    }
    issues.push_back(
        {{folder.string(), 0, 0},
         "load",
         fmt::format("must hold one file {}*.csv (found {})", load_file_start, found.size())});
    return std::nullopt;
}

void read_hour(CsvRow const& row, std::size_t hour, HourlyLoadSpec& load) {
    if (row.number("hour") != static_cast<double>(hour)) {
        row.report("hour", fmt::format("must be {} (found {}; hours count from 0 without gaps)",
                                       hour, row.text("hour")));
    }
    double const mw = row.number("mw");
    if (!std::isfinite(mw) || mw < 0.0) {
        row.report("mw", fmt::format("must be 0 MW or more (found {})", row.text("mw")));
    }
    load.mw.push_back(mw);
}

HourlyLoadSpec read_load(fs::path const& folder, Issues& issues) {
    HourlyLoadSpec load;
    auto const file = find_load_file(folder, issues);
    if (!file) {
        return load;
    }
    load.at.file = file->string();
    auto const text = read_text_file(*file);
    if (!text) {
        issues.push_back({load.at, "", "cannot be read"});
        return load;
    }
    CsvTable const table{*text, file->string(), issues};
    if (!table.require({"hour", "mw"})) {
        return load;
    }
    for (std::size_t row = 0; row < table.size(); ++row) {
        read_hour(table[row], row, load);
    }
    return load;
}

void append(Issues& issues, Issues const& more) {
    issues.insert(issues.end(), more.begin(), more.end());
}

}  // namespace

AdequacySystem read_adequacy_system(fs::path const& folder) {
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored)) {
        throw InputError{{{{folder.string(), 0, 0},
                           "system",
                           fmt::format("no such folder (a system is a folder with {} and "
                                       "{}*.csv)",
                                       units_file, load_file_start)}}};
    }
    // A file with wrong cells is not asked what its rows say together.
    Issues of_units;
    auto const units = read_units(folder, of_units);
    if (of_units.empty()) {
        append(of_units, validate(units));
    }
    Issues of_load;
    auto load = read_load(folder, of_load);
    if (of_load.empty()) {
        append(of_load, validate(load));
    }
    append(of_units, of_load);
    throw_if_any(std::move(of_units));
    return {UnitFleet{units}, HourlyDemand{std::move(load)}};
}

}  // namespace gridrush
