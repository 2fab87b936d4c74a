#pragma once

#include <span>
#include <vector>

#include "topology/contingency.hpp"
#include "topology/grid.hpp"
#include "sim/interconnection/upgrade.hpp"

namespace gridrush {

/// What upgrades make of each branch and each substation; banks' MVA are in the order of the
/// upgrades.
struct UpgradedEquipment {
    std::vector<double> reactance_factor;       ///< per branch, new x over that of the grid
    std::vector<double> added_mw;               ///< per branch, to its continuous rating
    std::vector<std::vector<double>> bank_mva;  ///< per substation, new ones

    explicit UpgradedEquipment(Grid const& grid);
    void add(Upgrade const& upgrade);
    /// Those of the rows that stand at `time`: not cancelled and due by then.
    void add_standing(std::span<UpgradeRow const> rows, TimePoint time);
};

/// Emergency rating over continuous rating of a branch, 1 where either is unlimited or 0: an
/// upgrade raises both in that proportion.
[[nodiscard]] double emergency_ratio(BranchColumns const& branches, std::size_t branch,
                                     RatingKind rating);

/// The grid with other reactances (r and x alike) and ratings, its rows in their order. `parts`:
/// a network alone has neither series nor units, banks or stores.
enum class GridParts { network, network_and_units };
[[nodiscard]] Grid upgraded_grid(Grid const& grid, UpgradedEquipment const& equipment,
                                 GridParts parts);

/// MVA of a substation's banks that are in service at both times, with new ones of `new_mva`, less
/// the `spare_count` largest.
[[nodiscard]] double bank_capacity_mva(Grid const& grid, SubstationId substation, TimePoint from,
                                       TimePoint until, std::span<double const> new_mva,
                                       int spare_count);

}  // namespace gridrush
