#include "sim/tenants/job_desk.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "sim/interconnection/draw.hpp"

namespace gridrush {
namespace {

constexpr double seconds_per_day = 86'400.0;

}  // namespace

JobDesk::JobDesk(Tenancy& tenancy, Experiment const& experiment, Engine& engine, Calendar& calendar,
                 Observer& observer)
    : tenancy_{tenancy},
      experiment_{experiment},
      engine_{engine},
      calendar_{calendar},
      observer_{observer},
      has_known_jobs_(experiment.tenants.size(), 0),
      rate_(experiment.tenants.size(), 1.0),
      active_mw_(experiment.tenants.size(), 0.0) {
    for (auto const& tenant : experiment.tenants) {
        auto const stream = stream_of(tenant.id);
        streams_.push_back(
            {Rng{experiment.seed, Purpose::job_arrivals, stream, experiment.replicate},
             Rng{experiment.seed, Purpose::job_sizes, stream, experiment.replicate}});
    }
}

void JobDesk::fill_calendar() {
    for (std::size_t row = 0; row < experiment_.jobs.size(); ++row) {
        auto const& job = experiment_.jobs[row];
        auto const tenant = std::ranges::find(experiment_.tenants, job.tenant, &TenantSpec::id);
        has_known_jobs_[static_cast<std::size_t>(tenant - experiment_.tenants.begin())] = 1;
        if (job.arrives_on < experiment_.end) {
            calendar_.add(std::max(job.arrives_on, experiment_.start),
                          {CalendarEvent::Kind::job_due, static_cast<std::int32_t>(row)});
        }
    }
}

void JobDesk::open(std::size_t tenant, TimePoint now) {
    auto const& spec = experiment_.tenants[tenant];
    if (spec.kind == TenantKind::inference) {
        return;
    }
    if (spec.jobs_per_day > 0.0) {
        plan_arrival(tenant, now);
    } else if (has_known_jobs_[tenant] == 0) {
        submit_endless(tenant, now);
    }
}

void JobDesk::plan_arrival(std::size_t tenant, TimePoint now) {
    auto const mean_s = seconds_per_day / experiment_.tenants[tenant].jobs_per_day;
    auto const wait = Seconds{std::llround(streams_[tenant].arrivals.exponential(mean_s))};
    if (now + wait < experiment_.end) {
        calendar_.add(now + wait,
                      {CalendarEvent::Kind::job_arrives, static_cast<std::int32_t>(tenant)});
    }
}

/// One job for as long as the lease and the run last, at full speed and without a failure.
void JobDesk::submit_endless(std::size_t tenant, TimePoint now) {
    auto const& spec = experiment_.tenants[tenant];
    auto const until = std::min(tenancy_.tenants()[tenant].lease_until, experiment_.end);
    auto const gpus = std::max(std::floor(spec.load_factor * spec.gpus() + 1e-9), 1.0);
    auto const hours = static_cast<double>((until - now).count()) / 3600.0;
    if (hours > 0.0) {
        submit(tenant, spec.id, gpus * hours, gpus, now);
    }
}

void JobDesk::handle(CalendarEvent const& event, TimePoint now) {
    auto const row = static_cast<std::size_t>(event.entity);
    if (event.kind == CalendarEvent::Kind::job_due) {
        auto const& job = experiment_.jobs[row];
        auto const tenant = std::ranges::find(experiment_.tenants, job.tenant, &TenantSpec::id);
        submit(static_cast<std::size_t>(tenant - experiment_.tenants.begin()), job.id,
               job.gpu_hours, job.gpus, now);
        return;
    }
    if (tenancy_.tenants()[row].state == Tenant::State::over) {
        return;
    }
    auto const& spec = experiment_.tenants[row];
    auto& stream = streams_[row];
    auto const gpu_hours = sample(spec.job_gpu_hours, stream.sizes);
    auto const gpus = sample(spec.job_gpus, stream.sizes);
    submit(row, fmt::format("{}_{:05}", spec.id, ++stream.count), gpu_hours, gpus, now);
    plan_arrival(row, now);
}

void JobDesk::submit(std::size_t tenant, std::string id, double gpu_hours, double gpus,
                     TimePoint now) {
    auto const& spec = experiment_.tenants[tenant];
    Job job;
    job.id = std::move(id);
    job.tenant = tenant;
    job.gpu_hours = gpu_hours;
    job.gpus = std::clamp(static_cast<int>(std::lround(gpus)), 1, spec.gpus());
    job.arrived_at = now;
    job.card.work_s = 3600.0 * gpu_hours / job.gpus;
    job.card.checkpoint_s = 60.0 * spec.checkpoint_minutes;
    job.card.restart_s = 60.0 * spec.restart_minutes;
    if (spec.interruptions_per_gpu_day > 0.0) {
        job.card.mean_to_failure_s = seconds_per_day / (spec.interruptions_per_gpu_day * job.gpus);
    }
    auto& owner = tenancy_.tenants()[tenant];
    owner.totals.submitted_gpu_h += gpu_hours;
    owner.totals.jobs += 1.0;
    job.number = static_cast<std::int32_t>(owner.totals.jobs);
    jobs_.push_back(std::move(job));
    actor_.push_back(0);
    if (owner.state == Tenant::State::over) {
        end(jobs_.back(), JobRow::State::given_up, now);
    } else {
        owner.queue.emplace_back(jobs_.size() - 1);
    }
}

std::span<double const> JobDesk::start_waiting(TimePoint now) {
    for (std::size_t row = 0; row < active_mw_.size(); ++row) {
        auto& tenant = tenancy_.tenants()[row];
        while (tenant.state == Tenant::State::here && !tenant.paused && !tenant.queue.empty() &&
               jobs_[tenant.queue.front().index()].gpus <= tenant.gpus_free) {
            start(tenant.queue.front(), now);
            tenant.queue.pop_front();
        }
        active_mw_[row] = static_cast<double>(tenant.spec->gpus() - tenant.gpus_free) *
                          tenant.spec->gpu_kw / 1000.0;
    }
    return active_mw_;
}

/// Of its site's host, whose full speed is that of all the power the site may ever draw.
double JobDesk::share_of(Job const& job) const {
    auto const& tenant = tenancy_.tenants()[job.tenant];
    auto const& spec = *tenant.spec;
    auto const mw = job.gpus * spec.gpu_kw / 1000.0 * (1.0 - spec.idle_share) * spec.pue;
    return mw / tenancy_.host_mw(tenant.site);
}

void JobDesk::start(JobId id, TimePoint now) {
    auto& job = jobs_[id.index()];
    auto& tenant = tenancy_.tenants()[job.tenant];
    tenant.gpus_free -= job.gpus;
    tenant.running.push_back(id);
    job.state = JobRow::State::running;
    job.began_at = now;
    job.card.site = tenant.site;
    job.card.share = share_of(job);
    Rng const rng{experiment_.seed, Purpose::job_failures, stream_of(job.id),
                  experiment_.replicate};
    actor_[id.index()] = engine_.spawn(
        "job " + job.id, SiteId{},
        [id, rng, &card = job.card](Life& life) { live_as_job(life, id, card, rng); });
    engine_.set_rate(actor_[id.index()], rate_[job.tenant]);
}

void JobDesk::finish(JobId id, TimePoint now) {
    auto& job = jobs_[id.index()];
    if (job.state != JobRow::State::running) {
        return;  // given up at the very instant
    }
    auto& tenant = tenancy_.tenants()[job.tenant];
    std::erase(tenant.running, id);
    tenant.gpus_free += job.gpus;
    job.done_s = job.card.done_s;
    end(job, JobRow::State::done, now);
}

void JobDesk::close(std::size_t row, TimePoint now) {
    auto& tenant = tenancy_.tenants()[row];
    for (auto const id : tenant.running) {
        auto& job = jobs_[id.index()];
        job.done_s = done_now_s(id);
        job.card.order = JobCard::Order::quit;
        engine_.wake(actor_[id.index()]);
        tenant.gpus_free += job.gpus;
        end(job, JobRow::State::given_up, now);
    }
    for (auto const id : tenant.queue) {
        end(jobs_[id.index()], JobRow::State::given_up, now);
    }
    tenant.running.clear();
    tenant.queue.clear();
}

double JobDesk::hold(std::size_t tenant, bool loses_unsaved) {
    double lost_gpu_h = 0.0;
    for (auto const id : tenancy_.tenants()[tenant].running) {
        auto& job = jobs_[id.index()];
        job.card.order = JobCard::Order::hold;
        job.card.loses_unsaved = loses_unsaved;
        if (loses_unsaved) {
            lost_gpu_h += job.gpus * job.card.unsaved_s(done_now_s(id)) / 3600.0;
        }
        engine_.wake(actor_[id.index()]);
    }
    return lost_gpu_h;
}

void JobDesk::go_on(std::size_t tenant) {
    for (auto const id : tenancy_.tenants()[tenant].running) {
        auto& job = jobs_[id.index()];
        job.card.site = tenancy_.tenants()[tenant].site;
        job.card.share = share_of(job);
        job.card.order = JobCard::Order::run;
        engine_.wake(actor_[id.index()]);
    }
}

double JobDesk::unsaved_h(std::size_t tenant) const {
    double gpu_s = 0.0;
    double gpus = 0.0;
    for (auto const id : tenancy_.tenants()[tenant].running) {
        auto const& job = jobs_[id.index()];
        gpu_s += job.gpus * job.card.unsaved_s(done_now_s(id));
        gpus += job.gpus;
    }
    return gpus > 0.0 ? gpu_s / gpus / 3600.0 : 0.0;
}

void JobDesk::set_rates() {
    for (std::size_t row = 0; row < streams_.size(); ++row) {
        auto const& tenant = tenancy_.tenants()[row];
        if (std::exchange(rate_[row], tenant.throughput) != tenant.throughput) {
            for (auto const id : tenant.running) {
                engine_.set_rate(actor_[id.index()], tenant.throughput);
            }
        }
    }
}

double JobDesk::done_now_s(JobId job) const {
    auto const& card = jobs_[job.index()].card;
    auto const ran_s =
        card.stretch_s > 0.0 ? card.stretch_s - engine_.work_left_s(actor_[job.index()]) : 0.0;
    return card.done_s + ran_s;
}

void JobDesk::measure() {
    for (auto const& tenant : tenancy_.tenants()) {
        for (auto const id : tenant.running) {
            auto& job = jobs_[id.index()];
            job.done_s = done_now_s(id);
        }
    }
}

void JobDesk::end(Job& job, JobRow::State state, TimePoint now) {
    job.state = state;
    job.ended_at = now;
    auto& totals = tenancy_.tenants()[job.tenant].totals;
    totals.jobs_done += state == JobRow::State::done ? 1 : 0;
    totals.jobs_given_up += state == JobRow::State::given_up ? 1 : 0;
    tell(job);
}

/// Books a job that ended, or that the run left behind, and shows it.
void JobDesk::tell(Job const& job) {
    auto const& tenant = tenancy_.tenants()[job.tenant];
    auto& totals = tenancy_.tenants()[job.tenant].totals;
    auto const gpu_h = [&](double seconds) { return job.gpus * seconds / 3600.0; };
    JobRow const row{
        .tenant = TenantId{job.tenant},
        .number = job.number,
        .state = job.state,
        .arrived_at = job.arrived_at,
        .began_at = job.began_at,
        .ended_at = job.ended_at,
        .site = job.began_at == TimePoint::min() ? SiteId{} : tenant.site,
        .gpus = static_cast<double>(job.gpus),
        .gpu_hours = job.gpu_hours,
        .done_gpu_h = job.state == JobRow::State::done ? job.gpu_hours : gpu_h(job.done_s),
        .lost_gpu_h = gpu_h(job.card.lost_s),
        .failures = static_cast<double>(job.card.failures)};
    totals.done_gpu_h += row.done_gpu_h;
    totals.lost_gpu_h += row.lost_gpu_h;
    totals.job_failures += row.failures;
    auto const left_gpu_h = row.gpu_hours - row.done_gpu_h;
    (job.state == JobRow::State::given_up ? totals.given_up_gpu_h : totals.left_gpu_h) +=
        left_gpu_h;
    if (is_sampled(job.id)) {
        observer_.job(row);
    }
}

/// The same jobs whatever the policies: by a hash of the id.
bool JobDesk::is_sampled(std::string const& id) const {
    constexpr double hashes = 4294967296.0;
    return stream_of(id) < experiment_.job_sample * hashes;
}

void JobDesk::report() {
    for (auto const& job : jobs_) {
        if (job.state == JobRow::State::queued || job.state == JobRow::State::running) {
            tell(job);
        }
    }
}

}  // namespace gridrush
