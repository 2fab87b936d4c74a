#include "sim/simulation.hpp"

#include <cmath>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "sim/calendar.hpp"
#include "sim/economy/hashprice.hpp"
#include "sim/engine.hpp"
#include "sim/interconnection/queue.hpp"
#include "sim/ledger.hpp"
#include "sim/operations/bank_failures.hpp"
#include "sim/operations/interval.hpp"
#include "sim/operations/outages.hpp"
#include "sim/operations/policy_error.hpp"
#include "sim/planned_changes.hpp"
#include "sim/stopwatch.hpp"

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
        Progress const& progress)
        : experiment_{experiment},
          grid_{grid},
          policies_{policies},
          observer_{observer},
          progress_{progress},
          world_{experiment, grid},
          engine_{grid, places_of(world_), experiment.start},
          operations_{world_, experiment, grid, *policies.curtailment, *policies.loading, timing_},
          bank_failures_{world_, experiment, grid},
          queue_{world_, experiment, grid, *policies.interconnection, observer},
          outages_{world_, experiment, grid, observer},
          ledger_{world_},
          changes_{planned_changes(grid, experiment.start, experiment.end)},
          migration_rng_{experiment.seed, Purpose::policy,
                         static_cast<std::uint32_t>(PolicyFamily::migration), experiment.replicate},
          strategy_rng_{experiment.seed, Purpose::policy,
                        static_cast<std::uint32_t>(PolicyFamily::strategy), experiment.replicate},
          reached_{experiment.start} {}

    RunResult run();

private:
    void spawn_requests();
    void fill_calendar();
    std::optional<TimePoint> step(TimePoint now, std::span<Message const> messages);
    void handle(std::span<Message const> messages, TimePoint now);
    void handle(CalendarEvent const& event, TimePoint now);
    void take_over_equipment(TimePoint now);
    void operate(TimePoint now);
    void power_hosts();
    void fail_banks(TimePoint until, double length_h);
    void handle_bank(CalendarEvent const& event, TimePoint now);
    void carry_out_change(PlannedChange const& change, TimePoint now);
    void close_month(TimePoint now);
    void close_quarter(TimePoint now);
    void move_load(TimePoint now);
    void rule(TimePoint now);
    RunResult result(RunStatus status);

    Experiment const& experiment_;
    Grid const& grid_;
    Policies& policies_;
    Observer& observer_;
    Progress const& progress_;
    Timing timing_;
    World world_;
    Engine engine_;
    Operations operations_;
    BankFailures bank_failures_;
    Queue queue_;
    Outages outages_;
    Ledger ledger_;
    Calendar calendar_;
    std::vector<PlannedChange> changes_;
    Rng migration_rng_, strategy_rng_;
    bool equipment_changed_ = false;  ///< and operations_ does not know yet
    double hosts_wall_s_ = 0.0;       ///< inside SimGrid, setting the speed of hosts
    double family_wall_s_ = 0.0;      ///< inside the migration and strategy policies
    TimePoint reached_;
};

void Run::spawn_requests() {
    // On the operator's host: these lives compute nothing, and a sleeper makes its host's changes
    // of speed dearer.
    for (std::size_t row = 0; row < experiment_.requests.size(); ++row) {
        auto const& spec = experiment_.requests[row];
        RequestId const request{row};
        auto const build_time = draw_build_time(spec, experiment_.seed, experiment_.replicate);
        engine_.spawn("request " + spec.id, SiteId{},
                      [this, request, &spec, build_time](Life& life) {
                          live_as_request(life, request, spec, build_time, queue_.answer(request));
                      });
    }
}

void Run::fill_calendar() {
    using Kind = CalendarEvent::Kind;
    for (std::size_t row = 0; row < changes_.size(); ++row) {
        calendar_.add(changes_[row].time, {Kind::planned_change, static_cast<std::int32_t>(row)});
    }
    outages_.fill_calendar(calendar_);
    calendar_.add(experiment_.start, {Kind::study_due, -1});
    for (auto month = next_month(experiment_.start); month < experiment_.end;
         month = next_month(month)) {
        calendar_.add(month, {Kind::month_end, -1});
        if ((calendar_hour(month).month - 1) % 3 == 0) {
            calendar_.add(month, {Kind::quarter_end, -1});
        }
        calendar_.add(month, {Kind::study_due, -1});
    }
}

