#pragma once

#include <vector>

#include "sim/interconnection/study_model.hpp"

namespace gridrush {

/// What each request of the group puts on one element, and who puts it over its limit.
struct ElementImpact {
    std::vector<double> mw;  ///< per request, >= 0
    int tipping = -1;        ///< first request, in order, with which the limit is exceeded
};

/// Of a branch in the solution that `lp` holds. A request's MW are delivered from all units in its
/// island in proportion to what can be dispatched of them; it counts with its distribution factor
/// times its MW, and 0 where it relieves the branch.
[[nodiscard]] ElementImpact branch_impact(StudyModel& model, int year, JointLp& lp,
                                          CriticalFlow const& flow);

/// MW of the group behind one substation.
struct SubstationLoad {
    std::vector<double> mw;  ///< per request, 0 elsewhere
    double total_mw = 0.0;
};
[[nodiscard]] SubstationLoad substation_load(StudyModel const& model, std::size_t substation_row,
                                             std::vector<double> const& mw);
/// Of a bank that is needed once the group has more than `there_mw`.
[[nodiscard]] ElementImpact bank_impact(SubstationLoad const& load, double there_mw);

}  // namespace gridrush
