#include "sim/interconnection/queue.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/stopwatch.hpp"

namespace gridrush {
namespace {

constexpr auto family = PolicyFamily::interconnection;
constexpr double slack_share = 1e-6;  // of what is asked: a policy's arithmetic

}  // namespace

Queue::Queue(World& world, Experiment const& experiment, Grid const& grid,
             InterconnectionPolicy& policy, PolicyCalls& calls, Observer& observer)
    : world_{world},
      policy_{policy},
      calls_{calls},
      observer_{observer},
      study_{grid, experiment, world},
      rng_{experiment.seed, Purpose::policy,
           static_cast<std::uint32_t>(PolicyFamily::interconnection), experiment.replicate},
      answers_(experiment.requests.size(), RequestAnswer::none) {}

double Queue::queued_mw() const {
    double mw = 0.0;
    for (auto const request : open_) {
        mw += world_.queue.requested_mw[request.index()];
    }
    return mw;
}

void Queue::tell(EventKind kind, RequestId request, double mw, TimePoint now) {
    observer_.event({now, kind, request.code(), mw});
}

bool Queue::handle(Message const& message, TimePoint now) {
    RequestId const request{message.from.index()};
    switch (message.kind) {
        case Message::Kind::apply:
            apply(request, now);
            return false;
        case Message::Kind::withdraw:
            withdraw(request, now);
            return false;
        case Message::Kind::energise:
            energise(request, message.value, now);
            return true;
        case Message::Kind::ramp:
            ramp(request, message.value, now);
            return true;
        case Message::Kind::fail:
        case Message::Kind::repair:
            break;  // what units tell
    }
    return false;
}

void Queue::apply(RequestId request, TimePoint now) {
    auto const row = request.index();
    world_.queue.state[row] = RequestState::waiting;
    world_.queue.applied_at[row] = now;
    open_.push_back(request);
    tell(EventKind::applied, request, world_.queue.requested_mw[row], now);
}

void Queue::leave(RequestId request) {
    std::erase(open_, request);
}

void Queue::withdraw(RequestId request, TimePoint now) {
    auto const row = request.index();
    world_.queue.state[row] = RequestState::withdrawn;
    world_.queue.left_at[row] = now;
    leave(request);
    tell(EventKind::withdrawn, request, world_.queue.requested_mw[row], now);
}

void Queue::energise(RequestId request, double fraction, TimePoint now) {
    auto const row = request.index();
    auto const site = world_.site_of(request).index();
    world_.queue.state[row] = fraction < 1.0 ? RequestState::ramping : RequestState::operating;
    world_.queue.energised_at[row] = now;
    world_.sites.energised[site] = fraction;
    world_.sites.energised_at[site] = now;
    tell(EventKind::energised, request, fraction * world_.sites.contract_mw(site), now);
    if (fraction >= 1.0) {
        ramp(request, 1.0, now);
    }
}

void Queue::ramp(RequestId request, double fraction, TimePoint now) {
    auto const row = request.index();
    auto const site = world_.site_of(request).index();
    world_.sites.energised[site] = fraction;
    if (fraction >= 1.0) {
        world_.queue.state[row] = RequestState::operating;
        world_.queue.operating_at[row] = now;
        tell(EventKind::in_operation, request, world_.sites.contract_mw(site), now);
    }
}

/// What a policy asks, which may be anything.
StudyResult Queue::answer(RequestId request, std::span<QueuedLoad const> ahead) {
    auto const known = [&](RequestId id) { return id.valid() && id.index() < answers_.size(); };
    for (auto const& load : ahead) {
        if (!known(load.request) || !std::isfinite(load.mw)) {
            throw std::invalid_argument{fmt::format(
                "study asked with {} MW of request row {} ahead", load.mw, load.request.code())};
        }
    }
    if (!known(request)) {
        throw std::invalid_argument{
            fmt::format("study asked for request row {}, which there is not", request.code())};
    }
    return calls_.answer([&] { return study_.study(request, ahead); });
}

InterconnectionDecision Queue::ask_policy(TimePoint now) {
    std::vector<TimePoint> applied_at;
    std::vector<double> requested_mw;
    std::vector<SubstationId> substation;
    std::vector<char> studied;
    for (auto const request : open_) {
        auto const row = request.index();
        applied_at.push_back(world_.queue.applied_at[row]);
        requested_mw.push_back(world_.queue.requested_mw[row]);
        substation.push_back(world_.sites.substation[world_.site_of(request).index()]);
        studied.push_back(static_cast<char>(world_.queue.rulings[row] > 0));
    }
    double study_wall_s = 0.0;
    Study const study = [&](RequestId request, std::span<QueuedLoad const> ahead) {
        Stopwatch const watch{study_wall_s};
        return answer(request, ahead);
    };
    InterconnectionView const view{now,        open_,   applied_at, requested_mw,
                                   substation, studied, study};
    double wall_s = 0.0;
    InterconnectionDecision rulings;
    {
        Stopwatch const watch{wall_s};
        rulings = calls_.ask(family, now, [&] { return policy_.decide(view, rng_); });
    }
    policy_wall_s_ += wall_s - study_wall_s;
    return rulings;
}

void Queue::rule(TimePoint now, std::function<void(RequestId)> const& wake) {
    if (open_.empty()) {
        return;
    }
    Stopwatch const watch{wall_s_};
    study_.set_date(now);
    ruled_.clear();
    for (auto const& ruling : ask_policy(now)) {
        if (is_about_open_request(ruling, now)) {
            carry_out(ruling, now, wake);
        }
    }
}

bool Queue::is_about_open_request(Ruling const& ruling, TimePoint now) {
    auto const is_in = [&](std::vector<RequestId> const& requests) {
        return std::ranges::find(requests, ruling.request) != requests.end();
    };
    auto const twice = is_in(ruled_);
    if (!twice && is_in(open_)) {
        ruled_.push_back(ruling.request);
        return true;
    }
    calls_.break_silent_rule(
        family, now,
        {fmt::format("ruled on request row {}, which {}", ruling.request.code(),
                     twice ? "it has ruled on already" : "is not open"),
         {},
         ruling.request.code()});
    return false;
}

Outcome Queue::check(Ruling& ruling, TimePoint now) {
    auto const row = ruling.request.index();
    auto const asked = world_.queue.requested_mw[row];
    auto const site = world_.site_of(ruling.request).index();
    BrokenRule rule{
        .problem = {}, .entity = "request " + world_.sites.id[site], .row = ruling.request.code()};
    auto const known = static_cast<std::size_t>(ruling.kind) <= 2 &&
                       static_cast<std::size_t>(ruling.reason) < ruling_reason_count;
    if (!known || !std::isfinite(ruling.firm_mw) || !std::isfinite(ruling.non_firm_mw)) {
        rule.problem = known ? "must grant numbers" : "must rule by a known kind and reason";
        rule.value = std::isfinite(ruling.firm_mw) ? ruling.non_firm_mw : ruling.firm_mw;
        calls_.break_rule(family, now, rule);
        ruling = {.request = ruling.request};
        return Outcome::clipped;
    }
    auto const firm = std::clamp(ruling.firm_mw, 0.0, asked);
    auto const non_firm = std::clamp(ruling.non_firm_mw, 0.0, asked - firm);
    auto const off =
        std::max(std::abs(firm - ruling.firm_mw), std::abs(non_firm - ruling.non_firm_mw));
    auto const clipped = off > slack_share * (1.0 + asked);
    if (clipped) {
        auto const least = std::min(ruling.firm_mw, ruling.non_firm_mw);
        rule.problem = least < 0.0 ? "must not grant less than nothing"
                                   : "must not grant more than was asked for";
        rule.value = least < 0.0 ? least : ruling.firm_mw + ruling.non_firm_mw;
        rule.limit = least < 0.0 ? 0.0 : asked;
        calls_.break_rule(family, now, rule);
    }
    ruling.firm_mw = firm;
    ruling.non_firm_mw = non_firm;
    return clipped ? Outcome::clipped : Outcome::accepted;
}

void Queue::carry_out(Ruling ruling, TimePoint now, std::function<void(RequestId)> const& wake) {
    auto const outcome = check(ruling, now);
    auto const row = ruling.request.index();
    auto const site = world_.site_of(ruling.request).index();
    auto& queue = world_.queue;
    ++queue.rulings[row];
    if (ruling.kind == RulingKind::wait && queue.rulings[row] > 1 && outcome == Outcome::accepted) {
        return;  // still waiting: recorded once
    }
    observer_.decision({now, PolicyFamily::interconnection, ruling.request.code(),
                        static_cast<std::int32_t>(ruling.kind),
                        static_cast<std::int32_t>(ruling.reason), ruling.firm_mw,
                        ruling.non_firm_mw, outcome});
    if (ruling.kind == RulingKind::wait) {
        return;
    }
    queue.ruled_at[row] = now;
    leave(ruling.request);
    if (ruling.kind == RulingKind::grant) {
        queue.state[row] = RequestState::building;
        queue.firm_mw[row] = world_.sites.firm_mw[site] = ruling.firm_mw;
        queue.non_firm_mw[row] = world_.sites.non_firm_mw[site] = ruling.non_firm_mw;
        answers_[row] = RequestAnswer::granted;
        tell(EventKind::granted, ruling.request, ruling.firm_mw + ruling.non_firm_mw, now);
    } else {
        queue.state[row] = RequestState::refused;
        queue.left_at[row] = now;
        answers_[row] = RequestAnswer::refused;
        tell(EventKind::refused, ruling.request, queue.requested_mw[row], now);
    }
    wake(ruling.request);
}

}  // namespace gridrush
