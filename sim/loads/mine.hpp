#pragma once

#include <span>
#include <vector>

#include "topology/ids.hpp"
#include "sim/experiment.hpp"

namespace gridrush {

/// What a MWh at the meter earns a machine, USD/MWh, before energy: hashprice in USD/PH/day.
/// Units: 1 PH/s draws j_per_th kW, overhead at the meter, so 24 j_per_th overhead / 1000 MWh a
/// day.
[[nodiscard]] double revenue_usd_per_mwh(double hashprice_usd_per_ph_day, double j_per_th,
                                         FleetSpec const& fleet);

/// Price at which running stops paying: revenue less variable O&M, USD/MWh.
[[nodiscard]] double break_even_usd_per_mwh(double hashprice_usd_per_ph_day, double j_per_th,
                                            FleetSpec const& fleet);

/// The machines of all mines, one row per tranche of a mine; rows of one mine are adjacent.
struct MineTranches {
    std::vector<SiteId> site;
    std::vector<double> share;                  ///< of the mine's megawatts
    std::vector<double> revenue_per_hashprice;  ///< USD/MWh per USD/PH/day
    std::vector<double> variable_om_usd_per_mwh;
    std::vector<MineResponse> response;
    std::vector<double> revenue_usd_per_mwh;     ///< at the present hashprice
    std::vector<double> break_even_usd_per_mwh;  ///< at the present hashprice
    [[nodiscard]] std::size_t size() const { return site.size(); }
};

/// Appends the tranches of one mine.
void add_mine(MineTranches& tranches, SiteId site, FleetSpec const& fleet);

/// Sets revenue and break-even for a new hashprice.
void set_hashprice(MineTranches& tranches, double hashprice_usd_per_ph_day);

/// Adds to `idle_mw` (per site) what mines leave off of the `full_mw` that they could draw:
/// tranches that react to the last interval's LMP at or above their break-even, and those that bid
/// but whose break-even is not above zero.
void idle_by_price(MineTranches const& tranches, std::span<double const> full_mw,
                   std::span<double const> last_lmp_usd_per_mwh, std::span<double> idle_mw);

}  // namespace gridrush
