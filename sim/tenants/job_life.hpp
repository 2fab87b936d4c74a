#pragma once

#include <limits>

#include "topology/random.hpp"
#include "sim/engine.hpp"

namespace gridrush {

/// What an operator and a job's actor share: the operator writes its orders and wakes the actor,
/// the actor writes how far it is. Seconds are of computing at full speed.
struct JobCard {
    enum class Order {
        run,
        hold,  ///< compute nothing until there is another order
        quit,
    };
    Order order = Order::run;
    bool loses_unsaved = false;  ///< by the next hold: what was done since the last checkpoint
    SiteId site{};
    double share = 0.0;  ///< of the site's host

    double work_s = 0.0;
    double checkpoint_s = 1800.0;  ///< every so often
    double restart_s = 660.0;      ///< after a failure
    double mean_to_failure_s = std::numeric_limits<double>::infinity();

    double done_s = 0.0;     ///< and not lost since
    double lost_s = 0.0;     ///< was done and has to be done again
    double stretch_s = 0.0;  ///< asked of the engine now; 0 = it does not compute
    int failures = 0;

    [[nodiscard]] bool is_done() const { return done_s >= work_s; }
    /// Of `done_s`, not in a checkpoint yet.
    [[nodiscard]] double unsaved_s(double done) const;
    void roll_back();
};

/// The life of a job from its start to its end: computes, fails at random and goes on from the last
/// checkpoint after the restart time; holds, moves and quits as ordered. Failures and checkpoints
/// count the time of computing: what stands still neither fails nor saves. Tells the operator
/// `finish` when all work is done.
void live_as_job(Life& life, JobId job, JobCard& card, Rng rng);

}  // namespace gridrush
