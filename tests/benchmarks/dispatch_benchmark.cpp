// Hourly dispatch: RG-LP (RTS-GMLC, the year 2020) against a plain warm-started angle-form LP in
// the same run, with large loads that bid, and on ACTIVSg2000; some over a quarter and over the
// year, since the time per hour must not grow with the hours; N-1 secure against not secure. CPU
// times; `us_per_hour` is the figure.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <map>
#include <memory>
#include <numeric>
#include <string>

#include <benchmark/benchmark.h>

#include "topology/importers/importers.hpp"
#include "sim/operations/dispatch.hpp"
#include "tests/reference_data.hpp"
#include "tests/sim/operations/angle_lp.hpp"
#include "tests/validation/rg_lp/rg_lp_year.hpp"

namespace gridrush {
namespace {

double cpu_seconds() {
    return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}

/// RTS-GMLC and its year, read once; null where the reference data is absent.
struct RgLp {
    Grid grid;
    DcNetwork network{grid, Convention::matpower, grid.branch_switches()};
    RgLpYear year{grid};

    static RgLp const* get() {
        static auto const loaded = [] {
            auto const folder = reference_data("rts_gmlc");
            return folder ? std::make_unique<RgLp const>(Grid{read_rts_gmlc(*folder)}) : nullptr;
        }();
        return loaded.get();
    }

