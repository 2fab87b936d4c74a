#pragma once

#include <vector>

#include "topology/dc_power_flow.hpp"

namespace gridrush {

/// What a radial outage cuts off: of the two parts into which a bridge splits its island, the one
/// with fewer buses; of equal ones, the one without the reference bus.
struct IslandedPart {
    std::vector<BusId> buses;
    std::vector<BranchId> branches;  ///< in service between these buses
    BusId near_bus;                  ///< end of the bridge in the part that stays
    /// Balances the part that stays: the first bus in it that is marked as reference, else the
    /// first bus, as a new DcNetwork without the bridge would have it.
    BusId reference;
};

/// Precondition: the outage of `bridge` splits an island, see find_bridges().
[[nodiscard]] IslandedPart find_islanded_part(DcNetwork const& network, BranchId bridge);

/// Change of the flow in every branch of the part that stays, per MW that flowed in the bridge,
/// when the other part is dropped and the reference takes the difference; -1 for the bridge itself,
/// 0 in the part that is dropped. Length: branches.
[[nodiscard]] std::vector<double> islanding_factors(DcNetwork const& network, BranchId bridge,
                                                    IslandedPart const& part);

/// Sum over the part's buses of a number per bus, for instance of their load.
[[nodiscard]] double sum_over(IslandedPart const& part, std::span<double const> per_bus);

}  // namespace gridrush
