#include <cmath>

#include <gtest/gtest.h>

#include "topology/random.hpp"
#include "sim/operations/lp_clp.hpp"
#include "sim/operations/lp_simplex.hpp"
#include "sim/operations/lp_vector.hpp"

namespace gridrush {
namespace {

BoxLp random_lp(Rng& rng, std::size_t columns, std::size_t rows) {
    BoxLp lp;
    lp.reset(columns);
    for (std::size_t i = 0; i < rows; ++i) {
        for (auto& entry : lp.add_row()) {
            entry = i == 0 ? 1.0 : rng.uniform(-1.0, 1.0);
        }
    }
    return lp;
}

void randomise_bounds(Rng& rng, BoxLp& lp) {
    for (std::size_t j = 0; j < lp.columns(); ++j) {
        lp.cost[j] = std::round(rng.uniform(-20.0, 40.0));
        lp.upper[j] = rng.uniform() < 0.2 ? 0.0 : rng.uniform(0.0, 50.0);
    }
    for (std::size_t i = 0; i < lp.rows(); ++i) {
        double const width = i == 0 ? 0.0 : rng.uniform(0.0, 40.0);
        lp.row_low[i] = i == 0 ? rng.uniform(0.0, 300.0) : rng.uniform(-60.0, 20.0);
        lp.row_high[i] = lp.row_low[i] + width;
    }
}

double objective(BoxLp const& lp, BoxLpSolution const& solution) {
    return dot(lp.cost, solution.x);
}

void expect_feasible(BoxLp const& lp, BoxLpSolution const& solution) {
    for (std::size_t j = 0; j < lp.columns(); ++j) {
        EXPECT_GE(solution.x[j], -1e-7);
        EXPECT_LE(solution.x[j], lp.upper[j] + 1e-7);
    }
    for (std::size_t i = 0; i < lp.rows(); ++i) {
        double const activity = dot(lp.row(i), solution.x);
        EXPECT_GE(activity, lp.row_low[i] - 1e-6);
        EXPECT_LE(activity, lp.row_high[i] + 1e-6);
    }
}

/// Lagrangian bound at the row prices; equals the objective only at an optimum.
double bound(BoxLp const& lp, BoxLpSolution const& solution) {
    double sum = 0.0;
    for (std::size_t i = 0; i < lp.rows(); ++i) {
        double const y = solution.row_price[i];
        sum += y > 0.0 ? y * lp.row_low[i] : y * lp.row_high[i];
    }
    for (std::size_t j = 0; j < lp.columns(); ++j) {
        double reduced = lp.cost[j];
        for (std::size_t i = 0; i < lp.rows(); ++i) {
            reduced -= solution.row_price[i] * lp.row(i)[j];
        }
        sum += std::min(0.0, reduced) * lp.upper[j];
    }
    return sum;
}

TEST(LpSolvers, agree_on_random_programs_warm_and_with_rows_that_come_later) {
    int optimal = 0, infeasible = 0;
    for (std::uint32_t seed = 0; seed < 300; ++seed) {
        Rng rng{seed, Purpose::test, 1};
        auto const columns = static_cast<std::size_t>(rng.uniform(2.0, 60.0));
        auto lp = random_lp(rng, columns, static_cast<std::size_t>(rng.uniform(1.0, 6.0)));
        DualSimplex simplex;
        ClpSolver clp;
        for (int round = 0; round < 6; ++round) {
            SCOPED_TRACE("seed " + std::to_string(seed) + " round " + std::to_string(round));
            if (round % 2 == 1) {
                for (auto& entry : lp.add_row()) {
                    entry = rng.uniform(-1.0, 1.0);
                }
            }
            randomise_bounds(rng, lp);
            BoxLpSolution ours, theirs;
            auto const status = simplex.solve(lp, ours);
            ASSERT_EQ(status, clp.solve(lp, theirs));
            if (status != SolveStatus::optimal) {
                ++infeasible;
                continue;
            }
            ++optimal;
            double const expected = objective(lp, theirs);
            double const tolerance = 1e-7 * std::max(1.0, std::abs(expected));
            EXPECT_NEAR(objective(lp, ours), expected, tolerance);
            EXPECT_NEAR(bound(lp, ours), expected, 10.0 * tolerance);
            EXPECT_NEAR(bound(lp, theirs), expected, 10.0 * tolerance);
            expect_feasible(lp, ours);
        }
    }
    EXPECT_GT(optimal, 400);
    EXPECT_GT(infeasible, 100);
}

TEST(LpSolvers, start_again_from_a_basis_that_other_costs_and_bounds_made_wrong) {
    Rng rng{7, Purpose::test, 2};
    auto lp = random_lp(rng, 40, 4);
    DualSimplex simplex;
    BoxLpSolution solution;
    int warm = 0, cold = 0;
    for (int round = 0; round < 50; ++round) {
        for (std::size_t j = 0; j < lp.columns(); ++j) {
            lp.cost[j] = 10.0 + static_cast<double>(j) + 0.1 * rng.uniform();
            lp.upper[j] = 20.0;
        }
        for (std::size_t i = 0; i < lp.rows(); ++i) {
            lp.row_low[i] = i == 0 ? 200.0 + rng.uniform() : -30.0;
            lp.row_high[i] = i == 0 ? lp.row_low[i] : 30.0;
        }
        ASSERT_EQ(simplex.solve(lp, solution), SolveStatus::optimal);
        warm += round > 0 ? solution.iterations : 0;
        DualSimplex fresh;
        ASSERT_EQ(fresh.solve(lp, solution), SolveStatus::optimal);
        cold += solution.iterations;
    }
    EXPECT_LT(warm * 2, cold);
}

}  // namespace
}  // namespace gridrush
