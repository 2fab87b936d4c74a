// Single branch outages of many snapshots, on RTS-GMLC and ACTIVSg2000, one thread, against a plain
// scalar loop over the dense LODF of the same run. CPU times; `contingencies_per_s` is the figure.

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>
#include <map>
#include <memory>
#include <string>

#include <benchmark/benchmark.h>

#include "topology/contingency.hpp"
#include "topology/importers/importers.hpp"
#include "topology/sensitivity.hpp"
#include "tests/reference_data.hpp"

namespace gridrush {
namespace {

struct Case {
    std::string name, file;
};
std::array<Case, 2> const cases{
    {{"RTS-GMLC", "rts_gmlc/RTS_GMLC_matpower.m"}, {"ACTIVSg2000", "activsg/case_ACTIVSg2000.m"}}};

double cpu_seconds() {
    return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}

/// A case, its screen and snapshots at three quarters of its own dispatch, in which every bus's
/// load has a rhythm of its own.
struct Loaded {
    Grid grid;
    DcNetwork network{grid, Convention::matpower, grid.branch_switches()};
    ContingencyScreen screen{network, RatingKind::long_term};

    explicit Loaded(Grid read) : grid{std::move(read)} {}

    [[nodiscard]] std::vector<double> flows_mw(std::size_t hours) const {
        std::size_t const branches = grid.branches().size();
        std::vector<double> flow(hours * branches);
        std::vector<double> injection(grid.buses().size());
        for (std::size_t h = 0; h < hours; ++h) {
            for (std::size_t b = 0; b < injection.size(); ++b) {
                auto const phase = 0.26 * static_cast<double>(h) + 0.7 * static_cast<double>(b);
                injection[b] = -grid.buses().load_mw[b] * (0.75 + 0.05 * std::sin(phase));
            }
            for (std::size_t g = 0; g < grid.generators().size(); ++g) {
                injection[grid.generators().bus[g].index()] +=
                    0.75 * grid.generators().set_point_mw[g] * grid.generators().in_service[g];
            }
            network.solve_flows(injection, std::span{flow}.subspan(h * branches, branches));
        }
        return flow;
    }

    /// Read once; null where the reference data is absent.
    static Loaded const* get(std::size_t number) {
        static std::map<std::size_t, std::unique_ptr<Loaded const>> loaded;
        auto const [at, is_new] = loaded.try_emplace(number);
        if (auto const file = reference_data(cases.at(number).file); is_new && file) {
            at->second = std::make_unique<Loaded const>(Grid{read_matpower(*file)});
        }
        return at->second.get();
    }
};

/// Contingencies per CPU second of the baseline, per case.
std::array<double, cases.size()> baseline_per_s{std::nan(""), std::nan("")};

/// What anyone would write first: worst loading, its branch and the number of overloads.
void plain_scalar_loop(benchmark::State& state) {
    auto const number = static_cast<std::size_t>(state.range(0));
    auto const* const loaded = Loaded::get(number);
    if (loaded == nullptr) {
        state.SkipWithError("no reference data (GRIDRUSH_REFERENCE_DATA)");
        return;
    }
    DenseMatrix const lodf = lodf_matrix(loaded->network);
    auto const rating = ratings_of(loaded->grid, RatingKind::long_term);
    auto const hours = static_cast<std::size_t>(state.range(1));
    auto const flows = loaded->flows_mw(hours);
    double used_s = 0.0;
    for (auto _ : state) {
        double const start = cpu_seconds();
        for (std::size_t row = 0; row < hours * lodf.rows; ++row) {
            double const* const flow = flows.data() + row / lodf.rows * lodf.columns;
            std::size_t const outage = row % lodf.rows;
            double const* const factor = lodf.row(outage).data();
            double worst = 0.0;
            std::size_t branch = 0;
            int overloads = 0;
            for (std::size_t l = 0; l < lodf.columns; ++l) {
                double const loading = std::abs(flow[l] + factor[l] * flow[outage]) / rating[l];
                if (loading > worst) {
                    worst = loading;
                    branch = l;
                }
                overloads += loading > 1.0 ? 1 : 0;
            }
            benchmark::DoNotOptimize(worst);
            benchmark::DoNotOptimize(branch);
            benchmark::DoNotOptimize(overloads);
        }
        used_s += cpu_seconds() - start;
    }
    baseline_per_s.at(number) =
        static_cast<double>(state.iterations()) * static_cast<double>(hours * lodf.rows) / used_s;
    state.SetLabel(cases.at(number).name);
    state.counters["contingencies_per_s"] = baseline_per_s.at(number);
}
BENCHMARK(plain_scalar_loop)->Args({0, 256})->Args({1, 8})->Unit(benchmark::kMillisecond);

void screen(benchmark::State& state) {
    auto const number = static_cast<std::size_t>(state.range(0));
    auto const* const loaded = Loaded::get(number);
    if (loaded == nullptr) {
        state.SkipWithError("no reference data (GRIDRUSH_REFERENCE_DATA)");
        return;
    }
    auto const flows = loaded->flows_mw(static_cast<std::size_t>(state.range(1)));
    double used_s = 0.0, contingencies = 0.0;
    ContingencyResults results;
    for (auto _ : state) {
        double const start = cpu_seconds();
        loaded->screen.screen(flows, 1, best_simd_level(), results);
        used_s += cpu_seconds() - start;
        contingencies += static_cast<double>(results.overloads.size());
    }
    state.SetLabel(cases.at(number).name);
    state.counters["contingencies_per_s"] = contingencies / used_s;
    auto const overloading = std::ranges::count_if(results.overloads, [](int n) { return n > 0; });
    state.counters["overloading_share"] =
        static_cast<double>(overloading) / static_cast<double>(results.overloads.size());
    state.counters["s_per_year"] =
        8784.0 * used_s / static_cast<double>(state.iterations() * state.range(1));
    state.counters["times_faster_than_plain_loop"] =
        contingencies / used_s / baseline_per_s.at(number);
}
BENCHMARK(screen)
    ->Args({0, 256})
    ->Args({0, 4392})
    ->Args({0, 8784})
    ->Args({1, 1})
    ->Args({1, 64})
    ->Args({1, 128})
    ->Unit(benchmark::kMillisecond);

/// LODF and the parts that radial outages cut off.
void prepare(benchmark::State& state) {
    auto const number = static_cast<std::size_t>(state.range(0));
    auto const* const loaded = Loaded::get(number);
    if (loaded == nullptr) {
        state.SkipWithError("no reference data (GRIDRUSH_REFERENCE_DATA)");
        return;
    }
    for (auto _ : state) {
        ContingencyScreen const fresh{loaded->network, RatingKind::long_term};
        benchmark::DoNotOptimize(fresh.outages().data());
    }
    state.SetLabel(cases.at(number).name);
}
BENCHMARK(prepare)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace gridrush
