#include "sim/simulation.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/calendar.hpp"
#include "sim/economy/strategy_desk.hpp"
#include "sim/engine.hpp"
#include "sim/interconnection/planning_study.hpp"
#include "sim/interconnection/queue.hpp"
#include "sim/interconnection/study.hpp"
#include "sim/ledger.hpp"
#include "sim/operations/bank_failures.hpp"
#include "sim/operations/curtail_metrics.hpp"
#include "sim/operations/interval.hpp"
#include "sim/operations/outages.hpp"
#include "sim/operations/policy_calls.hpp"
#include "sim/planned_changes.hpp"
#include "sim/stopwatch.hpp"
#include "sim/tenants/tenants.hpp"

namespace gridrush {
namespace {

std::vector<SitePlace> places_of(World const& world) {
    std::vector<SitePlace> places;
    for (std::size_t site = 0; site < world.sites.size(); ++site) {
        places.push_back({world.sites.id[site], world.sites.substation[site]});
    }
    return places;
}

/// A run: the operator's view of the world and what is due when.
class Run {
public:
    Run(Experiment const& experiment, Grid const& grid, Policies& policies, Observer& observer,
        Progress const& progress, Overrun const& on_overrun)
        : experiment_{experiment},
          planned_grid_{grid},
          grid_{grid},
          policies_{policies},
          observer_{observer},
          progress_{progress},
          on_overrun_{on_overrun},
          calls_{experiment.policies.value_or(default_policies()),
                 [&observer](DecisionRow const& row) { observer.decision(row); },
                 on_overrun ? [this](PolicyFamily family, TimePoint now) { overrun(family, now); }
                            : PolicyWatch::Overrun{}},
          world_{experiment, grid},
          engine_{grid, places_of(world_), experiment.start},
          operations_{world_, experiment, grid_, *policies.curtailment, *policies.loading,
                      calls_, timing_},
          bank_failures_{world_, experiment, grid_},
          study_{grid_, experiment, world_},
          queue_{world_,
                 experiment,
                 policies.rules,
                 *policies.interconnection,
                 calls_,
                 observer,
                 calendar_,
                 engineers(),
                 [this](RequestId request) { engine_.wake(request.index()); }},
          outages_{world_, experiment, grid_, observer},
          ledger_{world_},
          changes_{planned_changes(grid, experiment.start, experiment.end)},
          strategy_{world_, experiment, *policies.strategy, calls_},
          reached_{experiment.start} {
        find_remote_switches(world_, experiment, policies.rules);
        if (Tenants::has_any(experiment)) {
            tenants_.emplace(world_, experiment, grid_, *policies.migration, calls_, engine_,
                             calendar_, observer);
        }
    }

    RunResult run();

private:
    void spawn_requests();
    void fill_calendar();
    std::optional<TimePoint> step(TimePoint now, std::span<Message const> messages);
    void handle(std::span<Message const> messages, TimePoint now);
    void handle(CalendarEvent const& event, TimePoint now);
    void take_over_equipment(TimePoint now);
    void operate(TimePoint now);
    void tell_emergencies(TimePoint now);
    void fail_banks(TimePoint until, double length_h);
    void handle_bank(CalendarEvent const& event, TimePoint now);
    void carry_out_change(PlannedChange const& change, TimePoint now);
    void close_month(TimePoint now);
    void rule(TimePoint now);
    void commission(std::int32_t upgrade, TimePoint now);
    [[nodiscard]] Engineers engineers();
    RunResult result(RunStatus status);
    void overrun(PolicyFamily family, TimePoint now);

