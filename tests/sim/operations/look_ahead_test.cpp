#include "sim/operations/look_ahead.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include <gtest/gtest.h>

#include "tests/sim/operations/small_grid.hpp"

namespace gridrush {
namespace {

using testing::SmallGrid;

constexpr double voll = 10'000.0;

/// Three buses in a ring with a narrow line, two batteries and a store with inflow.
SmallGrid ring_with_stores() {
    SmallGrid ring{3};
    ring.line(0, 1, 0.1, 120.0).line(1, 2, 0.1, 60.0).line(0, 2, 0.1, 70.0);
    ring.generator(0, 300.0, CostCurve{{{0.0, 0.0}, {100.0, 1000.0}, {300.0, 7000.0}}, {}});
    ring.generator(1, 150.0, 45.0).generator(2, 60.0, 80.0);
    ring.load(1, 50.0).load(2, 100.0);
    auto const store = [&](std::string id, std::string bus, double mw, double mwh) -> auto& {
        auto& made = ring.spec.storages.emplace_back();
        made.id = std::move(id);
        made.bus = std::move(bus);
        made.charge_mw = made.discharge_mw = mw;
        made.energy_mwh = mwh;
        made.charge_efficiency = 0.9;
        made.discharge_efficiency = 0.95;
        return made;
    };
    store("battery", "2", 30.0, 100.0).standing_loss_per_h = 0.002;
    store("other", "1", 20.0, 40.0).usd_per_mwh = 2.0;
    store("heat", "0", 25.0, 150.0).charge_mw = 0.0;
    return ring;
}

/// Hours of a made-up week and the stores' inflow.
struct Week {
    std::size_t hours;
    std::vector<std::vector<double>> load, low, high;
    std::vector<double> inflow;
    std::vector<DispatchInput> inputs;

