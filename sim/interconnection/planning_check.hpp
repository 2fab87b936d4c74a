#pragma once

#include <span>
#include <vector>

#include "sim/interconnection/planning_snapshots.hpp"
#include "sim/interconnection/planning_study.hpp"

namespace gridrush {

/// Checks what studies grant by other means than they find it: the least-cost dispatch of each
/// snapshot, made secure where that is the criterion, on a grid with the upgrades built in; its
/// flows, intact and after every outage, computed again; banks added up.
class PlanningCheck {
public:
    /// All references must outlive this object.
    PlanningCheck(Grid const& grid, Experiment const& experiment);

    /// See PlanningStudy::largest_violation_mw. MW that count: load that is shed and flow above a
    /// limit, as far as they are more than with native load alone; load above a substation's firm
    /// capacity.
    [[nodiscard]] double largest_violation_mw(TimePoint now, int year,
                                              std::span<StudyLoad const> loads,
                                              std::span<UpgradeRow const> upgrades);

private:
    Grid const& grid_;
    Experiment const& experiment_;
    PlanningSnapshots snapshots_;
};

}  // namespace gridrush
