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
constexpr double lan_bytes_per_s = 1e15;

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

/// A substation's zone: what its sites' routes start from.
struct SubstationZone {
    sg4::NetZone* zone = nullptr;
    sg4::Link* lan = nullptr;
};

SubstationZone add_substation(sg4::NetZone& backbone, std::string const& id, double wan_gbps,
                              double wan_latency_ms) {
    sg4::NetZone* const zone = sg4::create_star_zone("substation:" + id);
    zone->set_parent(&backbone);
    auto* const router = zone->create_router("router:" + id);
    sg4::Link* const lan = zone->create_link("lan:" + id, lan_bytes_per_s);
    lan->set_sharing_policy(sg4::Link::SharingPolicy::FATPIPE)->seal();
    auto* const wan = backbone.create_split_duplex_link("wan:" + id, wan_gbps * bytes_per_gigabit);
    wan->set_latency(wan_latency_ms * seconds_per_millisecond)->seal();
    backbone.add_route(zone->get_netpoint(), nullptr, router, nullptr,
                       {sg4::LinkInRoute{wan, sg4::LinkInRoute::Direction::UP}}, true);
    return {zone, lan};
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
    }

    std::vector<double> const speeds = speed_ladder();
    platform.sites.reserve(sites.size());
    for (SitePlace const& site : sites) {
        SubstationZone const& home = zones[site.substation.index()];
        sg4::Host* const host = home.zone->create_host("site:" + site.name, speeds);
        host->seal();
        home.zone->add_route(host->get_netpoint(), nullptr, nullptr, nullptr,
                             {sg4::LinkInRoute{home.lan}}, true);
        platform.sites.push_back(host);
    }
    for (SubstationZone const& substation : zones) {
        substation.zone->seal();
    }
    backbone->seal();
    return platform;
}

}  // namespace gridrush
