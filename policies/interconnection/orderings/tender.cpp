#include <algorithm>
#include <map>
#include <tuple>

#include "policies/interconnection/orderings/orderings.hpp"
#include "policies/interconnection/orderings/rows.hpp"

namespace gridrush {
namespace {

/// A request is published; when others ask at the same node soon after, all of them are scored and
/// the best are served first. Who asks later waits until the tender of its node is over.
class Tender : public Ordering {
public:
    explicit Tender(Parameters const& parameters)
        : call_{as_seconds(parameters.number("call_months"))} {
        alone_.median_days = parameters.number("study_months") * days_per_month;
        contest_.median_days = parameters.number("resolution_months") * days_per_month;
    }

    void rule(InterconnectionView const& view, std::span<std::size_t const> rows, Rng&,
              InterconnectionDecision& rulings) override {
        std::map<SubstationId, std::vector<std::size_t>> nodes;
        for (std::size_t const row : rows) {
            if (view.stage[row] == RequestStage::queued) {
                nodes[view.substation[row]].push_back(row);
            }
        }
        for (auto const& [node, waiting] : nodes) {
            if (!is_closed(view, node)) {
                call(view, waiting, rulings);
            }
        }
    }

    [[nodiscard]] StudyFinding share(InterconnectionView const& view,
                                     std::size_t row) const override {
        auto ranked = rivals_of(view, row);
        std::ranges::stable_sort(
            ranked, [&](std::size_t a, std::size_t b) { return score(view, a) > score(view, b); });
        return share_in_order(view, ranked, row);
    }

    void settle(InterconnectionView const& view, std::size_t row, Ruling& ruling) const override {
        if (ruling.kind == RulingKind::wait && rivals_of(view, row).size() > 1) {
            ruling.reason = RulingReason::outbid;
        }
    }

private:
    /// Avoided emissions first (own generation over the request), then investment (the bid), then
    /// how soon it can start (what is ready).
    static std::tuple<double, double, double> score(InterconnectionView const& view,
                                                    std::size_t row) {
        double const own =
            std::min(1.0, view.own_generation_mw[row] / std::max(view.requested_mw[row], 1e-9));
        return {own, view.bid_usd_per_mw[row], view.ready[row]};
    }
    static Seconds as_seconds(double months) {
        return std::chrono::duration_cast<Seconds>(
            std::chrono::duration<double, std::ratio<86400>>(months * days_per_month));
    }
    /// Somebody at the node is being studied or makes up its mind.
    [[nodiscard]] static bool is_closed(InterconnectionView const& view, SubstationId node) {
        for (std::size_t row = 0; row < view.request.size(); ++row) {
            if (view.substation[row] == node && !is_open(view, row)) {
                return true;
            }
        }
        return false;
    }
    /// `waiting`: at one node, in the order of application.
    void call(InterconnectionView const& view, std::span<std::size_t const> waiting,
              InterconnectionDecision& rulings) const {
        // Who lost a tender takes part in the next, which begins no sooner than it was ruled out.
        auto const opened = [&](std::size_t row) {
            return std::max(view.applied_at[row], view.finding[row].studied_at);
        };
        auto first = TimePoint::max();
        for (std::size_t const row : waiting) {
            first = std::min(first, opened(row));
        }
        if (view.now < first + call_) {
            return;
        }
        std::vector<std::size_t> contest;
        for (std::size_t const row : waiting) {
            if (opened(row) <= first + call_) {
                contest.push_back(row);
            }
        }
        study_jointly(view, contest, Fit::most, contest.size() > 1 ? contest_ : alone_, rulings);
    }

    Seconds call_;
    StudyTime alone_, contest_;
};

}  // namespace

std::span<ParameterInfo const> tender_parameters() {
    static std::vector<ParameterInfo> const declared{
        {"call_months",
         1.0,
         0.0,
         60.0,
         {},
         "how long others may ask at the node after the first, months",
         "Spain, RD 1183/2020 as amended by RDL 8/2023"},
        {"resolution_months",
         6.0,
         0.0,
         60.0,
         {},
         "until a tender is resolved, months",
         "Spain, RD 1183/2020 as amended by RDL 8/2023; first tender 2025-07-17"},
        {"study_months",
         3.0,
         0.0,
         60.0,
         {},
         "study of a request without a rival, months",
         "modelling choice"}};
    return declared;
}

std::unique_ptr<Ordering> make_tender(Parameters const& parameters) {
    return std::make_unique<Tender>(parameters);
}

}  // namespace gridrush
