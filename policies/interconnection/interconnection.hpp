#pragma once

#include "policies/policy.hpp"
#include "topology/ids.hpp"
#include "topology/time.hpp"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace gridrush {

/// What the engineers answer when asked about one request, everyone ahead of it in the queue
/// counted as built. All MW >= 0.
struct StudyResult {
    double transformer_mw = 0.0;  ///< what the substation's firm capacity still takes
    double transformer_n0_mw = 0.0;  ///< what all of its banks together still take
    double network_mw = 0.0;  ///< of the requested MW, what the grid serves at the forecast peak
};

/// Asks for the study of a request with the MW of these others (request and MW each) as built.
/// Sites in operation and grants made earlier are always counted.
struct QueuedLoad {
    RequestId request;
    double mw = 0.0;
};
using Study = std::function<StudyResult(RequestId, std::span<QueuedLoad const> ahead)>;

/// The open requests in the order of their application (time, then id), as columns.
struct InterconnectionView {
    TimePoint now;
    std::span<RequestId const> request;
    std::span<TimePoint const> applied_at;
    std::span<double const> requested_mw;
    std::span<SubstationId const> substation;
    std::span<char const> studied;  ///< 1 = was studied before and is waiting for capacity
    Study const& study;
};

enum class RulingKind { wait, grant, refuse };

/// What is decided about one open request.
struct Ruling {
    RequestId request;
    RulingKind kind = RulingKind::wait;
    double firm_mw = 0.0;      ///< grant: may be cut only in an emergency
    double non_firm_mw = 0.0;  ///< grant: may be cut by the curtailment policy
    std::string reason;        ///< for the record, one short sentence
};

/// Rulings about some of the open requests; a request that is not named goes on waiting unstudied.
using InterconnectionDecision = std::vector<Ruling>;
using InterconnectionPolicy = Policy<InterconnectionView, InterconnectionDecision>;

}  // namespace gridrush
