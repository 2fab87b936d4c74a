#include <algorithm>
#include <chrono>
#include <numeric>

#include <gtest/gtest.h>

#include "topology/importers/importers.hpp"
#include "sim/operations/dispatch.hpp"
#include "sim/operations/supply.hpp"
#include "tests/reference_data.hpp"
#include "tests/validation/dc_network/expected_csv.hpp"

namespace gridrush {
namespace {

double total(std::vector<double> const& mw) {
    return std::reduce(mw.begin(), mw.end());
}

/// Lines whose limit has a price. They are at it in every optimum, this one and any other.
int priced_lines(BranchColumns const& branches, std::vector<double> const& price_usd_per_mwh) {
    int count = 0;
    for (std::size_t l = 0; l < price_usd_per_mwh.size(); ++l) {
        bool const priced = price_usd_per_mwh[l] > 1e-6;
        count += priced && branches.kind[l] == BranchKind::line ? 1 : 0;
    }
    return count;
}

TEST(ScigridDe, lines_have_the_reactance_of_their_standard_type) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(folder, "pypsa/scigrid_de");
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(answers, "expected/scigrid_de/lines_x.csv");
    auto const spec = read_pypsa(folder);
    ExpectedCsv const expected{answers};
    ASSERT_EQ(expected.size(), 852u);
    ASSERT_EQ(spec.branches.size(), 852u + 96u);
    for (std::size_t l = 0; l < expected.size(); ++l) {
        auto const& line = spec.branches[l];
        EXPECT_EQ(line.kind, BranchKind::line);
        auto const x_pu = expected.at(l, "x_pu");
        EXPECT_NEAR(line.x_pu, x_pu, 1e-9 * x_pu) << line.id;
        EXPECT_NEAR(line.r_pu, expected.at(l, "r_pu"), 1e-9 * x_pu) << line.id;
        EXPECT_EQ(line.rating_mw, expected.at(l, "s_nom")) << line.id;
    }
}

TEST(ScigridDe, every_hour_costs_what_pypsa_finds) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(folder, "pypsa/scigrid_de");
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(answers, "expected/scigrid_de/hourly_nostorage.csv");
    auto spec = read_pypsa(folder);
    spec.storages.clear();
    Grid const grid{std::move(spec)};
    ExpectedCsv const expected{answers};
    ASSERT_EQ(expected.size(), 24u);

    Experiment experiment;
    experiment.start = make_time(2011, 1, 1);
    Supply const supply{grid, experiment};
    DcNetwork const network{grid, Convention::matpower, grid.branch_switches()};
    Dispatch dispatch{network, {}};
    std::vector<double> load(grid.buses().size());
    std::vector<double> low(grid.generators().size()), high(grid.generators().size());
    for (std::size_t h = 0; h < expected.size(); ++h) {
        auto const time = experiment.start + std::chrono::hours{h};
        supply.native_load(time, load);
        supply.generator_limits(time, low, high);
        auto const& result = dispatch.solve({load, low, high, {}});
        ASSERT_EQ(result.status, SolveStatus::optimal) << "hour " << h;
        auto const objective = expected.at(h, "objective");
        EXPECT_NEAR(total(load), expected.at(h, "load_mw"), 1e-6) << "hour " << h;
        EXPECT_NEAR(result.objective_usd_per_h, objective, 1e-6 * objective) << "hour " << h;
        EXPECT_NEAR(total(result.shed_mw), expected.at(h, "shed_mw"), 1e-6) << "hour " << h;
        auto const [lowest, highest] = std::ranges::minmax(result.lmp_usd_per_mwh);
        EXPECT_NEAR(lowest, expected.at(h, "lmp_min"), 1e-6) << "hour " << h;
        EXPECT_NEAR(highest, expected.at(h, "lmp_max"), 1e-6) << "hour " << h;
        EXPECT_LE(priced_lines(grid.branches(), result.branch_price_usd_per_mwh),
                  expected.at(h, "lines_at_limit"))
            << "hour " << h;
    }
}

}  // namespace
}  // namespace gridrush
