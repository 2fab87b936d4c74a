#include "sim/tenants/tenancy.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/loads/campus.hpp"

namespace gridrush {
namespace {

constexpr double noticeable_mw = 1e-6;

SiteId site_named(World const& world, std::string const& id) {
    auto const found = std::ranges::find(world.sites.id, id);
    return SiteId{static_cast<std::size_t>(found - world.sites.id.begin())};
}

/// Requests under way at `time`, of the highest that its machines can serve, in IT MW under load.
double inference_load_mw(TenantSpec const& spec, TimePoint time) {
    auto const of_day = time - std::chrono::floor<std::chrono::days>(time);
    ProfileSpec profile;
    profile.shape = ProfileShape::diurnal;
    profile.peak_utilisation = spec.peak_utilisation;
    profile.trough_to_peak = spec.trough_to_peak;
    profile.peak_hour = spec.peak_hour;
    return spec.it_mw * utilisation(profile, static_cast<double>(of_day.count()) / 3600.0);
}

}  // namespace

Tenancy::Tenancy(World& world, Experiment const& experiment, Grid const& grid)
    : world_{world}, grid_{grid}, tenants_(experiment.tenants.size()) {
    auto& sites = world.sites;
    for (auto const& site : experiment.sites) {
        host_mw_.push_back(site.mw);
    }
    for (auto const& request : experiment.requests) {
        host_mw_.push_back(request.mw);
    }
    std::vector<char> is_host(sites.size(), 0);
    for (std::size_t site = 0; site < sites.size(); ++site) {
        auto const is_open =
            sites.load_class[site] == LoadClass::ai_campus &&
            experiment.profiles[sites.behaviour[site]].shape == ProfileShape::tenants;
        is_host[site] = is_open ? 1 : 0;
    }
    for (std::size_t row = 0; row < tenants_.size(); ++row) {
        auto const& spec = experiment.tenants[row];
        auto& tenant = tenants_[row];
        tenant.spec = &spec;
        tenant.site = site_named(world, spec.site);
        tenant.lease_until = spec.lease_until.value_or(TimePoint::max());
        tenant.gpus_free = spec.gpus();
        is_host[tenant.site.index()] = 1;
    }
    for (std::size_t site = 0; site < sites.size(); ++site) {
        if (is_host[site] != 0) {
            hosts_.emplace_back(site);
            sites.hosted_mw[site] = 0.0;
        }
    }
    of_site_.resize(sites.size());
    for (auto* column : {&load_mw_, &served_mw_, &wanted_mw_, &granted_mw_, &throughput_,
                         &site_code_, &queued_jobs_, &running_jobs_}) {
        column->assign(tenants_.size(), 0.0);
    }
}

double Tenancy::free_mw(SiteId site) const {
    auto const& sites = world_.sites;
    auto free = sites.contract_mw(site.index()) * sites.energised[site.index()];
    for (auto const& tenant : tenants_) {
        if (tenant.state != Tenant::State::over && tenant.site == site) {
            free -= tenant.spec->meter_mw();  // also of what is served elsewhere
        }
        if (tenant.leases() && tenant.replica == site) {
            free -= tenant.spec->meter_mw() * (tenant.replica_share + tenant.coming_share);
        }
    }
    return std::max(free, 0.0);
}

double Tenancy::highest_utilisation_at(Tenant const& tenant, SiteId replica) const {
    auto const& latency = grid_.substations().wan_latency_ms;
    auto const& substation = world_.sites.substation;
    auto const home = substation[tenant.site.index()];
    auto const there = substation[replica.index()];
    auto const way_ms =
        home == there ? 0.0 : 2.0 * (latency[home.index()] + latency[there.index()]);
    return highest_utilisation(tenant.spec->service_ms, tenant.spec->latency_bound_ms, way_ms);
}

void Tenancy::place(std::size_t row, SiteId site, double share, double active_mw, double load_mw) {
    auto const& tenant = tenants_[row];
    auto const& spec = *tenant.spec;
    Placement placement{.tenant = row, .site = site, .it_mw = spec.it_mw * share};
    auto under_load = active_mw;
    if (spec.kind == TenantKind::inference) {
        placement.load_mw = load_mw * share;
        placement.highest_utilisation = highest_utilisation_at(tenant, site);
        under_load = std::min(placement.load_mw, placement.highest_utilisation * placement.it_mw);
    }
    auto const works = tenant.state == Tenant::State::here;
    placement.demand = {.idle_mw = spec.idle_share * placement.it_mw * spec.pue,
                        .dynamic_mw = works ? (1.0 - spec.idle_share) * under_load * spec.pue : 0.0,
                        .flexible_share = spec.flexible()};
    of_site_[site.index()].push_back(placements_.size());
    world_.sites.hosted_mw[site.index()] += placement.demand.mw();
    placements_.push_back(placement);
}

void Tenancy::set_demand(TimePoint now, std::span<double const> active_mw) {
    placements_.clear();
    for (auto const host : hosts_) {
        world_.sites.hosted_mw[host.index()] = 0.0;
        of_site_[host.index()].clear();
    }
    for (std::size_t row = 0; row < tenants_.size(); ++row) {
        auto& tenant = tenants_[row];
        tenant.wanted_mw = 0.0;
        load_mw_[row] = 0.0;
        if (!tenant.leases()) {
            continue;
        }
        if (tenant.spec->kind == TenantKind::inference) {
            load_mw_[row] = inference_load_mw(*tenant.spec, now);
        }
        if (tenant.paused) {
            continue;
        }
        place(row, tenant.site, 1.0 - tenant.replica_share, active_mw[row], load_mw_[row]);
        if (tenant.replica_share > 0.0) {
            place(row, tenant.replica, tenant.replica_share, 0.0, load_mw_[row]);
        }
    }
    for (auto const& placement : placements_) {
        tenants_[placement.tenant].wanted_mw += placement.demand.mw();
    }
}

void Tenancy::share_out(SiteId site) {
    auto const& rows = of_site_[site.index()];
    auto const powered = world_.sites.powered_mw(site.index());
    // A site got what all of them wanted: the usual case.
    if (powered >= world_.sites.hosted_mw[site.index()] - noticeable_mw) {
        for (auto const row : rows) {
            placements_[row].granted_mw = placements_[row].demand.mw();
        }
        return;
    }
    demands_.clear();
    for (auto const row : rows) {
        demands_.push_back(placements_[row].demand);
    }
    auto const granted = share_grant(demands_, std::isnan(powered) ? 0.0 : powered);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        placements_[rows[i]].granted_mw = granted[i];
    }
}

