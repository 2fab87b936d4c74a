#include <algorithm>
#include <utility>

#include "sim/interconnection/queue.hpp"

// Who signs, what of a request stays in the queue, and who leaves.

namespace gridrush {
namespace {

constexpr double negligible_share = 1e-9;  ///< of what was requested

}  // namespace

void Queue::sign(RequestId request, TimePoint now) {
    auto const row = request.index();
    auto& file = files_[row];
    auto const mw = most_mw(file.offer);
    auto const rest_mw =
        file.offer.remainder_stays ? std::max(world_.asked_mw[row] - mw, 0.0) : 0.0;
    money_.pass(request, GateStage::agreement, world_.asked_mw[row], file.question.upgrade_usd,
                now);
    money_.pay_price(request, file.offer.price_usd_per_mw * mw, now);
    std::erase(open_, request);
    auto const is_first = !std::exchange(file.rest, std::nullopt).has_value();
    if (is_first) {
        set_state(request, RequestState::building, now);
        world_.queue.signed_at[row] = now;
        transfers_.sign(request, mw);
    }
    world_.queue.rest_mw[row] = 0.0;
    contracts_.sign(request, file.offer, now);
    tell(EventKind::granted, request, mw, now);
    note(QueueEventKind::signed_, request, mw, now);
    if (file.needs_upgrades) {
        upgrades_.order(request, now);
    } else {
        upgrades_.release(request);
    }
    if (is_first) {
        begin_building(request, now);
    } else if (world_.queue.energised_at[row] != TimePoint::min()) {
        money_.settle_energised(request, now);
    }
    if (rest_mw > negligible_share * world_.queue.requested_mw[row]) {
        keep_rest(request, rest_mw, now);
    }
}

void Queue::begin_building(RequestId request, TimePoint now) {
    auto& mail = files_[request.index()].mail;
    mail.energise_from = contracts_.energise_from(request);
    mail.longest_ramp_months = rules_.terms.longest_ramp_months;
    mail.status = RequestMail::Status::signed_;
    wake_(request);
    place_elsewhere(request, now);
}

/// What was asked beyond the grant stays in the queue, in the request's own place.
void Queue::keep_rest(RequestId request, double mw, TimePoint now) {
    auto const row = request.index();
    auto& file = files_[row];
    file.rest = RequestState::waiting;
    file.stage_since = now;
    auto const studies = file.finding.studies;
    file.finding = {};
    file.finding.studies = studies;
    file.behind.clear();
    world_.asked_mw[row] = world_.queue.rest_mw[row] = mw;
    take_place(request);
    note(QueueEventKind::rest_queued, request, mw, now);
    changed_ = true;
}

/// The rest leaves the queue; the contract stays.
void Queue::end_rest(RequestId request, ExitReason why, TimePoint now) {
    auto const row = request.index();
    files_[row].rest.reset();
    std::erase(open_, request);
    studies_.leave(request);
    upgrades_.release(request);
    note(QueueEventKind::rest_left, request, std::exchange(world_.queue.rest_mw[row], 0.0), now,
         static_cast<std::int32_t>(why));
    mark_stale(request, now);
    changed_ = true;
}

/// Its actor is busy building: the desk looks, once a month.
void Queue::end_impatient_rests(TimePoint now) {
    auto const waiting = open_;
    for (auto const request : waiting) {
        auto const until = after_months(spec(request).applied_on, spec(request).patience_months);
        auto const has_offer = state(request) == RequestState::asked;
        if (is_rest(request) && !has_offer && now >= until) {
            end_rest(request, ExitReason::patience, now);
        }
    }
}

/// The others of a project that has signed are not needed any more.
void Queue::place_elsewhere(RequestId signed_one, TimePoint now) {
    auto const& project = spec(signed_one).project;
    for (std::size_t row = 0; !project.empty() && row < files_.size(); ++row) {
        RequestId const other{row};
        if (other == signed_one || spec(other).project != project) {
            continue;
        }
        if (is_open(connection_state(other))) {
            leave(other, RequestState::withdrawn, ExitReason::placed_elsewhere, now);
        } else if (connection_state(other) == RequestState::planned) {
            files_[row].placed_elsewhere = true;
            files_[row].mail.status = RequestMail::Status::over;
            world_.queue.exit_reason[row] = static_cast<std::int32_t>(ExitReason::placed_elsewhere);
            wake_(other);
        }
    }
}

void Queue::leave(RequestId request, RequestState as, ExitReason why, TimePoint now) {
    if (is_rest(request)) {
        end_rest(request, why, now);
        return;
    }
    auto const row = request.index();
    auto& queue = world_.queue;
    queue.exit_state[row] = static_cast<std::int32_t>(queue.state[row]);
    queue.exit_reason[row] = static_cast<std::int32_t>(why);
    queue.left_at[row] = now;
    set_state(request, as, now);
    std::erase(open_, request);
    studies_.leave(request);
    upgrades_.release(request);
    money_.settle_exit(request, now);
    auto const refused = as == RequestState::refused;
    if (refused && queue.ruled_at[row] == TimePoint::min()) {
        queue.ruled_at[row] = now;
    }
    tell(refused ? EventKind::refused : EventKind::withdrawn, request, queue.requested_mw[row],
         now);
    note(QueueEventKind::left, request, world_.asked_mw[row], now, static_cast<std::int32_t>(why));
    mark_stale(request, now);
    files_[row].mail.status = RequestMail::Status::over;
    changed_ = true;
    wake_(request);
}

/// A contract was lost by not using it.
void Queue::lapse(RequestId request, TimePoint now) {
    if (is_rest(request)) {
        end_rest(request, ExitReason::lapsed, now);
    }
    auto const row = request.index();
    world_.queue.exit_state[row] = static_cast<std::int32_t>(state(request));
    world_.queue.exit_reason[row] = static_cast<std::int32_t>(ExitReason::lapsed);
    world_.queue.left_at[row] = now;
    world_.sites.energised[world_.site_of(request).index()] = 0.0;
    set_state(request, RequestState::lapsed, now);
    files_[row].mail.status = RequestMail::Status::over;
    upgrades_.contract_ended(request, now);
}

void Queue::mark_stale(RequestId left, TimePoint now) {
    for (auto const request : open_) {
        auto& file = files_[request.index()];
        if (file.finding.studies > 0 && !file.finding.stale &&
            std::ranges::find(file.behind, left) != file.behind.end()) {
            file.finding.stale = true;
            note(QueueEventKind::stale, request, world_.asked_mw[request.index()], now,
                 file.finding.study);
        }
    }
}

/// MW came free: what was found too little for may be more now.
void Queue::return_to_pool(TimePoint now) {
    contracts_changed_ = changed_ = true;
    for (auto const request : open_) {
        auto const row = request.index();
        auto& finding = files_[row].finding;
        auto const asked = world_.asked_mw[row];
        auto const is_short = state(request) == RequestState::studied && !finding.stale &&
                              finding.firm_mw.back() < asked * (1.0 - negligible_share);
        if (is_short) {
            finding.stale = true;
            note(QueueEventKind::stale, request, asked, now, finding.study);
        }
    }
}

}  // namespace gridrush