std::optional<TimePoint> Run::step(TimePoint now, std::span<Message const> messages) {
    handle(messages, now);
    CalendarEvent event;
    while (calendar_.pop_due(now, event)) {
        handle(event, now);
    }
    if (now >= experiment_.end) {
        return std::nullopt;
    }
    take_over_equipment(now);
    operate(now);
    return std::min(now + experiment_.interval, experiment_.end);
}

void Run::handle(std::span<Message const> messages, TimePoint now) {
    bool contracts_changed = false;
    for (auto const& message : messages) {
        if (message.from.kind == Sender::Kind::request) {
            contracts_changed = queue_.handle(message, now) || contracts_changed;
        } else {
            outages_.handle(message);
            equipment_changed_ = true;
        }
    }
    if (contracts_changed) {
        operations_.contracts_changed();
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
        case CalendarEvent::Kind::study_due:
            rule(now);
            break;
        case CalendarEvent::Kind::month_end:
            close_month(now);
            break;
        case CalendarEvent::Kind::quarter_end:
            close_quarter(now);
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
    auto const& row = operations_.step(now, length_h, queue_.queued_mw());
    ledger_.book(row);
    power_hosts();
    {
        Stopwatch const watch{timing_.recording_s};
        observer_.interval(row);
    }
    fail_banks(until, length_h);
    reached_ = until;
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

void Run::power_hosts() {
    Stopwatch const watch{hosts_wall_s_};
    auto const& sites = world_.sites;
    for (std::size_t site = 0; site < sites.size(); ++site) {
        if (sites.limit_mw[site] > 0.0 && !std::isnan(sites.consumed_mw[site])) {
            engine_.set_site_power(SiteId{site}, sites.consumed_mw[site] / sites.contract_mw(site));
        }
    }
}

void Run::carry_out_change(PlannedChange const& change, TimePoint now) {
    equipment_changed_ = true;
    observer_.event({now, change.kind, change.entity, change.mw});
}

void Run::rule(TimePoint now) {
    take_over_equipment(now);
    queue_.rule(now, [&](RequestId request) { engine_.wake(request.index()); });
}

void Run::close_month(TimePoint now) {
    check_invariants(world_);
    move_load(now);
    ledger_.close_month();
    if (progress_) {
        progress_(now, experiment_.start, experiment_.end);
    }
    Stopwatch const watch{timing_.recording_s};
    observer_.month_end(now);
}

void Run::move_load(TimePoint now) {
    auto const& sites = world_.sites;
    std::vector<SiteId> rows;
    std::vector<double> contracted, consumed, cut, price;
    for (std::size_t site = 0; site < sites.size(); ++site) {
        rows.emplace_back(site);
        contracted.push_back(sites.contract_mw(site) * sites.energised[site]);
        consumed.push_back(sites.month_consumed_mwh[site]);
        cut.push_back(sites.month_cut_mwh[site]);
        price.push_back(sites.month_price_sum[site] / ledger_.month_hours());
    }
    MigrationDecision moves;
    {
        Stopwatch const watch{family_wall_s_};
        moves = policies_.migration->decide({now, rows, contracted, consumed, cut, price},
                                            migration_rng_);
    }
    for (auto const& move : moves) {
        auto const known = move.from.valid() && move.to.valid() &&
                           move.from.index() < sites.size() && move.to.index() < sites.size();
        if (!known || !std::isfinite(move.mw)) {
            throw PolicyError{"migration policy", now,
                              fmt::format("moves {} MW from site row {} to site row {}", move.mw,
                                          move.from.code(), move.to.code())};
        }
        // Mines stay where their machines are; the others fit into the contract at the target.
        auto const from = move.from.index();
        auto const to = move.to.index();
        auto const possible = sites.load_class[from] != LoadClass::mine &&
                              sites.load_class[to] != LoadClass::mine && move.mw > 0.0;
        auto const mw = possible ? std::min({move.mw, contracted[from], contracted[to]}) : 0.0;
        world_.sites.moved_mw[from] -= mw;
        world_.sites.moved_mw[to] += mw;
        auto const outcome = mw == move.mw ? Outcome::accepted
                             : mw > 0.0    ? Outcome::clipped
                                           : Outcome::refused;
        observer_.decision(
            {now, PolicyFamily::migration, move.from.code(), move.to.code(), -1, mw, 0.0, outcome});
        if (mw > 0.0) {
            observer_.event({now, EventKind::load_moved, move.from.code(), mw});
        }
    }
}

void Run::close_quarter(TimePoint now) {
    auto const& sites = world_.sites;
    std::vector<SiteId> rows;
    std::vector<double> contracted, mined, margin;
    for (std::size_t site = 0; site < sites.size(); ++site) {
        if (sites.load_class[site] == LoadClass::mine && sites.energised[site] > 0.0) {
            rows.emplace_back(site);
            contracted.push_back(sites.contract_mw(site));
            mined.push_back(sites.quarter_consumed_mwh[site]);
            margin.push_back(sites.quarter_margin_usd[site]);
        }
    }
    StrategyDecision uses;
    {
        Stopwatch const watch{family_wall_s_};
        uses = policies_.strategy->decide(
            {now, rows, contracted, mined, margin, hashprice_at(experiment_.hashprice, now)},
            strategy_rng_);
    }
    if (uses.size() != rows.size()) {
        throw PolicyError{"strategy policy", now,
                          fmt::format("must return a use for each of {} mines (found {})",
                                      rows.size(), uses.size())};
    }
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (uses[row] != MineUse::mine) {  // going on as before is no event
            observer_.decision({now, PolicyFamily::strategy, rows[row].code(),
                                static_cast<std::int32_t>(uses[row]), -1, contracted[row], 0.0,
                                Outcome::accepted});
        }
    }
    ledger_.close_quarter();
}

RunResult Run::result(RunStatus status) {
    timing_.engine_s = engine_.engine_wall_s() + hosts_wall_s_;
    timing_.policies_s = queue_.policy_wall_s() + operations_.curtailment().policy_wall_s() +
                         operations_.banks().policy_wall_s() + family_wall_s_;
    timing_.studies_s = queue_.wall_s() - queue_.policy_wall_s();
    auto summary = ledger_.summary();
    summary.push_back({"clipped_decisions", "1",
                       "curtailment decisions that broke a limit and were put right",
                       static_cast<double>(operations_.curtailment().clipped_decisions())});
    summary.push_back({"clipped_loadings", "1",
                       "limits of the loading policy that banks cannot carry and were put right",
                       static_cast<double>(operations_.banks().clipped_decisions())});
    summary.push_back({"bank_failures", "1", "transformer banks that failed",
                       static_cast<double>(bank_failures_.failures())});
    auto const stored = operations_.storage().totals();
    summary.insert(
        summary.end(),
        {{"storage_inflow_mwh", "MWh", "natural inflow into stores", stored.inflow},
         {"storage_spilled_mwh", "MWh", "inflow that full stores let go", stored.spilled},
         {"storage_lost_mwh", "MWh", "lost in charging, discharging and standing", stored.lost()},
         {"storage_gained_mwh", "MWh",
          "stored at the end, or when a store left, less what stores brought",
          stored.left - stored.brought}});
    return {status, reached_, world_.queue, std::move(summary), timing_};
}

RunResult Run::run() {
    std::vector<std::string> request_ids;
    for (auto const& request : experiment_.requests) {
        request_ids.push_back(request.id);
    }
    RunStatus status = RunStatus::failed;
    std::exception_ptr error;
    {
        Stopwatch const watch{timing_.total_s};
        observer_.begin({grid_, experiment_, world_.sites.id, request_ids});
        spawn_requests();
        outages_.spawn_units(engine_);
        fill_calendar();
        try {
            auto const end = engine_.run([this](TimePoint now, std::span<Message const> messages) {
                return step(now, messages);
            });
            status = end == RunEnd::complete ? RunStatus::complete : RunStatus::interrupted;
        } catch (...) {
            error = std::current_exception();
        }
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
                   Observer& observer, Progress const& progress) {
    throw_if_any(validate(experiment, grid));
    return Run{experiment, grid, policies, observer, progress}.run();
}

}  // namespace gridrush
