// What cutting load costs beside the dispatch: a year of the built-in experiment's hours with every
// site and request energised, once as it is, without contracts, and once with a contract for each.
// CPU times; `share_of_dispatch` is the figure.

#include <algorithm>
#include <cmath>
#include <ctime>

#include <benchmark/benchmark.h>

#include "sim/operations/curtail.hpp"
#include "sim/operations/supply.hpp"
#include "experiments/experiment_file.hpp"

namespace gridrush {
namespace {

constexpr int hours = 8760;

double cpu_seconds() {
    return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}

/// The parts of an interval that cut load, and what they need.
struct Cutting {
    Cutting(Experiment experiment_of, Grid const& grid)
        : experiment{std::move(experiment_of)},
          world{experiment, grid},
          supply{grid, experiment},
          policies{make_policies(default_policies())},
          calls{default_policies(), [](DecisionRow const&) {}, PolicyWatch::Overrun{}},
          network{grid, experiment.convention, grid.branches_in_service(experiment.start)},
          dispatch{network, experiment.dispatch},
          curtailment{world, experiment, network, supply, *policies.curtailment, calls},
          load(grid.buses().size()),
          injection(grid.buses().size()),
          flow(grid.branches().size()),
          least(grid.generators().size()),
          most(grid.generators().size()) {
        auto& sites = world.sites;
        for (std::size_t site = 0; site < sites.size(); ++site) {
            auto const request = site >= world.first_request_site;
            sites.firm_mw[site] =
                request ? 0.3 * experiment.requests[site - world.first_request_site].mw
                        : sites.firm_mw[site];
            sites.energised[site] = 1.0;
            sites.limit_mw[site] = sites.firm_mw[site];
        }
        std::ranges::fill(world.substation_limit_mw, 1e6);
        set_hashprice(world.tranches, experiment.hashprice.usd_per_ph_day);
    }

    void step(int hour) {
        auto const now = experiment.start + std::chrono::hours{hour};
        auto& sites = world.sites;
        for (auto& cut : sites.cut_mw) {
            std::ranges::fill(cut, 0.0);
        }
        sites.wanted_mw = sites.limit_mw;
        supply.native_load(now, load);
        supply.generator_limits(now, least, most);
        auto const began = cpu_seconds();
        curtailment.begin(now, 1.0, 0.0);
        curtailment.cut_to_banks();
        auto const blocks = curtailment.blocks(load);
        auto const solving = cpu_seconds();
        auto const& result = dispatch.solve(
            {.load_mw = load, .generator_min_mw = least, .generator_max_mw = most, .cuts = blocks});
        auto const solved = cpu_seconds();
        curtailment.force(result, 1e6, load);
        curtailment.settle(result, dispatch, injection, flow);
        cutting_s += cpu_seconds() - solved + solving - began;
        dispatch_s += solved - solving;
        served += result.status == SolveStatus::optimal ? 1 : 0;
    }

    Experiment experiment;
    World world;
    Supply supply;
    Policies policies;
    PolicyCalls calls;
    DcNetwork network;
    Dispatch dispatch;
    Curtailment curtailment;
    std::vector<double> load, injection, flow, least, most;
    double cutting_s = 0.0, dispatch_s = 0.0;
    int served = 0;
};

void cut(benchmark::State& state) {
    auto const loaded = read_experiment(std::string{default_experiment});
    auto experiment = loaded.experiment;
    if (state.range(0) != 0) {
        auto& contract = experiment.curtailment_contracts.emplace_back();
        contract.id = "any";
        contract.hours_per_year = 100.0;
        contract.backup.share = 0.5;
        for (auto& site : experiment.sites) {
            site.contract = "any";
        }
        for (auto& request : experiment.requests) {
            request.contract = "any";
        }
    }
    for (auto _ : state) {
        Cutting cutting{experiment, *loaded.grid};
        for (int hour = 0; hour < hours; ++hour) {
            cutting.step(hour);
        }
        state.counters["us_cutting"] = 1e6 * cutting.cutting_s / hours;
        state.counters["us_dispatch"] = 1e6 * cutting.dispatch_s / hours;
        state.counters["share_of_dispatch"] = cutting.cutting_s / cutting.dispatch_s;
        state.counters["served_hours"] = cutting.served;
    }
}
BENCHMARK(cut)->ArgName("contracts")->Arg(0)->Arg(1)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace gridrush