void Tenancy::take_grants(double length_h) {
    for (auto const host : hosts_) {
        share_out(host);
    }
    std::ranges::fill(served_mw_, 0.0);
    for (auto& tenant : tenants_) {
        tenant.granted_mw = 0.0;
        tenant.throughput = tenant.state == Tenant::State::here && !tenant.paused ? 1.0 : 0.0;
    }
    for (auto const& placement : placements_) {
        auto& tenant = tenants_[placement.tenant];
        auto const& spec = *tenant.spec;
        tenant.granted_mw += placement.granted_mw;
        if (tenant.state != Tenant::State::here) {
            continue;
        }
        if (spec.kind == TenantKind::inference) {
            served_mw_[placement.tenant] +=
                served_mw(placement.load_mw, placement.it_mw, spec.idle_share,
                          placement.highest_utilisation, placement.granted_mw / spec.pue);
        } else {
            tenant.throughput = throughput(placement.demand, placement.granted_mw);
        }
    }
    for (std::size_t row = 0; row < tenants_.size(); ++row) {
        auto& tenant = tenants_[row];
        if (tenant.spec->kind == TenantKind::inference) {
            tenant.throughput =
                load_mw_[row] > 0.0 ? std::min(served_mw_[row] / load_mw_[row], 1.0) : 1.0;
        }
        if (tenant.leases()) {
            auto const active = tenant.spec->kind == TenantKind::inference
                                    ? load_mw_[row]
                                    : static_cast<double>(tenant.spec->gpus() - tenant.gpus_free) *
                                          tenant.spec->gpu_kw / 1000.0;
            meter(tenant, active, length_h);
        }
        wanted_mw_[row] = tenant.wanted_mw;
        granted_mw_[row] = tenant.granted_mw;
        throughput_[row] =
            tenant.leases() ? tenant.throughput : std::numeric_limits<double>::quiet_NaN();
        site_code_[row] = tenant.leases() ? static_cast<double>(tenant.site.code()) : -1.0;
        queued_jobs_[row] = static_cast<double>(tenant.queue.size());
        running_jobs_[row] = static_cast<double>(tenant.running.size());
    }
}

/// Energy, and the credit for work that was missed beyond what the tenant tolerates to lose;
/// `work_mw` is the IT power under load of all that it had to do.
void Tenancy::meter(Tenant& tenant, double work_mw, double length_h) {
    auto const& spec = *tenant.spec;
    auto& totals = tenant.totals;
    totals.wanted_mwh += tenant.wanted_mw * length_h;
    totals.granted_mwh += tenant.granted_mw * length_h;
    auto const work_mwh = work_mw * length_h;
    totals.work_mwh += work_mwh;
    auto const missed_mwh = (1.0 - tenant.throughput) * work_mwh;
    totals.missed_mwh += missed_mwh;
    auto const beyond =
        tenant.paused ? 0.0 : std::max(1.0 - spec.flexible() - tenant.throughput, 0.0);
    totals.sla_missed_mwh += beyond * work_mwh;
    auto const credit_usd = beyond * work_mwh * spec.sla_usd_per_mwh;
    totals.sla_credit_usd += credit_usd;
    auto& sites = world_.sites;
    sites.missed_gpu_h[tenant.site.index()] += missed_mwh * 1000.0 / spec.gpu_kw;
    sites.sla_credit_usd[tenant.site.index()] += credit_usd;
}

void Tenancy::show(IntervalRow& row) const {
    row.tenant_wanted_mw = wanted_mw_;
    row.tenant_granted_mw = granted_mw_;
    row.tenant_throughput = throughput_;
    row.tenant_site = site_code_;
    row.tenant_queued_jobs = queued_jobs_;
    row.tenant_running_jobs = running_jobs_;
}

}  // namespace gridrush