    Experiment const& experiment_;
    Grid const& planned_grid_;  ///< as it was given: what studies add their upgrades to
    Grid grid_;                 ///< as it stands, upgrades included
    Policies& policies_;
    Observer& observer_;
    Progress const& progress_;
    Overrun const& on_overrun_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    Timing timing_;
    PolicyCalls calls_;
    World world_;
    Engine engine_;
    Operations operations_;
    BankFailures bank_failures_;
    Calendar calendar_;
    StudyEngine study_;
    std::optional<PlanningStudy> planning_;  ///< from the first study that takes time
    Queue queue_;
    Outages outages_;
    Ledger ledger_;
    std::vector<PlannedChange> changes_;
    std::optional<Tenants> tenants_;  ///< where the experiment has any
    StrategyDesk strategy_;
    bool equipment_changed_ = false;  ///< and operations_ does not know yet
    int emergency_stage_ = 0;         ///< of the last interval
    TimePoint reached_;
};

void Run::spawn_requests() {
    // On the operator's host: these lives compute nothing, and a sleeper makes its host's changes
    // of speed dearer.
    for (std::size_t row = 0; row < experiment_.requests.size(); ++row) {
        auto const& spec = experiment_.requests[row];
        RequestId const request{row};
        auto const drawn = draw_life(spec, experiment_.seed, experiment_.replicate);
        engine_.spawn("request " + spec.id, SiteId{}, [this, request, &spec, drawn](Life& life) {
            live_as_request(life, request, spec, drawn, queue_.mail(request));
        });
    }
}

void Run::fill_calendar() {
    using Kind = CalendarEvent::Kind;
    for (std::size_t row = 0; row < changes_.size(); ++row) {
        calendar_.add(changes_[row].time, {Kind::planned_change, static_cast<std::int32_t>(row)});
    }
    outages_.fill_calendar(calendar_);
    calendar_.add(experiment_.start, {Kind::desk_sits, -1});
    for (auto month = next_month(experiment_.start); month < experiment_.end;
         month = next_month(month)) {
        calendar_.add(month, {Kind::month_end, -1});
        if ((calendar_hour(month).month - 1) % 3 == 0) {
            calendar_.add(month, {Kind::quarter_end, -1});
        }
        calendar_.add(month, {Kind::desk_sits, -1});
    }
}

std::optional<TimePoint> Run::step(TimePoint now, std::span<Message const> messages) {
    if (now < experiment_.end) {
        queue_.close_years(now);
    }
    handle(messages, now);
    CalendarEvent event;
    while (calendar_.pop_due(now, event)) {
        handle(event, now);
    }
    if (queue_.wants_to_rule()) {
        rule(now);
    }
    if (queue_.contracts_changed()) {
        operations_.contracts_changed();
    }
    if (now >= experiment_.end) {
        if (tenants_) {
            tenants_->measure();
        }
        return std::nullopt;
    }
    if (tenants_) {
        tenants_->ask_if_due(now);
        tenants_->set_demand(now);
    }
    take_over_equipment(now);
    operate(now);
    return std::min(now + experiment_.interval, experiment_.end);
}

void Run::handle(std::span<Message const> messages, TimePoint now) {
    for (auto const& message : messages) {
        if (message.from.kind == Sender::Kind::request) {
            queue_.handle(message, now);
        } else if (message.from.kind >= Sender::Kind::substation) {
            tenants_->handle(message, now);
        } else {
            outages_.handle(message);
            equipment_changed_ = true;
        }
    }
}

void Run::handle(CalendarEvent const& event, TimePoint now) {
    switch (event.kind) {
        case CalendarEvent::Kind::planned_change:
            carry_out_change(changes_[static_cast<std::size_t>(event.entity)], now);
            break;
        case CalendarEvent::Kind::maintenance_begins:
        case CalendarEvent::Kind::maintenance_ends:
            outages_.handle(event, now);
            equipment_changed_ = true;
            break;
        case CalendarEvent::Kind::bank_failure:
        case CalendarEvent::Kind::bank_delivery:
        case CalendarEvent::Kind::bank_installation:
            handle_bank(event, now);
            break;
        case CalendarEvent::Kind::upgrade_due:
            commission(event.entity, now);
            break;
        case CalendarEvent::Kind::contract_due:
        case CalendarEvent::Kind::question_due:
        case CalendarEvent::Kind::study_due:
            queue_.handle(event, now);
            break;
        case CalendarEvent::Kind::lease_begins:
        case CalendarEvent::Kind::lease_ends:
        case CalendarEvent::Kind::job_due:
        case CalendarEvent::Kind::job_arrives:
            tenants_->handle(event, now);
            break;
        case CalendarEvent::Kind::desk_sits:
            rule(now);
            break;
        case CalendarEvent::Kind::month_end:
            close_month(now);
            break;
        case CalendarEvent::Kind::quarter_end:
            strategy_.review(now);
            ledger_.close_quarter();
            break;
        case CalendarEvent::Kind::end:
            break;
    }
}

void Run::take_over_equipment(TimePoint now) {
    if (std::exchange(equipment_changed_, false)) {
        operations_.set_date(now);
    }
}

void Run::operate(TimePoint now) {
    auto const until = std::min(now + experiment_.interval, experiment_.end);
    auto const length_h = static_cast<double>((until - now).count()) / 3600.0;
    auto row = operations_.step(now, length_h, queue_.queued_mw());
    if (tenants_) {
        tenants_->follow(row);
    }
    ledger_.book(row);
    queue_.meter();
    tell_emergencies(now);
    {
        Stopwatch const watch{timing_.recording_s};
        observer_.interval(row);
    }
    fail_banks(until, length_h);
    reached_ = until;
}

void Run::tell_emergencies(TimePoint now) {
    auto const stage = operations_.curtailment().emergency_stage();
    if (stage > emergency_stage_) {
        observer_.event({now, EventKind::emergency_declared, stage - 1,
                         operations_.curtailment().declared_reserve_mw()});
    } else if (stage < emergency_stage_) {
        observer_.event({now, EventKind::emergency_ended, emergency_stage_ - 1, 0.0});
    }
    emergency_stage_ = stage;
    if (auto const acted = operations_.relays().stage(); acted > 0) {
        observer_.event({now, EventKind::frequency_relays, acted - 1, operations_.relay_shed_mw()});
    }
}

void Run::fail_banks(TimePoint until, double length_h) {
    for (auto const bank : bank_failures_.expose(operations_.banks().in_service(), length_h)) {
        if (until < experiment_.end) {
            calendar_.add(until, {CalendarEvent::Kind::bank_failure, bank.code()});
        }
    }
}

void Run::handle_bank(CalendarEvent const& event, TimePoint now) {
    BankId const bank{static_cast<std::size_t>(event.entity)};
    auto const fails = event.kind == CalendarEvent::Kind::bank_failure;
    if (fails) {
        bank_failures_.fail(bank, now, calendar_);
    } else if (!(event.kind == CalendarEvent::Kind::bank_delivery
                     ? bank_failures_.deliver(bank, now, calendar_)
                     : bank_failures_.install(bank, now))) {
        return;
    }
    operations_.update_bank_capacity(now);
    observer_.event({now, fails ? EventKind::bank_failed : EventKind::bank_replaced, event.entity,
                     grid_.banks().mva[bank.index()]});
}

void Run::carry_out_change(PlannedChange const& change, TimePoint now) {
    equipment_changed_ = true;
    observer_.event({now, change.kind, change.entity, change.mw});
}

void Run::rule(TimePoint now) {
    take_over_equipment(now);
    queue_.rule(now);
}

Engineers Run::engineers() {
    return {.prepare = [this](TimePoint now) { study_.set_date(now); },
            .at_once =
                [this](RequestId request, std::span<QueuedLoad const> ahead) {
                    return study_.study(request, ahead);
                },
            .in_depth =
                [this](StudyQuestion const& question) {
                    if (!planning_) {
                        planning_.emplace(planned_grid_, experiment_);
                    }
                    auto answer = planning_->solve(question);
                    if (experiment_.study.verify) {
                        answer.violation_mw = planning_->largest_violation_mw(question, answer);
                    }
                    return answer;
                }};
}

/// An upgrade that was ordered stands: the run's grid is what it makes of it.
void Run::commission(std::int32_t upgrade, TimePoint now) {
    auto const* const what = queue_.upgrade_stands(upgrade, now);
    if (what == nullptr) {
        return;
    }
    if (what->branch.valid()) {
        grid_.strengthen(what->branch, what->mw, what->reactance_factor);
        operations_.branches_strengthened();
        study_.branches_strengthened();
    } else {
        world_.added_bank_mva[what->substation.index()].push_back(what->mw);
    }
    equipment_changed_ = true;
}

void Run::close_month(TimePoint now) {
    check_invariants(world_);
    if (tenants_) {
        tenants_->close_month(ledger_.month_hours());
    }
    queue_.close_month(now, ledger_.month_hours());
    ledger_.close_month();
    if (progress_) {
        progress_(now, experiment_.start, experiment_.end);
    }
    Stopwatch const watch{timing_.recording_s};
    observer_.month_end(now);
}

RunResult Run::result(RunStatus status) {
    timing_.total_s =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
    timing_.engine_s = engine_.engine_wall_s();
    timing_.policies_s = queue_.policy_wall_s() + operations_.curtailment().policy_wall_s() +
                         operations_.banks().policy_wall_s() + strategy_.policy_wall_s() +
                         (tenants_ ? tenants_->policy_wall_s() : 0.0);
    timing_.studies_s = queue_.wall_s() - queue_.policy_wall_s();
    auto summary = ledger_.summary();
    summary.push_back({"clipped_decisions", "1",
                       "decisions of policies that broke a rule and were put right",
                       static_cast<double>(calls_.clipped())});
    summary.push_back({"clipped_loadings", "1",
                       "limits of the loading policy that banks cannot carry and were put right",
                       static_cast<double>(operations_.banks().clipped_decisions())});
    summary.push_back({"bank_failures", "1", "transformer banks that failed",
                       static_cast<double>(bank_failures_.failures())});
    auto const of_queue = queue_.metrics().summary();
    summary.insert(summary.end(), of_queue.begin(), of_queue.end());
    auto const of_cuts = curtailment_metrics(operations_.curtailment(), world_, experiment_);
    summary.insert(summary.end(), of_cuts.begin(), of_cuts.end());
    if (tenants_) {
        tenants_->append_to(summary);
    }
    auto const stored = operations_.storage().totals();
    summary.insert(
        summary.end(),
        {{"storage_inflow_mwh", "MWh", "natural inflow into stores", stored.inflow},
         {"storage_spilled_mwh", "MWh", "inflow that full stores let go", stored.spilled},
         {"storage_lost_mwh", "MWh", "lost in charging, discharging and standing", stored.lost()},
         {"storage_gained_mwh", "MWh",
          "stored at the end, or when a store left, less what stores brought",
          stored.left - stored.brought}});
    return {.status = status,
            .reached = reached_,
            .queue = world_.queue,
            .queue_years = queue_.metrics().years(),
            .upgrades = queue_.upgrades(),
            .curtailment = operations_.curtailment().ledger().rows(),
            .tenants = tenants_ ? tenants_->rows() : std::vector<TenantRow>{},
            .summary = std::move(summary),
            .timing = timing_};
}

/// In the watch's thread: the run's own is inside the policy and stays there.
void Run::overrun(PolicyFamily family, TimePoint now) {
    auto const outcome = result(RunStatus::failed);
    try {
        observer_.end(outcome);
    } catch (std::exception const&) {  // NOLINT(bugprone-empty-catch)
        // The first error is the one to tell.
    }
    auto const limit_s = experiment_.policies.value_or(default_policies()).time_limit_s;
    on_overrun_({family,
                 calls_.name_of(family),
                 now,
                 {.problem = fmt::format("took more than {:g} s of wall-clock time to decide "
                                         "(policies.time_limit_s)",
                                         limit_s)}},
                outcome);
}

RunResult Run::run() {
    began_ = std::chrono::steady_clock::now();
    std::vector<std::string> request_ids;
    for (auto const& request : experiment_.requests) {
        request_ids.push_back(request.id);
    }
    RunStatus status = RunStatus::failed;
    std::exception_ptr error;
    observer_.begin({planned_grid_, experiment_, world_.sites.id, request_ids});
    spawn_requests();
    outages_.spawn_units(engine_);
    if (tenants_) {
        tenants_->start();
    }
    fill_calendar();
    try {
        auto const end = engine_.run([this](TimePoint now, std::span<Message const> messages) {
            return step(now, messages);
        });
        status = end == RunEnd::complete ? RunStatus::complete : RunStatus::interrupted;
    } catch (...) {
        error = std::current_exception();
    }
    queue_.close_last_year(reached_);
    if (tenants_ && !error) {
        tenants_->report();
    }
    auto outcome = result(status);
    if (error) {
        try {
            observer_.end(outcome);
        } catch (std::exception const&) {  // NOLINT(bugprone-empty-catch)
            // The first error is the one to tell.
        }
        std::rethrow_exception(error);
    }
    observer_.end(outcome);
    return outcome;
}

}  // namespace

RunResult simulate(Experiment const& experiment, Grid const& grid, Policies& policies,
                   Observer& observer, Progress const& progress, Overrun const& on_overrun) {
    throw_if_any(validate(experiment, grid));
    return Run{experiment, grid, policies, observer, progress, on_overrun}.run();
}

}  // namespace gridrush
