#include <algorithm>
#include <cmath>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "topology/contingency.hpp"
#include "topology/importers/importers.hpp"
#include "sim/operations/opf.hpp"
#include "tests/reference_data.hpp"
#include "tests/validation/dc_network/expected_csv.hpp"

namespace gridrush {
namespace {

constexpr double flow_tolerance_mw = 1e-6;
constexpr double loading_tolerance_percent = 1e-6;

struct Case {
    std::string name;  ///< folder below expected/
    std::string file;

    friend std::ostream& operator<<(std::ostream& out, Case const& value) {
        return out << value.name;
    }
};

class SingleOutages : public testing::TestWithParam<Case> {
protected:
    void SetUp() override {
        GRIDRUSH_SKIP_WITHOUT_REFERENCE(file, GetParam().file);
        grid_.emplace(read_matpower(file));
        network_.emplace(*grid_, Convention::matpower, grid_->branch_switches());
        screen_.emplace(*network_, RatingKind::continuous);
        base_ = solve_flow(*grid_, Convention::matpower);
    }

    /// Flows after an outage as a network without that branch has them.
    [[nodiscard]] std::vector<double> solved_again(BranchId outage) const {
        auto in_service = grid_->branch_switches();
        in_service[outage.index()] = 0;
        DcNetwork const without{*grid_, Convention::matpower, in_service};
        std::vector<double> flow_mw(in_service.size());
        without.solve_flows(base_.injection_mw, flow_mw);
        return flow_mw;
    }

    std::optional<Grid> grid_;
    std::optional<DcNetwork> network_;
    std::optional<ContingencyScreen> screen_;
    FlowResult base_;
};

class SingleOutageAnswers : public SingleOutages {};

TEST_P(SingleOutageAnswers, agree_line_by_line) {
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(answers, "expected/" + GetParam().name + "/n1_dcpf.csv");
    ExpectedCsv const expected{answers};
    auto const results = screen_->screen(base_.flow_mw);
    ASSERT_EQ(expected.size(), results.outages);
    int islanding = 0;
    for (std::size_t line = 0; line < expected.size(); ++line) {
        SCOPED_TRACE("line " + std::to_string(line + 2));
        Outage const& outage = screen_->outages()[line];
        ASSERT_EQ(outage.branch.index(), expected.row_at(line, "outage_row"));
        bool const splits = expected.at(line, "islands") != 0.0;
        EXPECT_EQ(outage.kind, splits ? OutageKind::islanding : OutageKind::connected);
        if (splits) {
            ++islanding;
            continue;
        }
        EXPECT_EQ(results.worst_branch[line].index(), expected.row_at(line, "worst_row"));
        EXPECT_NEAR(std::abs(results.worst_flow_mw[line]),
                    std::abs(expected.at(line, "worst_flow_mw")), flow_tolerance_mw);
        EXPECT_NEAR(100.0 * results.worst_loading[line], expected.at(line, "worst_pct_rate_a"),
                    loading_tolerance_percent);
        EXPECT_EQ(results.overloads[line], expected.at(line, "n_overloads_rate_a"));
    }
    EXPECT_EQ(static_cast<std::size_t>(islanding), screen_->islanded_parts().size());
}

TEST_P(SingleOutages, agree_with_a_new_solution) {
    std::vector<double> after(grid_->branches().size());
    std::size_t const step = 1 + screen_->outages().size() / 250;
    double worst_mw = 0.0;
    for (std::size_t row = 0; row < screen_->outages().size(); row += step) {
        Outage const& outage = screen_->outages()[row];
        auto expected = solved_again(outage.branch);
        if (outage.kind == OutageKind::islanding) {
            for (BranchId const branch : screen_->islanded_parts()[outage.islanded_part].branches) {
                expected[branch.index()] = 0.0;
            }
        }
        screen_->write_flows_after(row, base_.flow_mw, after);
        for (std::size_t l = 0; l < after.size(); ++l) {
            double const difference_mw = std::abs(after[l] - expected[l]);
            worst_mw = difference_mw <= worst_mw ? worst_mw : difference_mw;
        }
    }
    EXPECT_LE(worst_mw, flow_tolerance_mw);
}

TEST_P(SingleOutages, do_not_depend_on_jobs_or_instructions) {
    std::vector<double> flow_mw;
    for (int snapshot = 0; snapshot < 20; ++snapshot) {
        for (double const mw : base_.flow_mw) {
            flow_mw.push_back(mw * (0.5 + 0.05 * snapshot));
        }
    }
    auto const expected = screen_->screen(flow_mw, 1, SimdLevel::baseline);
    for (int const jobs : {1, 2, 3}) {
        auto const actual = screen_->screen(flow_mw, jobs);
        EXPECT_EQ(actual.worst_branch, expected.worst_branch);
        EXPECT_EQ(actual.worst_flow_mw, expected.worst_flow_mw);
        EXPECT_EQ(actual.worst_loading, expected.worst_loading);
        EXPECT_EQ(actual.overloads, expected.overloads);
    }
}

TEST_P(SingleOutages, that_overload_one_snapshot_are_those_that_the_screening_counts) {
    int overloading = 0, quiet = 0;
    for (double const share : {0.3, 0.8, 1.0, 1.6}) {
        auto flow_mw = base_.flow_mw;
        std::ranges::transform(flow_mw, flow_mw.begin(), [&](double mw) { return share * mw; });
        auto const results = screen_->screen(flow_mw);
        std::vector<std::size_t> expected, found;
        for (std::size_t row = 0; row < results.outages; ++row) {
            if (results.overloads[row] > 0) {
                expected.push_back(row);
            }
        }
        screen_->find_overloading(flow_mw, found);
        EXPECT_EQ(found, expected);
        overloading += expected.empty() ? 0 : 1;
        quiet += expected.size() < results.outages ? 1 : 0;
    }
    EXPECT_GT(overloading, 0);
    EXPECT_GT(quiet, 0);
}

std::string test_name(testing::TestParamInfo<Case> const& info) {
    return info.param.name;
}

Case const rts_gmlc{"case_RTS_GMLC", "rts_gmlc/RTS_GMLC_matpower.m"};
Case const ieee118{"pglib_opf_case118_ieee", "pglib/pglib_opf_case118_ieee.m"};
Case const activsg500{"case_ACTIVSg500", "activsg/case_ACTIVSg500.m"};
Case const activsg2000{"case_ACTIVSg2000", "activsg/case_ACTIVSg2000.m"};

INSTANTIATE_TEST_SUITE_P(cases, SingleOutageAnswers, testing::Values(rts_gmlc, ieee118), test_name);
INSTANTIATE_TEST_SUITE_P(cases, SingleOutages,
                         testing::Values(rts_gmlc, ieee118, activsg500, activsg2000), test_name);

}  // namespace
}  // namespace gridrush
