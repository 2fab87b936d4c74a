#pragma once

#include <span>
#include <vector>

#include "sim/interconnection/upgrade_costs.hpp"
#include "sim/interconnection/upgraded_grid.hpp"

namespace gridrush {

/// What can be done for a branch, beside what was ordered before (`ordered`, but what was
/// cancelled), dearest last; one that adds no more than a cheaper one is left out.
///   line         terminal equipment (once), reconductor (once), 1..3 circuits beside it
///   transformer  1..3 alike beside it
/// Gains are shares of the grid's own rating.
[[nodiscard]] std::vector<Upgrade> branch_options(Grid const& grid, BranchId branch,
                                                  std::span<UpgradeRow const> ordered);

/// The cheapest of `options` that adds `mw`, else the one that adds most. Precondition: not empty.
[[nodiscard]] Upgrade const& cheapest_option(std::span<Upgrade const> options, double mw);

/// Banks of a substation that add at least `mva` to its firm capacity: in empty positions as long
/// as there are any, then a new substation beside it, which brings `positions` more.
[[nodiscard]] std::vector<Upgrade> bank_options(Grid const& grid, SubstationId substation,
                                                double mva, int positions,
                                                std::span<UpgradeRow const> ordered);

}  // namespace gridrush
