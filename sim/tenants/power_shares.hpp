#pragma once

#include <span>
#include <vector>

namespace gridrush {

/// What a tenant would draw at its site's meter, MW, all >= 0.
struct TenantDemand {
    double idle_mw = 0.0;         ///< whatever is computed
    double dynamic_mw = 0.0;      ///< goes with what is computed
    double flexible_share = 0.0;  ///< of the dynamic MW, that it tolerates to lose

    [[nodiscard]] double mw() const { return idle_mw + dynamic_mw; }
};

/// Shares what a site got among its tenants: what they tolerate to lose is cut first, in proportion
/// to it; then the rest of what goes with the work; then what machines draw at rest. Returns MW per
/// tenant, which sum to `granted_mw` clamped to what they want.
[[nodiscard]] std::vector<double> share_grant(std::span<TenantDemand const> demands,
                                              double granted_mw);

/// Fraction of its work that a tenant does with so many MW.
[[nodiscard]] double throughput(TenantDemand const& demand, double granted_mw);

/// Highest utilisation of machines at which the mean latency is within the bound: 1 - s / (b - w)
/// with service time s and way w, the waiting time of a queue of one server with processor sharing
/// (T = s / (1 - rho)); 0 where the way alone takes too long.
[[nodiscard]] double highest_utilisation(double service_ms, double bound_ms, double way_ms);

/// Work of an inference service, in MW of machines under load: what it serves of `load_mw` with
/// `it_mw` of machines and so much IT power, when machines that are not needed are off. A machine
/// draws idle_share of its power at rest and the rest in proportion to its utilisation.
[[nodiscard]] double served_mw(double load_mw, double it_mw, double idle_share,
                               double highest_utilisation, double granted_it_mw);

}  // namespace gridrush
