#include <algorithm>
#include <array>
#include <deque>
#include <set>

#include <fmt/format.h>

#include "topology/importers/csv.hpp"
#include "topology/importers/importers.hpp"
#include "topology/importers/rts_gmlc_units.hpp"
#include "topology/importers/series_table.hpp"
#include "topology/importers/text_file.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> const bus_columns{
    "Bus ID", "Bus Name", "BaseKV", "Bus Type", "MW Load", "MW Shunt G", "Area", "lat", "lng"};
std::vector<std::string> const branch_columns{
    "UID",      "From Bus",     "To Bus",     "R",          "X",
    "B",        "Cont Rating",  "LTE Rating", "STE Rating", "Tr Ratio",
    "Duration", "Perm OutRate", "Length"};
std::vector<std::string> const dc_branch_columns{"UID", "From Bus", "To Bus", "MW Load"};
std::vector<std::string> const period_columns{"Year", "Month", "Day", "Period"};

constexpr std::string_view load_file = "DAY_AHEAD_regional_Load.csv";
constexpr std::array<std::string_view, 5> generator_files{
    "DAY_AHEAD_wind.csv", "DAY_AHEAD_pv.csv", "DAY_AHEAD_rtpv.csv", "DAY_AHEAD_hydro.csv",
    "DAY_AHEAD_Natural_Inflow.csv"};

std::string load_series_of(std::string_view area) {
    return fmt::format("load_{}", area);
}

/// The folder's files; every mistake in them is collected.
class Folder {
public:
    explicit Folder(fs::path root) : root_{std::move(root)} {
        if (!fs::exists(root_ / "SourceData") && fs::exists(root_ / "RTS_Data" / "SourceData")) {
            root_ /= "RTS_Data";
        }
    }

    [[nodiscard]] Issues& issues() { return issues_; }

    /// nullptr where the file is missing or lacks a column, which are issues.
    CsvTable const* open(fs::path const& file, std::vector<std::string> const& columns) {
        auto text = read_text_file(file);
        if (!text) {
            issues_.push_back({{file.string(), 0, 0}, "", "cannot be read (part of RTS-GMLC)"});
            return nullptr;
        }
        texts_.push_back(std::move(*text));
        auto const& table = tables_.emplace_back(texts_.back(), file.string(), issues_);
        return table.require(columns) ? &table : nullptr;
    }

    CsvTable const* open_source(std::string const& name, std::vector<std::string> const& columns) {
        return open(root_ / "SourceData" / name, columns);
    }

    [[nodiscard]] bool has_source(std::string const& name) const {
        return fs::exists(root_ / "SourceData" / name);
    }

    /// Where a series file lies: in a folder of its own below one of two names.
    [[nodiscard]] fs::path find_series(std::string_view name) const {
        for (auto const* top : {"timeseries_data_files", "timeseries"}) {
            std::error_code ignored;
            for (auto const& entry : fs::directory_iterator{root_ / top, ignored}) {
                if (fs::exists(entry.path() / name)) {
                    return entry.path() / name;
                }
            }
        }
        bool const copy = fs::exists(root_ / "timeseries");
        return root_ / (copy ? "timeseries" : "timeseries_data_files") / name;
    }

private:
    fs::path root_;
    Issues issues_;
    std::deque<std::string> texts_;
    std::deque<CsvTable> tables_;
};

std::optional<TimePoint> start_of(CsvRow const& row) {
    auto const part = [&row](std::string_view column) {
        return static_cast<int>(std::clamp(row.number(column), 0.0, 9999.0));
    };
    auto const text = fmt::format("{:04}-{:02}-{:02}", part("Year"), part("Month"), part("Day"));
    auto const day = parse_time(text);
    if (!day) {
        row.report("Day", fmt::format("not a date (found {})", text));
    }
    if (!day) {
        return std::nullopt;
    }
    return *day + std::chrono::hours{part("Period") - 1};
}

/// Hourly series; the rows must follow each other hour by hour (Period 1 starts at midnight).
std::vector<SeriesSpec> read_hourly(Folder& folder, std::string_view name) {
    auto const* table = folder.open(folder.find_series(name), period_columns);
    if (table == nullptr || table->size() == 0) {
        return {};
    }
    auto const start = start_of((*table)[0]);
    for (std::size_t k = 0; start && k < table->size(); ++k) {
        auto const time = start_of((*table)[k]);
        auto const expected = *start + std::chrono::hours{k};
        if (!time || *time == expected) {
            continue;
        }
        (*table)[k].report("Period", fmt::format("hours do not follow each other (found {}, {} is "
                                                 "next)",
                                                 format_time(*time), format_time(expected)));
        break;
    }
    return read_series_columns(*table, period_columns.size(), start.value_or(TimePoint{}),
                               Seconds{3600});
}

