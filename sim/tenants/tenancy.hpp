#pragma once

#include <deque>
#include <vector>

#include "sim/engine.hpp"
#include "sim/experiment.hpp"
#include "sim/observer.hpp"
#include "sim/tenants/move_life.hpp"
#include "sim/tenants/power_shares.hpp"
#include "sim/world.hpp"

namespace gridrush {

/// A tenant as it stands.
struct Tenant {
    enum class State {
        before,  ///< its lease has not begun
        here,
        moving,  ///< its data are on their way to `site`, or it restarts there
        over,
    };

    TenantSpec const* spec = nullptr;
    State state = State::before;
    SiteId site{};  ///< where it is, or is on its way to
    TimePoint lease_until = TimePoint::max();
    bool paused = false;
    SiteId replica{};            ///< inference: serves a share of its load there
    double replica_share = 0.0;  ///< 0 = it serves all at `site`
    double coming_share = 0.0;   ///< of the replica, once its data are there

    std::size_t mover = 0;  ///< its actor
    Errand errand;

    std::deque<JobId> queue;
    std::vector<JobId> running;
    int gpus_free = 0;

    double wanted_mw = 0.0, granted_mw = 0.0;  ///< at the meter, in the last interval
    double throughput = 1.0;                   ///< of the work that it wanted to do
    TenantRow totals;

    [[nodiscard]] bool leases() const { return state == State::here || state == State::moving; }
};

/// Whose machines stand where, what they would draw and what they get. A site that takes tenants
/// wants what they draw: those that a tenant names, and those with a profile `tenants`.
class Tenancy {
public:
    Tenancy(World& world, Experiment const& experiment, Grid const& grid);

    [[nodiscard]] std::vector<Tenant>& tenants() { return tenants_; }
    [[nodiscard]] std::vector<Tenant> const& tenants() const { return tenants_; }
    [[nodiscard]] std::vector<SiteId> const& hosts() const { return hosts_; }
    /// Meter MW that a site has for more tenants, of what its contract lets it draw now.
    [[nodiscard]] double free_mw(SiteId site) const;
    /// Full power of a site's host: what its contract may come to at most.
    [[nodiscard]] double host_mw(SiteId site) const { return host_mw_[site.index()]; }
    /// Highest utilisation at which a replica of the tenant's service meets its latency bound.
    [[nodiscard]] double highest_utilisation_at(Tenant const& tenant, SiteId replica) const;

    /// Sets World::sites.hosted_mw of every host for the interval that begins now; `active_mw` is
    /// the IT power under load of a tenant's running jobs.
    void set_demand(TimePoint now, std::span<double const> active_mw);
    /// Shares what sites got, and meters it.
    void take_grants(double length_h);
    /// Columns of the interval, per tenant.
    void show(IntervalRow& row) const;

private:
    /// A tenant's machines at a site.
    struct Placement {
        std::size_t tenant = 0;
        SiteId site{};
        TenantDemand demand{};
        double load_mw = 0.0;  ///< inference: IT power under load of the requests there
        double it_mw = 0.0;
        double highest_utilisation = 1.0;
        double granted_mw = 0.0;
    };

    void place(std::size_t row, SiteId site, double share, double active_mw, double load_mw);
    void share_out(SiteId site);
    void meter(Tenant& tenant, double work_mw, double length_h);

    World& world_;
    Grid const& grid_;
    std::vector<Tenant> tenants_;
    std::vector<SiteId> hosts_;
    std::vector<double> host_mw_;
    std::vector<Placement> placements_;
    std::vector<std::vector<std::size_t>> of_site_;  ///< rows of placements_
    std::vector<TenantDemand> demands_;
    std::vector<double> load_mw_, served_mw_;                  ///< per tenant, inference
    std::vector<double> wanted_mw_, granted_mw_, throughput_;  ///< per tenant, to be shown
    std::vector<double> site_code_, queued_jobs_, running_jobs_;
};

}  // namespace gridrush
