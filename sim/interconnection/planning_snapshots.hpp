#pragma once

#include <array>
#include <map>
#include <span>
#include <vector>

#include "sim/experiment.hpp"
#include "sim/operations/supply.hpp"

namespace gridrush {

/// The grid in one hour of a forecast, without large loads.
struct PlanningSnapshot {
    SnapshotKind kind = SnapshotKind::summer_peak;
    TimePoint hour{};
    std::vector<double> native_mw;                           ///< per bus
    std::vector<double> generator_min_mw, generator_max_mw;  ///< per generator
};

/// Finds the forecast snapshots of a study's years.
///
/// The k-th year of a study that begins at `now` has the native load of the calendar year of
/// now + k + forecast_years and the equipment that is in service all through the year from now + k.
/// Each kind of snapshot is one hour of that calendar year: the native load is that of the hour
/// itself, a series of a generator (wind, solar, hydro) counts with its mean over the `peak_hours`
/// hours that are next to it in the same order:
///   summer_peak  highest native load of April to September
///   winter_peak  highest native load of October to March
///   net_peak     highest native load less wind, solar and fixed output
///   light_load   lowest native load
/// Units are raised to StudySpec::supply_ratio times the native load where they can produce less.
/// Fixed output may be spilled: what a surplus does is no question about load. Stores are left out.
class PlanningSnapshots {
public:
    /// All references must outlive this object.
    PlanningSnapshots(Grid const& grid, Experiment const& experiment);

    /// Of the `year`-th year, in the order of StudySpec::snapshots.
    [[nodiscard]] std::vector<PlanningSnapshot> of(TimePoint now, int year);

private:
    /// The hours of one calendar year, the first the snapshot's own; per kind.
    using Hours = std::array<std::vector<TimePoint>, snapshot_kind_count>;
    [[nodiscard]] Hours const& hours_of(int calendar_year);
    [[nodiscard]] double varying_mw(TimePoint hour);
    void write_units(std::span<TimePoint const> hours, TimePoint from, TimePoint until,
                     PlanningSnapshot& snapshot);

    Grid const& grid_;
    Experiment const& experiment_;
    Supply supply_;
    std::map<int, Hours> hours_;  ///< per calendar year
    std::vector<double> minimum_mw_, maximum_mw_;
};

/// Where all units together can produce less than `mw`, raises their limits in proportion.
void raise_supply(std::span<double> generator_max_mw, double mw);

/// Last instant of the year that begins at `from`.
[[nodiscard]] TimePoint end_of_study_year(TimePoint from);

}  // namespace gridrush
