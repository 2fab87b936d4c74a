#include "sim/loads/mine.hpp"

namespace gridrush {

double revenue_usd_per_mwh(double hashprice_usd_per_ph_day, double j_per_th,
                           FleetSpec const& fleet) {
    auto const mwh_per_ph_day = 24.0 * j_per_th * fleet.overhead / 1000.0;
    return hashprice_usd_per_ph_day * (1.0 - fleet.pool_fee) / mwh_per_ph_day;
}

double break_even_usd_per_mwh(double hashprice_usd_per_ph_day, double j_per_th,
                              FleetSpec const& fleet) {
    return revenue_usd_per_mwh(hashprice_usd_per_ph_day, j_per_th, fleet) -
           fleet.variable_om_usd_per_mwh;
}

void add_mine(MineTranches& tranches, SiteId site, FleetSpec const& fleet) {
    for (auto const& tranche : fleet.tranches) {
        tranches.site.push_back(site);
        tranches.share.push_back(tranche.share);
        tranches.revenue_per_hashprice.push_back(revenue_usd_per_mwh(1.0, tranche.j_per_th, fleet));
        tranches.variable_om_usd_per_mwh.push_back(fleet.variable_om_usd_per_mwh);
        tranches.response.push_back(fleet.response);
        tranches.revenue_usd_per_mwh.push_back(0.0);
        tranches.break_even_usd_per_mwh.push_back(0.0);
    }
}

void set_hashprice(MineTranches& tranches, double hashprice_usd_per_ph_day) {
    for (std::size_t row = 0; row < tranches.size(); ++row) {
        tranches.revenue_usd_per_mwh[row] =
            hashprice_usd_per_ph_day * tranches.revenue_per_hashprice[row];
        tranches.break_even_usd_per_mwh[row] =
            tranches.revenue_usd_per_mwh[row] - tranches.variable_om_usd_per_mwh[row];
    }
}

void idle_by_price(MineTranches const& tranches, std::span<double const> full_mw,
                   std::span<double const> last_lmp_usd_per_mwh, std::span<double> idle_mw) {
    for (std::size_t row = 0; row < tranches.size(); ++row) {
        auto const site = tranches.site[row].index();
        auto const price =
            tranches.response[row] == MineResponse::last_price ? last_lmp_usd_per_mwh[site] : 0.0;
        if (tranches.break_even_usd_per_mwh[row] <= price) {
            idle_mw[site] += tranches.share[row] * full_mw[site];
        }
    }
}

}  // namespace gridrush
