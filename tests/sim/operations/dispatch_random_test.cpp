#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "topology/random.hpp"
#include "sim/operations/dispatch.hpp"
#include "tests/sim/operations/angle_lp.hpp"
#include "tests/sim/operations/small_grid.hpp"

namespace gridrush {
namespace {

using testing::AngleLp;
using testing::SmallGrid;

int pick(Rng& rng, int count) {
    return std::min(static_cast<int>(rng.uniform() * count), count - 1);
}

CostCurve random_curve(Rng& rng, double max_mw) {
    double const slope = rng.uniform(-5.0, 60.0);
    if (rng.uniform() < 0.4) {
        return {{}, {0.0, slope}};
    }
    double const middle = max_mw * rng.uniform(0.2, 0.8);
    double const steeper = slope + rng.uniform(0.0, 30.0);
    return {{{0.0, 7.0},
             {middle, 7.0 + slope * middle},
             {max_mw, 7.0 + slope * middle + steeper * (max_mw - middle)}},
            {}};
}

/// A connected grid of 3 to 12 buses with tight lines, phase shifters and at times a DC line.
Grid random_grid(Rng& rng) {
    int const buses = 3 + pick(rng, 10);
    SmallGrid grid{buses};
    auto const rating = [&rng] { return rng.uniform() < 0.2 ? unlimited : rng.uniform(5.0, 60.0); };
    for (int b = 1; b < buses; ++b) {
        grid.line(pick(rng, b), b, rng.uniform(0.02, 0.3), rating());
    }
    for (int extra = pick(rng, buses); extra > 0; --extra) {
        int const from = pick(rng, buses);
        grid.line(from, (from + 1 + pick(rng, buses - 1)) % buses, rng.uniform(0.02, 0.3),
                  rating());
        grid.spec.branches.back().shift_deg = rng.uniform() < 0.3 ? rng.uniform(-2.0, 2.0) : 0.0;
    }
    for (int units = 2 + pick(rng, 8); units > 0; --units) {
        double const max_mw = rng.uniform(10.0, 80.0);
        grid.generator(pick(rng, buses), max_mw, random_curve(rng, max_mw));
    }
    for (int b = 0; b < buses; ++b) {
        grid.load(b, rng.uniform() < 0.3 ? 0.0 : rng.uniform(5.0, 50.0));
    }
    if (rng.uniform() < 0.5) {
        grid.dc_line(0, buses - 1, -20.0, 30.0);
    }
    return grid.build();
}

struct Interval {
    std::vector<double> load, low, high;
    std::vector<CutBlock> cuts;

