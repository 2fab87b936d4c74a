#pragma once

#include <chrono>
#include <vector>

#include "sim/operations/hosting.hpp"
#include "sim/operations/supply.hpp"

namespace gridrush::testing {

inline std::vector<BusId> all_buses(Grid const& grid) {
    std::vector<BusId> buses;
    for (std::size_t bus = 0; bus < grid.buses().size(); ++bus) {
        buses.emplace_back(bus);
    }
    return buses;
}

/// `count` hours of the grid from `start`.
inline HostingHours hours_of(Grid const& grid, TimePoint start, std::size_t count) {
    Experiment experiment;
    experiment.start = start;
    Supply const supply{grid, experiment};
    std::size_t const buses = grid.buses().size(), generators = grid.generators().size();
    HostingHours hours{std::vector<double>(count * buses), std::vector<double>(count * generators),
                       std::vector<double>(count * generators)};
    for (std::size_t hour = 0; hour < count; ++hour) {
        auto const time = start + std::chrono::hours{hour};
        supply.native_load(time, std::span{hours.load_mw}.subspan(hour * buses, buses));
        supply.generator_limits(
            time, std::span{hours.generator_min_mw}.subspan(hour * generators, generators),
            std::span{hours.generator_max_mw}.subspan(hour * generators, generators));
    }
    return hours;
}

inline TimePoint const snapshot_time = make_time(2020, 7, 1);

/// Every bus of the grid's snapshot.
inline std::vector<HostingAnswer> host(Grid const& grid, Security security,
                                       RatingKind rating = RatingKind::continuous, int jobs = 1) {
    DcNetwork const network{grid, Convention::matpower, grid.branch_switches()};
    return hosting_capacity(network, {security, rating}, all_buses(grid),
                            hours_of(grid, snapshot_time, 1), jobs);
}

}  // namespace gridrush::testing
