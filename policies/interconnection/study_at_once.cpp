#include "policies/interconnection/study_at_once.hpp"

#include <algorithm>
#include <numeric>

namespace gridrush {
namespace {

/// The columns of requests that have only just applied.
struct NewRequests {
    explicit NewRequests(InterconnectionView const& from)
        : applicant(from.request.size(), ApplicantClass::industry),
          stage(from.request.size(), RequestStage::queued),
          since{from.applied_at.begin(), from.applied_at.end()},
          finding(from.request.size()),
          all(from.request.size(), 1.0),
          nothing(from.request.size(), 0.0),
          none(from.request.size()),
          view{from} {
        view.applicant = applicant;
        view.stage = stage;
        view.stage_since = since;
        view.finding = finding;
        view.ready = all;
        view.own_generation_mw = view.bid_usd_per_mw = view.contracted_mw = nothing;
        view.duplicate_of = none;
        view.free_engineers = static_cast<int>(from.request.size());
    }

    std::vector<ApplicantClass> applicant;
    std::vector<RequestStage> stage;
    std::vector<TimePoint> since;
    std::vector<StudyFinding> finding;
    std::vector<double> all, nothing;
    std::vector<RequestId> none;
    InterconnectionView view;
};

StudyFinding finding_of(StudyResult const& found, TimePoint now) {
    StudyFinding finding;
    finding.studied_at = now;
    finding.study = 0;
    finding.studies = 1;
    finding.firm_mw = {std::max(0.0, std::min(found.transformer_mw, found.network_mw))};
    finding.unaided_mw = finding.firm_mw;
    finding.connectable_mw = {std::max(0.0, found.transformer_n0_mw)};
    return finding;
}

/// When the study that was ruled would be done.
TimePoint study_end(TimePoint applied_at, Ruling const& ruling) {
    return applied_at + std::chrono::days{static_cast<int>(ruling.median_days)};
}

}  // namespace

InterconnectionDecision study_at_once(InterconnectionView const& view, Ordering& ordering,
                                      Service const& service, Place place, Rng& rng) {
    NewRequests asked{view};
    std::vector<std::size_t> rows(view.request.size());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    InterconnectionDecision ordered, rulings;
    ordering.rule(asked.view, rows, rng, ordered);
    std::vector<QueuedLoad> ahead;
    for (std::size_t const row : rows) {
        auto const study = std::ranges::find_if(ordered, [&](Ruling const& ruling) {
            return ruling.request == view.request[row] && ruling.kind == RulingKind::study;
        });
        StudyResult found;
        if (study != ordered.end() && view.now >= study_end(view.applied_at[row], *study)) {
            found = view.study(view.request[row], ahead);
            asked.finding[row] = finding_of(found, view.now);
        }
        if (!ordering.is_due(asked.view, row)) {
            continue;
        }
        auto ruling = service.rule(asked.view, row, ordering.share(asked.view, row));
        ordering.settle(asked.view, row, ruling);
        bool const waits = ruling.kind == RulingKind::wait;
        if (waits && ruling.reason == RulingReason::network_full &&
            found.transformer_mw + 1e-6 < view.requested_mw[row]) {
            ruling.reason = RulingReason::transformer_full;
        }
        if (!waits) {
            ahead.push_back({view.request[row], ruling.firm_mw + ruling.non_firm_mw});
        } else if (place == Place::kept) {
            ahead.push_back({view.request[row], view.requested_mw[row]});
        }
        rulings.push_back(std::move(ruling));
    }
    return rulings;
}

}  // namespace gridrush
