#pragma once

#include <memory>
#include <span>
#include <vector>

#include "sim/interconnection/joint_lp.hpp"
#include "sim/interconnection/planning_snapshots.hpp"
#include "sim/interconnection/planning_study.hpp"

namespace gridrush {

/// What one question is about, year by year: forecast snapshots with the others in them, room at
/// substations, and programs of the networks that it comes to. Networks, with what was computed of
/// them, go from question to question; programs belong to one.
class StudyModel {
public:
    /// All references must outlive this object.
    StudyModel(Grid const& grid, Experiment const& experiment);

    /// What it holds must live until the next call.
    void take(StudyQuestion const& question);
    [[nodiscard]] StudyQuestion const& question() const { return question_; }
    [[nodiscard]] Grid const& grid() const { return grid_; }
    [[nodiscard]] Experiment const& experiment() const { return experiment_; }
    [[nodiscard]] TimePoint begin_of(int year) const { return add_years(question_.now, year); }
    [[nodiscard]] std::vector<double> asked_mw(int year) const;  ///< per request
    [[nodiscard]] Criterion criterion() const;

    /// Earlier upgrades that stand in this year, and all that were ordered.
    [[nodiscard]] UpgradedEquipment standing(int year) const;
    [[nodiscard]] UpgradedEquipment ordered() const;

    /// The program of this year with this equipment. It remains valid until the next take().
    [[nodiscard]] JointLp& program(int year, UpgradedEquipment const& equipment);
    [[nodiscard]] std::span<SnapshotCase const> cases(int year);

    /// Substations of the group, and what their banks, but the largest `spare_banks`, still take of
    /// it, MW; negative where the others have more already.
    [[nodiscard]] std::span<SubstationId const> substations() const { return substations_; }
    [[nodiscard]] std::vector<double> room_mw(int year, UpgradedEquipment const& equipment,
                                              int spare_banks) const;
    [[nodiscard]] std::size_t substation_row(std::size_t request) const {
        return places_.substation[request];
    }

private:
    struct Program {
        StudyNetwork* network = nullptr;
        int year = -1;  ///< whose cases it holds
        std::unique_ptr<JointLp> lp;
    };
    [[nodiscard]] StudyNetwork& network(int year, UpgradedEquipment const& equipment);
    [[nodiscard]] std::vector<char> branches_in_service(int year) const;

    Grid const& grid_;
    Experiment const& experiment_;
    PlanningSnapshots snapshots_;
    StudyQuestion question_;
    GroupPlaces places_;
    std::vector<SubstationId> substations_;
    std::vector<std::unique_ptr<StudyNetwork>> networks_;  ///< the last used ones last
    std::vector<Program> programs_;
    std::vector<std::vector<SnapshotCase>> cases_;  ///< per year, empty = not yet
};

/// MW of a load in the `year`-th year.
[[nodiscard]] double mw_in_year(StudyLoad const& load, int year);

}  // namespace gridrush
