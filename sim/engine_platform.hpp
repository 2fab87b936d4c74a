#pragma once

#include <span>
#include <vector>

#include "topology/grid.hpp"
#include "sim/engine.hpp"

namespace simgrid::s4u {
class Engine;
class Host;
class Link;
}  // namespace simgrid::s4u

namespace gridrush {

/// Rungs of a site host's speed ladder: rung k runs at (power_rungs - k) / power_rungs of the full
/// speed, so that no rung stands still (SimGrid goes on at the old speed at speed 0).
inline constexpr int power_rungs = 1000;

/// Speed of a site's host at full power, flop/s: a work of 1e9 flop is one second at full power.
/// Far above SimGrid's absolute tolerance of rates (maxmin/precision 1e-5).
inline constexpr double full_speed_flops = 1e9;

/// The hosts of a platform, owned by SimGrid: `ctl` for the operator, then one per site.
struct Platform {
    simgrid::s4u::Host* ctl = nullptr;
    std::vector<simgrid::s4u::Host*> sites;
    struct Wan {
        simgrid::s4u::Link* up = nullptr;
        simgrid::s4u::Link* down = nullptr;
    };
    std::vector<Wan> wans;  ///< per substation
};

/// Builds the platform in the process's SimGrid engine:
///
///     backbone --- router:<substation> --- wan:<substation> --- site:<name>
///         \--- ctl                                              sites of one: lan:<substation>
///
/// A WAN link is full duplex: wan_gbps each way, and each way is shared fairly by all flows of the
/// substation that go that way. Between sites of two substations a flow takes the sender's link up
/// and the receiver's link down, and the latency of both. Inside a substation it takes the LAN
/// alone: 400 Gb/s for each flow, no latency.
/// Throws std::invalid_argument for a site without a substation or with the name of another, and
/// for a WAN without bandwidth: SimGrid would abort the process or go wrong.
[[nodiscard]] Platform build_platform(Grid const& grid, std::span<SitePlace const> sites);

}  // namespace gridrush
