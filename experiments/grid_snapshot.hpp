#pragma once

#include "topology/grid_spec.hpp"

namespace gridrush {

/// `spec` with the loads and generator limits that its series and dates give at `time` as its
/// snapshot, as the hourly dispatch sees them (dispatchable units may go to 0); without series,
/// storages and maintenance. Throws InputError where the spec is not valid.
[[nodiscard]] GridSpec snapshot_at(GridSpec spec, TimePoint time);

}  // namespace gridrush
