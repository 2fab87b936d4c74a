// What a branch outage costs a run: the network, and the rows of the dispatch's LP, taken over by a
// low-rank update against the same made anew, in the same run. CPU times; `ms_per_change` is the
// figure, `with_dispatch_ms` that and the dispatch that follows.

#include <cmath>
#include <ctime>
#include <memory>
#include <numeric>
#include <vector>

#include <benchmark/benchmark.h>

#include "topology/importers/importers.hpp"
#include "sim/operations/dispatch.hpp"
#include "tests/reference_data.hpp"

namespace gridrush {
namespace {

constexpr std::size_t changes = 200;
constexpr std::size_t most_out = 4;  ///< at a time: about what 3,000 branches have

double cpu_seconds() {
    return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}

/// A case with branches that go out and come back one after the other without splitting it.
struct Case {
    explicit Case(Grid made, double load_scale) : grid{std::move(made)} {
        auto const service = grid.branch_switches();
        std::vector<char> splits(service.size(), 0);
        for (auto const bridge : find_bridges(grid, service)) {
            splits[bridge.index()] = 1;
        }
        for (std::size_t k = 0; sequence.size() < changes; ++k) {
            auto const row = (k * 397) % service.size();
            if (service[row] && !splits[row]) {
                sequence.push_back(row);
            }
        }
        auto const& units = grid.generators();
        for (std::size_t g = 0; g < units.size(); ++g) {
            high_mw.push_back(units.in_service[g] ? std::max(units.max_mw[g], 0.0) : 0.0);
        }
        low_mw.assign(units.size(), 0.0);
        for (double const mw : grid.buses().load_mw) {
            load_mw.push_back(load_scale * std::max(mw, 0.0));
        }
    }

    [[nodiscard]] DispatchInput input() const { return {load_mw, low_mw, high_mw, {}}; }

    Grid grid;
    std::vector<std::size_t> sequence;
    std::vector<double> load_mw, low_mw, high_mw;
};

/// Times by how the network is changed: `take_over(network, in_service)`.
template <class TakeOver>
double run_changes(benchmark::State& state, Case const& c, TakeOver take_over) {
    double change_s = 0.0, solve_s = 0.0, objective = 0.0;
    for (auto _ : state) {
        auto in_service = c.grid.branch_switches();
        auto network = std::make_unique<DcNetwork>(c.grid, Convention::matpower, in_service);
        Dispatch dispatch{*network, {}};
        benchmark::DoNotOptimize(dispatch.solve(c.input()));
        objective = 0.0;
        for (std::size_t k = 0; k < c.sequence.size(); ++k) {
            in_service[c.sequence[k]] = 0;
            if (k >= most_out) {
                in_service[c.sequence[k - most_out]] = 1;
            }
            double const before = cpu_seconds();
            take_over(network, dispatch, in_service);
            double const after = cpu_seconds();
            objective += dispatch.solve(c.input()).objective_usd_per_h;
            solve_s += cpu_seconds() - after;
            change_s += after - before;
        }
    }
    auto const count = static_cast<double>(state.iterations()) * static_cast<double>(changes);
    state.counters["ms_per_change"] = 1e3 * change_s / count;
    state.counters["with_dispatch_ms"] = 1e3 * (change_s + solve_s) / count;
    state.counters["objective_usd"] = objective;
    return change_s / count;
}

Case const* activsg2000() {
    static auto const loaded = [] {
        auto const file = reference_data("activsg/case_ACTIVSg2000.m");
        return file ? std::make_unique<Case const>(Grid{read_matpower(*file)}, 1.1) : nullptr;
    }();
    return loaded.get();
}

Case const* rts_gmlc() {
    static auto const loaded = [] {
        auto const folder = reference_data("rts_gmlc");
        return folder ? std::make_unique<Case const>(Grid{read_rts_gmlc(*folder)}, 1.0) : nullptr;
    }();
    return loaded.get();
}

double rebuild_s = std::nan("");  ///< of the benchmark before

void rebuild(benchmark::State& state, Case const* (*find)()) {
    auto const* const c = find();
    if (c == nullptr) {
        state.SkipWithError("no reference data (GRIDRUSH_REFERENCE_DATA)");
        return;
    }
    rebuild_s = run_changes(state, *c, [](auto& network, auto& dispatch, auto const& in_service) {
        auto next = std::make_unique<DcNetwork>(network->grid(), network->convention(), in_service);
        dispatch.change_network(*next);
        network = std::move(next);
    });
}

void update(benchmark::State& state, Case const* (*find)()) {
    auto const* const c = find();
    if (c == nullptr) {
        state.SkipWithError("no reference data (GRIDRUSH_REFERENCE_DATA)");
        return;
    }
    auto const update_s =
        run_changes(state, *c, [](auto& network, auto& dispatch, auto const& in_service) {
            network->change_branches(in_service);
            dispatch.change_network(*network);
        });
    state.counters["times_faster_than_rebuild"] = rebuild_s / update_s;
}

BENCHMARK_CAPTURE(rebuild, activsg2000, activsg2000)->Unit(benchmark::kMillisecond)->Iterations(3);
BENCHMARK_CAPTURE(update, activsg2000, activsg2000)->Unit(benchmark::kMillisecond)->Iterations(3);
BENCHMARK_CAPTURE(rebuild, rts_gmlc, rts_gmlc)->Unit(benchmark::kMillisecond)->Iterations(20);
BENCHMARK_CAPTURE(update, rts_gmlc, rts_gmlc)->Unit(benchmark::kMillisecond)->Iterations(20);

}  // namespace
}  // namespace gridrush