    [[nodiscard]] DispatchInput input() const { return {load, low, high, cuts}; }
};

/// Other loads, availabilities and cut sizes on the same grid; at times a unit is fixed.
Interval random_interval(Rng& rng, Grid const& grid, std::vector<CutBlock> const& layout) {
    Interval interval{grid.buses().load_mw, grid.generators().min_mw, grid.generators().max_mw,
                      layout};
    for (auto& load : interval.load) {
        load *= rng.uniform(0.4, 1.3);
    }
    for (std::size_t g = 0; g < interval.high.size(); ++g) {
        interval.high[g] *= rng.uniform() < 0.1 ? 0.0 : rng.uniform(0.3, 1.0);
        if (rng.uniform() < 0.1) {
            interval.low[g] = interval.high[g] = std::min(interval.high[g], 4.0);
        }
    }
    auto left = interval.load;
    for (auto& cut : interval.cuts) {
        cut.mw = rng.uniform() * left[cut.bus.index()];
        left[cut.bus.index()] -= cut.mw;
    }
    return interval;
}

std::vector<CutBlock> random_cuts(Rng& rng, Grid const& grid) {
    std::vector<CutBlock> cuts;
    for (int k = pick(rng, 5); k > 0; --k) {
        auto const bus = static_cast<std::size_t>(pick(rng, static_cast<int>(grid.buses().size())));
        cuts.push_back({BusId{bus}, 0.0, rng.uniform(20.0, 120.0)});
    }
    return cuts;
}

/// Lowest generation cost minus price * output between the limits, a grid of candidates that holds
/// every corner of the curve.
double least_net_cost(CostCurve const& cost, double low, double high, double price) {
    double least = std::min(cost.usd_per_h(low) - price * low, cost.usd_per_h(high) - price * high);
    for (auto const& point : cost.points) {
        if (point.mw > low && point.mw < high) {
            least = std::min(least, point.usd_per_h - price * point.mw);
        }
    }
    return low == 0.0 && high == 0.0 ? 0.0 : least;
}

/// The Lagrangian bound at the answer's prices: equals the objective exactly when primal and
/// prices are both optimal.
double dual_objective(Grid const& grid, DcNetwork const& network, Interval const& interval,
                      DispatchResult const& result, double voll) {
    auto const& lmp = result.lmp_usd_per_mwh;
    auto const& generators = grid.generators();
    double sum = 0.0;
    for (std::size_t g = 0; g < generators.size(); ++g) {
        sum += least_net_cost(generators.cost[g], interval.low[g], interval.high[g],
                              lmp[generators.bus[g].index()]);
    }
    auto firm = interval.load;
    for (auto const& cut : interval.cuts) {
        sum += cut.mw * std::min(0.0, cut.usd_per_mwh - lmp[cut.bus.index()]);
        firm[cut.bus.index()] -= cut.mw;
    }
    for (std::size_t b = 0; b < lmp.size(); ++b) {
        sum += interval.load[b] * lmp[b] + firm[b] * std::min(0.0, voll - lmp[b]);
    }
    auto const& lines = grid.dc_lines();
    for (std::size_t d = 0; d < lines.size(); ++d) {
        double const gain = lmp[lines.to[d].index()] - lmp[lines.from[d].index()];
        sum -= std::max(gain * lines.min_mw[d], gain * lines.max_mw[d]);
    }
    for (std::size_t l = 0; l < result.flow_mw.size(); ++l) {
        double const price = result.branch_price_usd_per_mwh[l];
        if (price == 0.0) {
            continue;
        }
        double const zero = network.flow_at_zero_injection(BranchId{l});
        double const rating = grid.branches().rating_mw[l];
        sum -= price * (result.flow_mw[l] > 0.0 ? rating - zero : rating + zero);
    }
    return sum;
}

void expect_feasible(Grid const& grid, Interval const& interval, DispatchResult const& result) {
    double balance = 0.0;
    for (std::size_t g = 0; g < interval.low.size(); ++g) {
        EXPECT_GE(result.generator_mw[g], interval.low[g] - 1e-7);
        EXPECT_LE(result.generator_mw[g], interval.high[g] + 1e-7);
        balance += result.generator_mw[g];
    }
    for (std::size_t b = 0; b < interval.load.size(); ++b) {
        balance += result.shed_mw[b] - interval.load[b];
    }
    for (double const cut : result.cut_mw) {
        balance += cut;
    }
    EXPECT_NEAR(balance, 0.0, 1e-6);
    for (std::size_t l = 0; l < result.flow_mw.size(); ++l) {
        EXPECT_LE(std::abs(result.flow_mw[l]), grid.branches().rating_mw[l] + 2e-6);
    }
}

TEST(DispatchOnRandomGrids, agrees_with_the_angle_form_and_its_own_prices) {
    DispatchSpec const spec;
    int congested = 0, shedding = 0, infeasible = 0;
    for (std::uint32_t seed = 0; seed < 250; ++seed) {
        Rng rng{seed, Purpose::test, 0};
        Grid const grid = random_grid(rng);
        DcNetwork const network{grid, Convention::matpower, grid.branch_switches()};
        auto const layout = random_cuts(rng, grid);
        Dispatch dispatch{network, spec};
        AngleLp reference{network, spec.shed_usd_per_mwh, layout};
        for (int hour = 0; hour < 4; ++hour) {
            SCOPED_TRACE("seed " + std::to_string(seed) + " hour " + std::to_string(hour));
            auto const interval = random_interval(rng, grid, layout);
            auto const& result = dispatch.solve(interval.input());
            double const expected = reference.solve(interval.input());
            ASSERT_EQ(result.status == SolveStatus::optimal, !std::isnan(expected));
            if (result.status != SolveStatus::optimal) {
                ++infeasible;
                continue;
            }
            double const tolerance = 1e-7 * std::max(1.0, std::abs(expected));
            EXPECT_NEAR(result.objective_usd_per_h, expected, tolerance);
            EXPECT_NEAR(dual_objective(grid, network, interval, result, spec.shed_usd_per_mwh),
                        result.objective_usd_per_h, 10.0 * tolerance);
            expect_feasible(grid, interval, result);
            congested += result.binding_branches > 0 ? 1 : 0;
            shedding += *std::ranges::max_element(result.shed_mw) > 1e-6 ? 1 : 0;
        }
    }
    EXPECT_GT(congested, 200);
    EXPECT_GT(shedding, 50);
    EXPECT_LT(infeasible, 500);
}

}  // namespace
}  // namespace gridrush
