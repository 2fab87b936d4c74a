// The largest new load at every bus of ACTIVSg2000, intact and after every single outage, one
// thread, against the same question asked for one bus at a time: no rows and no basis from other
// buses. CPU times; `ms_per_bus` and `times_cold` are the figures.

#include <chrono>
#include <ctime>
#include <memory>
#include <vector>

#include <benchmark/benchmark.h>

#include "topology/importers/importers.hpp"
#include "sim/operations/hosting.hpp"
#include "sim/operations/supply.hpp"
#include "tests/reference_data.hpp"

namespace gridrush {
namespace {

double cpu_seconds() {
    return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}

struct Loaded {
    Grid grid;
    DcNetwork network{grid, Convention::matpower, grid.branch_switches()};
    HostingHours hour;

    explicit Loaded(Grid read) : grid{std::move(read)} {
        Experiment const experiment;
        Supply const supply{grid, experiment};
        hour.load_mw.resize(grid.buses().size());
        hour.generator_min_mw.resize(grid.generators().size());
        hour.generator_max_mw.resize(grid.generators().size());
        supply.native_load(experiment.start, hour.load_mw);
        supply.generator_limits(experiment.start, hour.generator_min_mw, hour.generator_max_mw);
    }

    /// Every `apart`-th bus.
    [[nodiscard]] std::vector<BusId> buses(std::size_t apart) const {
        std::vector<BusId> some;
        for (std::size_t bus = 0; bus < grid.buses().size(); bus += apart) {
            some.emplace_back(bus);
        }
        return some;
    }
};

/// CPU seconds per bus when each is asked for alone, without what all share anyway.
double cold_seconds(Loaded const& loaded, HostingSpec const& spec) {
    constexpr std::size_t apart = 100;
    auto const buses = loaded.buses(apart);
    double const start = cpu_seconds();
    for (BusId const& bus : buses) {
        benchmark::DoNotOptimize(
            hosting_capacity(loaded.network, spec, std::span{&bus, 1}, loaded.hour));
    }
    double const asked = cpu_seconds() - start;
    double const shared_start = cpu_seconds();
    benchmark::DoNotOptimize(hosting_capacity(loaded.network, spec, {}, loaded.hour));
    double const shared = cpu_seconds() - shared_start;
    return asked / static_cast<double>(buses.size()) - shared;
}

void every_bus(benchmark::State& state, Security security) {
    auto const file = reference_data("activsg/case_ACTIVSg2000.m");
    if (!file) {
        state.SkipWithError("no reference data: set GRIDRUSH_REFERENCE_DATA");
        return;
    }
    Loaded const loaded{Grid{read_matpower(*file)}};
    HostingSpec const spec{security, RatingKind::continuous};
    auto const buses = loaded.buses(1);
    double seconds = 0.0;
    for (auto _ : state) {
        double const start = cpu_seconds();
        benchmark::DoNotOptimize(hosting_capacity(loaded.network, spec, buses, loaded.hour));
        seconds += cpu_seconds() - start;
    }
    seconds /= static_cast<double>(state.iterations()) * static_cast<double>(buses.size());
    state.counters["ms_per_bus"] = 1e3 * seconds;
    state.counters["times_cold"] = cold_seconds(loaded, spec) / seconds;
}

BENCHMARK_CAPTURE(every_bus, intact, Security::none)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(every_bus, n_1, Security::n_1)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace gridrush
