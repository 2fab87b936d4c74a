#include "sim/interconnection/queue.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace gridrush {
namespace {

/// What the capacity itself costs, at its most.
double price_usd(Ruling const& offer) {
    double most = 0.0;
    for (std::size_t year = 0; year < offer.firm_by_year_mw.size(); ++year) {
        most = std::max(most, offer.firm_by_year_mw[year] + offer.non_firm_by_year_mw[year]);
    }
    return offer.price_usd_per_mw * most;
}

/// To answer a question of a gate or an offer. Customer engagement of FERC Order 2023: 60 days
/// (unverified).
constexpr std::chrono::days time_to_answer{60};

bool is_open(RequestState state) {
    return state == RequestState::filing || state == RequestState::waiting ||
           state == RequestState::in_study || state == RequestState::studied ||
           state == RequestState::asked;
}

bool asks_for_nothing(Question const& question) {
    return question.fee_usd == 0.0 && question.security_usd == 0.0 && question.upgrade_usd == 0.0 &&
           question.minimum_take_usd == 0.0 && question.needs_own_generation_mw == 0.0 &&
           !question.needs_site_control && !question.needs_financing && !question.needs_permits;
}

}  // namespace

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
      contracts_{world, experiment, rules.terms, calendar, money_, tell_},
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
    world_.queue.state[request.index()] = state;
    files_[request.index()].stage_since = now;
}

