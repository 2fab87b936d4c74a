#include "sim/tenants/tenant_check.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "sim/tenants/power_shares.hpp"

namespace gridrush {
namespace {

using Loads = std::map<std::string, LoadSpec const*>;

Loads loads_of(Experiment const& experiment) {
    Loads loads;
    for (auto const& site : experiment.sites) {
        loads.emplace(site.id, &site);
    }
    for (auto const& request : experiment.requests) {
        loads.emplace(request.id, &request);
    }
    return loads;
}

void check_site(TenantSpec const& tenant, Loads const& loads, Issues& issues) {
    auto const path = "tenants." + tenant.id + ".site";
    auto const found = loads.find(tenant.site);
    if (found == loads.end()) {
        std::vector<std::string> known;
        for (auto const& [id, load] : loads) {
            known.push_back(id);
        }
        issues.push_back({tenant.at, path, unknown_word("site or request", tenant.site, known)});
    } else if (found->second->load_class != LoadClass::ai_campus) {
        issues.push_back(
            {tenant.at, path,
             fmt::format("must be an ai_campus (found {})", to_string(found->second->load_class))});
    }
}

void check_tenant(TenantSpec const& tenant, Issues& issues) {
    auto const report = [&](char const* key, std::string text) {
        issues.push_back({tenant.at, "tenants." + tenant.id + key, std::move(text)});
    };
    if (tenant.gpus() < 1) {
        report(".it_mw", fmt::format("must hold at least one GPU of {:g} kW (found {:g} MW)",
                                     tenant.gpu_kw, tenant.it_mw));
    }
    if (tenant.lease_until && *tenant.lease_until <= tenant.lease_from.value_or(TimePoint::min())) {
        report(".lease_until", "must be after lease_from");
    }
    if (tenant.lease_until && tenant.renews && !tenant.lease_from) {
        report(".lease_from", "must be given beside lease_until, for the length of a new lease");
    }
    if (tenant.kind == TenantKind::inference) {
        if (tenant.jobs_per_day > 0.0) {
            report(".jobs_per_day", "inference tenants serve requests and have no jobs");
        }
        if (highest_utilisation(tenant.service_ms, tenant.latency_bound_ms, 0.0) <= 0.0) {
            report(".latency_bound_ms",
                   fmt::format("must be above service_ms (found {:g} and {:g} ms)",
                               tenant.latency_bound_ms, tenant.service_ms));
        }
    }
}

/// Highest meter MW that tenants[0, count) lease at a site at one time: when one of them comes.
double most_leased_mw(Experiment const& experiment, std::size_t count, std::string const& site) {
    auto const tenants = std::span{experiment.tenants}.first(count);
    auto const from = [&](TenantSpec const& tenant) {
        return tenant.lease_from.value_or(experiment.start);
    };
    double most_mw = 0.0;
    for (auto const& arrival : tenants) {
        double leased_mw = 0.0;
        for (auto const& other : tenants) {
            auto const stays =
                other.renews || !other.lease_until || *other.lease_until > from(arrival);
            leased_mw += other.site == site && from(other) <= from(arrival) && stays
                             ? other.meter_mw()
                             : 0.0;
        }
        most_mw = std::max(most_mw, leased_mw);
    }
    return most_mw;
}

/// The first tenant that is too much for its site is the one to tell.
void check_room(Experiment const& experiment, Loads const& loads, Issues& issues) {
    std::set<std::string> full;
    for (std::size_t row = 0; row < experiment.tenants.size(); ++row) {
        auto const& tenant = experiment.tenants[row];
        auto const site = loads.find(tenant.site);
        if (site == loads.end() || full.contains(tenant.site)) {
            continue;
        }
        auto const leased_mw = most_leased_mw(experiment, row + 1, tenant.site);
        if (leased_mw > site->second->mw * (1.0 + 1e-9)) {
            full.insert(tenant.site);
            issues.push_back(
                {tenant.at, "tenants." + tenant.id + ".it_mw",
                 fmt::format("must fit the site: with those named before it, tenants draw up to "
                             "{:g} MW at the meter (site '{}' has {:g} MW)",
                             leased_mw, tenant.site, site->second->mw)});
        }
    }
}

void check_jobs(Experiment const& experiment, Issues& issues) {
    std::set<std::string> seen;
    std::vector<std::string> known;
    for (auto const& tenant : experiment.tenants) {
        known.push_back(tenant.id);
    }
    for (auto const& job : experiment.jobs) {
        auto const path = "jobs." + job.id;
        if (!seen.insert(job.id).second) {
            issues.push_back({job.at, path, "there is another job of this id"});
        }
        auto const tenant = std::ranges::find(experiment.tenants, job.tenant, &TenantSpec::id);
        if (tenant == experiment.tenants.end()) {
            issues.push_back({job.at, path + ".tenant", unknown_word("tenant", job.tenant, known)});
        } else if (tenant->kind == TenantKind::inference) {
            issues.push_back(
                {job.at, path + ".tenant",
                 fmt::format("'{}' serves requests (inference) and takes no jobs", job.tenant)});
        } else if (job.gpus > tenant->gpus()) {
            issues.push_back({job.at, path + ".gpus",
                              fmt::format("must be at most the {} GPUs of tenant '{}' (found {:g})",
                                          tenant->gpus(), job.tenant, job.gpus)});
        }
    }
}

}  // namespace

Issues find_tenant_issues(Experiment const& experiment) {
    Issues issues;
    auto const loads = loads_of(experiment);
    std::set<std::string> seen;
    for (auto const& tenant : experiment.tenants) {
        if (!seen.insert(tenant.id).second) {
            issues.push_back(
                {tenant.at, "tenants." + tenant.id, "there is another tenant of this id"});
        }
        check_site(tenant, loads, issues);
        check_tenant(tenant, issues);
    }
    check_room(experiment, loads, issues);
    check_jobs(experiment, issues);
    return issues;
}

}  // namespace gridrush
