#include "sim/tenants/tenants.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sim/operations/unit_life.hpp"

namespace gridrush {
namespace {

constexpr double hours_per_year = 8760.0;

}  // namespace

Tenants::Tenants(World& world, Experiment const& experiment, Grid const& grid,
                 MigrationPolicy& policy, PolicyCalls& calls, Engine& engine, Calendar& calendar,
                 Observer& observer)
    : experiment_{experiment},
      grid_{grid},
      engine_{engine},
      calendar_{calendar},
      observer_{observer},
      tenancy_{world, experiment, grid},
      jobs_{tenancy_, experiment, engine, calendar, observer},
      outlook_{tenancy_, world, grid, experiment.interval},
      moves_{tenancy_, jobs_, outlook_, world, experiment, policy, calls, engine, observer} {}

void Tenants::start() {
    moves_.spawn_movers();
    spawn_wans();
    for (std::size_t row = 0; row < experiment_.tenants.size(); ++row) {
        auto const& spec = experiment_.tenants[row];
        auto const from = std::max(spec.lease_from.value_or(experiment_.start), experiment_.start);
        calendar_.add(from, {CalendarEvent::Kind::lease_begins, static_cast<std::int32_t>(row)});
    }
    jobs_.fill_calendar();
}

void Tenants::spawn_wans() {
    auto const& wan = experiment_.wan;
    if (wan.outages_per_year <= 0.0) {
        return;
    }
    OutageTimes const times{hours_per_year / wan.outages_per_year, wan.outage_hours};
    auto const& substations = grid_.substations();
    for (std::size_t row = 0; row < substations.size(); ++row) {
        Rng const rng{experiment_.seed, Purpose::wan_outage, stream_of(substations.id[row]),
                      experiment_.replicate};
        engine_.spawn("wan " + substations.id[row], SiteId{}, [this, row, times, rng](Life& life) {
            live_as_unit(life, SubstationId{row}, times, {experiment_.start, experiment_.end}, rng);
        });
    }
}

void Tenants::handle(Message const& message, TimePoint now) {
    auto const row = message.from.index();
    if (message.from.kind == Sender::Kind::job) {
        jobs_.finish(JobId{row}, message.time);
        return;
    }
    if (message.from.kind == Sender::Kind::tenant) {
        if (tenancy_.tenants()[row].state != Tenant::State::over) {
            moves_.arrive(row, message.time);
            auto const ends = tenancy_.tenants()[row].lease_until;
            if (ends < experiment_.end) {
                calendar_.add(std::max(ends, now),
                              {CalendarEvent::Kind::lease_ends, static_cast<std::int32_t>(row)});
            }
        }
        return;
    }
    SubstationId const substation{row};
    auto const fails = message.kind == Message::Kind::fail;
    if (fails) {
        engine_.fail_wan(substation);
    } else {
        engine_.restore_wan(substation);
    }
    observer_.event({message.time, fails ? EventKind::wan_failed : EventKind::wan_restored,
                     message.from.row, 0.0});
}

void Tenants::handle(CalendarEvent const& event, TimePoint now) {
    auto const row = static_cast<std::size_t>(event.entity);
    if (event.kind == CalendarEvent::Kind::lease_begins) {
        begin_lease(row, now);
    } else if (event.kind != CalendarEvent::Kind::lease_ends) {
        jobs_.handle(event, now);
    } else if (tenancy_.tenants()[row].lease_until <= now) {  // else a move began a new one
        ends_.push_back(row);
        asks_ = true;
    }
}

void Tenants::begin_lease(std::size_t row, TimePoint now) {
    auto& tenant = tenancy_.tenants()[row];
    if (tenant.lease_until <= now) {
        tenant.state = Tenant::State::over;
        return;
    }
    tenant.state = Tenant::State::here;
    if (tenant.lease_until < experiment_.end) {
        calendar_.add(tenant.lease_until,
                      {CalendarEvent::Kind::lease_ends, static_cast<std::int32_t>(row)});
    }
    jobs_.open(row, now);
    asks_ = true;
}

void Tenants::end_lease(std::size_t row, TimePoint now) {
    auto& tenant = tenancy_.tenants()[row];
    auto const& spec = *tenant.spec;
    if (tenant.state != Tenant::State::here || tenant.lease_until > now) {
        return;  // it is on its way to a new one
    }
    if (!spec.renews) {
        tenant.state = Tenant::State::over;
        tenant.replica_share = tenant.coming_share = 0.0;
        jobs_.close(row, now);
        return;
    }
    auto const length = *spec.lease_until - spec.lease_from.value_or(experiment_.start);
    tenant.lease_until = now + length;
    if (tenant.lease_until < experiment_.end) {
        calendar_.add(tenant.lease_until,
                      {CalendarEvent::Kind::lease_ends, static_cast<std::int32_t>(row)});
    }
}

void Tenants::close_month(double hours) {
    jobs_.measure();
    outlook_.close_month(hours);
    asks_ = true;
}

void Tenants::ask_if_due(TimePoint now) {
    if (std::exchange(asks_, false)) {
        moves_.ask(now);
    }
    for (auto const row : std::exchange(ends_, {})) {
        end_lease(row, now);
    }
}

void Tenants::set_demand(TimePoint now) {
    tenancy_.set_demand(now, jobs_.start_waiting(now));
}

void Tenants::follow(IntervalRow& row) {
    tenancy_.take_grants(row.length_h);
    jobs_.set_rates();
    moves_.hold_up_transfers();
    asks_ |= outlook_.observe(row);
    tenancy_.show(row);
}

void Tenants::report() {
    jobs_.report();
    moves_.report();
}

std::vector<TenantRow> Tenants::rows() const {
    std::vector<TenantRow> rows;
    for (auto const& tenant : tenancy_.tenants()) {
        rows.push_back(tenant.totals);
        rows.back().site = tenant.leases() ? tenant.site : SiteId{};
    }
    return rows;
}

void Tenants::append_to(std::vector<Metric>& summary) const {
    struct Total {
        char const* name;
        char const* unit;
        char const* description;
        double TenantRow::* member;
    };
    static constexpr std::array totals{
        Total{"tenant_wanted_mwh", "MWh", "what tenants would have drawn at the meter",
              &TenantRow::wanted_mwh},
        Total{"tenant_energy_mwh", "MWh", "granted to tenants at the meter",
              &TenantRow::granted_mwh},
        Total{"tenant_missed_mwh", "MWh", "IT energy of work that tenants could not do in time",
              &TenantRow::missed_mwh},
        Total{"tenant_sla_missed_mwh", "MWh", "of it, beyond what they tolerate to lose",
              &TenantRow::sla_missed_mwh},
        Total{"tenant_sla_credit_usd", "USD", "credits for that", &TenantRow::sla_credit_usd},
        Total{"jobs_submitted", "1", "jobs that arrived", &TenantRow::jobs},
        Total{"jobs_done", "1", "jobs that were finished", &TenantRow::jobs_done},
        Total{"job_failures", "1", "failures of machines that stopped a job",
              &TenantRow::job_failures},
        Total{"gpu_hours_submitted", "h", "work of jobs that arrived", &TenantRow::submitted_gpu_h},
        Total{"gpu_hours_done", "h", "of it, done", &TenantRow::done_gpu_h},
        Total{"gpu_hours_given_up", "h", "of it, of jobs that ended with a lease",
              &TenantRow::given_up_gpu_h},
        Total{"gpu_hours_left", "h", "of it, left at the end", &TenantRow::left_gpu_h},
        Total{"gpu_hours_lost", "h", "done and lost again by failures and moves",
              &TenantRow::lost_gpu_h},
        Total{"tenant_moves", "1", "moves and splits that arrived", &TenantRow::moves},
        Total{"moved_gb", "GB", "data that arrived by them", &TenantRow::moved_gb},
        Total{"failed_transfers", "1", "transfers of theirs that came to nothing",
              &TenantRow::failed_transfers},
        Total{"move_energy_mwh", "MWh", "taken by them", &TenantRow::move_energy_mwh},
        Total{"move_fees_usd", "USD", "paid for them", &TenantRow::move_usd},
    };
    for (auto const& total : totals) {
        double sum = 0.0;
        for (auto const& tenant : tenancy_.tenants()) {
            sum += tenant.totals.*total.member;
        }
        summary.push_back({total.name, total.unit, total.description, sum});
    }
}

}  // namespace gridrush
