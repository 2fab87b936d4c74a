#include "sim/planned_changes.hpp"

#include <algorithm>
#include <tuple>

namespace gridrush {
namespace {

/// Appends what the dates of one table say; `mw` is the column that tells the size of a row.
void add_changes(std::vector<PlannedChange>& changes, auto const& table,
                 std::vector<double> const& mw, EventKind added, EventKind retired) {
    for (std::size_t row = 0; row < table.size(); ++row) {
        auto const entity = static_cast<std::int32_t>(row);
        changes.push_back({table.from_date[row], added, entity, mw[row]});
        changes.push_back({table.until_date[row], retired, entity, mw[row]});
    }
}

}  // namespace

std::vector<PlannedChange> planned_changes(Grid const& grid, TimePoint start, TimePoint end) {
    using enum EventKind;
    std::vector<PlannedChange> changes;
    add_changes(changes, grid.branches(), grid.branches().rating_mw, branch_added, branch_retired);
    add_changes(changes, grid.generators(), grid.generators().max_mw, generator_added,
                generator_retired);
    add_changes(changes, grid.banks(), grid.banks().mva, bank_added, bank_retired);
    std::erase_if(changes, [&](PlannedChange const& change) {
        return change.time <= start || change.time >= end;
    });
    std::ranges::sort(changes, {}, [](PlannedChange const& change) {
        return std::tuple{change.time, change.kind, change.entity};
    });
    return changes;
}

}  // namespace gridrush
