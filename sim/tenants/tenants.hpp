#pragma once

#include <vector>

#include "sim/calendar.hpp"
#include "sim/tenants/host_outlook.hpp"
#include "sim/tenants/job_desk.hpp"
#include "sim/tenants/move_desk.hpp"
#include "sim/tenants/tenancy.hpp"

namespace gridrush {

/// Tenants of a run: leases, jobs, moves. In every step of the operator: messages and dated events,
/// ask_if_due(), set_demand(), the dispatch, follow().
class Tenants {
public:
    Tenants(World& world, Experiment const& experiment, Grid const& grid, MigrationPolicy& policy,
            PolicyCalls& calls, Engine& engine, Calendar& calendar, Observer& observer);

    /// Whether an experiment has any: without them a run has no object of this class.
    [[nodiscard]] static bool has_any(Experiment const& experiment) {
        return !experiment.tenants.empty();
    }

    /// Gives tenants and WANs their actors and enters what is dated.
    void start();
    /// Carries out what a tenant's, a job's or a WAN's actor tells.
    void handle(Message const& message, TimePoint now);
    /// Carries out an event of a lease or a job.
    void handle(CalendarEvent const& event, TimePoint now);
    void close_month(double hours);
    /// Asks the migration policy when a month began, a grant or the forecast of it changed, or a
    /// lease ends; then renews or ends the leases whose time is up.
    void ask_if_due(TimePoint now);
    void set_demand(TimePoint now);
    /// After the dispatch: who gets what of it, and what is shown of it in `row`.
    void follow(IntervalRow& row);

    /// Books what jobs have done until now; call from the operator's step.
    void measure() { jobs_.measure(); }
    /// Shows what is left when the run is over.
    void report();
    [[nodiscard]] std::vector<TenantRow> rows() const;
    void append_to(std::vector<Metric>& summary) const;
    [[nodiscard]] double policy_wall_s() const { return moves_.policy_wall_s(); }

private:
    void spawn_wans();
    void begin_lease(std::size_t tenant, TimePoint now);
    void end_lease(std::size_t tenant, TimePoint now);

    Experiment const& experiment_;
    Grid const& grid_;
    Engine& engine_;
    Calendar& calendar_;
    Observer& observer_;
    Tenancy tenancy_;
    JobDesk jobs_;
    HostOutlook outlook_;
    MoveDesk moves_;
    bool asks_ = false;
    std::vector<std::size_t> ends_;  ///< tenants whose lease ends now
};

}  // namespace gridrush
