#include "sim/engine_platform.hpp"

#include <cmath>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <simgrid/s4u.hpp>

namespace gridrush {

namespace {

namespace sg4 = simgrid::s4u;

constexpr double bytes_per_gigabit = 1e9 / 8.0;
constexpr double seconds_per_millisecond = 1e-3;
constexpr double lan_bytes_per_s = 400 * bytes_per_gigabit;

void check_places(SubstationColumns const& substations, std::span<SitePlace const> sites) {
    for (std::size_t s = 0; s < substations.size(); ++s) {
        double const gbps = substations.wan_gbps[s];
        double const latency_ms = substations.wan_latency_ms[s];
        if (!(std::isfinite(gbps) && gbps > 0.0 && std::isfinite(latency_ms) &&
              latency_ms >= 0.0)) {
            throw std::invalid_argument{fmt::format(
                "substation {}: a WAN link needs a bandwidth above 0 and a latency of at least 0 "
                "(found {} Gb/s, {} ms)",
                substations.id[s], gbps, latency_ms)};
        }
    }
    std::set<std::string> names;
    for (SitePlace const& site : sites) {
        if (!site.substation.valid() || site.substation.index() >= substations.size()) {
            throw std::invalid_argument{
                fmt::format("site {}: no such substation (found row {}, the grid has {})",
                            site.name, site.substation.code(), substations.size())};
        }
        if (!names.insert(site.name).second) {
            throw std::invalid_argument{
                fmt::format("site {}: two sites have this name (each is a host)", site.name)};
        }
    }
}

std::vector<double> speed_ladder() {
    std::vector<double> speeds;
    speeds.reserve(power_rungs);
    for (int rung = 0; rung < power_rungs; ++rung) {
        speeds.push_back(full_speed_flops * (power_rungs - rung) / power_rungs);
    }
    return speeds;
}

/// A substation's zone under construction.
struct SubstationZone {
    sg4::NetZone* zone = nullptr;
    simgrid::kernel::routing::NetPoint* router = nullptr;
    sg4::SplitDuplexLink* wan = nullptr;
    sg4::Link* lan = nullptr;
    std::vector<sg4::Host*> hosts;
};

SubstationZone add_substation(sg4::NetZone& backbone, std::string const& id, double wan_gbps,
                              double wan_latency_ms) {
    SubstationZone substation;
    substation.zone = sg4::create_full_zone("substation:" + id);
    substation.zone->set_parent(&backbone);
    substation.router = substation.zone->create_router("router:" + id);
    substation.wan =
        substation.zone->create_split_duplex_link("wan:" + id, wan_gbps * bytes_per_gigabit);
    substation.wan->set_latency(wan_latency_ms * seconds_per_millisecond)->seal();
    substation.lan = substation.zone->create_link("lan:" + id, lan_bytes_per_s);
    substation.lan->set_sharing_policy(sg4::Link::SharingPolicy::FATPIPE)->seal();
    backbone.add_route(substation.zone->get_netpoint(), nullptr, substation.router, nullptr, {},
                       true);
    return substation;
}

sg4::Host* add_site(SubstationZone& home, std::string const& name,
                    std::vector<double> const& speeds) {
    using Direction = sg4::LinkInRoute::Direction;
    sg4::Host* const host = home.zone->create_host("site:" + name, speeds);
    host->seal();
    // The LAN stays out of the routes to the WAN: a constraint that never binds would only tie
    // flows together that share nothing else.
    home.zone->add_route(host->get_netpoint(), home.router, nullptr, nullptr,
                         {sg4::LinkInRoute{home.wan, Direction::UP}}, true);
    for (sg4::Host* const other : home.hosts) {
        home.zone->add_route(host->get_netpoint(), other->get_netpoint(), nullptr, nullptr,
                             {sg4::LinkInRoute{home.lan}}, true);
    }
    home.hosts.push_back(host);
    return host;
}

}  // namespace

Platform build_platform(Grid const& grid, std::span<SitePlace const> sites) {
    SubstationColumns const& substations = grid.substations();
    check_places(substations, sites);

    Platform platform;
    sg4::NetZone* const backbone = sg4::create_star_zone("backbone");
    platform.ctl = backbone->create_host("ctl", full_speed_flops);
    platform.ctl->seal();

    std::vector<SubstationZone> zones;
    zones.reserve(substations.size());
    for (std::size_t s = 0; s < substations.size(); ++s) {
        zones.push_back(add_substation(*backbone, substations.id[s], substations.wan_gbps[s],
                                       substations.wan_latency_ms[s]));
        platform.wans.push_back(
            {zones.back().wan->get_link_up(), zones.back().wan->get_link_down()});
    }

    std::vector<double> const speeds = speed_ladder();
    platform.sites.reserve(sites.size());
    for (SitePlace const& site : sites) {
        platform.sites.push_back(add_site(zones[site.substation.index()], site.name, speeds));
    }
    for (SubstationZone const& substation : zones) {
        substation.zone->seal();
    }
    backbone->seal();
    return platform;
}

}  // namespace gridrush
