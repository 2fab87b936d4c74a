#include <algorithm>
#include <map>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/interconnection/queue.hpp"
#include "sim/stopwatch.hpp"

// The engineers: who is studied with whom and behind whom, and what becomes of their answers.

namespace gridrush {
namespace {

constexpr double most_violation_mw = 1e-3;  ///< of a limit, by what a study grants: rounding

double most_of(std::vector<double> const& mw) {
    return mw.empty() ? 0.0 : *std::ranges::max_element(mw);
}

}  // namespace

/// Rulings of one group number are one study; it gathers until all have passed the gates.
void Queue::gather_studies(std::span<Ruling const> rulings, TimePoint now) {
    std::map<int, StudyJob> groups;
    for (auto const& ruling : rulings) {
        auto& job = groups[ruling.group];
        job.fit = ruling.fit;
        job.median_days = ruling.median_days;
        job.p90_days = ruling.p90_days;
        job.group.push_back(ruling.request);
    }
    for (auto& [number, job] : groups) {
        auto const by_application = [&](RequestId request) {
            return std::ranges::find(open_, request) - open_.begin();
        };
        std::ranges::sort(job.group, {}, by_application);
        job.unready = job.group;
        auto const members = job.group;
        studies_.add(std::move(job));
        for (auto const request : members) {
            ask_to_pay(request, GateStage::study, now);
        }
    }
    begin_studies(now);
}

void Queue::begin_studies(TimePoint now) {
    for (auto const study : studies_.begin(now, world_.queue.studies)) {
        for (auto const request : studies_.job(study).group) {
            note(QueueEventKind::study_began, request, world_.asked_mw[request.index()], now,
                 study);
        }
    }
}

/// Everybody in operation or with a contract, offers that are out, and, where the study fits its
/// requests in the order of application, the open requests before its first with all that they ask;
/// elsewhere what a study of this very instant has found, as it may be granted before this one's.
/// `counted`: the open ones among them.
std::vector<StudyLoad> Queue::loads_ahead(StudyJob const& job, TimePoint now,
                                          std::vector<RequestId>& counted) const {
    std::vector<StudyLoad> ahead;
    contracts_.add_standing(now, experiment_.study.horizon_years, ahead);
    auto is_before = job.fit == Fit::in_order;
    for (auto const request : open_) {
        is_before = is_before && request != job.group.front();
        auto const row = request.index();
        auto const site = world_.site_of(request).index();
        auto const kept = kept_mw(request);
        auto const& file = files_[row];
        auto const has_offer =
            state(request) == RequestState::asked && file.question.kind == Question::Kind::offer;
        StudyLoad load{world_.sites.bus[site], world_.sites.substation[site], {}};
        if (has_offer) {
            load.mw = file.offer.firm_by_year_mw;
        } else if (is_before) {
            load.mw = {world_.asked_mw[row]};
        } else if (job.fit != Fit::in_order && state(request) == RequestState::studied &&
                   file.finding.studied_at == now) {
            load.mw = file.finding.firm_mw;
        } else {
            continue;
        }
        for (auto& mw : load.mw) {
            mw = std::max(mw - kept, 0.0);
        }
        ahead.push_back(std::move(load));
        counted.push_back(request);
    }
    return ahead;
}

void Queue::end_study(std::int32_t study, TimePoint now) {
    Stopwatch const watch{wall_s_};
    if (!studies_.end(study)) {
        return;
    }
    auto const& job = studies_.job(study);
    std::vector<RequestId> behind;
    auto const ahead = loads_ahead(job, now, behind);
    std::vector<StudyLoad> group;
    std::vector<double> bids;
    for (auto const request : job.group) {
        auto const site = world_.site_of(request).index();
        auto const increment = std::max(world_.asked_mw[request.index()] - kept_mw(request), 0.0);
        group.push_back({world_.sites.bus[site], world_.sites.substation[site], {increment}});
        bids.push_back(spec(request).bid_usd_per_mw);
    }
    auto const answer = engineers_.in_depth({.now = now,
                                             .years = experiment_.study.horizon_years,
                                             .ahead = ahead,
                                             .group = group,
                                             .bid_usd_per_mw = bids,
                                             .fit = job.fit,
                                             .find_upgrades = true,
                                             .upgrades = upgrades_.ordered()});
    take_note(study, answer, now);
    behind.insert(behind.end(), job.group.begin(), job.group.end());
    auto const owed = upgrades_.found(study, job.group, answer);
    for (std::size_t member = 0; member < job.group.size(); ++member) {
        write_finding(member, study, answer, owed[member], behind, now);
    }
    changed_ = true;
    begin_studies(now);
}

/// That a study was solved, and that the grid carries what it grants.
void Queue::take_note(std::int32_t study, StudyAnswer const& answer, TimePoint now) {
    metrics_.study(answer.status, answer.violation_mw);
    auto const to_verify = experiment_.study.verify && answer.status == SolveStatus::optimal;
    if (to_verify && !(answer.violation_mw <= most_violation_mw)) {
        throw std::logic_error{fmt::format(
            "study {} at {}: what it grants must keep every limit (violated by {:.9g} MW, at most "
            "{:g} MW; study.verify)",
            study, format_time(now), answer.violation_mw, most_violation_mw)};
    }
}

/// Of a request that converts a site, what it keeps comes on top of what the increment's study
/// found.
void Queue::write_finding(std::size_t member, std::int32_t study, StudyAnswer const& answer,
                          double upgrade_usd, std::vector<RequestId> const& behind, TimePoint now) {
    auto const request = studies_.job(study).group[member];
    auto const row = request.index();
    auto& file = files_[row];
    auto const years = static_cast<std::size_t>(experiment_.study.horizon_years);
    auto const kept = std::min(kept_mw(request), world_.asked_mw[row]);
    auto const row_of = [&](std::vector<double> const& mw) {
        auto const first = mw.begin() + static_cast<std::ptrdiff_t>(member * years);
        std::vector<double> found(first, first + static_cast<std::ptrdiff_t>(years));
        for (auto& value : found) {
            value += kept;
        }
        return found;
    };
    auto& finding = file.finding;
    finding = {.studied_at = now,
               .study = study,
               .studies = finding.studies + 1,
               .firm_mw = row_of(answer.firm_mw),
               .unaided_mw = row_of(answer.unaided_mw),
               .connectable_mw = row_of(answer.connectable_mw),
               .upgrade_usd = upgrade_usd,
               .full_at = upgrades_.full_at(request, now)};
    file.behind = behind;
    auto& queue = world_.queue;
    ++queue.studies[row];
    if (queue.studied_at[row] == TimePoint::min()) {
        queue.studied_at[row] = now;
    }
    queue.studied_mw[row] = most_of(finding.firm_mw);
    set_state(request, RequestState::studied, now);
    note(QueueEventKind::study_ended, request, queue.studied_mw[row], now, study);
}

}  // namespace gridrush
