#pragma once

#include <functional>
#include <span>
#include <vector>

#include "sim/engine.hpp"
#include "sim/interconnection/request_life.hpp"
#include "sim/interconnection/study.hpp"
#include "sim/observer.hpp"
#include "sim/operations/policy_calls.hpp"
#include "sim/world.hpp"

namespace gridrush {

/// The interconnection desk: takes what requests tell the operator, has the policy rule on the open
/// ones and carries the rulings out. Owns the order of the queue: application, then id.
class Queue {
public:
    Queue(World& world, Experiment const& experiment, Grid const& grid,
          InterconnectionPolicy& policy, PolicyCalls& calls, Observer& observer);

    /// Carries out one message of a request's actor. Returns true when contracts or energisation
    /// changed.
    bool handle(Message const& message, TimePoint now);

    /// Asks the policy about every open request; `wake` is called with each request that now has
    /// an answer. What breaks the rules is put right where that is asked for: a ruling on no open
    /// request or on one that was ruled on already is left out, one without numbers is to wait, one
    /// of more than was asked is cut down to it.
    void rule(TimePoint now, std::function<void(RequestId)> const& wake);

    /// What a request's actor reads when it is woken.
    [[nodiscard]] RequestAnswer const& answer(RequestId request) const {
        return answers_[request.index()];
    }
    [[nodiscard]] double queued_mw() const;
    [[nodiscard]] double policy_wall_s() const { return policy_wall_s_; }
    /// Wall-clock seconds of rule() in all: studies and policy.
    [[nodiscard]] double wall_s() const { return wall_s_; }

private:
    void apply(RequestId request, TimePoint now);
    void withdraw(RequestId request, TimePoint now);
    void energise(RequestId request, double fraction, TimePoint now);
    void ramp(RequestId request, double fraction, TimePoint now);
    [[nodiscard]] InterconnectionDecision ask_policy(TimePoint now);
    void carry_out(Ruling ruling, TimePoint now, std::function<void(RequestId)> const& wake);
    [[nodiscard]] StudyResult answer(RequestId request, std::span<QueuedLoad const> ahead);
    [[nodiscard]] bool is_about_open_request(Ruling const& ruling, TimePoint now);
    [[nodiscard]] Outcome check(Ruling& ruling, TimePoint now);
    void leave(RequestId request);
    void tell(EventKind kind, RequestId request, double mw, TimePoint now);

    World& world_;
    InterconnectionPolicy& policy_;
    PolicyCalls& calls_;
    Observer& observer_;
    StudyEngine study_;
    Rng rng_;
    std::vector<RequestId> open_;   ///< in the order of application
    std::vector<RequestId> ruled_;  ///< in this call of rule()
    std::vector<RequestAnswer> answers_;
    double policy_wall_s_ = 0.0;
    double wall_s_ = 0.0;
};

}  // namespace gridrush
