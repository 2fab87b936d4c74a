#include "sim/engine.hpp"

#include <algorithm>
#include <cmath>
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

private:
    TimePoint start_;
};

/// An actor seen from inside; the engine keeps it for as long as the actor may be woken.
class ActorLife final : public Life {
public:
    ActorLife(Clock const& clock, std::vector<Message>& inbox) : clock_{clock}, inbox_{inbox} {}

    [[nodiscard]] TimePoint now() const override { return clock_.now(); }

    void sleep_until(TimePoint time) override { sg4::this_actor::sleep_until(clock_.at(time)); }

    void tell(Message const& message) override {
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

    /// Marks the actor as woken; false when it was already and has not run since.
    bool mark_woken() { return !std::exchange(woken_, true); }
    /// Lets the actor go on (or not wait next time); once for each mark_woken() that was true.
    void let_go() { wake_->release(); }

private:
    Clock const& clock_;
    std::vector<Message>& inbox_;
    sg4::SemaphorePtr wake_ = sg4::Semaphore::create(0);
    bool woken_ = false;
};

/// SimGrid never sets its clock back and keeps its callbacks: a second engine would be wrong.
void claim_process() {
    static bool claimed = false;
    if (std::exchange(claimed, true)) {
        throw std::logic_error{
            "engine: one process holds one engine (SimGrid's clock does not start again)"};
    }
}

/// The rung whose speed is nearest to `fraction` of the full speed; see power_rungs.
int rung_of(double fraction) {
    double const above_zero = std::round(std::clamp(fraction, 0.0, 1.0) * power_rungs);
    return power_rungs - std::max(1, static_cast<int>(above_zero));
}

}  // namespace

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
            sg4::Actor::kill_all();
        }
    }

    void operate(Step const& step);
    [[nodiscard]] std::optional<TimePoint> take_step(Step const& step, TimePoint now);
    void apply();
    void rethrow_failure() const;

    StopSignals signals;
    SimGridArguments arguments;
    sg4::Engine simgrid;
    Clock clock;
    Platform platform;
    std::vector<int> rungs, applied_rungs;
    std::vector<std::size_t> sites_to_apply;
    std::vector<ActorLife*> to_let_go;
    std::vector<std::unique_ptr<ActorLife>> lives;
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
      rungs(sites.size(), 0),
      applied_rungs(sites.size(), 0) {
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
    sg4::Actor::kill_all();
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
    if (sites_to_apply.empty() && to_let_go.empty()) {
        return;
    }
    simgrid::kernel::actor::simcall_answered([this] {
        for (std::size_t const site : sites_to_apply) {
            if (rungs[site] != applied_rungs[site]) {
                platform.sites[site]->set_pstate(static_cast<unsigned long>(rungs[site]));
                applied_rungs[site] = rungs[site];
            }
        }
        for (ActorLife* const life : to_let_go) {
            life->let_go();
        }
    });
    sites_to_apply.clear();
    to_let_go.clear();
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
    if (impl_->phase != Impl::Phase::ready) {
        throw std::logic_error{fmt::format("engine: actor {} spawned after run() began", name)};
    }
    auto& life =
        *impl_->lives.emplace_back(std::make_unique<ActorLife>(impl_->clock, impl_->inbox));
    sg4::Host* const host =
        site.valid() ? impl_->platform.sites.at(site.index()) : impl_->platform.ctl;
    sg4::Actor::create(name, host, [impl = impl_.get(), &life, body = std::move(body)] {
        impl->guarded([&] { body(life); });
    });
    return impl_->lives.size() - 1;
}

void Engine::wake(std::size_t actor) {
    ActorLife& life = *impl_->lives.at(actor);
    if (life.mark_woken()) {
        impl_->to_let_go.push_back(&life);
    }
}

void Engine::set_site_power(SiteId site, double fraction) {
    if (std::isnan(fraction)) {
        throw std::logic_error{fmt::format("engine: power of site {} is NaN at {}", site.code(),
                                           format_time(impl_->clock.now()))};
    }
    int const rung = rung_of(fraction);
    if (std::exchange(impl_->rungs.at(site.index()), rung) != rung) {
        impl_->sites_to_apply.push_back(site.index());
    }
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
