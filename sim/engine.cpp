#include "sim/engine.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <exception>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <simgrid/Exception.hpp>
#include <simgrid/s4u.hpp>
#include <simgrid/simix.hpp>

#include "sim/engine_machine.hpp"
#include "sim/engine_platform.hpp"
#include "sim/engine_settings.hpp"
#include "sim/engine_stop.hpp"
#include "sim/stopwatch.hpp"

namespace gridrush {

namespace {

namespace sg4 = simgrid::s4u;

constexpr unsigned operator_stack_kib = 8192;  // the LP and HDF5 run inside the step

/// Our whole seconds and SimGrid's doubles, which hold them exactly for 2^53 s.
class Clock {
public:
    explicit Clock(TimePoint start) : start_{start} {}

    [[nodiscard]] TimePoint start() const { return start_; }
    [[nodiscard]] double at(TimePoint time) const {
        return static_cast<double>(time.time_since_epoch().count()) -
               static_cast<double>(start_.time_since_epoch().count());
    }
    /// Throws std::logic_error between whole seconds. SimGrid merges events less than 1e-9 s apart,
    /// so that an instant may come that much early: the tolerance is far above that and far below
    /// any time that is meant.
    [[nodiscard]] TimePoint now() const {
        double const clock = sg4::Engine::get_clock();
        double const whole = std::round(clock);
        if (std::abs(clock - whole) > 1e-6) {
            throw std::logic_error{
                fmt::format("engine: the clock is between whole seconds ({} s after {})", clock,
                            format_time(start_))};
        }
        return start_ + Seconds{static_cast<Seconds::rep>(whole)};
    }

    /// As now(), but the next whole second between two.
    [[nodiscard]] TimePoint now_or_next() const {
        return start_ +
               Seconds{static_cast<Seconds::rep>(std::ceil(sg4::Engine::get_clock() - 1e-6))};
    }

private:
    TimePoint start_;
};

/// An actor seen from inside; the engine keeps it for as long as the actor may be woken.
class ActorLife final : public Life {
public:
    ActorLife(Clock const& clock, std::vector<Message>& inbox, std::vector<Machine>& machines,
              Work& work)
        : clock_{clock}, inbox_{inbox}, machines_{machines}, work_{work} {}

    [[nodiscard]] TimePoint now() const override { return clock_.now_or_next(); }

    void sleep_until(TimePoint time) override { sg4::this_actor::sleep_until(clock_.at(time)); }

    void tell(Message const& message) override {
        sleep_until(now());
        inbox_.push_back(message);
        inbox_.back().time = now();
    }

    [[nodiscard]] bool wait_until(TimePoint deadline) override {
        double const timeout = clock_.at(deadline) - sg4::Engine::get_clock();
        if (woken_ || deadline == TimePoint::max()) {
            wake_->acquire();
        } else if (timeout <= 0.0 || wake_->acquire_timeout(timeout)) {
            return false;
        }
        woken_ = false;
        return true;
    }

    [[nodiscard]] Computed compute(SiteId site, double work_s, double share) override;
    [[nodiscard]] Ending transfer(SiteId from, SiteId to, double bytes) override;

    /// Marks the actor as woken; false when it was already and has not run since.
    bool mark_woken() { return !std::exchange(woken_, true); }
    /// Lets the actor go on (or not wait next time); once for each mark_woken() that was true.
    void let_go();
    [[nodiscard]] double work_left_s() const {
        return work_.machine != nullptr ? exec_->get_remaining() / (work_.share * full_speed_flops)
                                        : 0.0;
    }

private:
    [[nodiscard]] bool was_woken() { return woken_ && wait_until(TimePoint::max()); }
    [[nodiscard]] Ending wait_for(sg4::Activity& activity);

