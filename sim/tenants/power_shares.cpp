#include "sim/tenants/power_shares.hpp"

#include <algorithm>
#include <array>

namespace gridrush {

std::vector<double> share_grant(std::span<TenantDemand const> demands, double granted_mw) {
    std::vector<double> granted;
    double cut_mw = -std::max(granted_mw, 0.0);
    for (auto const& demand : demands) {
        granted.push_back(demand.mw());
        cut_mw += demand.mw();
    }
    constexpr std::array layers{
        +[](TenantDemand const& d) { return d.flexible_share * d.dynamic_mw; },
        +[](TenantDemand const& d) { return (1.0 - d.flexible_share) * d.dynamic_mw; },
        +[](TenantDemand const& d) { return d.idle_mw; },
    };
    for (auto const layer : layers) {
        double layer_mw = 0.0;
        for (auto const& demand : demands) {
            layer_mw += layer(demand);
        }
        if (cut_mw <= 0.0 || layer_mw <= 0.0) {
            continue;
        }
        auto const fraction = std::min(cut_mw / layer_mw, 1.0);
        for (std::size_t row = 0; row < demands.size(); ++row) {
            granted[row] = std::max(granted[row] - fraction * layer(demands[row]), 0.0);
        }
        cut_mw -= fraction * layer_mw;
    }
    return granted;
}

double throughput(TenantDemand const& demand, double granted_mw) {
    constexpr double noticeable_mw = 1e-9;
    if (granted_mw >= demand.mw() - noticeable_mw) {
        return 1.0;
    }
    return demand.dynamic_mw > 0.0
               ? std::clamp((granted_mw - demand.idle_mw) / demand.dynamic_mw, 0.0, 1.0)
               : 0.0;
}

double highest_utilisation(double service_ms, double bound_ms, double way_ms) {
    auto const left_ms = bound_ms - way_ms;
    return left_ms > service_ms ? 1.0 - service_ms / left_ms : 0.0;
}

double served_mw(double load_mw, double it_mw, double idle_share, double highest_utilisation,
                 double granted_it_mw) {
    if (highest_utilisation <= 0.0) {
        return 0.0;
    }
    auto const it_mw_per_served = idle_share / highest_utilisation + 1.0 - idle_share;
    return std::min({load_mw, highest_utilisation * it_mw, granted_it_mw / it_mw_per_served});
}

}  // namespace gridrush
