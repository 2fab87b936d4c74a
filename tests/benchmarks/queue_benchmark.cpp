// A whole run of ten years of RTS-GMLC with 1,074 requests under `ercot_batch`: half-yearly joint
// N-1 studies of all that is eligible, upgrades, contracts, hourly dispatch. The experiment is that
// of experiments/studies/rts-queue with eight times the arrivals. CPU time, one thread: `s_run` is
// the figure, at most 30; nothing is recorded.

#include <ctime>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "sim/simulation.hpp"
#include "experiments/experiment_file.hpp"
#include "tests/reference_data.hpp"

namespace gridrush {
namespace {

struct NoObserver : Observer {
    void begin(RunInfo const&) override {}
    void interval(IntervalRow const&) override {}
    void event(EventRow const&) override {}
    void decision(DecisionRow const&) override {}
    void month_end(TimePoint) override {}
    void end(RunResult const&) override {}
};

double metric(RunResult const& result, std::string const& name) {
    for (Metric const& metric : result.summary) {
        if (metric.name == name) {
            return metric.value;
        }
    }
    return 0.0;
}

void ten_years_of_batches(benchmark::State& state) {
    auto const folder = reference_data("rts_gmlc");
    if (!folder) {
        state.SkipWithError("no reference data: set GRIDRUSH_REFERENCE_DATA");
        return;
    }
    std::vector<std::string> settings{"grid.path=" + folder->string(),
                                      "policies.interconnection=ercot_batch"};
    for (std::string const arrivals :
         {"training.per_year=[42,42,42,42,42,42,0]", "inference.per_year=[25,25,25,25,25,25,0]",
          "cloud.per_year=[17,17,17,17,17,17,0]", "miners.per_year=[33,33,33,33,33,33,0]",
          "sovereign.per_year=[8,8,8,8,8,8,0]", "plants.per_year=[25,25,25,25,25,25,0]",
          "with_plant.per_year=[17,17,17,17,17,17,0]"}) {
        settings.push_back("population." + arrivals);
    }
    auto const loaded = read_experiment(
        std::string{GRIDRUSH_SOURCE_DIR} + "/experiments/studies/rts-queue", settings);
    NoObserver nobody;
    for (auto _ : state) {
        auto policies = make_policies(*loaded.experiment.policies);
        auto const start = std::clock();
        auto const result = simulate(loaded.experiment, *loaded.grid, policies, nobody);
        state.counters["s_run"] =
            static_cast<double>(std::clock() - start) / static_cast<double>(CLOCKS_PER_SEC);
        state.counters["requests"] = static_cast<double>(loaded.experiment.requests.size());
        state.counters["studies"] = metric(result, "studies");
        state.counters["energised_mw"] = metric(result, "requests_energised_mw");
    }
}

BENCHMARK(ten_years_of_batches)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace gridrush
