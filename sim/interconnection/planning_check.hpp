#pragma once

#include <memory>
#include <span>
#include <vector>

#include "sim/interconnection/planning_snapshots.hpp"
#include "sim/interconnection/planning_study.hpp"
#include "sim/interconnection/upgraded_grid.hpp"
#include "sim/operations/lp_network.hpp"

namespace gridrush {

/// Checks what studies grant by other means than they find it: the least-cost dispatch of each
/// snapshot, made secure where that is the criterion, on a grid with the upgrades built in; a power
/// flow of it, of the intact network and of the network that every single outage leaves, each
/// factorised on its own; banks added up.
///
/// MW that count: flow above a limit; load above what a substation's firm capacity leaves beside
/// those ahead; and where no dispatch serves all without shedding, what more has to be given up
/// (JointLp::given_up_mw) than with those ahead alone, so that nothing is counted where they break
/// the limits by themselves and it becomes no worse. What a radial outage cuts off does not count
/// after it.
class PlanningCheck {
public:
    /// All references must outlive this object.
    PlanningCheck(Grid const& grid, Experiment const& experiment);

    /// See PlanningStudy::largest_violation_mw, of loads with nobody ahead.
    [[nodiscard]] double largest_violation_mw(TimePoint now, int year,
                                              std::span<StudyLoad const> loads,
                                              std::span<UpgradeRow const> upgrades);
    /// See PlanningStudy::largest_violation_mw, of an answer.
    [[nodiscard]] double largest_violation_mw(StudyQuestion const& question,
                                              StudyAnswer const& answer);

private:
    /// One year of a study.
    struct Year {
        TimePoint now;
        int number = 0;
        std::span<StudyLoad const> ahead, granted;
        std::span<UpgradeRow const> upgrades;
    };
    /// A dispatched snapshot.
    struct Dispatched {
        std::shared_ptr<Grid const> grid;  ///< with the upgrades of the year
        std::vector<char> in_service;
        std::vector<double> reactance_factor;
        FlowLimits intact, emergency;
        std::vector<double> injection_mw;
        double worse_mw = 0.0;  ///< what more has to be given up than with those ahead alone
    };
    [[nodiscard]] double violation_mw(std::span<Year const> years);
    /// Appends the snapshots of a year; false where one has no dispatch.
    [[nodiscard]] bool dispatch(Year const& year, std::vector<Dispatched>& all);
    [[nodiscard]] double worsening_mw(Dispatched const& made, UpgradedEquipment const& equipment,
                                      PlanningSnapshot const& snapshot,
                                      std::span<double const> alone_mw,
                                      std::span<double const> all_mw);
    [[nodiscard]] double take_excess_mw(std::vector<Dispatched>& all) const;
    [[nodiscard]] double of_banks_mw(Year const& year) const;

    Grid const& grid_;
    Experiment const& experiment_;
    PlanningSnapshots snapshots_;
};

}  // namespace gridrush
