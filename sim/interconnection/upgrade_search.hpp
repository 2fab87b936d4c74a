#pragma once

#include <vector>

#include "sim/interconnection/joint_fit.hpp"
#include "sim/interconnection/study_model.hpp"

namespace gridrush {

/// Upgrades that make what is asked fit in the last year of the study, and who needs them.
struct UpgradeFinding {
    SolveStatus status = SolveStatus::failed;
    std::vector<Upgrade> upgrades;
    std::vector<double> impact_mw;  ///< group x upgrades
    std::vector<int> tipping;       ///< per upgrade, row of group
};

/// Finds upgrades at least cost by a relaxation, rounded up and thinned out:
/// 1. the target: what supply alone carries of what is asked, shared by the rule;
/// 2. an LP with the target fixed and capacity for sale at every branch, at the lowest price per MW
///    of its options; a MW of the target that is left out costs more than any capacity;
/// 3. each branch that sells becomes its cheapest option of that much (a new circuit changes the
///    reactance too), and 2 again on that network, until nothing is sold;
/// 4. each upgrade, the dearest first, is replaced by the cheapest option, or by nothing, with
/// which
///    the target still fits.
/// Banks are counted: as many as the target needs at each substation. Not the optimum of the
/// integer problem, but nothing in the answer can be left out alone.
[[nodiscard]] UpgradeFinding find_upgrades(StudyModel& model, FitRule const& rule);

}  // namespace gridrush
