#include "sim/tenants/move_desk.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/stopwatch.hpp"

namespace gridrush {
namespace {

constexpr double bytes_per_gb = 1e9;
constexpr double kwh_per_mwh = 1000.0;
constexpr double slack_mw = 1e-6;  // of a policy's arithmetic

double hours_between(TimePoint from, TimePoint to) {
    return static_cast<double>((to - from).count()) / 3600.0;
}

}  // namespace

MoveDesk::MoveDesk(Tenancy& tenancy, JobDesk& jobs, HostOutlook const& outlook, World const& world,
                   Experiment const& experiment, MigrationPolicy& policy, PolicyCalls& calls,
                   Engine& engine, Observer& observer)
    : tenancy_{tenancy},
      jobs_{jobs},
      outlook_{outlook},
      world_{world},
      experiment_{experiment},
      policy_{policy},
      moves_tenants_{policy.moves_tenants()},
      calls_{calls},
      engine_{engine},
      observer_{observer},
      rng_{experiment.seed, Purpose::policy, static_cast<std::uint32_t>(PolicyFamily::migration),
           experiment.replicate},
      under_way_(experiment.tenants.size()) {
    for (auto const& spec : experiment.tenants) {
        lease_length_.push_back(spec.lease_until
                                    ? *spec.lease_until - spec.lease_from.value_or(experiment.start)
                                    : Seconds::max());
    }
}

void MoveDesk::spawn_movers() {
    auto const retry = Seconds{std::llround(60.0 * experiment_.wan.retry_minutes)};
    for (std::size_t row = 0; row < tenancy_.tenants().size(); ++row) {
        auto& tenant = tenancy_.tenants()[row];
        tenant.mover = engine_.spawn("tenant " + tenant.spec->id, SiteId{},
                                     [row, retry, &errand = tenant.errand](Life& life) {
                                         live_as_mover(life, TenantId{row}, errand, retry);
                                     });
    }
}

void MoveDesk::ask(TimePoint now) {
    if (!moves_tenants_) {
        return;
    }
    auto const moves = decide(now);
    std::vector<char> named(tenancy_.tenants().size(), 0);
    for (auto const& move : moves) {
        auto broken = broken_by(move, named);
        DecisionRow row{.time = now,
                        .family = PolicyFamily::migration,
                        .entity = move.tenant.code(),
                        .choice = static_cast<std::int32_t>(move.kind)};
        if (broken) {
            broken->row = move.tenant.code();
            calls_.break_rule(PolicyFamily::migration, now, *std::move(broken));
            row.outcome = Outcome::refused;
        } else {
            row.firm_mw = tenancy_.tenants()[move.tenant.index()].spec->it_mw;
            named[move.tenant.index()] = 1;
            carry_out(move, now);
        }
        observer_.decision(row);
    }
}

MigrationDecision MoveDesk::decide(TimePoint now) {
    std::vector<TenantId> id;
    std::vector<TenantKind> kind;
    std::vector<SiteId> site, split_to;
    std::vector<double> it_mw, state_gb, restart_h, move_usd, worth, unsaved_h, flexible, split;
    std::vector<TimePoint> ends;
    std::vector<std::uint8_t> paused, moving;
    for (std::size_t row = 0; row < tenancy_.tenants().size(); ++row) {
        auto const& tenant = tenancy_.tenants()[row];
        auto const& spec = *tenant.spec;
        if (!tenant.leases()) {
            continue;
        }
        id.emplace_back(row);
        kind.push_back(spec.kind);
        site.push_back(tenant.site);
        it_mw.push_back(spec.it_mw);
        state_gb.push_back(spec.state_gb());
        restart_h.push_back(spec.restart_minutes / 60.0);
        move_usd.push_back(spec.move_usd);
        worth.push_back(spec.worth_usd_per_mwh);
        unsaved_h.push_back(jobs_.unsaved_h(row));
        flexible.push_back(spec.flexible());
        split_to.push_back(tenant.replica_share > 0.0 ? tenant.replica : SiteId{});
        split.push_back(tenant.replica_share);
        ends.push_back(tenant.lease_until);
        paused.push_back(tenant.paused ? 1 : 0);
        moving.push_back(tenant.state == Tenant::State::moving || tenant.errand.open ? 1 : 0);
    }
    if (id.empty()) {
        return {};
    }
    MigrationView const view{.now = now,
                             .hosts = outlook_.columns(),
                             .tenants = {.tenant = id,
                                         .kind = kind,
                                         .site = site,
                                         .it_mw = it_mw,
                                         .state_gb = state_gb,
                                         .restart_h = restart_h,
                                         .move_usd = move_usd,
                                         .worth_usd_per_mwh = worth,
                                         .unsaved_h = unsaved_h,
                                         .flexible_share = flexible,
                                         .split_to = split_to,
                                         .split_share = split,
                                         .lease_ends_at = ends,
                                         .paused = paused,
                                         .moving = moving},
                             .forecast_h = HostOutlook::forecast_h};
    Stopwatch const watch{policy_wall_s_};
    return calls_.ask(PolicyFamily::migration, now, [&] { return policy_.decide(view, rng_); });
}

std::optional<BrokenRule> MoveDesk::broken_by(Move const& move,
                                              std::vector<char> const& named) const {
    auto const& tenants = tenancy_.tenants();
    if (!move.tenant.valid() || move.tenant.index() >= tenants.size() ||
        !tenants[move.tenant.index()].leases()) {
        return BrokenRule{.problem = "must name a tenant that has a lease",
                          .value = static_cast<double>(move.tenant.code()),
                          .unit = "as its row"};
    }
    auto const& tenant = tenants[move.tenant.index()];
    BrokenRule rule{.problem = {}, .entity = "tenant " + tenant.spec->id};
    if (named[move.tenant.index()] != 0) {
        rule.problem = "must name each tenant at most once";
    } else if (tenant.state == Tenant::State::moving || tenant.errand.open) {
        rule.problem = "must leave a tenant alone that is on its way";
    } else if (move.kind == MoveKind::pause && tenant.paused) {
        rule.problem = "must not pause who is paused";
    } else if (move.kind == MoveKind::resume && !tenant.paused) {
        rule.problem = "must not resume who is not paused";
    } else if (move.kind == MoveKind::split && tenant.spec->kind != TenantKind::inference) {
        rule.problem = "must split the load of inference tenants only";
    } else if (move.kind == MoveKind::split && !(move.share >= 0.0 && move.share <= 1.0)) {
        rule.problem = "must split a share of 0 to 1";
        rule.value = move.share;
        rule.unit = "";
    } else if (move.kind > MoveKind::resume) {
        rule.problem = "must name a kind of move that there is";
        rule.value = static_cast<double>(move.kind);
        rule.unit = "as its code";
    } else if (move.kind == MoveKind::move || (move.kind == MoveKind::split && move.share > 0.0)) {
        return broken_by_place(move);
    }
    return rule.problem.empty() ? std::nullopt : std::optional{rule};
}

/// Room and, for a part of a service, the way to it.
std::optional<BrokenRule> MoveDesk::broken_by_place(Move const& move) const {
    auto const& tenant = tenancy_.tenants()[move.tenant.index()];
    BrokenRule rule{.problem = {}, .entity = "tenant " + tenant.spec->id};
    auto const& hosts = tenancy_.hosts();
    if (std::ranges::find(hosts, move.to) == hosts.end() || move.to == tenant.site) {
        rule.problem = "must go to another site that takes tenants";
        rule.value = static_cast<double>(move.to.code());
        rule.unit = "as its row";
        return rule;
    }
    rule.entity += " to site " + world_.sites.id[move.to.index()];
    auto share = 1.0;
    if (move.kind == MoveKind::split) {
        auto const there = tenant.replica == move.to ? tenant.replica_share : 0.0;
        share = std::max(move.share - there, 0.0);
        if (tenancy_.highest_utilisation_at(tenant, move.to) <= 0.0) {
            rule.problem = "must serve where the way leaves time for an answer";
            return rule;
        }
    }
    auto const mw = share * tenant.spec->meter_mw();
    auto const free = tenancy_.free_mw(move.to);
    if (mw > free + slack_mw * (1.0 + mw)) {
        rule.problem = "must go where there is room";
        rule.value = mw;
        rule.limit = free;
        return rule;
    }
    return std::nullopt;
}

void MoveDesk::carry_out(Move const& move, TimePoint now) {
    auto const row = move.tenant.index();
    switch (move.kind) {
        case MoveKind::pause:
            pause(row);
            break;
        case MoveKind::resume:
            resume(row);
            break;
        case MoveKind::split:
            split(move, now);
            break;
        case MoveKind::move: {
            auto const lost = tenancy_.tenants()[row].paused ? 0.0 : jobs_.hold(row, true);
            send(move, 1.0, lost, now);
            break;
        }
    }
}

void MoveDesk::pause(std::size_t tenant) {
    tenancy_.tenants()[tenant].paused = true;
    jobs_.hold(tenant, false);
}

void MoveDesk::resume(std::size_t tenant) {
    tenancy_.tenants()[tenant].paused = false;
    jobs_.go_on(tenant);
}

/// A site that serves a part already can serve more or less of it at once; another one needs the
/// weights first, and home serves all until they are there.
void MoveDesk::split(Move const& move, TimePoint now) {
    auto& tenant = tenancy_.tenants()[move.tenant.index()];
    if (move.share <= 0.0) {
        tenant.replica_share = 0.0;
    } else if (tenant.replica_share > 0.0 && tenant.replica == move.to) {
        tenant.replica_share = move.share;
    } else {
        tenant.replica_share = 0.0;
        send(move, move.share, 0.0, now);
    }
}

void MoveDesk::send(Move const& move, double share, double lost_gpu_h, TimePoint now) {
    auto& tenant = tenancy_.tenants()[move.tenant.index()];
    auto const& spec = *tenant.spec;
    under_way_[move.tenant.index()] = {.decided_at = now,
                                       .tenant = move.tenant,
                                       .kind = move.kind,
                                       .from = tenant.site,
                                       .to = move.to,
                                       .share = share,
                                       .gb = spec.state_gb(),
                                       .lost_gpu_h = lost_gpu_h,
                                       .usd = spec.move_usd};
    tenant.errand = {.from = tenant.site,
                     .to = move.to,
                     .bytes = spec.state_gb() * bytes_per_gb,
                     .restart = Seconds{std::llround(60.0 * spec.restart_minutes)},
                     .open = true};
    if (move.kind == MoveKind::move) {
        observer_.event({now, EventKind::load_moved, tenant.site.code(), spec.it_mw});
        tenant.state = Tenant::State::moving;
        tenant.site = move.to;
        tenant.replica_share = 0.0;
    } else {
        tenant.replica = move.to;
        tenant.coming_share = share;
    }
    engine_.wake(tenant.mover);
}

void MoveDesk::arrive(std::size_t row, TimePoint now) {
    auto& tenant = tenancy_.tenants()[row];
    auto& move = under_way_[row];
    auto const& spec = *tenant.spec;
    move.sent_at = tenant.errand.sent_at;
    move.arrived_at = now;
    move.failures = static_cast<double>(tenant.errand.failures);
    auto const at_rest_mw = spec.idle_share * spec.it_mw * move.share * spec.pue;
    move.energy_mwh = (1.0 + move.failures) * move.gb * experiment_.wan.kwh_per_gb / kwh_per_mwh +
                      at_rest_mw * hours_between(move.decided_at, now);
    if (move.kind == MoveKind::split) {
        tenant.replica_share = std::exchange(tenant.coming_share, 0.0);
    } else {
        tenant.state = Tenant::State::here;
        if (lease_length_[row] != Seconds::max()) {
            tenant.lease_until = now + lease_length_[row];
        }
        if (!tenant.paused) {
            jobs_.go_on(row);
        }
    }
    tenant.totals.moves += 1.0;
    tenant.totals.moved_gb += move.gb;
    tenant.totals.failed_transfers += move.failures;
    tenant.totals.move_energy_mwh += move.energy_mwh;
    tenant.totals.move_usd += move.usd;
    observer_.migration(move);
}

void MoveDesk::hold_up_transfers() {
    auto const& sites = world_.sites;
    auto const is_dark = [&](SiteId site) {
        return sites.wanted_mw[site.index()] > slack_mw &&
               !(sites.powered_mw(site.index()) > slack_mw);
    };
    for (auto& tenant : tenancy_.tenants()) {
        auto& errand = tenant.errand;
        if (!errand.open) {
            continue;
        }
        auto const blocked = is_dark(errand.from) || is_dark(errand.to);
        if (std::exchange(errand.blocked, blocked) != blocked) {
            engine_.wake(tenant.mover);
        }
    }
}

void MoveDesk::report() {
    for (std::size_t row = 0; row < under_way_.size(); ++row) {
        auto& move = under_way_[row];
        if (move.tenant.valid() && move.arrived_at == TimePoint::min()) {
            auto const& errand = tenancy_.tenants()[row].errand;
            move.sent_at = errand.sent_at;
            move.failures = static_cast<double>(errand.failures);
            observer_.migration(move);
        }
    }
}

}  // namespace gridrush
