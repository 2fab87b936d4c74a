// Transformer temperatures: one hour of many banks in sub-steps of 2 minutes, against the same
// equations in a plain loop with the C library's exponentials, both in one run. CPU time;
// `us_per_bank_hour` is the figure.

#include <cmath>
#include <ctime>
#include <vector>

#include <benchmark/benchmark.h>

#include "sim/operations/transformer_thermal.hpp"

namespace gridrush {
namespace {

constexpr int hours_per_run = 24;

double cpu_seconds() {
    return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}

double load_pu(std::size_t bank, int hour) {
    return 0.7 + 0.4 * std::sin(0.26 * hour + 0.1 * static_cast<double>(bank));
}

std::vector<ThermalUnit> make_banks(std::size_t count) {
    std::vector<ThermalUnit> banks;
    for (std::size_t i = 0; i < count; ++i) {
        banks.push_back(i % 2 == 0 ? make_unit(iec_spec(IecClass::onaf), Paper::upgraded)
                                   : make_unit(IeeeSpec{}));
    }
    return banks;
}

/// Runs `hour(loads)` for a day per iteration; sets and returns microseconds per bank and hour.
template <class Hour>
double run_days(benchmark::State& state, Hour hour) {
    auto const count = static_cast<std::size_t>(state.range(0));
    std::vector<std::vector<double>> loads(hours_per_run, std::vector<double>(count));
    for (int h = 0; h < hours_per_run; ++h) {
        for (std::size_t i = 0; i < count; ++i) {
            loads[static_cast<std::size_t>(h)][i] = load_pu(i, h);
        }
    }
    double used_s = 0.0;
    for (auto _ : state) {
        double const start = cpu_seconds();
        for (auto const& load : loads) {
            hour(load);
        }
        used_s += cpu_seconds() - start;
    }
    double const bank_hours =
        static_cast<double>(state.iterations()) * hours_per_run * static_cast<double>(count);
    double const us = 1e6 * used_s / bank_hours;
    state.counters["us_per_bank_hour"] = us;
    return us;
}

double baseline_us = std::nan("");

void plain_loop(benchmark::State& state) {
    auto const banks = make_banks(static_cast<std::size_t>(state.range(0)));
    struct State {
        double oil_c = 60.0, rise_k = 0.0, lag_k = 0.0, aged_h = 0.0;
    };
    std::vector<State> states(banks.size());
    constexpr double minutes = 2.0;
    baseline_us = run_days(state, [&](std::vector<double> const& load) {
        for (std::size_t i = 0; i < banks.size(); ++i) {
            ThermalUnit const& unit = banks[i];
            State& now = states[i];
            double const loss =
                (1.0 + unit.loss_ratio * load[i] * load[i]) / (1.0 + unit.loss_ratio);
            double const oil_c = 25.0 + unit.oil_rise_k * std::pow(loss, unit.oil_exponent);
            double const gradient_k = unit.gradient_k * std::pow(load[i], unit.winding_exponent);
            for (int sub_step = 0; sub_step < 30; ++sub_step) {
                now.oil_c += (oil_c - now.oil_c) * -std::expm1(-minutes / unit.oil_time_min);
                now.rise_k += (unit.k21 * gradient_k - now.rise_k) *
                              -std::expm1(-minutes / unit.winding_time_min);
                now.lag_k += ((unit.k21 - 1.0) * gradient_k - now.lag_k) *
                             -std::expm1(-minutes / unit.lag_time_min);
                double const hot_spot_c = now.oil_c + now.rise_k - now.lag_k;
                now.aged_h +=
                    minutes / 60.0 * std::exp(15000.0 / 383.0 - 15000.0 / (hot_spot_c + 273.0));
            }
        }
        benchmark::DoNotOptimize(states.data());
    });
}
BENCHMARK(plain_loop)->Arg(1000)->Unit(benchmark::kMillisecond);

void columns(benchmark::State& state) {
    auto const banks = make_banks(static_cast<std::size_t>(state.range(0)));
    TransformerThermal thermal{banks};
    std::vector<double> const ambient_c(banks.size(), 25.0);
    double const us = run_days(state, [&](std::vector<double> const& load) {
        thermal.step(load, ambient_c, 60.0);
        benchmark::DoNotOptimize(thermal.aged_h().data());
    });
    state.counters["times_faster_than_plain_loop"] = baseline_us / us;
}
BENCHMARK(columns)->Arg(10)->Arg(1000)->Arg(100000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace gridrush
