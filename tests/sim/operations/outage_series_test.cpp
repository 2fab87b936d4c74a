#include "sim/operations/outage_series.hpp"

#include <gtest/gtest.h>

#include "tests/sim/operations/small_grid.hpp"

namespace gridrush {
namespace {

using testing::SmallGrid;

constexpr std::size_t hours = 400;  // more than two blocks

/// A triangle with a spur; ratings are such that outages overload in some hours.
Grid make_grid() {
    SmallGrid grid{4};
    for (auto const& [from, to, rating] :
         {std::tuple{0, 1, 100.0}, {1, 2, 90.0}, {0, 2, 110.0}, {2, 3, 50.0}}) {
        grid.line(from, to, 0.1, rating);
        grid.spec.branches.back().rating_long_term_mw = rating;
        grid.spec.branches.back().rating_short_term_mw = 1.2 * rating;
    }
    grid.generator(0, 300.0, 10.0).generator(1, 300.0, 20.0).load(2, 90.0).load(3, 30.0);
    return grid.build();
}

void fill(Grid const& grid, std::size_t hour, HourInput& input) {
    input.load_mw = grid.buses().load_mw;
    for (double& mw : input.load_mw) {
        mw *= 0.5 + 0.6 * static_cast<double>(hour % 37) / 36.0;
    }
    input.generator_min_mw = grid.generators().min_mw;
    input.generator_max_mw = grid.generators().max_mw;
    if (hour == 200) {
        input.generator_min_mw[0] = input.generator_max_mw[0] = 250.0;  // more than all load
    }
}

struct Answer {
    OutageSeries series;
    std::vector<HourOverload> overloads;
};

Answer screen(Grid const& grid, int jobs, Security security = Security::none) {
    OutageSeriesSpec spec;
    spec.dispatch.security = security;
    spec.ratings = {RatingKind::continuous, RatingKind::long_term, RatingKind::short_term};
    spec.hours = hours;
    spec.jobs = jobs;
    Answer answer;
    answer.series = screen_hours(
        grid, grid.branch_switches(), spec,
        [&](std::size_t hour, HourInput& input) { fill(grid, hour, input); },
        [&](std::span<HourOverload const> some) {
            answer.overloads.insert(answer.overloads.end(), some.begin(), some.end());
        });
    return answer;
}

TEST(OutageSeries, is_the_sum_of_its_hours) {
    Grid const grid = make_grid();
    auto const [series, overloads] = screen(grid, 1);
    DcNetwork const network{grid, Convention::matpower, grid.branch_switches()};
    Dispatch dispatch{network, {}};
    HourInput input;
    for (std::size_t r : {0U, 2U}) {
        auto const& totals = series.totals[r];
        ContingencyScreen const screen{network, totals.rating};
        long overloading = 0, branches = 0, overloading_hours = 0;
        double worst = 0.0;
        std::size_t next = 0;
        for (std::size_t h = 0; h < hours; ++h) {
            fill(grid, h, input);
            auto const& result =
                dispatch.solve({input.load_mw, input.generator_min_mw, input.generator_max_mw, {}});
            if (result.status != SolveStatus::optimal) {
                continue;
            }
            long const before = overloading;
            for (std::size_t k = 0; k < screen.outages().size(); ++k) {
                auto const found = screen.overloads(k, result.flow_mw);
                overloading += found.empty() ? 0 : 1;
                for (auto const& overload : found) {
                    ++branches;
                    worst = std::max(worst, overload.loading);
                    while (overloads.at(next).rating != totals.rating) {
                        ++next;
                    }
                    EXPECT_EQ(overloads[next].hour, h);
                    EXPECT_EQ(overloads[next].outage, screen.outages()[k].branch);
                    EXPECT_EQ(overloads[next].branch, overload.branch);
                    EXPECT_NEAR(overloads[next++].loading, overload.loading, 1e-9);
                }
            }
            overloading_hours += overloading > before ? 1 : 0;
        }
        EXPECT_GT(overloading, 100);
        EXPECT_EQ(totals.overloading, overloading);
        EXPECT_EQ(totals.overloads, branches);
        EXPECT_EQ(totals.hours_overloading, overloading_hours);
        double highest = 0.0;
        for (auto const& of_branch : totals.worst_of_branch) {
            highest = std::max(highest, of_branch.loading);
        }
        EXPECT_NEAR(highest, worst, 1e-9);
    }
    EXPECT_EQ(series.totals[1].overloading, series.totals[0].overloading);
    EXPECT_EQ(series.hours_without_dispatch, 1U);
    EXPECT_EQ(series.totals[0].unknown, 4);
}

TEST(OutageSeries, does_not_depend_on_jobs) {
    Grid const grid = make_grid();
    auto const expected = screen(grid, 1);
    for (int const jobs : {2, 3, 8}) {
        auto const actual = screen(grid, jobs);
        EXPECT_EQ(actual.series.objective_usd, expected.series.objective_usd);
        for (std::size_t r = 0; r < expected.series.totals.size(); ++r) {
            auto const& a = actual.series.totals[r];
            auto const& b = expected.series.totals[r];
            EXPECT_EQ(a.hours_of_outage, b.hours_of_outage);
            EXPECT_EQ(a.overloads_of_branch, b.overloads_of_branch);
            for (std::size_t k = 0; k < a.worst_of_outage.size(); ++k) {
                EXPECT_EQ(a.worst_of_outage[k].loading, b.worst_of_outage[k].loading);
                EXPECT_EQ(a.worst_of_outage[k].hour, b.worst_of_outage[k].hour);
            }
        }
        ASSERT_EQ(actual.overloads.size(), expected.overloads.size());
        for (std::size_t i = 0; i < expected.overloads.size(); ++i) {
            EXPECT_EQ(actual.overloads[i].hour, expected.overloads[i].hour);
            EXPECT_EQ(actual.overloads[i].branch, expected.overloads[i].branch);
            EXPECT_EQ(actual.overloads[i].flow_mw, expected.overloads[i].flow_mw);
        }
    }
}

TEST(OutageSeries, has_no_overload_where_the_dispatch_is_secure) {
    Grid const grid = make_grid();
    auto const [series, overloads] = screen(grid, 2, Security::n_1);
    EXPECT_EQ(series.totals[1].overloads, 0);
    EXPECT_TRUE(overloads.empty());
    EXPECT_GT(series.objective_usd, screen(grid, 1).series.objective_usd);
}

}  // namespace
}  // namespace gridrush