    Week(Grid const& grid, std::size_t count) : hours{count} {
        for (std::size_t t = 0; t < hours; ++t) {
            double const day =
                std::sin(2.0 * std::numbers::pi * (static_cast<double>(t) - 9.0) / 24.0);
            double const slow = std::sin(static_cast<double>(t) / 17.0);
            load.push_back({0.0, 50.0 + 25.0 * day, 110.0 + 50.0 * day + 12.0 * slow});
            low.push_back({0.0, 0.0, 0.0});
            high.push_back({grid.generators().max_mw[0] * (0.7 + 0.25 * slow),
                            grid.generators().max_mw[1], grid.generators().max_mw[2]});
            inflow.insert(inflow.end(), {0.0, 0.0, std::max(0.0, 30.0 * day)});
        }
        for (std::size_t t = 0; t < hours; ++t) {
            inputs.push_back({load[t], low[t], high[t], {}});
        }
    }
    [[nodiscard]] LookAheadInput from(std::size_t t, std::size_t count,
                                      std::vector<double> const& energy,
                                      std::vector<char> const& in_service) const {
        auto const stores = energy.size();
        return {static_cast<std::int64_t>(t), std::span{inputs}.subspan(t, count),
                std::span{inflow}.subspan(t * stores, count * stores), energy, in_service};
    }
};

/// The whole horizon as one explicit LP in the textbook form: angles as variables, every branch in
/// every hour a row, nothing shared with LookAhead but the solver behind it. USD.
double explicit_optimum(Grid const& grid, DcNetwork const& network, Week const& week,
                        std::vector<double> const& energy_now) {
    auto const& stores = grid.storages();
    std::size_t const buses = grid.buses().size(), units = grid.generators().size();
    std::size_t const pieces = 2, width = buses + units * pieces + buses + 4 * stores.size();
    auto const angle = [&](std::size_t t, std::size_t b) { return t * width + b; };
    auto const piece = [&](std::size_t t, std::size_t g, std::size_t k) {
        return t * width + buses + g * pieces + k;
    };
    auto const shed = [&](std::size_t t, std::size_t b) {
        return t * width + buses + units * pieces + b;
    };
    auto const store = [&](std::size_t t, std::size_t s, std::size_t k) {
        return t * width + 2 * buses + units * pieces + 4 * s + k;
    };
    SparseLp lp;
    for (auto* column : {&lp.cost, &lp.lower, &lp.upper}) {
        column->assign(week.hours * width, 0.0);
    }
    auto const bounds = [&](std::size_t j, double low, double high, double usd) {
        lp.lower[j] = low;
        lp.upper[j] = high;
        lp.cost[j] = usd;
    };
    auto const end_row = [&](double low, double high) {
        lp.end_row();
        lp.row_low.back() = low;
        lp.row_high.back() = high;
    };
    auto const susceptance = network.susceptance_mw_per_rad();
    auto const& branches = grid.branches();
    for (std::size_t t = 0; t < week.hours; ++t) {
        for (std::size_t b = 0; b < buses; ++b) {
            bounds(angle(t, b), b == 0 ? 0.0 : -10.0, b == 0 ? 0.0 : 10.0, 0.0);
            bounds(shed(t, b), 0.0, week.load[t][b], voll);
        }
        bounds(piece(t, 0, 0), 0.0, 100.0, 10.0);
        bounds(piece(t, 0, 1), 0.0, week.high[t][0] - 100.0, 30.0);
        bounds(piece(t, 1, 0), 0.0, week.high[t][1], 45.0);
        bounds(piece(t, 2, 0), 0.0, week.high[t][2], 80.0);
        for (std::size_t s = 0; s < stores.size(); ++s) {
            bounds(store(t, s, 0), 0.0, stores.charge_mw[s], 0.0);
            bounds(store(t, s, 1), 0.0, stores.discharge_mw[s], stores.usd_per_mwh[s]);
            bounds(store(t, s, 2), 0.0, week.inflow[t * stores.size() + s], 0.0);
            bounds(store(t, s, 3), 0.0, stores.energy_mwh[s], 0.0);
            double const kept = 1.0 - stores.standing_loss_per_h[s];
            if (t > 0) {
                lp.add(store(t - 1, s, 3), -kept);
            }
            lp.add(store(t, s, 0), -stores.charge_efficiency[s]);
            lp.add(store(t, s, 1), 1.0 / stores.discharge_efficiency[s]);
            lp.add(store(t, s, 2), 1.0);
            lp.add(store(t, s, 3), 1.0);
            double const now =
                week.inflow[t * stores.size() + s] + (t == 0 ? kept * energy_now[s] : 0.0);
            end_row(now, now);
        }
        for (std::size_t b = 0; b < buses; ++b) {
            double angle_here = 0.0;
            for (std::size_t l = 0; l < branches.size(); ++l) {
                bool const from = branches.from[l].index() == b;
                if (from || branches.to[l].index() == b) {
                    auto const other = (from ? branches.to[l] : branches.from[l]).index();
                    lp.add(angle(t, other), susceptance[l]);
                    angle_here -= susceptance[l];
                }
            }
            lp.add(angle(t, b), angle_here);
            for (std::size_t g = 0; g < units; ++g) {
                for (std::size_t k = 0; k < pieces && grid.generators().bus[g].index() == b; ++k) {
                    lp.add(piece(t, g, k), 1.0);
                }
            }
            lp.add(shed(t, b), 1.0);
            for (std::size_t s = 0; s < stores.size(); ++s) {
                if (stores.bus[s].index() == b) {
                    lp.add(store(t, s, 0), -1.0);
                    lp.add(store(t, s, 1), 1.0);
                }
            }
            end_row(week.load[t][b], week.load[t][b]);
        }
        for (std::size_t l = 0; l < branches.size(); ++l) {
            lp.add(angle(t, branches.from[l].index()), susceptance[l]);
            lp.add(angle(t, branches.to[l].index()), -susceptance[l]);
            end_row(-branches.rating_mw[l], branches.rating_mw[l]);
        }
    }
    ClpSolver solver;
    BoxLpSolution solution;
    EXPECT_EQ(solver.solve(lp, solution), SolveStatus::optimal);
    double usd = 0.0;
    for (std::size_t j = 0; j < lp.columns(); ++j) {
        usd += lp.cost[j] * solution.x[j];
    }
    return usd;
}

/// What the week costs when the first `replan_every_h` hours of every plan are carried out.
struct Outcome {
    double usd = 0.0;
    std::vector<double> energy;
};
Outcome carry_out(Grid const& grid, DcNetwork const& network, Week const& week, std::size_t window,
                  std::size_t replan_every_h, std::size_t hours, EndOfWindow end) {
    auto const& stores = grid.storages();
    LookAhead plan{network, {}, static_cast<int>(window), end};
    Dispatch dispatch{network, {}};
    std::vector<char> const in_service(stores.size(), 1);
    Outcome outcome;
    for (std::size_t s = 0; s < stores.size(); ++s) {
        outcome.energy.push_back(stores.initial_share[s] * stores.energy_mwh[s]);
    }
    for (std::size_t t = 0; t < hours; ++t) {
        auto const age = t % replan_every_h;
        if (age == 0) {
            EXPECT_EQ(plan.plan(week.from(t, window, outcome.energy, in_service)),
                      SolveStatus::optimal);
        }
        auto load = week.load[t];
        std::vector<double> injection(load.size(), 0.0);
        for (std::size_t s = 0; s < stores.size(); ++s) {
            double const in = plan.charge_mw(age, s), out = plan.discharge_mw(age, s);
            load[stores.bus[s].index()] += in;
            injection[stores.bus[s].index()] += out;
            outcome.usd += stores.usd_per_mwh[s] * out;
            double const reached = outcome.energy[s] * (1.0 - stores.standing_loss_per_h[s]) +
                                   stores.charge_efficiency[s] * in +
                                   week.inflow[t * stores.size() + s] -
                                   out / stores.discharge_efficiency[s];
            EXPECT_GE(reached, -1e-6);
            outcome.energy[s] = std::clamp(reached, 0.0, stores.energy_mwh[s]);
        }
        auto const& result = dispatch.solve({load, week.low[t], week.high[t], {}, injection});
        EXPECT_EQ(result.status, SolveStatus::optimal);
        outcome.usd += result.objective_usd_per_h;
    }
    return outcome;
}

TEST(LookAhead, one_window_over_the_whole_week_is_the_optimum_of_the_explicit_lp) {
    Grid const grid{ring_with_stores().build()};
    DcNetwork const network{grid, Convention::matpower, grid.branch_switches()};
    Week const week{grid, 168};
    double const optimum = explicit_optimum(grid, network, week, {50.0, 20.0, 75.0});
    auto const planned = carry_out(grid, network, week, 168, 168, 168, EndOfWindow::worthless);
    EXPECT_NEAR(planned.usd, optimum, 1e-6 * optimum);
}

/// Looking a day ahead cannot beat the optimum and loses little; a day without the next loses more.
TEST(LookAhead, rolling_windows_lose_little_of_the_optimum) {
    Grid const grid{ring_with_stores().build()};
    DcNetwork const network{grid, Convention::matpower, grid.branch_switches()};
    Week const two_weeks{grid, 336};
    Week const week{grid, 168};
    double const optimum = explicit_optimum(grid, network, week, {50.0, 20.0, 75.0});
    for (std::size_t const replan_every_h : {1u, 6u, 24u}) {
        auto const rolling =
            carry_out(grid, network, two_weeks, 24, replan_every_h, 168, EndOfWindow::valued);
        // What is left at the end would have been used by the optimum, at 80 USD/MWh at most.
        double left_usd = 0.0;
        for (double const mwh : rolling.energy) {
            left_usd += 80.0 * mwh;
        }
        EXPECT_GE(rolling.usd, optimum - 1e-6 * optimum);
        EXPECT_LE(rolling.usd - left_usd, 1.01 * optimum) << replan_every_h;
        RecordProperty("loss_permille_every_" + std::to_string(replan_every_h),
                       std::to_string(1e3 * (rolling.usd - optimum) / optimum));
    }
}

TEST(LookAhead, never_charges_and_discharges_at_once_and_keeps_within_its_powers) {
    Grid const grid{ring_with_stores().build()};
    DcNetwork const network{grid, Convention::matpower, grid.branch_switches()};
    Week const week{grid, 72};
    LookAhead plan{network, {}, 24};
    std::vector<char> const in_service(3, 1);
    for (std::size_t t = 0; t < 48; ++t) {
        ASSERT_EQ(plan.plan(week.from(t, 24, {100.0, 0.0, 10.0}, in_service)),
                  SolveStatus::optimal);
        for (std::size_t hour = 0; hour < 24; ++hour) {
            for (std::size_t s = 0; s < 3; ++s) {
                EXPECT_TRUE(plan.charge_mw(hour, s) == 0.0 || plan.discharge_mw(hour, s) == 0.0);
                EXPECT_LE(plan.charge_mw(hour, s), grid.storages().charge_mw[s] + 1e-7);
                EXPECT_LE(plan.discharge_mw(hour, s), grid.storages().discharge_mw[s] + 1e-7);
            }
        }
    }
}

/// A plan is a function of its input: the basis that it starts from matters to the time it takes
/// and to which of several optima it finds, but hardly to its cost.
TEST(LookAhead, goes_on_after_a_change_of_the_network) {
    auto made = ring_with_stores();
    Grid const grid{made.build()};
    DcNetwork const whole{grid, Convention::matpower, grid.branch_switches()};
    auto switches = std::vector<char>(grid.branches().size(), 1);
    switches[2] = 0;
    DcNetwork const cut{grid, Convention::matpower, switches};
    Week const week{grid, 24};
    std::vector<char> const in_service(3, 1);
    LookAhead plan{whole, {}, 24};
    ASSERT_EQ(plan.plan(week.from(0, 24, {50.0, 20.0, 75.0}, in_service)), SolveStatus::optimal);
    plan.change_network(cut);
    ASSERT_EQ(plan.plan(week.from(0, 24, {50.0, 20.0, 75.0}, in_service)), SolveStatus::optimal);
    // At bus 2 behind 60 MW and a unit of 60 MW the battery must carry the evening.
    double discharged = 0.0;
    for (std::size_t hour = 0; hour < 24; ++hour) {
        discharged += plan.discharge_mw(hour, 0);
    }
    EXPECT_GT(discharged, 50.0);
}

TEST(LookAhead, takes_fixed_output_before_all_else_but_not_beyond_what_can_be_used) {
    SmallGrid one{1};
    one.load(0, 50.0).generator(0, 100.0, 20.0).generator(0, 80.0, 5.0);
    one.spec.generators[1].output = Output::fixed;
    auto& store = one.spec.storages.emplace_back();
    store.id = "battery";
    store.bus = "0";
    store.charge_mw = store.discharge_mw = 10.0;
    store.energy_mwh = 40.0;
    Grid const grid{one.build()};
    DcNetwork const network{grid, Convention::matpower, grid.branch_switches()};
    // 80 MW fixed over a load of 50: the store takes what it can, 20 MW are spilled.
    std::vector<double> const load{50.0}, low{0.0, 0.0}, high{100.0, 80.0}, none{0.0, 0.0},
        later{60.0}, inflow(2, 0.0), energy{0.0};
    std::vector<char> const in_service{1};
    std::vector<DispatchInput> const hours{{load, low, high, {}}, {later, low, high, {}}};
    LookAhead plan{network, {}, 2};
    ASSERT_EQ(plan.plan({0, hours, inflow, energy, in_service}), SolveStatus::optimal);
    EXPECT_NEAR(plan.charge_mw(0, 0), 10.0, 1e-7);
    EXPECT_NEAR(plan.charge_mw(1, 0), 10.0, 1e-7);
}

TEST(LookAhead, without_an_optimum_gives_no_numbers_and_recovers) {
    Grid const grid{ring_with_stores().build()};
    DcNetwork const network{grid, Convention::matpower, grid.branch_switches()};
    Week week{grid, 24};
    LookAhead plan{network, {}, 24};
    std::vector<char> const in_service(3, 1);
    auto const good = week.load[5][1];
    week.load[5][1] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_NE(plan.plan(week.from(0, 24, {50.0, 20.0, 75.0}, in_service)), SolveStatus::optimal);
    EXPECT_TRUE(std::isnan(plan.charge_mw(0, 0)));
    EXPECT_TRUE(std::isnan(plan.discharge_mw(23, 2)));
    week.load[5][1] = good;
    EXPECT_EQ(plan.plan(week.from(0, 24, {50.0, 20.0, 75.0}, in_service)), SolveStatus::optimal);
    EXPECT_FALSE(std::isnan(plan.charge_mw(0, 0)));
}

}  // namespace
}  // namespace gridrush
