#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "policies/interconnection/interconnection.hpp"
#include "sim/operations/dispatch.hpp"
#include "sim/operations/supply.hpp"
#include "sim/world.hpp"

namespace gridrush {

/// The engineers: what the grid takes at the forecast peak.
///
/// Snapshot: native load of the hour of the year with the highest native load, with the growth of
/// `forecast_years` ahead; generators and branches that are in service then; renewables and other
/// series at their mean over the `peak_hours` highest-load hours (a usual capacity credit);
/// all granted large load at the highest firm contract of any year, nothing interruptible. A load
/// fits when the re-dispatched DC power flow serves it within every rating without losing load that
/// would not be lost without it.
class StudyEngine {
public:
    StudyEngine(Grid const& grid, Experiment const& experiment, World const& world);

    /// Prepares for studies at `now`: snapshot and network of the forecast year.
    void set_date(TimePoint now);

    /// Branches of the grid were strengthened.
    void branches_strengthened() {
        network_.reset();
        date_ = TimePoint::min();
    }

    /// See interconnection.hpp. `site`/substation of the request come from the world.
    [[nodiscard]] StudyResult study(RequestId request, std::span<QueuedLoad const> ahead);

private:
    void build_snapshot(int year);
    void build_network(TimePoint date);
    [[nodiscard]] std::vector<TimePoint> highest_load_hours(int year) const;
    [[nodiscard]] double unserved_mw();
    [[nodiscard]] double network_headroom_mw(BusId bus, double mw);

    Grid const& grid_;
    Experiment const& experiment_;
    World const& world_;
    Supply supply_;
    TimePoint date_ = TimePoint::min();
    int snapshot_year_ = 0;
    std::vector<TimePoint> peaks_;  ///< highest native load first
    std::vector<char> in_service_;
    std::unique_ptr<DcNetwork> network_;
    std::unique_ptr<Dispatch> dispatch_;
    std::vector<double> native_mw_, load_mw_, minimum_mw_, maximum_mw_;
    std::vector<double> peak_series_mw_;  ///< per generator: mean limit over the peak hours
};

}  // namespace gridrush
