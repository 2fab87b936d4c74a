#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/interconnection/queue.hpp"
#include "sim/stopwatch.hpp"

// The policy: what it sees, what it rules, what becomes of it.

namespace gridrush {
namespace {

constexpr auto family = PolicyFamily::interconnection;
constexpr double slack_share = 1e-6;  // of what is asked: a policy's arithmetic
constexpr double kw_per_mw = 1000.0;

RequestStage stage_of(RequestState state) {
    switch (state) {
        case RequestState::in_study:
            return RequestStage::in_study;
        case RequestState::studied:
            return RequestStage::studied;
        case RequestState::asked:
            return RequestStage::asked;
        default:
            return RequestStage::queued;
    }
}

/// Land, permits and money, a third each.
double readiness(RequestSpec const& spec, TimePoint now) {
    double ready = 0.0;
    for (auto const months :
         {spec.site_control_months, spec.permit_months, spec.financing_months}) {
        ready += after_months(spec.applied_on, months) <= now ? 1.0 : 0.0;
    }
    return ready / 3.0;
}

bool are_numbers(Ruling const& ruling) {
    auto const is_number = [](double mw) { return std::isfinite(mw); };
    return is_number(ruling.firm_mw) && is_number(ruling.non_firm_mw) &&
           is_number(ruling.median_days) && !(ruling.median_days < 0.0) &&
           is_number(ruling.p90_days) && std::ranges::all_of(ruling.firm_by_year_mw, is_number) &&
           std::ranges::all_of(ruling.non_firm_by_year_mw, is_number);
}

/// MW by year where it gives none: those of all years. Both columns get one length.
void fill_years(Ruling& ruling) {
    auto& firm = ruling.firm_by_year_mw;
    auto& non_firm = ruling.non_firm_by_year_mw;
    auto const years = std::max({firm.size(), non_firm.size(), std::size_t{1}});
    auto const fill = [&](std::vector<double>& mw, double constant) {
        auto const last = mw.empty() ? constant : mw.back();
        mw.resize(years, last);
    };
    auto const by_year = !firm.empty() || !non_firm.empty();
    fill(firm, by_year ? 0.0 : ruling.firm_mw);
    fill(non_firm, by_year ? 0.0 : ruling.non_firm_mw);
}

}  // namespace

void Queue::fill_columns(TimePoint now) {
    auto const rows = open_.size();
    auto& columns = columns_;
    columns.applied_at.resize(rows);
    columns.stage_since.resize(rows);
    columns.requested_mw.resize(rows);
    columns.ready.resize(rows);
    columns.own_generation_mw.resize(rows);
    columns.bid_usd_per_mw.resize(rows);
    columns.contracted_mw.resize(rows);
    columns.substation.resize(rows);
    columns.studied.resize(rows);
    columns.applicant.resize(rows);
    columns.stage.resize(rows);
    columns.finding.resize(rows);
    for (std::size_t k = 0; k < rows; ++k) {
        auto const request = open_[k];
        auto const row = request.index();
        auto const& file = files_[row];
        auto const& asks = spec(request);
        columns.applied_at[k] = world_.queue.applied_at[row];
        columns.stage_since[k] = file.stage_since;
        columns.requested_mw[k] = world_.asked_mw[row];
        columns.ready[k] = readiness(asks, now);
        auto const contracted = is_rest(request) ? signed_mw(request) : 0.0;
        columns.own_generation_mw[k] = std::max(asks.own_generation_mw - contracted, 0.0);
        columns.bid_usd_per_mw[k] = asks.bid_usd_per_mw;
        columns.contracted_mw[k] = contracted + kept_mw(request);
        columns.substation[k] = world_.sites.substation[world_.site_of(request).index()];
        columns.studied[k] =
            static_cast<char>(world_.queue.rulings[row] > 0 || file.finding.studies > 0);
        columns.applicant[k] = asks.applicant_class();
        columns.stage[k] = stage_of(state(request));
        columns.finding[k] = file.finding;
    }
}

/// What a policy asks, which may be anything.
StudyResult Queue::answer_policy(RequestId request, std::span<QueuedLoad const> ahead) {
    auto const known = [&](RequestId id) { return id.valid() && id.index() < files_.size(); };
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
    return calls_.answer([&] { return engineers_.at_once(request, ahead); });
}

InterconnectionDecision Queue::ask_policy(TimePoint now) {
    fill_columns(now);
    double study_wall_s = 0.0;
    Study const study = [&](RequestId request, std::span<QueuedLoad const> ahead) {
        Stopwatch const watch{study_wall_s};
        return answer_policy(request, ahead);
    };
    InterconnectionView const view{.now = now,
                                   .request = open_,
                                   .applied_at = columns_.applied_at,
                                   .requested_mw = columns_.requested_mw,
                                   .substation = columns_.substation,
                                   .studied = columns_.studied,
                                   .study = study,
                                   .applicant = columns_.applicant,
                                   .stage = columns_.stage,
                                   .stage_since = columns_.stage_since,
                                   .finding = columns_.finding,
                                   .ready = columns_.ready,
                                   .own_generation_mw = columns_.own_generation_mw,
                                   .bid_usd_per_mw = columns_.bid_usd_per_mw,
                                   .contracted_mw = columns_.contracted_mw,
                                   .free_engineers = studies_.free_engineers()};
    double wall_s = 0.0;
    InterconnectionDecision rulings;
    {
        Stopwatch const watch{wall_s};
        rulings = calls_.ask(family, now, [&] { return policy_.decide(view, rng_); });
    }
    policy_wall_s_ += wall_s - study_wall_s;
    return rulings;
}

void Queue::rule(TimePoint now) {
    changed_ = false;
    if (open_.empty()) {
        return;
    }
    Stopwatch const watch{wall_s_};
    engineers_.prepare(now);
    ruled_.clear();
    to_study_.clear();
    was_open_ = open_;
    for (auto const& ruling : ask_policy(now)) {
        if (may_be_ruled(ruling, now)) {
            carry_out(ruling, now);
        }
    }
    std::erase_if(to_study_, [&](Ruling const& ruling) {  // and here a later one
        return std::ranges::find(open_, ruling.request) == open_.end();
    });
    gather_studies(to_study_, now);
}

bool Queue::may_be_ruled(Ruling const& ruling, TimePoint now) {
    auto const is_in = [&](std::vector<RequestId> const& requests) {
        return std::ranges::find(requests, ruling.request) != requests.end();
    };
    char const* problem = nullptr;
    if (is_in(ruled_)) {
        problem = "it has ruled on already";
    } else if (!is_in(open_)) {
        if (is_in(was_open_)) {
            return false;  // an earlier ruling of the decision has made it leave
        }
        problem = "is not open";
    } else if (ruling.kind == RulingKind::grant || ruling.kind == RulingKind::study ||
               ruling.kind == RulingKind::ask) {
        problem = state(ruling.request) == RequestState::in_study ? "is being studied"
                  : state(ruling.request) == RequestState::asked  ? "makes up its mind"
                                                                  : nullptr;
    }
    if (problem == nullptr) {
        ruled_.push_back(ruling.request);
        return true;
    }
    calls_.break_silent_rule(
        family, now,
        {fmt::format("ruled on request row {}, which {}", ruling.request.code(), problem),
         {},
         ruling.request.code()});
    return false;
}

/// Cuts a grant down to what was asked, year by year; the worst of them is told.
Outcome Queue::clip_grant(Ruling& ruling, TimePoint now) {
    auto const asked = world_.asked_mw[ruling.request.index()];
    auto const site = world_.site_of(ruling.request).index();
    auto const clip = [&](double& firm_mw, double& non_firm_mw, BrokenRule& rule) {
        auto const firm = std::clamp(firm_mw, 0.0, asked);
        auto const non_firm = std::clamp(non_firm_mw, 0.0, asked - firm);
        auto const off = std::max(std::abs(firm - firm_mw), std::abs(non_firm - non_firm_mw));
        if (off > slack_share * (1.0 + asked) && rule.problem.empty()) {
            auto const least = std::min(firm_mw, non_firm_mw);
            rule.problem = least < 0.0 ? "must not grant less than nothing"
                                       : "must not grant more than was asked for";
            rule.value = least < 0.0 ? least : firm_mw + non_firm_mw;
            rule.limit = least < 0.0 ? 0.0 : asked;
        }
        firm_mw = firm;
        non_firm_mw = non_firm;
    };
    BrokenRule rule{
        .problem = {}, .entity = "request " + world_.sites.id[site], .row = ruling.request.code()};
    clip(ruling.firm_mw, ruling.non_firm_mw, rule);
    fill_years(ruling);
    for (std::size_t year = 0; year < ruling.firm_by_year_mw.size(); ++year) {
        clip(ruling.firm_by_year_mw[year], ruling.non_firm_by_year_mw[year], rule);
    }
    if (rule.problem.empty()) {
        return Outcome::accepted;
    }
    calls_.break_rule(family, now, rule);
    return Outcome::clipped;
}

Outcome Queue::check(Ruling& ruling, TimePoint now) {
    auto const site = world_.site_of(ruling.request).index();
    auto const known = static_cast<std::size_t>(ruling.kind) < ruling_kind_count &&
                       static_cast<std::size_t>(ruling.reason) < ruling_reason_count;
    if (known && are_numbers(ruling)) {
        return clip_grant(ruling, now);
    }
    BrokenRule rule{
        .problem = known ? "must grant numbers" : "must rule by a known kind and reason",
        .entity = "request " + world_.sites.id[site],
        .row = ruling.request.code()};
    rule.value = std::isfinite(ruling.firm_mw) ? ruling.non_firm_mw : ruling.firm_mw;
    calls_.break_rule(family, now, rule);
    ruling = {.request = ruling.request};
    return Outcome::clipped;
}

void Queue::carry_out(Ruling ruling, TimePoint now) {
    auto const outcome = check(ruling, now);
    auto const request = ruling.request;
    auto const row = request.index();
    auto& queue = world_.queue;
    ++queue.rulings[row];
    if (ruling.kind == RulingKind::wait && queue.rulings[row] > 1 && outcome == Outcome::accepted) {
        return;  // still waiting: recorded once
    }
    observer_.decision({now, family, request.code(), static_cast<std::int32_t>(ruling.kind),
                        static_cast<std::int32_t>(ruling.reason), ruling.firm_mw,
                        ruling.non_firm_mw, outcome});
    switch (ruling.kind) {
        case RulingKind::wait:
            break;
        case RulingKind::grant:
            queue.ruled_at[row] = now;
            offer(std::move(ruling), now);
            break;
        case RulingKind::refuse:
            queue.ruled_at[row] = now;
            leave(request, RequestState::refused, ExitReason::refused, now);
            break;
        case RulingKind::study:
            by_stages_ = true;
            to_study_.push_back(std::move(ruling));
            break;
        case RulingKind::ask:
            by_stages_ = true;
            ask_to_pay(request, GateStage::decision, now);
            break;
    }
}

/// A grant needs the upgrades of its study when it gives more firm MW than fit without them, or
/// when what is not firm is to become so.
bool Queue::needs_upgrades(Ruling const& grant) const {
    auto const row = grant.request.index();
    auto const& unaided = files_[row].finding.unaided_mw;
    auto const slack = slack_share * (1.0 + world_.asked_mw[row]);
    for (std::size_t year = 0; year < grant.firm_by_year_mw.size(); ++year) {
        auto const fits = unaided.empty() ? std::numeric_limits<double>::infinity()
                                          : unaided[std::min(year, unaided.size() - 1)];
        auto const becomes_firm =
            grant.non_firm_by_year_mw[year] > 0.0 && grant.non_firm.firm_at != TimePoint::max();
        if (becomes_firm || grant.firm_by_year_mw[year] > fits + slack) {
            return true;
        }
    }
    return false;
}

void Queue::offer(Ruling ruling, TimePoint now) {
    auto const request = ruling.request;
    auto& file = files_[request.index()];
    fill_years(ruling);
    auto const& firm = ruling.firm_by_year_mw;
    auto const& non_firm = ruling.non_firm_by_year_mw;
    auto const most = most_mw(ruling);
    file.needs_upgrades = needs_upgrades(ruling);
    auto const& terms = rules_.terms;
    Question question;
    question.kind = Question::Kind::offer;
    question.stage = GateStage::agreement;
    question.upgrade_usd = file.needs_upgrades ? file.finding.upgrade_usd : 0.0;
    question.minimum_take_usd = terms.minimum_take_share * most * kw_per_mw *
                                terms.charge_usd_per_kw_month * terms.term_months;
    question.minimum_take_share = terms.minimum_take_share;
    question.firm_mw = firm;
    question.non_firm_mw = non_firm;
    file.offer = std::move(ruling);
    world_.queue.offered_at[request.index()] = now;
    note(QueueEventKind::offered, request, most, now);
    put(request, std::move(question), now);
}

}  // namespace gridrush
