#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "topology/importers/importers.hpp"
#include "sim/operations/dispatch.hpp"
#include "tests/reference_data.hpp"
#include "tests/validation/dc_network/expected_csv.hpp"
#include "tests/validation/rg_lp/rg_lp_year.hpp"

namespace gridrush {
namespace {

constexpr double year_objective_usd = 428'839'663.097;

TEST(RgLp, reproduces_every_hour_and_the_year_of_the_reference) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(folder, "rts_gmlc");
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(answers, "expected/rts_gmlc_year/hourly_nostorage.csv");
    Grid const grid{read_rts_gmlc(folder)};
    RgLpYear const year{grid};
    ExpectedCsv const expected{answers};
    ASSERT_EQ(expected.size(), year.hour.size());

    DcNetwork const network{grid, Convention::matpower, grid.branch_switches()};
    Dispatch dispatch{network, {}};
    double sum = 0.0, shed = 0.0, over = 0.0;
    for (std::size_t h = 0; h < year.hour.size(); ++h) {
        auto const& result = dispatch.solve(year.hour[h].input());
        ASSERT_EQ(result.status, SolveStatus::optimal) << "hour " << h;
        double const objective = expected.at(h, "objective_usd");
        ASSERT_NEAR(result.objective_usd_per_h, objective, 1e-6 * objective) << "hour " << h;
        sum += result.objective_usd_per_h;
        shed += std::reduce(result.shed_mw.begin(), result.shed_mw.end());
        for (std::size_t l = 0; l < result.flow_mw.size(); ++l) {
            over = std::max(over, std::abs(result.flow_mw[l]) - grid.branches().rating_mw[l]);
        }
    }
    EXPECT_NEAR(sum, year_objective_usd, 0.001);
    EXPECT_NEAR(shed, 0.0, 1e-9);
    EXPECT_LE(over, 2e-6);
}

}  // namespace
}  // namespace gridrush
