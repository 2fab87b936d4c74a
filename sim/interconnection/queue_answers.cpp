#include <algorithm>
#include <stdexcept>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "sim/interconnection/queue.hpp"

// Questions of gates and offers, and what comes of the answers.

namespace gridrush {
namespace {

/// To answer a question of a gate or an offer. Customer engagement of FERC Order 2023: 60 days
/// (unverified).
constexpr std::chrono::days time_to_answer{60};

bool asks_for_nothing(Question const& question) {
    return question.fee_usd == 0.0 && question.security_usd == 0.0 && question.upgrade_usd == 0.0 &&
           question.transfer_usd == 0.0 && question.minimum_take_usd == 0.0 &&
           question.needs_own_generation_mw == 0.0 && !question.needs_site_control &&
           !question.needs_financing && !question.needs_permits &&
           !question.needs_remote_disconnect;
}

}  // namespace

/// Duplicates come to light once per project: the draw is the project's, the probability the
/// gate's.
bool Queue::is_found_duplicate(RequestId request, GateStage stage) const {
    auto const& project = spec(request).project;
    if (project.empty() || is_rest(request)) {
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
    complete(request, question, now);
    auto const has_gates = money_.has_gates(request, question.stage, question.mw);
    if (question.kind == Question::Kind::pay && !has_gates && question.transfer_usd == 0.0) {
        pass_gates(request, question.stage, now);
        return;
    }
    if (question.answer_by == TimePoint{}) {  // a first time
        auto const at_leisure = question.stage == GateStage::application;
        question.answer_by = at_leisure ? TimePoint::max() : now + time_to_answer;
        file.before_question = state(request);
    }
    file.question = question;
    if (state(request) != RequestState::filing) {
        set_state(request, RequestState::asked, now);
    }
    auto const spent_usd = is_rest(request) ? 0.0
                                            : world_.queue.fees_usd[request.index()] +
                                                  world_.queue.transfer_usd[request.index()];
    if (is_rest(request) || asks_for_nothing(question)) {
        take_reply(request, answer(spec(request), question, spent_usd), now);
        return;
    }
    file.mail.question = question;
    file.mail.spent_usd = spent_usd;
    file.mail.status = RequestMail::Status::asked;
    wake_(request);
}

/// Writes down what is asked for: megawatts, money and proofs.
void Queue::complete(RequestId request, Question& question, TimePoint now) {
    auto const is_offer = question.kind == Question::Kind::offer;
    auto const& offer = files_[request.index()].offer;
    question.mw = world_.asked_mw[request.index()];
    question.contracted_mw = is_rest(request) ? signed_mw(request) : 0.0;
    question.asked_at = now;
    question.fee_usd = is_offer ? offer.price_usd_per_mw * most_mw(offer) : 0.0;
    question.transfer_usd = is_rest(request) ? 0.0 : transfers_.price_usd(request);
    money_.ask(request, question.mw, question);
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
    }
    if (is_offer && reply.kind != Reply::Kind::accept) {
        cut_offer(request, reply);
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

/// Leaves of an offer what the applicant takes of it.
void Queue::cut_offer(RequestId request, Reply const& reply) {
    auto& offer = files_[request.index()].offer;
    auto const asked = world_.asked_mw[request.index()];
    for (std::size_t year = 0; year < offer.firm_by_year_mw.size(); ++year) {
        auto& firm = offer.firm_by_year_mw[year];
        auto& non_firm = offer.non_firm_by_year_mw[year];
        firm = std::min(firm, asked);
        auto const rest = reply.kind == Reply::Kind::firm_only ? 0.0 : asked - firm;
        non_firm = std::min(non_firm, rest);
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

}  // namespace gridrush
