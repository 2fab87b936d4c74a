#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "policies/interconnection/hook_makers.hpp"
#include "policies/interconnection/presets/presets.hpp"
#include "policies/interconnection/regime.hpp"

namespace gridrush::testing {

using Values = std::map<std::string, ParameterValue>;

/// A hook with its defaults but for these.
inline HookChoice hook(HookKind kind, std::string const& name, Values const& values = {}) {
    Issues issues;
    HookChoice choice{name,
                      Parameters{find_hook(kind, name)->parameters(), values, "", {}, issues}};
    throw_if_any(std::move(issues));
    return choice;
}

/// A regime without gates and terms.
inline std::unique_ptr<InterconnectionPolicy> regime(std::string const& ordering, Values const& o,
                                                     std::string const& service,
                                                     Values const& s = {}) {
    return make_regime(
        {hook(HookKind::ordering, ordering, o), {}, hook(HookKind::service, service, s), {}});
}

/// Open requests that a test puts together, in the order of application.
struct MadeUpQueue {
    TimePoint now = make_time(2026, 1, 1);
    std::vector<RequestId> request;
    std::vector<TimePoint> applied_at, stage_since;
    std::vector<double> mw, ready, own_mw, bid, contracted;
    std::vector<SubstationId> substation;
    std::vector<char> studied;
    std::vector<ApplicantClass> applicant;
    std::vector<RequestStage> stage;
    std::vector<StudyFinding> finding;
    int free_engineers = 4;
    int studies = 0;

    std::size_t add(TimePoint applied, double asked_mw, std::size_t node = 0) {
        request.emplace_back(next_id_++);
        applied_at.push_back(applied);
        stage_since.push_back(applied);
        mw.push_back(asked_mw);
        ready.push_back(1.0);
        own_mw.push_back(0.0);
        bid.push_back(0.0);
        contracted.push_back(0.0);
        substation.emplace_back(node);
        studied.push_back(0);
        applicant.push_back(ApplicantClass::industry);
        stage.push_back(RequestStage::queued);
        finding.emplace_back();
        return request.size() - 1;
    }

    /// The row has a finding of now: firm by year, and what can be connected in each.
    void find(std::size_t row, std::vector<double> firm, std::vector<double> connectable = {},
              TimePoint full_at = TimePoint::max()) {
        auto& found = finding[row];
        found.studied_at = now;
        found.study = studies;
        ++found.studies;
        found.connectable_mw = connectable.empty() ? firm : std::move(connectable);
        found.firm_mw = found.unaided_mw = std::move(firm);
        found.full_at = full_at;
        found.stale = false;
        stage[row] = RequestStage::studied;
        stage_since[row] = now;
        studied[row] = 1;
    }

    void leave(std::size_t row) {
        auto const at = static_cast<std::ptrdiff_t>(row);
        auto const erase = [at](auto& column) { column.erase(column.begin() + at); };
        erase(request), erase(applied_at), erase(stage_since), erase(mw), erase(ready);
        erase(own_mw), erase(bid), erase(contracted), erase(substation), erase(studied);
        erase(applicant), erase(stage), erase(finding);
    }

    InterconnectionDecision decide(InterconnectionPolicy& policy) const {
        Study const never = [](RequestId, std::span<QueuedLoad const>) -> StudyResult {
            throw std::logic_error{"a regime asked for a study at once"};
        };
        Rng rng{1, Purpose::policy, 0};
        return policy.decide({.now = now,
                              .request = request,
                              .applied_at = applied_at,
                              .requested_mw = mw,
                              .substation = substation,
                              .studied = studied,
                              .study = never,
                              .applicant = applicant,
                              .stage = stage,
                              .stage_since = stage_since,
                              .finding = finding,
                              .ready = ready,
                              .own_generation_mw = own_mw,
                              .bid_usd_per_mw = bid,
                              .contracted_mw = contracted,
                              .free_engineers = free_engineers},
                             rng);
    }

    /// Decides, and moves what is to be studied or asked into that stage.
    InterconnectionDecision carry_out(InterconnectionPolicy& policy) {
        auto const rulings = decide(policy);
        for (Ruling const& ruling : rulings) {
            auto const at = std::ranges::find(request, ruling.request);
            auto const row = static_cast<std::size_t>(at - request.begin());
            if (ruling.kind == RulingKind::study) {
                stage[row] = RequestStage::in_study;
                stage_since[row] = now;
            } else if (ruling.kind == RulingKind::ask) {
                stage[row] = RequestStage::asked;
                stage_since[row] = now;
            }
        }
        return rulings;
    }

private:
    std::size_t next_id_ = 0;
};

inline std::optional<Ruling> ruling_of(InterconnectionDecision const& rulings, int request) {
    for (Ruling const& ruling : rulings) {
        if (ruling.request.code() == request) {
            return ruling;
        }
    }
    return std::nullopt;
}

/// Codes of the requests with a ruling of this kind, in the order of the rulings.
inline std::vector<int> ruled(InterconnectionDecision const& rulings, RulingKind kind) {
    std::vector<int> requests;
    for (Ruling const& ruling : rulings) {
        if (ruling.kind == kind) {
            requests.push_back(ruling.request.code());
        }
    }
    return requests;
}

}  // namespace gridrush::testing
