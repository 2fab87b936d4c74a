#pragma once

#include <vector>

#include "topology/grid.hpp"
#include "sim/observer.hpp"
#include "sim/tenants/tenancy.hpp"
#include "sim/world.hpp"

namespace gridrush {

/// What an operator knows of the sites that take tenants: what they got lately, and from that what
/// they will be cut tomorrow. The forecast is persistence: of the next 24 h as much is cut as of
/// the last 24.
class HostOutlook {
public:
    static constexpr double forecast_h = 24.0;

    HostOutlook(Tenancy const& tenancy, World const& world, Grid const& grid, Seconds interval);

    /// After an interval; true when a site's grant fell below what it wanted, came back, or crosses
    /// 1 % in the forecast: when tenants may want to move.
    bool observe(IntervalRow const& row);
    /// The month is over.
    void close_month(double hours);

    /// Columns of the hosts, in the order of Tenancy::hosts(), as they stand now. Valid until the
    /// next call.
    [[nodiscard]] HostColumns columns() const;

private:
    [[nodiscard]] double granted_share(SiteId site) const;
    [[nodiscard]] double forecast_cut_share(std::size_t host) const;
    void find_marginal_units() const;
    [[nodiscard]] double marginal_co2(double lmp) const;

    Tenancy const& tenancy_;
    World const& world_;
    Grid const& grid_;
    std::size_t slots_ = 24;
    std::size_t slot_ = 0;
    std::vector<double> wanted_, granted_;  ///< hosts x slots, MW
    std::vector<char> was_cut_, was_forecast_;
    std::vector<double> month_wanted_mw_, month_granted_mw_;
    std::vector<double> month_usd_, month_share_;
    std::vector<double> generator_mw_, available_mw_;  ///< of the last interval
    struct Unit {
        double usd_per_mwh = 0.0;
        double co2_t_per_mwh = 0.0;
    };
    mutable std::vector<Unit> marginal_;
    struct Shown {
        std::vector<double> granted, free, price, co2, forecast, wan;
    };
    mutable Shown shown_;
};

}  // namespace gridrush
