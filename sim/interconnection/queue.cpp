#include "sim/interconnection/queue.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace gridrush {

bool is_open(RequestState state) {
    return state == RequestState::filing || state == RequestState::waiting ||
           state == RequestState::in_study || state == RequestState::studied ||
           state == RequestState::asked;
}

double most_mw(Ruling const& grant) {
    double most = 0.0;
    for (std::size_t year = 0; year < grant.firm_by_year_mw.size(); ++year) {
        most = std::max(most, grant.firm_by_year_mw[year] + grant.non_firm_by_year_mw[year]);
    }
    return most;
}

Queue::Queue(World& world, Experiment const& experiment, ConnectionRules const& rules,
             InterconnectionPolicy& policy, PolicyCalls& calls, Observer& observer,
             Calendar& calendar, Engineers engineers, std::function<void(RequestId)> wake)
    : world_{world},
      experiment_{experiment},
      rules_{rules},
      policy_{policy},
      calls_{calls},
      observer_{observer},
      calendar_{calendar},
      engineers_{std::move(engineers)},
      wake_{std::move(wake)},
      metrics_{experiment, rules.gates},
      tell_{[this](QueueEventRow const& row) {
          observer_.queue_event(row);
          metrics_.event(row);
      }},
      money_{world.queue, experiment.requests, rules.gates, tell_},
      studies_{experiment, calendar},
      upgrades_{rules.terms, world.queue, calendar, tell_},
      transfers_{world, experiment, rules.terms.transfer, tell_},
      contracts_{world, experiment, rules.terms, calendar, money_, transfers_, tell_},
      rng_{experiment.seed, Purpose::policy,
           static_cast<std::uint32_t>(PolicyFamily::interconnection), experiment.replicate},
      files_(experiment.requests.size()),
      year_began_{experiment.start},
      by_stages_{!rules.gates.empty()} {}

double Queue::queued_mw() const {
    double mw = 0.0;
    for (auto const request : open_) {
        mw += world_.asked_mw[request.index()];
    }
    return mw;
}

bool Queue::contracts_changed() {
    auto const in_contracts = contracts_.contracts_changed();
    return std::exchange(contracts_changed_, false) || in_contracts;
}

void Queue::tell(EventKind kind, RequestId request, double mw, TimePoint now) {
    observer_.event({now, kind, request.code(), mw});
}

void Queue::note(QueueEventKind kind, RequestId request, double mw, TimePoint now,
                 std::int32_t detail) {
    tell_({now, kind, request.code(), mw, 0.0, detail});
}

void Queue::set_state(RequestId request, RequestState state, TimePoint now) {
    auto& file = files_[request.index()];
    (file.rest ? *file.rest : world_.queue.state[request.index()]) = state;
    file.stage_since = now;
}

void Queue::handle(Message const& message, TimePoint now) {
    RequestId const request{message.from.index()};
    switch (message.kind) {
        case Message::Kind::apply:
            apply(request, now);
            break;
        case Message::Kind::withdraw:
            if (is_open(connection_state(request))) {
                leave(request, RequestState::withdrawn, mail(request).reply.why, now);
            }
            break;
        case Message::Kind::reply:
            if (is_open(connection_state(request))) {
                take_reply(request, mail(request).reply, now);
            }
            wake_(request);  // it waits for this
            break;
        case Message::Kind::energise:
            energise(request, message.value, now);
            break;
        case Message::Kind::ramp:
            ramp(request, message.value, now);
            break;
        case Message::Kind::fail:
        case Message::Kind::repair:
        case Message::Kind::arrive:
        case Message::Kind::finish:
            break;  // what others tell
    }
}

void Queue::handle(CalendarEvent const& event, TimePoint now) {
    if (event.kind == CalendarEvent::Kind::study_due) {
        end_study(event.entity, now);
        return;
    }
    RequestId const request{static_cast<std::size_t>(event.entity)};
    if (event.kind == CalendarEvent::Kind::contract_due) {
        contracts_changed_ = contracts_.step(request, now) || contracts_changed_;
        return;
    }
    auto const& file = files_[request.index()];
    if (state(request) == RequestState::asked || state(request) == RequestState::filing) {
        auto again = file.question;
        again.fee_usd = 0.0;
        put(request, again, now);
    } else if (state(request) == RequestState::in_study && studies_.study_of(request) < 0) {
        end_check(request, now);
    }
}

