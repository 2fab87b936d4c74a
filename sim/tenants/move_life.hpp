#pragma once

#include "topology/ids.hpp"
#include "topology/time.hpp"
#include "sim/engine.hpp"

namespace gridrush {

/// A transfer that a tenant's actor is to carry out. The operator fills it in and wakes the actor;
/// the actor writes what came of it.
struct Errand {
    SiteId from{}, to{};
    double bytes = 0.0;
    Seconds restart{};     ///< after the data have arrived, until the tenant can compute
    bool blocked = false;  ///< one of the sites has no power: nothing can be sent
    bool open = false;     ///< there is something to carry out
    int failures = 0;      ///< transfers that came to nothing
    TimePoint sent_at = TimePoint::min();  ///< when the last byte was there
};

/// The life of whatever moves a tenant's data. What fails on the way is sent again from the start,
/// a while later: the data stay where they are until all are there. Tells the operator `arrive`
/// once for each errand.
void live_as_mover(Life& life, TenantId tenant, Errand& errand, Seconds retry_after);

}  // namespace gridrush
