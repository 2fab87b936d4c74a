#pragma once

#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "policies/interconnection/interconnection.hpp"
#include "sim/experiment.hpp"
#include "sim/interconnection/upgrade.hpp"
#include "sim/operations/dispatch.hpp"

namespace gridrush {

/// A large load as a study counts it: MW in the k-th year of the study (k = 0: the year that begins
/// at StudyQuestion::now); its last entry goes on.
struct StudyLoad {
    BusId bus;
    SubstationId substation;
    std::vector<double> mw;
};

/// What is asked of the engineers: how much of each of a group of requests fits in each year, all
/// of them at once, with everybody ahead of them served in full.
struct StudyQuestion {
    TimePoint now;
    int years = 1;                           ///< horizon, >= 1
    std::span<StudyLoad const> ahead;        ///< in operation, contracted or ahead in the queue
    std::span<StudyLoad const> group;        ///< asked MW, in the order of application
    std::span<double const> bid_usd_per_mw;  ///< per row of group; for Fit::by_price
    Fit fit = Fit::in_order;
    bool find_upgrades = true;
    std::span<UpgradeRow const> upgrades;  ///< ordered before; each counts from due_at
};

/// What they answer. Matrices are group x years, row by row. With a status that is not optimal all
/// numbers are NaN and there are no upgrades.
struct StudyAnswer {
    SolveStatus status = SolveStatus::failed;
    std::vector<double> firm_mw;         ///< with the upgrades below, each from when it would stand
    std::vector<double> unaided_mw;      ///< without them
    std::vector<double> connectable_mw;  ///< all banks (see StudyFinding)
    std::vector<Upgrade> upgrades;       ///< at least cost, that make the asked MW fit (or as much
                                         ///< as any upgrades make fit)
    std::vector<double> impact_mw;       ///< group x upgrades: flow (or bank load) that the request
                                         ///< adds to the element in the snapshot that needs it most
    std::vector<int> tipping;            ///< per upgrade: row of group that first puts it over
    /// PlanningStudy::largest_violation_mw where StudySpec::verify asks for it, else NaN.
    double violation_mw = std::numeric_limits<double>::quiet_NaN();
};

/// The engineers' model of the grid: forecast snapshots of every year of the horizon (summer peak,
/// winter peak, peak net load, light load: StudySpec), re-dispatch, N-1 where asked for,
/// transformer firm capacity of substations.
///
/// What fits in a year: max of the group's MW (by Fit) s.t. in every snapshot the balance of every
/// island, generators and DC lines within their limits, flows within ratings, intact and (n_1)
/// after every single outage within long-term emergency ratings, no native load shed that would not
/// be shed without the group; the sum behind a substation within its firm capacity. Where the
/// others alone violate a limit already, that row counts only as far as the group worsens it. MW
/// once granted in a year are not taken back in a later one.
class PlanningStudy {
public:
    /// All references must outlive this object.
    PlanningStudy(Grid const& grid, Experiment const& experiment);
    ~PlanningStudy();

    [[nodiscard]] StudyAnswer solve(StudyQuestion const& question);

    /// Whether the loads keep the criterion in every snapshot of year `year` (nobody's MW are worse
    /// than the limits allow): an independent check, by power flows of a least-cost secure dispatch
    /// of `loads`, not by the LP of solve(). Returns the largest violation in MW, 0 = none, NaN
    /// where no dispatch was found.
    [[nodiscard]] double largest_violation_mw(TimePoint now, int year,
                                              std::span<StudyLoad const> loads,
                                              std::span<UpgradeRow const> upgrades);
    /// The same of what an answer to a question grants in all of its years, with the upgrades that
    /// it found and without them: what is worse than with everybody ahead alone.
    [[nodiscard]] double largest_violation_mw(StudyQuestion const& question,
                                              StudyAnswer const& answer);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace gridrush