void Queue::handle(Message const& message, TimePoint now) {
    RequestId const request{message.from.index()};
    switch (message.kind) {
        case Message::Kind::apply:
            apply(request, now);
            break;
        case Message::Kind::withdraw:
            if (is_open(state(request))) {
                leave(request, RequestState::withdrawn, mail(request).reply.why, now);
            }
            break;
        case Message::Kind::reply:
            if (is_open(state(request))) {
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
            break;  // what units tell
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
    if (world_.asked_mw[request.index()] <= contracts_.kept_mw(request)) {
        offer(contracts_.in_place(request), now);
    } else {  // another request has taken the connection over meanwhile
        set_state(request, RequestState::waiting, now);
        changed_ = true;
    }
}

/// Takes its place in the queue.
void Queue::enter(RequestId request, TimePoint now) {
    auto const place = [&](RequestId id) {
        return std::tuple{world_.queue.applied_at[id.index()], id};
    };
    open_.insert(std::ranges::upper_bound(open_, place(request), {}, place), request);
    set_state(request, RequestState::waiting, now);
    note(QueueEventKind::queued, request, world_.asked_mw[request.index()], now);
    changed_ = true;
    auto const kept = contracts_.kept_mw(request);
    if (kept > 0.0 && world_.asked_mw[request.index()] <= kept) {
        set_state(request, RequestState::in_study, now);
        auto const check = std::llround(rules_.terms.transfer.check_days * 86'400.0);
        calendar_.add(now + Seconds{check}, {CalendarEvent::Kind::question_due, request.code()});
    }
}

void Queue::energise(RequestId request, double fraction, TimePoint now) {
    auto const row = request.index();
    if (state(request) != RequestState::building) {
        return;
    }
    auto const site = world_.site_of(request).index();
    set_state(request, fraction < 1.0 ? RequestState::ramping : RequestState::operating, now);
    contracts_changed_ = true;
    contracts_.energise(request, now);
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
    if (state(request) != RequestState::ramping && state(request) != RequestState::operating) {
        return;
    }
    auto const site = world_.site_of(request).index();
    world_.sites.energised[site] = fraction;
    contracts_changed_ = true;
    if (fraction >= 1.0) {
        set_state(request, RequestState::operating, now);
        world_.queue.operating_at[row] = now;
        auto const contract = world_.sites.contract_mw(site);
        tell(EventKind::in_operation, request, contract, now);
        note(QueueEventKind::in_operation, request, contract, now);
    }
}

/// Duplicates come to light once per project: the draw is the project's, the probability the
/// gate's.
bool Queue::is_found_duplicate(RequestId request, GateStage stage) const {
    auto const& project = spec(request).project;
    if (project.empty()) {
        return false;
    }
    Rng rng{experiment_.seed, Purpose::duplicate_detection, stream_of(project),
            experiment_.replicate};
    auto const drawn = rng.uniform();
    auto const mw = world_.asked_mw[request.index()];
    auto const looks = std::ranges::any_of(rules_.gates, [&](Gate const& gate) {
        return gate.stage == stage && gate.from_mw <= mw && mw < gate.below_mw &&
               spec(request).applied_on >= gate.from_date && drawn < gate.duplicate_detection;
    });
    if (!looks) {
        return false;
    }
    for (std::size_t row = 0; row < files_.size(); ++row) {
        RequestId const other{row};
        auto const& queue = world_.queue;
        auto const stands = is_open(queue.state[row]) ||
                            queue.state[row] == RequestState::building ||
                            queue.state[row] == RequestState::ramping ||
                            queue.state[row] == RequestState::operating;
        if (other != request && stands && spec(other).project == project &&
            std::tuple{queue.applied_at[row], other} <
                std::tuple{queue.applied_at[request.index()], request}) {
            return true;
        }
    }
    return false;
}

/// Asks for what the gates of a stage want.
void Queue::ask_to_pay(RequestId request, GateStage stage, TimePoint now) {
    Question question;
    question.kind = Question::Kind::pay;
    question.stage = stage;
    question.upgrade_usd = files_[request.index()].finding.upgrade_usd;
    put(request, std::move(question), now);
}

/// Puts a question of a gate or an offer to the request, once the money that it asks for is known.
void Queue::put(RequestId request, Question question, TimePoint now) {
    if (is_found_duplicate(request, question.stage)) {
        leave(request, RequestState::refused, ExitReason::duplicate, now);
        return;
    }
    auto& file = files_[request.index()];
    auto const mw = world_.asked_mw[request.index()];
    if (question.kind == Question::Kind::pay && !money_.has_gates(request, question.stage, mw)) {
        pass_gates(request, question.stage, now);
        return;
    }
    question.mw = mw;
    question.asked_at = now;
    question.fee_usd = question.kind == Question::Kind::offer ? price_usd(file.offer) : 0.0;
    money_.ask(request, mw, question);
    if (question.answer_by == TimePoint{}) {  // a first time
        auto const at_leisure = question.stage == GateStage::application;
        question.answer_by = at_leisure ? TimePoint::max() : now + time_to_answer;
        file.before_question = state(request);
    }
    file.question = question;
    if (state(request) != RequestState::filing) {
        set_state(request, RequestState::asked, now);
    }
    if (asks_for_nothing(question)) {
        take_reply(request, answer(spec(request), question, world_.queue.fees_usd[request.index()]),
                   now);
        return;
    }
    file.mail.question = question;
    file.mail.spent_usd = world_.queue.fees_usd[request.index()];
    file.mail.status = RequestMail::Status::asked;
    wake_(request);
}

void Queue::shrink(RequestId request, double mw, TimePoint now) {
    auto& asked = world_.asked_mw[request.index()];
    if (!(mw >= 0.0)) {
        throw std::logic_error{fmt::format("request {}: shrinks to {} MW", spec(request).id, mw)};
    }
    if (mw < asked) {
        asked = mw;
        note(QueueEventKind::shrunk, request, mw, now);
    }
}

void Queue::take_reply(RequestId request, ReplyWithReason answered, TimePoint now) {
    auto& file = files_[request.index()];
    auto const& [reply, why] = answered;
    auto const is_offer = file.question.kind == Question::Kind::offer;
    file.mail.status = RequestMail::Status::open;
    if (reply.kind == Reply::Kind::withdraw) {
        leave(request, RequestState::withdrawn, why, now);
        return;
    }
    if (reply.kind == Reply::Kind::later) {
        if (reply.at > now && reply.at <= file.question.answer_by) {
            calendar_.add(reply.at, {CalendarEvent::Kind::question_due, request.code()});
        } else {
            leave(request, RequestState::withdrawn, ExitReason::not_ready, now);
        }
        return;
    }
    if (reply.kind != Reply::Kind::accept) {
        shrink(request, reply.mw, now);
        auto& firm = file.offer.firm_by_year_mw;
        auto& non_firm = file.offer.non_firm_by_year_mw;
        auto const asked = world_.asked_mw[request.index()];
        for (std::size_t year = 0; is_offer && year < firm.size(); ++year) {
            firm[year] = std::min(firm[year], asked);
            auto const rest = reply.kind == Reply::Kind::firm_only ? 0.0 : asked - firm[year];
            non_firm[year] = std::min(non_firm[year], rest);
        }
    }
    if (is_offer) {
        auto const needs = needs_upgrades(file.offer);
        file.question.upgrade_usd = needs ? file.question.upgrade_usd : 0.0;
        file.needs_upgrades = needs;
        sign(request, now);
    } else {
        pass_gates(request, file.question.stage, now);
    }
}

void Queue::pass_gates(RequestId request, GateStage stage, TimePoint now) {
    auto& file = files_[request.index()];
    money_.pass(request, stage, world_.asked_mw[request.index()], file.finding.upgrade_usd, now);
    if (stage == GateStage::application) {
        enter(request, now);
    } else if (stage == GateStage::study) {
        set_state(request, RequestState::in_study, now);
        studies_.is_ready(request);
        begin_studies(now);
    } else if (stage == GateStage::decision) {
        auto const asked = state(request) == RequestState::asked;
        set_state(request, asked ? file.before_question : state(request), now);
        changed_ = true;
    }
}

void Queue::sign(RequestId request, TimePoint now) {
    auto const row = request.index();
    auto& file = files_[row];
    auto const upgrades_usd = file.question.upgrade_usd;
    money_.pass(request, GateStage::agreement, world_.asked_mw[row], upgrades_usd, now);
    money_.pay_price(request, price_usd(file.offer), now);
    std::erase(open_, request);
    set_state(request, RequestState::building, now);
    world_.queue.signed_at[row] = now;
    contracts_.sign(request, file.offer, now);
    double most = 0.0;
    for (std::size_t year = 0; year < file.offer.firm_by_year_mw.size(); ++year) {
        most =
            std::max(most, file.offer.firm_by_year_mw[year] + file.offer.non_firm_by_year_mw[year]);
    }
    tell(EventKind::granted, request, most, now);
    note(QueueEventKind::signed_, request, most, now);
    if (file.needs_upgrades) {
        upgrades_.order(request, now);
    } else {
        upgrades_.release(request);
    }
    file.mail.energise_from = contracts_.energise_from(request);
    file.mail.longest_ramp_months = rules_.terms.longest_ramp_months;
    file.mail.status = RequestMail::Status::signed_;
    wake_(request);
    place_elsewhere(request, now);
}

/// The others of a project that has signed are not needed any more.
void Queue::place_elsewhere(RequestId signed_one, TimePoint now) {
    auto const& project = spec(signed_one).project;
    for (std::size_t row = 0; !project.empty() && row < files_.size(); ++row) {
        RequestId const other{row};
        if (other == signed_one || spec(other).project != project) {
            continue;
        }
        if (is_open(state(other))) {
            leave(other, RequestState::withdrawn, ExitReason::placed_elsewhere, now);
        } else if (state(other) == RequestState::planned) {
            files_[row].placed_elsewhere = true;
            files_[row].mail.status = RequestMail::Status::over;
            world_.queue.exit_reason[row] = static_cast<std::int32_t>(ExitReason::placed_elsewhere);
            wake_(other);
        }
    }
}

void Queue::leave(RequestId request, RequestState as, ExitReason why, TimePoint now) {
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
    for (auto const request : contracts_.close_month(now, hours, !open_.empty())) {
        auto const row = request.index();
        world_.queue.exit_state[row] = static_cast<std::int32_t>(state(request));
        world_.queue.exit_reason[row] = static_cast<std::int32_t>(ExitReason::lapsed);
        world_.queue.left_at[row] = now;
        world_.sites.energised[world_.site_of(request).index()] = 0.0;
        set_state(request, RequestState::lapsed, now);
        files_[row].mail.status = RequestMail::Status::over;
        upgrades_.contract_ended(request, now);
    }
}

}  // namespace gridrush
