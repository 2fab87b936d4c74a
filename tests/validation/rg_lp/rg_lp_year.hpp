#pragma once

#include <algorithm>
#include <chrono>
#include <vector>

#include "topology/grid.hpp"
#include "sim/operations/dispatch.hpp"

namespace gridrush {

/// The intervals of RG-LP: loads and generator limits of every hour of 2020.
struct RgLpYear {
    static constexpr int hours = 8784;
    struct Hour {
        std::vector<double> load_mw, low_mw, high_mw;
        [[nodiscard]] DispatchInput input() const { return {load_mw, low_mw, high_mw, {}}; }
    };
    std::vector<Hour> hour;

    explicit RgLpYear(Grid const& grid) {
        auto const start = make_time(2020, 1, 1);
        for (int h = 0; h < hours; ++h) {
            auto const time = start + std::chrono::hours{h};
            hour.push_back({loads(grid, time), {}, {}});
            set_limits(grid, time, hour.back());
        }
    }

private:
    static std::vector<double> loads(Grid const& grid, TimePoint time) {
        auto const& buses = grid.buses();
        auto const& areas = grid.areas();
        std::vector<double> load(buses.size());
        for (std::size_t b = 0; b < load.size(); ++b) {
            auto const area = buses.area[b].index();
            auto const series = areas.load_series[area];
            double const total =
                series.valid() ? grid.series()[series.index()].at(time) : areas.load_mw[area];
            load[b] = total * buses.area_share[b];
        }
        return load;
    }

    static void set_limits(Grid const& grid, TimePoint time, Hour& hour) {
        auto const& generators = grid.generators();
        hour.low_mw = generators.min_mw;
        hour.high_mw = generators.max_mw;
        for (std::size_t g = 0; g < generators.size(); ++g) {
            auto const series = generators.availability_series[g];
            if (!series.valid()) {
                continue;
            }
            double const available =
                grid.series()[series.index()].at(time) * generators.series_to_mw[g];
            bool const fixed = generators.output[g] == Output::fixed;
            hour.high_mw[g] = fixed ? available : std::min(generators.max_mw[g], available);
            hour.low_mw[g] = fixed ? available : 0.0;
        }
    }
};

}  // namespace gridrush