    Clock const& clock_;
    std::vector<Message>& inbox_;
    std::vector<Machine>& machines_;
    sg4::SemaphorePtr wake_ = sg4::Semaphore::create(0);
    bool woken_ = false;
    sg4::ExecPtr exec_;
    Work& work_;                         ///< about exec_
    sg4::Activity* activity_ = nullptr;  ///< that it waits for
    bool interrupted_ = false;
    double left_flops_ = 0.0;  ///< of an activity that was interrupted
};

void ActorLife::let_go() {
    if (activity_ == nullptr || activity_->get_state() != sg4::Activity::State::STARTED) {
        wake_->release();
        return;
    }
    left_flops_ = activity_->get_remaining();
    interrupted_ = true;
    activity_->cancel();
}

/// No SimGrid call in the catch blocks, as the C++ runtime's stack of caught exceptions is not the
/// actor's own.
Ending ActorLife::wait_for(sg4::Activity& activity) {
    auto failed = false;
    activity_ = &activity;
    try {
        activity.wait();
    } catch (simgrid::CancelException const&) {  // NOLINT(bugprone-empty-catch): let_go says why
    } catch (simgrid::NetworkFailureException const&) {  // also of a transfer that is cancelled
        failed = true;
    }
    activity_ = nullptr;
    if (std::exchange(interrupted_, false)) {
        woken_ = false;
        return Ending::interrupted;
    }
    return failed ? Ending::failed : Ending::done;
}

Computed ActorLife::compute(SiteId site, double work_s, double share) {
    if (was_woken()) {
        return {Ending::interrupted, work_s};
    }
    Machine& machine = machines_.at(site.index());
    work_.share = share;
    work_.weight = share;
    exec_ = sg4::Exec::init();
    work_.exec = exec_.get();
    exec_->set_flops_amount(work_s * share * full_speed_flops)
        ->set_priority(share)
        ->set_host(machine.host());
    simgrid::kernel::actor::simcall_answered([&] {
        exec_->start();
        machine.add(work_);
        machine.settle();
    });
    auto const ending = wait_for(*exec_);
    simgrid::kernel::actor::simcall_answered([&] {
        machine.remove(work_);
        machine.settle();
    });
    exec_.reset();
    return {ending, ending == Ending::done ? 0.0 : left_flops_ / (share * full_speed_flops)};
}

Ending ActorLife::transfer(SiteId from, SiteId to, double bytes) {
    if (was_woken()) {
        return Ending::interrupted;
    }
    if (from == to) {
        return Ending::done;
    }
    auto const comm =
        sg4::Comm::sendto_async(machines_.at(from.index()).host(), machines_.at(to.index()).host(),
                                static_cast<std::uint64_t>(std::llround(bytes)));
    return wait_for(*comm);
}

/// SimGrid never sets its clock back and keeps its callbacks: a second engine would be wrong.
void claim_process() {
    static bool claimed = false;
    if (std::exchange(claimed, true)) {
        throw std::logic_error{
            "engine: one process holds one engine (SimGrid's clock does not start again)"};
    }
}

}  // namespace

/// An actor that does not live yet.
struct NewActor {
    std::string name;
    sg4::Host* host = nullptr;
    std::size_t number = 0;
    std::function<void(Life&)> body;
};

/// An actor of SimGrid on `ctl`, whose stack is dear: when a life is over it waits for another.
struct Performer {
    NewActor actor;
    sg4::SemaphorePtr called = sg4::Semaphore::create(0);
};

struct Engine::Impl {
    Impl(Grid const& grid, std::span<SitePlace const> sites, TimePoint start);

    /// Runs an actor's body: an exception is kept and ends the run. No SimGrid call in the catch
    /// block, as the C++ runtime's stack of caught exceptions is not the actor's own.
    template <class Body>
    void guarded(Body const& body) {
        try {
            body();
        } catch (simgrid::ForcefulKillException const&) {
            throw;
        } catch (...) {
            if (!error) {
                error = std::current_exception();
            }
        }
        if (error) {
            end_all();
        }
    }

    void live(NewActor const& actor);
    void operate(Step const& step);
    [[nodiscard]] std::optional<TimePoint> take_step(Step const& step, TimePoint now);
    void apply();
    void create(NewActor const& actor);
    void end_all();
    void rethrow_failure() const;

