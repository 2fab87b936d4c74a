#pragma once

#include <functional>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "topology/ids.hpp"
#include "topology/time.hpp"
#include "policies/interconnection/applicant_class.hpp"
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

/// Asks at once for the study of a request with the MW of these others (request and MW each) as
/// built. Sites in operation and grants made earlier are always counted. (Studies that take time
/// and engineers are ruled by RulingKind::study.)
struct QueuedLoad {
    RequestId request;
    double mw = 0.0;
};
using Study = std::function<StudyResult(RequestId, std::span<QueuedLoad const> ahead)>;

/// How far an open request has come.
enum class RequestStage {
    queued,    ///< has passed the gates of its application and waits
    in_study,  ///< waits for engineers, or they are at it
    studied,   ///< has a finding that nothing was ruled on yet
    asked,     ///< an offer or a demand for money is out; it makes up its mind
};
inline constexpr std::size_t request_stage_count = 4;
[[nodiscard]] std::string_view to_string(RequestStage stage);

/// What the last study found for one request. MW by year: entry k holds in the k-th year after
/// `studied_at`; all vectors have the length of the study's horizon.
struct StudyFinding {
    TimePoint studied_at = TimePoint::min();  ///< min = never studied, all vectors empty
    int study = -1;                           ///< number of the study, joint ones share it
    int studies = 0;                          ///< times that it was studied
    std::vector<double> firm_mw;         ///< fits under the planning criterion, each of the study's
                                         ///< upgrades counted from when it would stand
    std::vector<double> unaided_mw;      ///< fits without any upgrade of this study
    std::vector<double> connectable_mw;  ///< all banks in service carry it; above firm_mw it must
                                         ///< accept cuts, whenever the grid or supply is short
    double upgrade_usd = 0.0;            ///< its share of the upgrades by the regime's cost rule
    TimePoint full_at = TimePoint::max();  ///< when the last upgrade that it needs would stand
    bool stale = false;  ///< someone that it was studied with or behind has left since
};

/// The open requests in the order of their application (time, then id), as columns.
struct InterconnectionView {
    TimePoint now;
    std::span<RequestId const> request;
    std::span<TimePoint const> applied_at;
    std::span<double const> requested_mw;
    std::span<SubstationId const> substation;
    std::span<char const> studied;  ///< 1 = was studied before and is waiting for capacity
    Study const& study;

    std::span<ApplicantClass const> applicant{};
    std::span<RequestStage const> stage{};
    std::span<TimePoint const> stage_since{};
    std::span<StudyFinding const> finding{};
    std::span<double const> ready{};              ///< land, permits and money, 0..1
    std::span<double const> own_generation_mw{};  ///< accredited, that it brings
    std::span<double const> bid_usd_per_mw{};     ///< sealed bid for capacity
    /// Its own already: what it takes over of a site that it converts, or its contract where it
    /// asks for the rest; 0 = greenfield. Own generation that serves the contract is not counted
    /// again.
    std::span<double const> contracted_mw{};
    int free_engineers = 0;  ///< studies that could begin at once
};

enum class RulingKind {
    wait,
    grant,  ///< offered: it is connected once the applicant has signed
    refuse,
    study,  ///< is studied from now on, jointly with all of its `group` in this decision
    ask,    ///< must meet the gates of GateStage::decision or leave
};
inline constexpr std::size_t ruling_kind_count = 5;

/// Why a ruling was made; result files store the code.
enum class RulingReason {
    fits,                  ///< firm capacity and network take all of it
    transformer_full,      ///< the substation's banks do not take it
    network_full,          ///< the grid cannot serve it at the forecast peak
    capacity_is_non_firm,  ///< connected now, what does not fit may be cut
    too_large,             ///< more than the substation can ever take
    next_in_order,         ///< its turn to be studied
    after_upgrades,        ///< granted from when upgrades stand
    not_ready,             ///< land, permits or money are missing
    outbid,                ///< others bid or scored more
    limited_lane,          ///< the lane takes no more this year
    own_generation,        ///< as much as its own power stations cover
    earlier_left,          ///< studied anew since someone left
};
inline constexpr std::size_t ruling_reason_count = 12;
[[nodiscard]] std::string_view to_string(RulingKind kind);
[[nodiscard]] std::string_view to_string(RulingReason reason);

/// How a joint study shares what fits among its requests.
enum class Fit {
    most,           ///< as many MW as possible in all
    in_order,       ///< each in the order of application before the next
    in_proportion,  ///< equal shares of what was asked, raised as long as anyone's can be
    by_price,       ///< highest bid first
};

/// What holds for the non-firm MW of a grant.
struct NonFirmRight {
    double hours_per_year = std::numeric_limits<double>::infinity();  ///< may be cut at most
    double energy_share = 1.0;              ///< of its yearly energy that may be cut at most
    TimePoint firm_at = TimePoint::max();   ///< from then on it is firm (max = never)
    double compensation_usd_per_mwh = 0.0;  ///< paid for what is cut
};

/// What is decided about one open request.
struct Ruling {
    RequestId request;
    RulingKind kind = RulingKind::wait;
    double firm_mw = 0.0;      ///< grant: may be cut only in an emergency
    double non_firm_mw = 0.0;  ///< grant: may be cut by the curtailment policy
    RulingReason reason = RulingReason::fits;
    /// grant: MW in the k-th year after this ruling; empty = the above at once and for good. The
    /// last entries go on for good. A year of 0 MW: not energised before the next.
    std::vector<double> firm_by_year_mw{}, non_firm_by_year_mw{};
    NonFirmRight non_firm{};
    int group = 0;                  ///< study: equal numbers are studied jointly
    Fit fit = Fit::in_order;        ///< study
    double median_days = 0.0;       ///< study: how long it takes, lognormal
    double p90_days = 0.0;          ///< study: below the median = always the median
    double price_usd_per_mw = 0.0;  ///< grant: paid once, at signing, per MW of the last year
    bool remainder_stays = false;   ///< grant: once it is signed, what was asked beyond it stays
                                    ///< in the queue, in the request's own place
};

/// Rulings about some of the open requests; a request that is not named goes on waiting.
using InterconnectionDecision = std::vector<Ruling>;
using InterconnectionPolicy = Policy<InterconnectionView, InterconnectionDecision>;

}  // namespace gridrush
