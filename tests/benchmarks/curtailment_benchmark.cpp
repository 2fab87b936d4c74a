// What cutting load costs beside the dispatch: a year of the built-in experiment's hours with every
// site and request energised, once as it is, without contracts, and once with a contract for each.
// Medians of wall-clock time (that of a thread costs more to ask for than what is measured), less
// that of asking for it, over hours in which nothing is cut, by price or otherwise, and over the
// others. `plain` is what loads cost that cannot be cut: added to their buses, and consumed as
// wanted; what cutting adds to it, as a share of the dispatch, is the figure.

#include <algorithm>
#include <chrono>
#include <cmath>

#include <benchmark/benchmark.h>

#include "sim/operations/curtail.hpp"
#include "sim/operations/supply.hpp"
#include "experiments/experiment_file.hpp"

namespace gridrush {
namespace {

constexpr int hours = 8760;

double seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values.empty() ? 0.0 : values[values.size() / 2];
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
        plain_s = began - drawing - asking_s;
        cutting_s = seconds() - solved + solving - cutting - 2.0 * asking_s;
        dispatch_s = solved - solving - asking_s;
        served += result.status == SolveStatus::optimal ? 1 : 0;
    }

    void draw() {
        auto& sites = world.sites;
        for (std::size_t site = 0; site < sites.size(); ++site) {
            load[sites.bus[site].index()] += sites.wanted_mw[site];
            sites.consumed_mw[site] = sites.wanted_mw[site];
        }
    }

    /// Whether any load was cut in the last interval, by price or otherwise.
    [[nodiscard]] bool was_cut() const {
        return std::ranges::any_of(world.sites.cut_mw, [](std::vector<double> const& cut) {
            return std::ranges::any_of(cut, [](double mw) { return mw > 0.0; });
        });
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

/// Of hours of one kind.
struct Medians {
    void add(Cutting const& hour) {
        plain_s.push_back(hour.plain_s);
        cutting_s.push_back(hour.cutting_s);
        dispatch_s.push_back(hour.dispatch_s);
    }
    void tell(benchmark::State& state, std::string const& kind) const {
        auto const plain = median(plain_s), cutting = median(cutting_s),
                   dispatch = median(dispatch_s);
        state.counters[kind + "_hours"] = static_cast<double>(plain_s.size());
        state.counters[kind + "_plain_us"] = 1e6 * plain;
        state.counters[kind + "_cutting_us"] = 1e6 * cutting;
        state.counters[kind + "_dispatch_us"] = 1e6 * dispatch;
        state.counters[kind + "_added_to_dispatch"] = (cutting - plain) / dispatch;
    }

    std::vector<double> plain_s, cutting_s, dispatch_s;
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
        Medians quiet, busy;
        for (int hour = 0; hour < hours; ++hour) {
            cutting.step(hour);
            (cutting.was_cut() ? busy : quiet).add(cutting);
        }
        quiet.tell(state, "quiet");
        busy.tell(state, "cut");
        state.counters["served_hours"] = cutting.served;
    }
}
BENCHMARK(cut)->ArgName("contracts")->Arg(0)->Arg(1)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace gridrush