    StopSignals signals;
    SimGridArguments arguments;
    sg4::Engine simgrid;
    Clock clock;
    Platform platform;
    std::vector<Machine> machines;  ///< per site
    std::vector<Machine*> to_settle;
    std::vector<ActorLife*> to_let_go;
    std::vector<NewActor> to_create;
    std::vector<std::pair<SubstationId, bool>> wans_to_turn;  ///< on or off
    std::vector<Performer*> idle;                             ///< on `ctl`
    std::vector<std::unique_ptr<ActorLife>> lives;
    std::deque<Work> works;  ///< of every actor, side by side: many change at once
    std::vector<Message> inbox, read;
    std::exception_ptr error;
    // Shared with SimGrid's callback, which stays connected for the life of the process.
    std::shared_ptr<bool> deadlocked = std::make_shared<bool>(false);
    enum class Phase { ready, running, over } phase = Phase::ready;
    RunEnd end = RunEnd::complete;
    double run_s = 0.0;
    double step_s = 0.0;
};

Engine::Impl::Impl(Grid const& grid, std::span<SitePlace const> sites, TimePoint start)
    : simgrid{arguments.count(), arguments.values()},
      clock{start},
      platform{build_platform(grid, sites)},
      machines(platform.sites.begin(), platform.sites.end()) {
    signals.install();
    sg4::Engine::on_deadlock_cb([flag = deadlocked] { *flag = true; });
}

void Engine::Impl::operate(Step const& step) {
    std::optional<TimePoint> next = clock.start();
    while (next) {
        sg4::this_actor::sleep_until(clock.at(*next));
        sg4::this_actor::yield();  // all that woke at this instant speak before it is stepped
        if (stop_requested()) {
            end = RunEnd::interrupted;
            break;
        }
        next = take_step(step, clock.now());
        apply();
    }
    end_all();
}

void Engine::Impl::end_all() {
    simgrid::kernel::actor::simcall_answered([this] {
        for (Machine& machine : machines) {
            machine.stop();
        }
    });
    sg4::Actor::kill_all();
}

void Engine::Impl::live(NewActor const& actor) {
    guarded([&] { actor.body(*lives[actor.number]); });
    lives[actor.number].reset();
}

void Engine::Impl::create(NewActor const& actor) {
    if (actor.host != platform.ctl) {
        sg4::Actor::create(actor.name, actor.host, [this, actor] { live(actor); });
    } else if (!idle.empty()) {
        idle.back()->actor = actor;
        idle.back()->called->release();
        idle.pop_back();
    } else {
        sg4::Actor::create(actor.name, actor.host, [this, performer = Performer{actor}]() mutable {
            for (;;) {
                live(std::exchange(performer.actor, {}));
                if (error) {
                    return;
                }
                idle.push_back(&performer);
                performer.called->acquire();
            }
        });
    }
}

std::optional<TimePoint> Engine::Impl::take_step(Step const& step, TimePoint now) {
    read.clear();
    std::swap(read, inbox);
    std::stable_sort(read.begin(), read.end(), [](Message const& a, Message const& b) {
        return std::tie(a.time, a.from, a.kind) < std::tie(b.time, b.from, b.kind);
    });
    std::optional<TimePoint> next;
    {
        Stopwatch const watch{step_s};
        next = step(now, read);
    }
    if (next && *next <= now) {
        throw std::logic_error{fmt::format("engine: the step at {} asked for {} (not after it)",
                                           format_time(now), format_time(*next))};
    }
    return next;
}

/// Carries out what the step asked for, all of it in one visit to SimGrid's kernel: a SimGrid call
/// inside the step would let woken actors run in the middle of it.
void Engine::Impl::apply() {
    if (to_settle.empty() && to_let_go.empty() && to_create.empty() && wans_to_turn.empty()) {
        return;
    }
    simgrid::kernel::actor::simcall_answered([this] {
        for (auto const& [substation, on] : wans_to_turn) {
            for (sg4::Link* const link :
                 {platform.wans[substation.index()].up, platform.wans[substation.index()].down}) {
                on ? link->turn_on() : link->turn_off();
            }
        }
        std::ranges::sort(to_settle);
        for (Machine* const machine : to_settle) {
            machine->settle();
        }
        for (ActorLife* const life : to_let_go) {
            life->let_go();
        }
        for (NewActor const& actor : to_create) {
            create(actor);
        }
    });
    wans_to_turn.clear();
    to_settle.clear();
    to_let_go.clear();
    to_create.clear();
}

void Engine::Impl::rethrow_failure() const {
    if (error) {
        std::rethrow_exception(error);
    }
    if (*deadlocked) {
        throw std::runtime_error{
            fmt::format("engine: deadlock {} s after {} (every actor waits for another)",
                        sg4::Engine::get_clock(), format_time(clock.start()))};
    }
}

Engine::Engine(Grid const& grid, std::span<SitePlace const> sites, TimePoint start) {
    claim_process();
    impl_ = std::make_unique<Impl>(grid, sites, start);
}

Engine::~Engine() = default;

std::size_t Engine::spawn(std::string const& name, SiteId site, std::function<void(Life&)> body) {
    if (impl_->phase == Impl::Phase::over) {
        throw std::logic_error{fmt::format("engine: actor {} spawned after run()", name)};
    }
    auto const number = impl_->lives.size();
    impl_->lives.push_back(std::make_unique<ActorLife>(impl_->clock, impl_->inbox, impl_->machines,
                                                       impl_->works.emplace_back()));
    sg4::Host* const host =
        site.valid() ? impl_->platform.sites.at(site.index()) : impl_->platform.ctl;
    NewActor actor{name, host, number, std::move(body)};
    if (impl_->phase == Impl::Phase::running) {
        impl_->to_create.push_back(std::move(actor));
    } else {
        impl_->create(actor);
    }
    return number;
}

void Engine::wake(std::size_t actor) {
    ActorLife* const life = impl_->lives.at(actor).get();
    if (life != nullptr && life->mark_woken()) {
        impl_->to_let_go.push_back(life);
    }
}

void Engine::set_rate(std::size_t actor, double fraction) {
    if (!(fraction >= 0.0 && fraction <= 1.0)) {
        throw std::logic_error{fmt::format("engine: rate of actor {} is {} at {}", actor, fraction,
                                           format_time(impl_->clock.now()))};
    }
    Work& work = impl_->works.at(actor);
    work.fraction = fraction;
    if (work.machine != nullptr && work.machine->claim()) {
        impl_->to_settle.push_back(work.machine);
    }
}

double Engine::work_left_s(std::size_t actor) const {
    ActorLife const* const life = impl_->lives.at(actor).get();
    return life != nullptr ? life->work_left_s() : 0.0;
}

void Engine::fail_wan(SubstationId substation) {
    impl_->wans_to_turn.emplace_back(substation, false);
}

void Engine::restore_wan(SubstationId substation) {
    impl_->wans_to_turn.emplace_back(substation, true);
}

RunEnd Engine::run(Step step) {
    if (impl_->phase != Impl::Phase::ready) {
        throw std::logic_error{"engine: run() called twice"};
    }
    impl_->phase = Impl::Phase::running;
    sg4::Actor::init("operator", impl_->platform.ctl)
        ->set_stacksize(operator_stack_kib)
        ->start([impl = impl_.get(), step = std::move(step)] {
            impl->guarded([&] { impl->operate(step); });
        });
    {
        Stopwatch const watch{impl_->run_s};
        impl_->simgrid.run();
    }
    impl_->signals.restore();
    impl_->phase = Impl::Phase::over;
    impl_->rethrow_failure();
    return impl_->end;
}

void Engine::request_stop() noexcept {
    gridrush::request_stop();
}

double Engine::engine_wall_s() const {
    return impl_->run_s - impl_->step_s;
}

}  // namespace gridrush
