#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "sim/interconnection/queue.hpp"
#include "tests/worlds/small_worlds.hpp"

namespace gridrush::testing {

/// A policy whose rulings are a test's.
class ScriptedDesk : public InterconnectionPolicy {
public:
    using Rule = std::function<InterconnectionDecision(InterconnectionView const&)>;
    Rule rule = [](InterconnectionView const&) { return InterconnectionDecision{}; };
    InterconnectionDecision decide(InterconnectionView const& view, Rng&) override {
        return rule(view);
    }
};

struct DeskObserver : MemoryObserver {
    void queue_event(QueueEventRow const& row) override { queue_events.push_back(row); }
    std::vector<QueueEventRow> queue_events;
};

/// A campus that files on 2025-01-15 at S1 of `ring()`.
[[nodiscard]] inline RequestSpec campus(std::string id, double mw) {
    RequestSpec spec;
    spec.id = std::move(id);
    spec.load_class = LoadClass::ai_campus;
    spec.substation = "S1";
    spec.mw = mw;
    spec.behaviour = "flat";
    spec.applied_on = make_time(2025, 1, 15);
    spec.build_months = 1.0;
    return spec;
}

/// The desk without an engine: the test tells messages, lets applicants answer and moves time. The
/// engineers find that `fits_mw` of each request fit without upgrades, and all of it with
/// `upgrades`, each of which every request adds its asked MW to.
class DeskCase {
public:
    explicit DeskCase(std::vector<RequestSpec> requests, ConnectionRules held_to = {},
                      std::vector<SiteSpec> sites = {})
        : rules{std::move(held_to)}, experiment{made(std::move(requests), std::move(sites))} {}

    /// Begins; what is set before (experiment, rules) holds.
    void open() {
        world = std::make_unique<World>(experiment, grid);
        calls = std::make_unique<PolicyCalls>(
            default_policies(), [this](DecisionRow const& row) { seen.decision(row); },
            PolicyWatch::Overrun{});
        Engineers engineers{
            .prepare = [](TimePoint) {},
            .at_once = [](RequestId, std::span<QueuedLoad const>) { return StudyResult{}; },
            .in_depth = [this](StudyQuestion const& question) { return study(question); }};
        desk = std::make_unique<Queue>(*world, experiment, rules, policy, *calls, seen, calendar,
                                       std::move(engineers),
                                       [this](RequestId request) { woken.push_back(request); });
    }

    void tell(std::size_t row, Message::Kind kind, double value = 0.0) {
        desk->handle(Message{RequestId{row}, kind, value, now}, now);
    }
    void apply(std::size_t row) {
        now = std::max(now, experiment.requests[row].applied_on);
        tell(row, Message::Kind::apply);
        settle();
    }
    /// Applicants that were woken answer, until nobody has anything to say.
    void settle() {
        while (!woken.empty()) {
            auto const request = woken.back();
            woken.pop_back();
            auto& mail = desk->mail(request);
            if (mail.status == RequestMail::Status::asked) {
                asked.push_back(mail.question);
                mail.reply =
                    answer(experiment.requests[request.index()], mail.question, mail.spent_usd);
                tell(request.index(), Message::Kind::reply);
            }
        }
    }
    void rule() {
        desk->rule(now);
        settle();
    }
    /// Goes on to `time` with all that is due until then.
    void go_to(TimePoint time) {
        while (calendar.next() && *calendar.next() <= time) {
            now = *calendar.next();
            CalendarEvent event;
            static_cast<void>(calendar.pop_due(now, event));
            if (event.kind == CalendarEvent::Kind::upgrade_due) {
                static_cast<void>(desk->upgrade_stands(event.entity, now));
            } else {
                desk->handle(event, now);
            }
            settle();
            if (desk->wants_to_rule()) {
                rule();
            }
        }
        now = time;
    }
    [[nodiscard]] RequestState state(std::size_t row) const { return world->queue.state[row]; }
    [[nodiscard]] long count(QueueEventKind kind) const {
        return std::ranges::count(seen.queue_events, kind, &QueueEventRow::kind);
    }

    ConnectionRules rules;
    Experiment experiment;
    Grid grid{ring()};
    ScriptedDesk policy;
    DeskObserver seen;
    Calendar calendar;
    std::unique_ptr<World> world;
    std::unique_ptr<PolicyCalls> calls;
    std::unique_ptr<Queue> desk;
    std::vector<RequestId> woken;
    std::vector<Question> asked;  ///< all questions that were put to actors
    TimePoint now = make_time(2025, 1, 1);

    double fits_mw = 1e9;
    double violation_mw = 0.0;  ///< what the engineers' check of their answer finds
    std::vector<Upgrade> upgrades;
    int tipping = 0;
    /// What was asked of the engineers: MW ahead and of the group, of the first year.
    struct Asked {
        double ahead_mw = 0.0;
        std::vector<double> group_mw;
    };
    std::vector<Asked> studies;

private:
    static Experiment made(std::vector<RequestSpec> requests, std::vector<SiteSpec> sites) {
        auto experiment = quiet_year();
        experiment.requests = std::move(requests);
        experiment.sites = std::move(sites);
        experiment.study.horizon_years = 3;
        return experiment;
    }

    StudyAnswer study(StudyQuestion const& question) {
        Asked what;
        for (auto const& load : question.ahead) {
            what.ahead_mw += load.mw.front();
        }
        StudyAnswer answer;
        answer.status = SolveStatus::optimal;
        for (auto const& load : question.group) {
            auto const mw = load.mw.front();
            what.group_mw.push_back(mw);
            for (int year = 0; year < question.years; ++year) {
                auto const fits = std::min(mw, fits_mw);
                answer.unaided_mw.push_back(fits);
                answer.firm_mw.push_back(upgrades.empty() || year == 0 ? fits : mw);
                answer.connectable_mw.push_back(mw);
            }
            answer.impact_mw.insert(answer.impact_mw.end(), upgrades.size(), mw);
        }
        answer.upgrades = upgrades;
        answer.tipping.assign(upgrades.size(), tipping);
        answer.violation_mw = violation_mw;
        studies.push_back(std::move(what));
        return answer;
    }
};

/// Rulings that study every queued request for so many days, all in one group, and grant what was
/// found.
[[nodiscard]] inline ScriptedDesk::Rule study_then_grant(double days, Fit fit = Fit::in_order) {
    return [=](InterconnectionView const& view) {
        InterconnectionDecision rulings;
        for (std::size_t row = 0; row < view.request.size(); ++row) {
            Ruling ruling{.request = view.request[row]};
            if (view.stage[row] == RequestStage::queued || view.finding[row].stale) {
                ruling.kind = RulingKind::study;
                ruling.median_days = days;
                ruling.fit = fit;
            } else if (view.stage[row] == RequestStage::studied) {
                ruling.kind = RulingKind::grant;
                ruling.firm_by_year_mw = view.finding[row].firm_mw;
            }
            if (ruling.kind != RulingKind::wait) {
                rulings.push_back(std::move(ruling));
            }
        }
        return rulings;
    };
}

}  // namespace gridrush::testing
