#pragma once

#include <deque>
#include <string>
#include <vector>

#include "topology/random.hpp"
#include "sim/calendar.hpp"
#include "sim/engine.hpp"
#include "sim/tenants/job_life.hpp"
#include "sim/tenants/tenancy.hpp"

namespace gridrush {

/// Jobs of tenants: they arrive as known or at random, wait in line at their tenant for free GPUs
/// (first come, first served), run as an actor each, and end done or given up with the lease.
///
/// The operator acts at the start of operating intervals: a job begins there, and GPUs that come
/// free within an interval wait for the next.
class JobDesk {
public:
    JobDesk(Tenancy& tenancy, Experiment const& experiment, Engine& engine, Calendar& calendar,
            Observer& observer);

    /// Enters the jobs that are known.
    void fill_calendar();
    /// A tenant's machines are there: random arrivals begin, or its one endless job.
    void open(std::size_t tenant, TimePoint now);
    /// Its lease ended: what runs and waits is given up.
    void close(std::size_t tenant, TimePoint now);
    /// Carries out a job_due or job_arrives event.
    void handle(CalendarEvent const& event, TimePoint now);
    /// A job is done.
    void finish(JobId job, TimePoint now);

    /// Jobs compute nothing, and lose what is in no checkpoint where `loses_unsaved`; the GPU hours
    /// that are lost by that.
    double hold(std::size_t tenant, bool loses_unsaved);
    /// Jobs go on, at the tenant's site.
    void go_on(std::size_t tenant);
    /// Hours of its work that are in no checkpoint, mean over its GPUs at work.
    [[nodiscard]] double unsaved_h(std::size_t tenant) const;

    /// Starts what waits and has room; what then runs, IT MW under load per tenant.
    std::span<double const> start_waiting(TimePoint now);
    /// Lets every job follow its tenant's throughput.
    void set_rates();

    /// Books what running jobs have done; call from the operator's step.
    void measure();
    /// Rows of the jobs that did not end, and the tenants' totals.
    void report();

private:
    struct Job {
        std::string id;
        std::size_t tenant = 0;
        std::int32_t number = 0;
        double gpu_hours = 0.0;
        int gpus = 0;
        JobRow::State state = JobRow::State::queued;
        TimePoint arrived_at, began_at = TimePoint::min(), ended_at = TimePoint::min();
        double done_s = 0.0;  ///< when it was last measured
        JobCard card;
    };

    void submit(std::size_t tenant, std::string id, double gpu_hours, double gpus, TimePoint now);
    void submit_endless(std::size_t tenant, TimePoint now);
    void plan_arrival(std::size_t tenant, TimePoint now);
    void start(JobId id, TimePoint now);
    void end(Job& job, JobRow::State state, TimePoint now);
    void tell(Job const& job);
    [[nodiscard]] bool is_sampled(std::string const& id) const;
    [[nodiscard]] double done_now_s(JobId job) const;
    [[nodiscard]] double share_of(Job const& job) const;

    Tenancy& tenancy_;
    Experiment const& experiment_;
    Engine& engine_;
    Calendar& calendar_;
    Observer& observer_;
    std::deque<Job> jobs_;            ///< cards stay where they are
    std::vector<std::size_t> actor_;  ///< per job, once it runs
    struct Stream {
        Rng arrivals, sizes;
        int count = 0;
    };
    std::vector<Stream> streams_;  ///< per tenant
    std::vector<char> has_known_jobs_;
    std::vector<double> rate_;  ///< per tenant, of all its jobs
    std::vector<double> active_mw_;
};

}  // namespace gridrush