std::vector<SeriesSpec> read_all_series(Folder& folder) {
    auto all = read_hourly(folder, load_file);
    for (auto& series : all) {
        series.id = load_series_of(series.id);
    }
    for (auto const name : generator_files) {
        auto more = read_hourly(folder, name);
        std::ranges::move(more, std::back_inserter(all));
    }
    return all;
}

std::vector<BusSpec> read_buses(Folder& folder) {
    std::vector<BusSpec> buses;
    auto const* table = folder.open_source("bus.csv", bus_columns);
    for (std::size_t k = 0; table != nullptr && k < table->size(); ++k) {
        auto const row = (*table)[k];
        auto& bus = buses.emplace_back();
        bus.at = row.at();
        bus.id = row.text("Bus ID");
        bus.name = row.text("Bus Name");
        bus.base_kv = row.number("BaseKV");
        bus.area = row.text("Area");
        bus.load_mw = row.number("MW Load");
        bus.shunt_mw = row.number("MW Shunt G");
        bus.reference = row.text("Bus Type") == "Ref";
        bus.latitude = row.number("lat");
        bus.longitude = row.number("lng");
    }
    return buses;
}

std::vector<AreaSpec> list_areas(std::vector<BusSpec> const& buses) {
    std::vector<AreaSpec> areas;
    std::set<std::string> seen;
    for (auto const& bus : buses) {
        if (!seen.insert(bus.area).second) {
            continue;
        }
        auto& area = areas.emplace_back();
        area.at = bus.at;
        area.id = bus.area;
        area.load_series = load_series_of(bus.area);
    }
    return areas;
}

std::vector<BranchSpec> read_branches(Folder& folder) {
    constexpr double km_per_mile = 1.609344;
    std::vector<BranchSpec> branches;
    auto const* table = folder.open_source("branch.csv", branch_columns);
    for (std::size_t k = 0; table != nullptr && k < table->size(); ++k) {
        auto const row = (*table)[k];
        auto& branch = branches.emplace_back();
        branch.at = row.at();
        branch.id = row.text("UID");
        branch.from = row.text("From Bus");
        branch.to = row.text("To Bus");
        branch.r_pu = row.number("R");
        branch.x_pu = row.number("X");
        branch.b_pu = row.number("B");
        branch.rating_mw = row.number("Cont Rating");
        branch.rating_long_term_mw = row.number("LTE Rating");
        branch.rating_short_term_mw = row.number("STE Rating");
        branch.length_km = row.number("Length") * km_per_mile;
        branch.outages_per_year = row.number("Perm OutRate");
        branch.outage_hours = row.number("Duration");
        if (auto const tap = row.number("Tr Ratio"); tap != 0.0) {
            branch.tap = tap;
            branch.kind = BranchKind::transformer;
        }
    }
    return branches;
}

std::vector<DcLineSpec> read_dc_lines(Folder& folder) {
    std::vector<DcLineSpec> lines;
    auto const* table = folder.open_source("dc_branch.csv", dc_branch_columns);
    for (std::size_t k = 0; table != nullptr && k < table->size(); ++k) {
        auto const row = (*table)[k];
        auto& line = lines.emplace_back();
        line.at = row.at();
        line.id = row.text("UID");
        line.from = row.text("From Bus");
        line.to = row.text("To Bus");
        line.max_mw = row.number("MW Load");
        line.min_mw = -line.max_mw;
    }
    return lines;
}

/// None where the folder says nothing of them.
std::vector<StorageSpec> read_stores(Folder& folder, CsvTable const& units) {
    if (!folder.has_source("storage.csv")) {
        return {};
    }
    auto const* volumes = folder.open_source("storage.csv", rts_gmlc_storage_columns());
    return volumes != nullptr ? read_rts_gmlc_stores(units, *volumes) : std::vector<StorageSpec>{};
}

}  // namespace

GridSpec read_rts_gmlc(fs::path const& root) {
    Folder folder{root};
    GridSpec spec;
    spec.name = "RTS-GMLC";
    spec.buses = read_buses(folder);
    spec.areas = list_areas(spec.buses);
    spec.branches = read_branches(folder);
    spec.dc_lines = read_dc_lines(folder);
    auto const* units = folder.open_source("gen.csv", rts_gmlc_unit_columns());
    if (units != nullptr) {
        spec.generators = read_rts_gmlc_units(*units);
        spec.storages = read_stores(folder, *units);
    }
    spec.series = read_all_series(folder);
    throw_if_any(std::move(folder.issues()));
    return spec;
}

}  // namespace gridrush
