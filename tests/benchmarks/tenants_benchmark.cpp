// Ten years by the hour of 100 AI campuses with some 500 jobs at work at any time, each of about
// 100 GPUs and 1,000 h with a failure every three weeks, on one bus whose supply falls short by a
// tenth for six hours every evening, so that the rates of all jobs change in each of them. CPU
// time, one thread: `s_run` is the figure, at most 10 s; `s_engine` is SimGrid, wall-clock. The
// environment variable GRIDRUSH_SHORT_HOURS sets other hours a day.

#include <algorithm>
#include <cstdlib>
#include <ctime>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "policies/catalog.hpp"
#include "sim/simulation.hpp"

namespace gridrush {
namespace {

constexpr int campuses = 100;

struct JobCounter : Observer {
    void begin(RunInfo const&) override {}
    void interval(IntervalRow const& row) override {
        for (double const at_work : row.tenant_running_jobs) {
            running += at_work;
        }
        ++intervals;
    }
    void event(EventRow const&) override {}
    void decision(DecisionRow const&) override {}
    void job(JobRow const&) override { ++jobs; }
    void month_end(TimePoint) override {}
    void end(RunResult const&) override {}

    double running = 0.0;
    double intervals = 0.0;
    double jobs = 0.0;
};

GridSpec one_bus(int short_hours) {
    GridSpec spec;
    spec.areas.emplace_back().id = "all";
    auto& bus = spec.buses.emplace_back();
    bus.id = "bus";
    bus.area = "all";
    bus.reference = true;
    auto& plant = spec.generators.emplace_back();
    plant.id = "plant";
    plant.bus = "bus";
    plant.max_mw = 400.0;
    plant.cost.points = {{0.0, 0.0}, {400.0, 8'000.0}};
    auto& series = spec.series.emplace_back();
    series.id = "evenings";
    series.start = make_time(2025, 1, 1);
    for (int hour = 0; hour < 8760; ++hour) {
        series.values.push_back(hour % 24 >= 24 - short_hours ? 0.27 : 1.0);
    }
    plant.availability_series = "evenings";
    plant.series_is_mw = false;
    for (int row = 0; row < campuses; ++row) {
        auto& substation = spec.substations.emplace_back();
        substation.id = fmt::format("S{}", row);
        substation.bus = "bus";
        for (char const* const bank : {"a", "b"}) {
            auto& unit = spec.banks.emplace_back();
            unit.id = substation.id + bank;
            unit.substation = substation.id;
            unit.mva = 100.0;
        }
    }
    return spec;
}

Experiment ten_years() {
    Experiment experiment;
    experiment.end = add_years(experiment.start, 10);
    experiment.profiles.emplace_back().id = "hall";
    experiment.profiles.back().shape = ProfileShape::tenants;
    for (int row = 0; row < campuses; ++row) {
        auto& site = experiment.sites.emplace_back();
        site.id = fmt::format("campus{}", row);
        site.load_class = LoadClass::ai_campus;
        site.substation = fmt::format("S{}", row);
        site.mw = 3.0;
        site.behaviour = "hall";
        site.interruptible_share = 1.0;
        auto& tenant = experiment.tenants.emplace_back();
        tenant.id = fmt::format("tenant{}", row);
        tenant.kind = row % 2 == 0 ? TenantKind::training : TenantKind::batch;
        tenant.site = site.id;
        tenant.it_mw = 2.0;
        tenant.jobs_per_day = 0.12;
        tenant.job_gpus = {Draw::Shape::uniform, 50.0, 150.0};
        tenant.job_gpu_hours = {Draw::Shape::lognormal, 60'000.0, 1.0};
    }
    return experiment;
}

void ten_years_of_jobs(benchmark::State& state) {
    char const* const hours = std::getenv("GRIDRUSH_SHORT_HOURS");
    Grid const grid{one_bus(hours == nullptr ? 6 : std::atoi(hours))};
    auto const experiment = ten_years();
    JobCounter seen;
    for (auto _ : state) {
        auto policies = make_policies(default_policies());
        auto const start = std::clock();
        auto const result = simulate(experiment, grid, policies, seen);
        state.counters["s_run"] =
            static_cast<double>(std::clock() - start) / static_cast<double>(CLOCKS_PER_SEC);
        state.counters["s_engine"] = result.timing.engine_s;
        state.counters["s_dispatch"] = result.timing.dispatch_s;
    }
    state.counters["running"] = seen.running / seen.intervals;
    state.counters["jobs"] = seen.jobs;
}
BENCHMARK(ten_years_of_jobs)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace gridrush
