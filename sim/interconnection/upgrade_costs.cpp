#include "sim/interconnection/upgrade_costs.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace gridrush {

namespace {

constexpr double km_per_mile = 1.609344;

/// MISO MTEP24, million USD: the middle of the range of a new line's cost per mile.
struct VoltageCosts {
    double kv, new_line_per_mile, reconductor_per_mile, position, substation;
};
constexpr std::array<VoltageCosts, 7> by_voltage{{{69, 1.80, 0.33, 1.3, 13.4},
                                                  {115, 2.00, 0.39, 1.5, 15.2},
                                                  {138, 2.10, 0.39, 1.7, 16.8},
                                                  {161, 2.15, 0.39, 1.8, 18.4},
                                                  {230, 2.30, 0.39, 2.2, 21.3},
                                                  {345, 3.65, 0.62, 3.4, 32.3},
                                                  {500, 4.60, 0.83, 5.3, 47.4}}};

/// MISO's table in NREL reVX (least_cost_xmission/defaults/transformer_costs.json), 2019 USD/MVA.
struct TransformerCost {
    double high_kv, low_kv, usd_per_mva;
};
constexpr std::array<TransformerCost, 7> by_voltages{{{138, 69, 4260},
                                                      {230, 138, 4970},
                                                      {345, 138, 5790},
                                                      {345, 230, 6100},
                                                      {500, 138, 7110},
                                                      {500, 230, 7490},
                                                      {500, 345, 7860}}};

/// Distance of voltages as engineers see it: 115 kV is next to 138 kV.
double apart(double kv, double other_kv) {
    return std::abs(std::log(std::max(kv, 1.0) / other_kv));
}

VoltageCosts const& costs_at(double kv) {
    return *std::ranges::min_element(by_voltage, {},
                                     [kv](VoltageCosts const& row) { return apart(kv, row.kv); });
}

/// Great circle, km.
double distance_km(BusColumns const& buses, BusId a, BusId b) {
    constexpr double radius_km = 6371.0;
    constexpr double degree = std::numbers::pi / 180.0;
    double const la = buses.latitude[a.index()] * degree, lb = buses.latitude[b.index()] * degree;
    double const across = (buses.longitude[b.index()] - buses.longitude[a.index()]) * degree;
    double const h = std::pow(std::sin(0.5 * (lb - la)), 2) +
                     std::cos(la) * std::cos(lb) * std::pow(std::sin(0.5 * across), 2);
    return 2.0 * radius_km * std::asin(std::sqrt(std::min(h, 1.0)));
}

}  // namespace

std::span<UpgradeFigure const> upgrade_figures::all() {
    static constexpr std::array figures{contingency,       transformer_escalation,
                                        small_transformer, transformer_weeks,
                                        breaker_weeks,     reconductor_weeks,
                                        new_line_weeks,    new_substation_weeks,
                                        terminal_gain,     reconductor_gain,
                                        routing,           default_length,
                                        default_kv,        default_bank};
    return figures;
}

double new_line_usd_per_km(double kv) {
    return 1e6 * costs_at(kv).new_line_per_mile / km_per_mile;
}

double reconductor_usd_per_km(double kv) {
    return 1e6 * costs_at(kv).reconductor_per_mile / km_per_mile;
}

double position_usd(double kv) {
    return 1e6 * costs_at(kv).position;
}

double new_substation_usd(double kv) {
    return 1e6 * costs_at(kv).substation;
}

double transformer_usd(double high_kv, double low_kv, double mva) {
    constexpr double small_mva = 60.0, large_mva = 200.0;
    auto const& row = *std::ranges::min_element(by_voltages, {}, [&](TransformerCost const& cost) {
        return apart(high_kv, cost.high_kv) + apart(low_kv, cost.low_kv);
    });
    double const large = row.usd_per_mva * upgrade_figures::transformer_escalation.value;
    double const small = upgrade_figures::small_transformer.value;
    double const share = std::clamp((mva - small_mva) / (large_mva - small_mva), 0.0, 1.0);
    return mva * std::lerp(small, large, share) * (1.0 + upgrade_figures::contingency.value);
}

double branch_kv(Grid const& grid, BranchId branch) {
    auto const& kv = grid.buses().base_kv;
    double const higher = std::max(kv[grid.branches().from[branch.index()].index()],
                                   kv[grid.branches().to[branch.index()].index()]);
    return higher > 0.0 ? higher : upgrade_figures::default_kv.value;
}

double branch_length_km(Grid const& grid, BranchId branch) {
    auto const& branches = grid.branches();
    double const given = branches.length_km[branch.index()];
    if (given > 0.0) {
        return given;
    }
    double const straight =
        distance_km(grid.buses(), branches.from[branch.index()], branches.to[branch.index()]);
    return straight > 0.0 ? straight * upgrade_figures::routing.value
                          : upgrade_figures::default_length.value;
}

}  // namespace gridrush
