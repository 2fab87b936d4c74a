#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "topology/ids.hpp"
#include "topology/time.hpp"
#include "policies/policy.hpp"

namespace gridrush {

/// What the engineers answer when asked about one request, everyone ahead of it in the queue
/// counted as built. All MW >= 0.
struct StudyResult {
    double transformer_mw = 0.0;     ///< what the substation's firm capacity still takes
    double transformer_n0_mw = 0.0;  ///< what all of its banks together still take
    double network_mw = 0.0;  ///< of what is asked and the firm banks take, what the grid serves at
                              ///< the forecast peak
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

/// Why a ruling was made; result files store the code.
enum class RulingReason {
    fits,                  ///< firm capacity and network take all of it
    transformer_full,      ///< the substation's banks do not take it
    network_full,          ///< the grid cannot serve it at the forecast peak
    capacity_is_non_firm,  ///< connected now, what does not fit may be cut
    too_large,             ///< more than the substation can ever take
};
inline constexpr std::size_t ruling_reason_count = 5;
[[nodiscard]] std::string_view to_string(RulingKind kind);
[[nodiscard]] std::string_view to_string(RulingReason reason);

/// What is decided about one open request.
struct Ruling {
    RequestId request;
    RulingKind kind = RulingKind::wait;
    double firm_mw = 0.0;      ///< grant: may be cut only in an emergency
    double non_firm_mw = 0.0;  ///< grant: may be cut by the curtailment policy
    RulingReason reason = RulingReason::fits;
};

/// Rulings about some of the open requests; a request that is not named goes on waiting unstudied.
using InterconnectionDecision = std::vector<Ruling>;
using InterconnectionPolicy = Policy<InterconnectionView, InterconnectionDecision>;

}  // namespace gridrush
