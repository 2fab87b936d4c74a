#pragma once

#include <optional>
#include <vector>

#include "sim/operations/policy_calls.hpp"
#include "sim/tenants/host_outlook.hpp"
#include "sim/tenants/job_desk.hpp"
#include "sim/tenants/tenancy.hpp"

namespace gridrush {

/// Asks the migration policy, judges its answer and carries it out.
class MoveDesk {
public:
    MoveDesk(Tenancy& tenancy, JobDesk& jobs, HostOutlook const& outlook, World const& world,
             Experiment const& experiment, MigrationPolicy& policy, PolicyCalls& calls,
             Engine& engine, Observer& observer);

    /// Gives every tenant the actor that moves its data.
    void spawn_movers();
    void ask(TimePoint now);
    /// A tenant's data have arrived and it can compute.
    void arrive(std::size_t tenant, TimePoint now);
    /// Sites without power neither send nor receive.
    void hold_up_transfers();
    /// Shows the moves that are still under way.
    void report();

    [[nodiscard]] double policy_wall_s() const { return policy_wall_s_; }

private:
    [[nodiscard]] MigrationDecision decide(TimePoint now);
    [[nodiscard]] std::optional<BrokenRule> broken_by(Move const& move,
                                                      std::vector<char> const& named) const;
    [[nodiscard]] std::optional<BrokenRule> broken_by_place(Move const& move) const;
    void carry_out(Move const& move, TimePoint now);
    void pause(std::size_t tenant);
    void resume(std::size_t tenant);
    void split(Move const& move, TimePoint now);
    void send(Move const& move, double share, double lost_gpu_h, TimePoint now);

    Tenancy& tenancy_;
    JobDesk& jobs_;
    HostOutlook const& outlook_;
    World const& world_;
    Experiment const& experiment_;
    MigrationPolicy& policy_;
    bool moves_tenants_;
    PolicyCalls& calls_;
    Engine& engine_;
    Observer& observer_;
    Rng rng_;
    std::vector<MigrationRow> under_way_;  ///< per tenant
    std::vector<Seconds> lease_length_;    ///< per tenant; a move begins a new lease
    double policy_wall_s_ = 0.0;
};

}  // namespace gridrush
