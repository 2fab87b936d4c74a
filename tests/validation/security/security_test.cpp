#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "topology/importers/importers.hpp"
#include "sim/operations/dispatch.hpp"
#include "tests/reference_data.hpp"
#include "tests/sim/operations/outages_solved_again.hpp"
#include "tests/sim/operations/secure_angle_lp.hpp"
#include "tests/validation/rg_lp/rg_lp_year.hpp"

namespace gridrush {
namespace {

using testing::injection_mw;
using testing::OutagesSolvedAgain;

constexpr double tolerance_mw = 5e-6;
constexpr DispatchSpec secure{.security = Security::n_1};

TEST(SecureDispatch, of_rts_gmlc_survives_every_outage_solved_again) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(folder, "rts_gmlc");
    Grid const grid{read_rts_gmlc(folder)};
    RgLpYear const year{grid};
    DcNetwork const network{grid, Convention::matpower, grid.branch_switches()};
    OutagesSolvedAgain const outages{network};
    Dispatch dispatch{network, secure};
    Dispatch unsecured{network, {}};
    int binding = 0, overloaded_without = 0;
    for (std::size_t h = 0; h < year.hour.size(); h += 29) {
        SCOPED_TRACE("hour " + std::to_string(h));
        auto const input = year.hour[h].input();
        auto const& result = dispatch.solve(input);
        ASSERT_EQ(result.status, SolveStatus::optimal);
        EXPECT_LE(outages.overload_mw(secure.security_rating, injection_mw(grid, input, result)),
                  tolerance_mw);
        binding += result.binding_branches > 0 ? 1 : 0;
        auto const& cheapest = unsecured.solve(input);
        EXPECT_GE(result.objective_usd_per_h, cheapest.objective_usd_per_h - 1e-6);
        overloaded_without +=
            outages.overload_mw(secure.security_rating, injection_mw(grid, input, cheapest)) >
                    tolerance_mw
                ? 1
                : 0;
    }
    EXPECT_GT(binding, 100);
    EXPECT_GT(overloaded_without, 100);
}

TEST(SecureDispatch, of_pglib_118_survives_every_outage_solved_again) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(file, "pglib/pglib_opf_case118_ieee.m");
    Grid const grid{read_matpower(file)};
    DcNetwork const network{grid, Convention::matpower, grid.branch_switches()};
    OutagesSolvedAgain const outages{network};
    Dispatch dispatch{network, secure};
    std::vector<double> const low(grid.generators().size(), 0.0);
    auto load = grid.buses().load_mw;
    for (double const share : {0.7, 0.85, 1.0, 1.1, 0.9, 0.6}) {
        for (std::size_t b = 0; b < load.size(); ++b) {
            load[b] = share * grid.buses().load_mw[b];
        }
        DispatchInput const input{load, low, grid.generators().max_mw, {}};
        auto const& result = dispatch.solve(input);
        ASSERT_EQ(result.status, SolveStatus::optimal);
        EXPECT_GT(result.binding_branches, 0);
        EXPECT_LE(outages.overload_mw(secure.security_rating, injection_mw(grid, input, result)),
                  tolerance_mw);
    }
}

TEST(SecureDispatch, of_pglib_118_costs_what_all_rows_from_the_start_cost) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(file, "pglib/pglib_opf_case118_ieee.m");
    Grid const grid{read_matpower(file)};
    DcNetwork const network{grid, Convention::matpower, grid.branch_switches()};
    Dispatch dispatch{network, secure};
    std::vector<double> const low(grid.generators().size(), 0.0);
    auto load = grid.buses().load_mw;
    for (double const share : {1.0, 0.7}) {
        for (std::size_t b = 0; b < load.size(); ++b) {
            load[b] = share * grid.buses().load_mw[b];
        }
        DispatchInput const input{load, low, grid.generators().max_mw, {}};
        double const expected = testing::secure_objective(network, secure, input);
        EXPECT_NEAR(dispatch.solve(input).objective_usd_per_h, expected, 1e-6 * expected);
    }
}

}  // namespace
}  // namespace gridrush
