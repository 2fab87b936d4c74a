#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "topology/grid.hpp"
#include "topology/ids.hpp"
#include "topology/time.hpp"

namespace gridrush {

/// A large load's place on the platform: a host in its substation's zone.
struct SitePlace {
    std::string name;
    SubstationId substation;
};

/// Whose life an actor leads: a row of one of the tables.
struct Sender {
    enum class Kind : std::uint8_t { request, generator, branch, substation, tenant, job };
    Kind kind = Kind::request;
    std::int32_t row = -1;

    Sender(RequestId id) : kind{Kind::request}, row{id.code()} {}      // NOLINT(*-explicit-*)
    Sender(GeneratorId id) : kind{Kind::generator}, row{id.code()} {}  // NOLINT(*-explicit-*)
    Sender(BranchId id) : kind{Kind::branch}, row{id.code()} {}        // NOLINT(*-explicit-*)
    Sender(SubstationId id)                                            // NOLINT(*-explicit-*)
        : kind{Kind::substation}, row{id.code()} {}
    Sender(TenantId id) : kind{Kind::tenant}, row{id.code()} {}  // NOLINT(*-explicit-*)
    Sender(JobId id) : kind{Kind::job}, row{id.code()} {}        // NOLINT(*-explicit-*)

    [[nodiscard]] std::size_t index() const { return static_cast<std::size_t>(row); }
    friend auto operator<=>(Sender const&, Sender const&) = default;
};

/// Something that an actor tells the operator; the operator handles its messages in the order
/// (time, sender, kind).
struct Message {
    enum class Kind : std::uint8_t {
        apply,
        energise,
        ramp,
        withdraw,
        fail,
        repair,
        reply,
        arrive,  ///< what was moved is there
        finish,  ///< a job
    };
    Sender from;
    Kind kind = Kind::apply;
    double value = 0.0;  ///< ramp: fraction of the contract that may be drawn, 0..1
    TimePoint time{};    ///< when it was told; written by Life::tell
};

/// How something that takes time ended.
enum class Ending : std::uint8_t {
    done,
    interrupted,  ///< by Engine::wake
    failed,       ///< a link of the way did
};

/// What became of some work.
struct Computed {
    Ending ending = Ending::done;
    double left_s = 0.0;  ///< of the work; 0 when done
};

/// An actor's own view of the simulation: it sleeps, waits, computes, sends and leaves messages,
/// nothing else.
class Life {
public:
    virtual ~Life() = default;
    /// The second that it is, or the next whole one where work or a transfer ended in between.
    [[nodiscard]] virtual TimePoint now() const = 0;
    virtual void sleep_until(TimePoint time) = 0;
    /// Leaves a message in the operator's inbox; never blocks.
    virtual void tell(Message const& message) = 0;
    /// Waits for Engine::wake of this actor; false when `deadline` came first. A wake at the very
    /// instant of the deadline is kept for the next wait: the operator acts last in an instant.
    /// TimePoint::max() waits for ever.
    [[nodiscard]] virtual bool wait_until(TimePoint deadline) = 0;
    /// Computes what takes `work_s` seconds at full speed, on the site's host, of which it takes
    /// `share` (0 < share <= 1) then. It is slowed to the fraction of Engine::set_rate. Ends
    /// interrupted when it is woken, also by a wake that came before.
    [[nodiscard]] virtual Computed compute(SiteId site, double work_s, double share) = 0;
    /// Sends from site to site over the WAN, fairly shared with all others that send. What has
    /// arrived when it is interrupted or fails is of no use. At once where the sites are one.
    [[nodiscard]] virtual Ending transfer(SiteId from, SiteId to, double bytes) = 0;
};

enum class RunEnd { complete, interrupted };

/// SimGrid as the clock, the processes, the machines and the network. The only type that knows it;
/// its double-valued time never leaves it. One Engine per process.
///
/// Platform: a NetZone per substation, a Host per site with a ladder of 1000 pstates (speed is the
/// compute that its granted megawatts can run), a full-duplex WAN Link per substation to one
/// backbone, and a host `ctl` on its own for the operator.
class Engine {
public:
    /// One step of the operator at `now`, with what actors told it since its last step, those that
    /// woke at `now` included. Returns the next instant (> now), or nothing when the run is over.
    /// It has 8 MiB of stack. The first step is at the start. No actor runs during a step: what it
    /// asks of the engine takes effect when it returns.
    using Step = std::function<std::optional<TimePoint>(TimePoint now, std::span<Message const>)>;

    /// From here to the end of run() SIGINT and SIGTERM ask for the run's end. Throws
    /// std::invalid_argument for sites without a substation of the grid or of one name, and
    /// std::logic_error for a second engine in the process.
    Engine(Grid const& grid, std::span<SitePlace const> sites, TimePoint start);
    ~Engine();
    Engine(Engine const&) = delete;
    Engine& operator=(Engine const&) = delete;

    /// Adds an actor on a site's host (on `ctl` for no site: a sleeper makes its host's changes of
    /// speed dearer). Its number counts from 0 in the order of spawning. Call before run() or from
    /// the operator's step. `body` runs inside SimGrid on a stack of 256 KiB: exceptions end the
    /// run and leave by run().
    std::size_t spawn(std::string const& name, SiteId site, std::function<void(Life&)> body);

    /// Wakes the actor if it waits, computes or sends, or its next such act; two wakes before it
    /// runs are one. Does nothing to an actor that has ended. Call from the operator's step only.
    void wake(std::size_t actor);

    /// What the actor computes gets this fraction of its share, 0..1, from the end of this step on,
    /// exactly; at 0 it stands still. 1 before the first call. Call from the step only.
    void set_rate(std::size_t actor, double fraction);
    /// Seconds of full speed that are left of what the actor computes now; 0 when it does not.
    [[nodiscard]] double work_left_s(std::size_t actor) const;

    /// The WAN of a substation fails or is restored: transfers over it fail, and those that begin
    /// meanwhile. Call from the step only.
    void fail_wan(SubstationId substation);
    void restore_wan(SubstationId substation);

    /// Runs until the step returns nothing, all actors that still live are then ended. SIGINT and
    /// SIGTERM are polled before every step and end the run as `interrupted`. Rethrows what an
    /// actor or the step threw; throws std::runtime_error on a deadlock.
    RunEnd run(Step step);

    /// Asks a running simulation to end as `interrupted`, as SIGINT does; async-signal-safe.
    static void request_stop() noexcept;

    /// Wall-clock seconds of run() that were not spent inside the step: SimGrid and the actors.
    [[nodiscard]] double engine_wall_s() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace gridrush