    explicit RgLp(Grid loaded) : grid{std::move(loaded)} {}
};

/// CPU seconds per hour of the baseline, measured by the first benchmark.
double baseline_s_per_hour = std::nan("");

/// `hours` calls of `solve_hour`, which returns the objective; sets the counters.
template <class SolveHour>
double run_hours(benchmark::State& state, int hours, SolveHour solve_hour) {
    double used_s = 0.0, objective = 0.0;
    for (auto _ : state) {
        double const start = cpu_seconds();
        objective = 0.0;
        for (int h = 0; h < hours; ++h) {
            objective += solve_hour(h);
        }
        used_s += cpu_seconds() - start;
    }
    double const per_hour = used_s / static_cast<double>(state.iterations()) / hours;
    state.counters["us_per_hour"] = 1e6 * per_hour;
    state.counters["objective_usd"] = objective;
    return per_hour;
}

void angle_form_warm_clp(benchmark::State& state) {
    auto const* const rg_lp = RgLp::get();
    if (rg_lp == nullptr) {
        state.SkipWithError("no reference data (GRIDRUSH_REFERENCE_DATA)");
        return;
    }
    testing::AngleLp lp{rg_lp->network, DispatchSpec{}.shed_usd_per_mwh, {}};
    baseline_s_per_hour = run_hours(state, RgLpYear::hours, [&](int h) {
        return lp.solve(rg_lp->year.hour[static_cast<std::size_t>(h)].input());
    });
}
BENCHMARK(angle_form_warm_clp)->Iterations(1)->Unit(benchmark::kMillisecond);

void rg_lp_year(benchmark::State& state) {
    auto const* const rg_lp = RgLp::get();
    if (rg_lp == nullptr) {
        state.SkipWithError("no reference data (GRIDRUSH_REFERENCE_DATA)");
        return;
    }
    Dispatch dispatch{rg_lp->network, {}};
    int merit = 0, pivots = 0;
    double const per_hour = run_hours(state, RgLpYear::hours, [&](int h) {
        auto const& result = dispatch.solve(rg_lp->year.hour[static_cast<std::size_t>(h)].input());
        merit += result.merit_order ? 1 : 0;
        pivots += result.simplex_iterations;
        return result.objective_usd_per_h;
    });
    auto const years = static_cast<double>(state.iterations());
    state.counters["merit_order_hours"] = merit / years;
    state.counters["pivots_per_year"] = pivots / years;
    state.counters["times_faster_than_angle_form"] = baseline_s_per_hour / per_hour;
}
BENCHMARK(rg_lp_year)->Unit(benchmark::kMillisecond)->Repetitions(5);

constexpr int quarter = RgLpYear::hours / 4;

/// Tells how the time per hour differs from that of a quarter, which comes first.
void compare_spans(benchmark::State& state, std::string const& name, std::int64_t hours,
                   double per_hour) {
    static std::map<std::string, double> of_quarter;
    if (hours == quarter) {
        of_quarter[name] = per_hour;
    }
    if (of_quarter.contains(name)) {
        state.counters["times_per_hour_of_a_quarter"] = per_hour / of_quarter[name];
    }
}

/// Hours with 200 blocks of large load whose bids change every day.
void rg_lp_with_bids(benchmark::State& state) {
    auto const* const rg_lp = RgLp::get();
    if (rg_lp == nullptr) {
        state.SkipWithError("no reference data (GRIDRUSH_REFERENCE_DATA)");
        return;
    }
    Dispatch dispatch{rg_lp->network, {}};
    std::vector<CutBlock> cuts;
    for (std::size_t k = 0; k < 200; ++k) {
        cuts.push_back({BusId{k % rg_lp->grid.buses().size()}, 5.0, 0.0});
    }
    double const per_hour = run_hours(state, static_cast<int>(state.range(0)), [&](int h) {
        auto const& hour = rg_lp->year.hour[static_cast<std::size_t>(h)];
        auto load = hour.load_mw;
        for (std::size_t k = 0; k < cuts.size(); ++k) {
            load[cuts[k].bus.index()] += cuts[k].mw;
            if (h % 24 == 0) {
                cuts[k].usd_per_mwh =
                    40.0 + static_cast<double>(k % 17) + 10.0 * std::sin(0.01 * h);
            }
        }
        auto const& result = dispatch.solve({load, hour.low_mw, hour.high_mw, cuts});
        return result.objective_usd_per_h;
    });
    compare_spans(state, "with_bids", state.range(0), per_hour);
}
BENCHMARK(rg_lp_with_bids)->Arg(quarter)->Arg(RgLpYear::hours)->Unit(benchmark::kMillisecond);

/// Figures with Security::none, the first, and Security::n_1: what security costs.
struct SecurityCost {
    double s_per_hour = std::nan(""), objective_usd = std::nan("");
};
std::array<SecurityCost, 2> rts_gmlc_cost, activsg2000_cost;

void report_security(benchmark::State& state, std::array<SecurityCost, 2>& cost, Security security,
                     double per_hour) {
    auto& mine = cost.at(security == Security::n_1 ? 1 : 0);
    mine = {per_hour, state.counters["objective_usd"]};
    state.SetLabel(std::string{to_string(security)});
    if (security == Security::n_1) {
        state.counters["times_slower"] = per_hour / cost[0].s_per_hour;
        state.counters["percent_dearer"] =
            100.0 * (mine.objective_usd / cost[0].objective_usd - 1.0);
    }
}

void rts_gmlc_secure_year(benchmark::State& state) {
    auto const* const rg_lp = RgLp::get();
    if (rg_lp == nullptr) {
        state.SkipWithError("no reference data (GRIDRUSH_REFERENCE_DATA)");
        return;
    }
    auto const security = state.range(0) == 0 ? Security::none : Security::n_1;
    Dispatch dispatch{rg_lp->network, {.security = security}};
    int merit = 0, pivots = 0, congested = 0;
    double const per_hour = run_hours(state, RgLpYear::hours, [&](int h) {
        auto const& result = dispatch.solve(rg_lp->year.hour[static_cast<std::size_t>(h)].input());
        merit += result.merit_order ? 1 : 0;
        pivots += result.simplex_iterations;
        congested += result.binding_branches > 0 ? 1 : 0;
        return result.objective_usd_per_h;
    });
    auto const years = static_cast<double>(state.iterations());
    state.counters["merit_order_hours"] = merit / years;
    state.counters["congested_hours"] = congested / years;
    state.counters["pivots_per_year"] = pivots / years;
    report_security(state, rts_gmlc_cost, security, per_hour);
}
BENCHMARK(rts_gmlc_secure_year)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

/// ACTIVSg2000 from summer on with its snapshot load scaled by the shape of RTS-GMLC's, to 1.1
/// times the snapshot at the peak, so that branches bind. The case has continuous ratings alone:
/// they limit flows after outages too.
void activsg2000(benchmark::State& state) {
    auto const* const rg_lp = RgLp::get();
    auto const file = reference_data("activsg/case_ACTIVSg2000.m");
    if (rg_lp == nullptr || !file) {
        state.SkipWithError("no reference data (GRIDRUSH_REFERENCE_DATA)");
        return;
    }
    Grid const grid{read_matpower(*file)};
    DcNetwork const network{grid, Convention::matpower, grid.branch_switches()};
    auto const security = state.range(0) == 0 ? Security::none : Security::n_1;
    Dispatch dispatch{network, {.security = security, .security_rating = RatingKind::continuous}};
    std::vector<double> const low(grid.generators().size(), 0.0);
    auto high = grid.generators().max_mw;
    for (std::size_t g = 0; g < high.size(); ++g) {
        high[g] *= grid.generators().in_service[g];
    }
    std::vector<double> total;
    for (auto const& hour : rg_lp->year.hour) {
        total.push_back(std::accumulate(hour.load_mw.begin(), hour.load_mw.end(), 0.0));
    }
    double const peak = *std::ranges::max_element(total);
    std::vector<double> load(grid.buses().size());
    int merit = 0;
    constexpr std::size_t first_hour = 24 * 200;
    double const per_hour = run_hours(state, static_cast<int>(state.range(1)), [&](int h) {
        auto const hour = (first_hour + static_cast<std::size_t>(h)) % total.size();
        double const share = total[hour] / peak;
        for (std::size_t b = 0; b < load.size(); ++b) {
            load[b] = 1.1 * share * grid.buses().load_mw[b];
        }
        auto const& result = dispatch.solve({load, low, high, {}});
        merit += result.merit_order ? 1 : 0;
        return result.objective_usd_per_h;
    });
    state.counters["merit_order_hours"] = merit / static_cast<double>(state.iterations());
    report_security(state, activsg2000_cost, security, per_hour);
    compare_spans(state, "activsg2000", state.range(1), per_hour);
}
BENCHMARK(activsg2000)
    ->Args({0, 168})
    ->Args({1, 168})
    ->Args({0, quarter})
    ->Args({0, RgLpYear::hours})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace gridrush