void Queue::apply(RequestId request, TimePoint now) {
    auto const row = request.index();
    if (files_[row].placed_elsewhere) {
        return;
    }
    set_state(request, RequestState::filing, now);
    world_.queue.applied_at[row] = now;
    tell(EventKind::applied, request, world_.queue.requested_mw[row], now);
    note(QueueEventKind::filed, request, world_.queue.requested_mw[row], now);
    ask_to_pay(request, GateStage::application, now);
}

/// The stability check of a new use in place is over.
void Queue::end_check(RequestId request, TimePoint now) {
    if (kept_mw(request) > 0.0) {
        offer(transfers_.in_place(request), now);
    } else {  // another request has taken the connection over meanwhile
        set_state(request, RequestState::waiting, now);
        changed_ = true;
    }
}

/// Takes its place in the queue. What it keeps of a site is checked by itself where it is worth
/// building without the rest, which stays in the queue then.
void Queue::enter(RequestId request, TimePoint now) {
    take_place(request);
    set_state(request, RequestState::waiting, now);
    note(QueueEventKind::queued, request, world_.asked_mw[request.index()], now);
    changed_ = true;
    if (transfers_.enter(request, now)) {
        return_to_pool(now);
    }
    auto const kept = std::min(kept_mw(request), world_.asked_mw[request.index()]);
    if (kept > 0.0 && kept >= spec(request).least_share * spec(request).mw) {
        set_state(request, RequestState::in_study, now);
        auto const check = std::llround(rules_.terms.transfer.check_days * 86'400.0);
        calendar_.add(now + Seconds{check}, {CalendarEvent::Kind::question_due, request.code()});
    }
}

void Queue::take_place(RequestId request) {
    auto const place = [&](RequestId id) {
        return std::tuple{world_.queue.applied_at[id.index()], id};
    };
    open_.insert(std::ranges::upper_bound(open_, place(request), {}, place), request);
}

void Queue::energise(RequestId request, double fraction, TimePoint now) {
    auto const row = request.index();
    if (connection_state(request) != RequestState::building) {
        return;
    }
    auto const site = world_.site_of(request).index();
    world_.queue.state[row] = fraction < 1.0 ? RequestState::ramping : RequestState::operating;
    contracts_changed_ = true;
    contracts_.energise(request, now);
    if (contracts_.capacity_came_back()) {
        return_to_pool(now);
    }
    money_.settle_energised(request, now);
    world_.queue.energised_at[row] = now;
    world_.sites.energised[site] = fraction;
    world_.sites.energised_at[site] = now;
    auto const contract = world_.sites.contract_mw(site);
    tell(EventKind::energised, request, fraction * contract, now);
    note(QueueEventKind::energised, request, contract, now);
    if (fraction >= 1.0) {
        ramp(request, 1.0, now);
    }
}

void Queue::ramp(RequestId request, double fraction, TimePoint now) {
    auto const row = request.index();
    auto const in_operation = connection_state(request) == RequestState::ramping ||
                              connection_state(request) == RequestState::operating;
    if (!in_operation) {
        return;
    }
    auto const site = world_.site_of(request).index();
    world_.sites.energised[site] = fraction;
    contracts_changed_ = true;
    if (fraction >= 1.0) {
        world_.queue.state[row] = RequestState::operating;
        world_.queue.operating_at[row] = now;
        auto const contract = world_.sites.contract_mw(site);
        tell(EventKind::in_operation, request, contract, now);
        note(QueueEventKind::in_operation, request, contract, now);
    }
}

Upgrade const* Queue::upgrade_stands(std::int32_t upgrade, TimePoint now) {
    changed_ = true;
    return upgrades_.stands(upgrade, now)
               ? &upgrades_.ordered()[static_cast<std::size_t>(upgrade)].what
               : nullptr;
}

void Queue::close_year(TimePoint end) {
    metrics_.close_year({.year = year_of(year_began_),
                         .end = end,
                         .backlog = static_cast<double>(studies_.backlog()),
                         .metered_mw = world_.queue.metered_mw,
                         .upgrades = upgrades_.ordered()});
    year_began_ = end;
}

void Queue::close_years(TimePoint now) {
    for (auto next = make_time(year_of(year_began_) + 1, 1, 1); next <= now;
         next = make_time(year_of(next) + 1, 1, 1)) {
        close_year(next);
    }
}

void Queue::close_last_year(TimePoint reached) {
    if (reached > year_began_) {
        close_year(reached);
    }
}

void Queue::close_month(TimePoint now, double hours) {
    end_impatient_rests(now);
    for (auto const request : contracts_.close_month(now, hours, !open_.empty())) {
        lapse(request, now);
    }
    if (contracts_.capacity_came_back()) {
        return_to_pool(now);
    }
}

}  // namespace gridrush
