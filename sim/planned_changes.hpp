#pragma once

#include <vector>

#include "sim/observer.hpp"

namespace gridrush {

/// Equipment that comes or goes on a date.
struct PlannedChange {
    TimePoint time;
    EventKind kind = EventKind::branch_added;
    std::int32_t entity = -1;  ///< row in the table that the kind speaks of
    double mw = 0.0;           ///< rating, capacity or MVA of it
};

/// All changes with start < time < end, by time, then kind, then row.
[[nodiscard]] std::vector<PlannedChange> planned_changes(Grid const& grid, TimePoint start,
                                                         TimePoint end);

}  // namespace gridrush
