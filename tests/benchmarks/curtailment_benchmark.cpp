// What cutting load costs beside the dispatch: a year of the built-in experiment's hours with every
// site and request energised, once as it is, without contracts, and once with a contract for each.
// Medians over days of wall-clock time (that of a thread costs more to ask for than what is
// measured), less that of asking for it. `us_plain` is what loads cost that cannot be cut: added to
// their buses, and consumed as wanted; what cutting adds to it beside the dispatch of the same day,
// `added_to_dispatch`, is the figure.

#include <algorithm>
#include <chrono>
#include <cmath>

#include <benchmark/benchmark.h>

#include "sim/operations/curtail.hpp"
#include "sim/operations/supply.hpp"
#include "experiments/experiment_file.hpp"

namespace gridrush {
namespace {

constexpr int days = 365;
constexpr int hours_of_a_day = 24;

double seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

/// Of asking for the time.
double clock_s() {
    std::vector<double> taken;
    for (int question = 0; question < 1001; ++question) {
        auto const began = seconds();
        taken.push_back(seconds() - began);
    }
    return median(taken);
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
        auto const drawing = seconds();
        draw();
        auto const began = seconds();
        supply.native_load(now, load);
        auto const cutting = seconds();
        curtailment.begin(now, 1.0, 0.0);
        curtailment.cut_to_banks();
        DispatchInput input{.load_mw = load,
                            .generator_min_mw = least,
                            .generator_max_mw = most,
                            .cuts = curtailment.bids(load)};
        auto const lowest = curtailment.lowest_rung_usd_per_mwh();
        auto const solving = seconds();
        auto const* found = dispatch.solve_below(input, lowest);
        if (found == nullptr) {
            input.cuts = curtailment.blocks();
            found = &dispatch.solve(input);
        }
        auto const& result = *found;
        auto const solved = seconds();
        curtailment.force(result, 1e6, load);
        curtailment.settle(result, dispatch, injection, flow);
        curtailment.meter(1.0);
        plain_s += began - drawing - asking_s;
        cutting_s += seconds() - solved + solving - cutting - 2.0 * asking_s;
        dispatch_s += solved - solving - asking_s;
        served += result.status == SolveStatus::optimal ? 1 : 0;
    }

    void draw() {
        auto& sites = world.sites;
        for (std::size_t site = 0; site < sites.size(); ++site) {
            load[sites.bus[site].index()] += sites.wanted_mw[site];
            sites.consumed_mw[site] = sites.wanted_mw[site];
        }
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
    double asking_s = clock_s();
    double plain_s = 0.0, cutting_s = 0.0, dispatch_s = 0.0;
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
        std::vector<double> plain_us, cutting_us, dispatch_us, added;
        for (int day = 0; day < days; ++day) {
            cutting.plain_s = cutting.cutting_s = cutting.dispatch_s = 0.0;
            for (int hour = 0; hour < hours_of_a_day; ++hour) {
                cutting.step(hours_of_a_day * day + hour);
            }
            plain_us.push_back(1e6 * cutting.plain_s / hours_of_a_day);
            cutting_us.push_back(1e6 * cutting.cutting_s / hours_of_a_day);
            dispatch_us.push_back(1e6 * cutting.dispatch_s / hours_of_a_day);
            added.push_back((cutting.cutting_s - cutting.plain_s) / cutting.dispatch_s);
        }
        state.counters["us_plain"] = median(plain_us);
        state.counters["us_cutting"] = median(cutting_us);
        state.counters["us_dispatch"] = median(dispatch_us);
        state.counters["added_to_dispatch"] = median(added);
        state.counters["served_hours"] = cutting.served;
    }
}
BENCHMARK(cut)->ArgName("contracts")->Arg(0)->Arg(1)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace gridrush
