#include "sim/operations/opf.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <iterator>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "topology/importers/importers.hpp"
#include "tests/reference_data.hpp"
#include "tests/validation/dc_network/expected_csv.hpp"

namespace gridrush {
namespace {

struct OpfCase {
    char const* folder;  ///< below expected/
    char const* file;
    double dcopf_usd_per_h;   ///< summary.csv, dcopf_f
    char const* powermodels;  ///< DC column of BASELINE.md, as printed; empty where there is none
    double lmp_tolerance;     ///< $/MWh
};

void PrintTo(OpfCase const& c, std::ostream* out) {
    *out << c.folder;
}

OpfCase const cases[] = {
    {"pglib_opf_case3_lmbd", "pglib/pglib_opf_case3_lmbd.m", 5693.80333333, "5.6959e+03", 1e-4},
    {"pglib_opf_case5_pjm", "pglib/pglib_opf_case5_pjm.m", 17479.8969254, "1.7480e+04", 1e-6},
    {"pglib_opf_case14_ieee", "pglib/pglib_opf_case14_ieee.m", 2051.526309, "2.0515e+03", 1e-6},
    {"pglib_opf_case24_ieee_rts", "pglib/pglib_opf_case24_ieee_rts.m", 61001.2403122, "6.1001e+04",
     1e-4},
    {"pglib_opf_case30_ieee", "pglib/pglib_opf_case30_ieee.m", 7504.44046202, "7.4728e+03", 1e-6},
    {"pglib_opf_case57_ieee", "pglib/pglib_opf_case57_ieee.m", 34772.9478946, "3.4773e+04", 1e-6},
    {"pglib_opf_case118_ieee", "pglib/pglib_opf_case118_ieee.m", 93132.6792878, "9.3101e+04", 1e-6},
    {"case_ACTIVSg500", "activsg/case_ACTIVSg500.m", 70791.7112178, "", 1e-4},
    {"case_ACTIVSg2000", "activsg/case_ACTIVSg2000.m", 1201320.78433, "", 1e-4},
    {"case_RTS_GMLC", "rts_gmlc/RTS_GMLC_matpower.m", 225806.071583, "", 1e-5},
};

class OpfOfCase : public ::testing::TestWithParam<OpfCase> {};
class OpfOfPglibCase : public OpfOfCase {};

void expect_feasible(Grid const& grid, OpfResult const& result) {
    auto const& generators = grid.generators();
    double balance = 0.0;
    for (std::size_t g = 0; g < generators.size(); ++g) {
        double const mw = result.generator_mw[g];
        balance += mw;
        if (generators.in_service[g]) {
            EXPECT_GE(mw, generators.min_mw[g] - 1e-6);
            EXPECT_LE(mw, generators.max_mw[g] + 1e-6);
        } else {
            EXPECT_EQ(mw, 0.0);
        }
    }
    for (std::size_t b = 0; b < grid.buses().size(); ++b) {
        balance -= grid.buses().load_mw[b] + grid.buses().shunt_mw[b];
    }
    EXPECT_NEAR(balance, 0.0, 1e-5);
    for (std::size_t l = 0; l < result.flow_mw.size(); ++l) {
        EXPECT_LE(std::abs(result.flow_mw[l]), grid.branches().rating_mw[l] + 1e-5) << "row " << l;
    }
}

TEST_P(OpfOfCase, agrees_with_matpower) {
    auto const& c = GetParam();
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(file, c.file);
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(bus_file,
                                    std::string{"expected/"} + c.folder + "/dcopf_bus.csv");
    Grid const grid{read_matpower(file)};
    auto const result = solve_opf(grid, Convention::matpower);
    ASSERT_EQ(result.status, SolveStatus::optimal);
    EXPECT_NEAR(result.objective_usd_per_h, c.dcopf_usd_per_h, 1e-8 * c.dcopf_usd_per_h);
    EXPECT_LE(result.optimality_gap, 1e-9);
    expect_feasible(grid, result);
    ExpectedCsv const expected{bus_file};
    ASSERT_EQ(expected.size(), result.lmp_usd_per_mwh.size());
    for (std::size_t b = 0; b < expected.size(); ++b) {
        EXPECT_NEAR(result.lmp_usd_per_mwh[b], expected.at(b, "lmp"), c.lmp_tolerance) << b;
    }
}

TEST_P(OpfOfPglibCase, agrees_with_powermodels_in_the_printed_digits) {
    auto const& c = GetParam();
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(file, c.file);
    auto const result = solve_opf(Grid{read_matpower(file)}, Convention::powermodels);
    ASSERT_EQ(result.status, SolveStatus::optimal);
    char printed[32];
    std::snprintf(printed, sizeof printed, "%.4e", result.objective_usd_per_h);
    EXPECT_STREQ(printed, c.powermodels);
}

std::string name_of(::testing::TestParamInfo<OpfCase> const& info) {
    return info.param.folder;
}

constexpr std::ptrdiff_t pglib_cases = 7;

INSTANTIATE_TEST_SUITE_P(Reference, OpfOfPglibCase,
                         ::testing::ValuesIn(std::begin(cases), std::begin(cases) + pglib_cases),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Reference, OpfOfCase, ::testing::ValuesIn(cases), name_of);

TEST(SolveFlow, agrees_with_matpower_and_says_what_the_reference_adds) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(file, "pglib/pglib_opf_case118_ieee.m");
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(flows, "expected/pglib_opf_case118_ieee/dcpf_branch.csv");
    Grid const grid{read_matpower(file)};
    auto const result = solve_flow(grid, Convention::matpower);
    ExpectedCsv const expected{flows};
    for (std::size_t l = 0; l < expected.size(); ++l) {
        EXPECT_NEAR(result.flow_mw[l], expected.at(l, "pf_mw"), 1e-6) << l;
    }
    constexpr double reference_output_mw = 1575.5;  // summary.csv, dcpf_slack_pg
    auto const& generators = grid.generators();
    double at_reference = result.reference_mw;
    for (std::size_t g = 0; g < generators.size(); ++g) {
        bool const there = grid.buses().reference[generators.bus[g].index()] != 0;
        at_reference += there && generators.in_service[g] ? generators.set_point_mw[g] : 0.0;
    }
    EXPECT_NEAR(at_reference, reference_output_mw, 1e-6);
}

}  // namespace
}  // namespace gridrush
