#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <numbers>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "topology/importers/importers.hpp"
#include "topology/sensitivity.hpp"
#include "tests/reference_data.hpp"
#include "tests/validation/dc_network/expected_csv.hpp"

namespace gridrush {
namespace {

constexpr double flow_tolerance_mw = 1e-7;
constexpr double angle_tolerance_deg = 2e-9;
constexpr double factor_tolerance = 1e-11;
constexpr double loading_tolerance_percent = 1e-6;

struct Case {
    std::string name;  ///< folder below expected/
    std::string file;

    friend std::ostream& operator<<(std::ostream& out, Case const& value) {
        return out << value.name;
    }
};

/// Injections of the case's own dispatch: set points less loads and bus shunts.
std::vector<double> own_dispatch_mw(Grid const& grid) {
    std::vector<double> injection(grid.buses().size());
    for (std::size_t bus = 0; bus < injection.size(); ++bus) {
        injection[bus] = -grid.buses().load_mw[bus] - grid.buses().shunt_mw[bus];
    }
    GeneratorColumns const& units = grid.generators();
    for (std::size_t unit = 0; unit < units.size(); ++unit) {
        if (units.in_service[unit] != 0) {
            injection[units.bus[unit].index()] += units.set_point_mw[unit];
        }
    }
    return injection;
}

class DcNetworkAnswers : public testing::TestWithParam<Case> {
protected:
    void SetUp() override {
        GRIDRUSH_SKIP_WITHOUT_REFERENCE(file, GetParam().file);
        GRIDRUSH_SKIP_WITHOUT_REFERENCE(answers, "expected/" + GetParam().name);
        answers_ = answers;
        grid_.emplace(read_matpower(file));
        network_.emplace(*grid_, Convention::matpower, grid_->branch_switches());
    }

    [[nodiscard]] bool has(std::string const& name) const {
        return std::filesystem::exists(answers_ / name);
    }
    [[nodiscard]] ExpectedCsv read(std::string const& name) const {
        return ExpectedCsv{answers_ / name};
    }
    [[nodiscard]] std::size_t bus_row(double number) const {
        return grid_->find_bus(std::to_string(static_cast<long>(number))).index();
    }
    [[nodiscard]] std::vector<double> flows_mw() const {
        std::vector<double> flow(grid_->branches().size());
        network_->solve_flows(own_dispatch_mw(*grid_), flow);
        return flow;
    }

    std::filesystem::path answers_;
    std::optional<Grid> grid_;
    std::optional<DcNetwork> network_;
};

/// Largest difference between an answer and ours, and that NaN stands where NaN is expected.
class Comparison {
public:
    void add(double expected, double actual) {
        ++count_;
        if (std::isnan(expected) != std::isnan(actual)) {
            worst_ = std::numeric_limits<double>::infinity();
        } else if (!std::isnan(expected)) {
            worst_ = std::max(worst_, std::abs(expected - actual));
        }
    }

    void expect_within(double tolerance) const {
        EXPECT_GT(count_, 0U);
        EXPECT_LE(worst_, tolerance);
        testing::Test::RecordProperty("worst", std::to_string(worst_ * 1e12) + "e-12");
    }

private:
    double worst_ = 0.0;
    std::size_t count_ = 0;
};

TEST_P(DcNetworkAnswers, flows_are_those_of_the_dc_power_flow) {
    ExpectedCsv const expected = read("dcpf_branch.csv");
    auto const flow_mw = flows_mw();
    ASSERT_EQ(expected.size(), flow_mw.size());
    Comparison comparison;
    for (std::size_t row = 0; row < expected.size(); ++row) {
        comparison.add(expected.at(row, "pf_mw"), flow_mw[expected.row_at(row, "row")]);
    }
    comparison.expect_within(flow_tolerance_mw);
}

TEST_P(DcNetworkAnswers, angles_are_those_of_the_dc_power_flow) {
    ExpectedCsv const expected = read("dcpf_bus.csv");
    std::vector<double> angle_rad(grid_->buses().size());
    network_->solve_angles(own_dispatch_mw(*grid_), angle_rad);
    ASSERT_EQ(expected.size(), angle_rad.size());
    Comparison comparison;
    for (std::size_t row = 0; row < expected.size(); ++row) {
        comparison.add(expected.at(row, "va_deg"),
                       angle_rad[bus_row(expected.at(row, "bus"))] * 180.0 / std::numbers::pi);
    }
    comparison.expect_within(angle_tolerance_deg);
}

TEST_P(DcNetworkAnswers, ptdf_times_injection_gives_the_flows) {
    auto const injection = own_dispatch_mw(*grid_);
    auto const flow_mw = flows_mw();
    DenseMatrix const ptdf = ptdf_matrix(*network_);
    Comparison comparison;
    for (std::size_t branch = 0; branch < ptdf.rows; ++branch) {
        double flow = network_->flow_at_zero_injection(BranchId{branch});
        for (std::size_t bus = 0; bus < ptdf.columns; ++bus) {
            flow += ptdf.at(branch, bus) * injection[bus];
        }
        comparison.add(flow_mw[branch], flow);
    }
    comparison.expect_within(flow_tolerance_mw);
}

TEST_P(DcNetworkAnswers, sampled_ptdf_agrees) {
    ExpectedCsv const expected = read("ptdf_sample.csv");
    Comparison comparison;
    for (std::size_t row = 0; row < expected.size(); ++row) {
        auto const ptdf = network_->ptdf_row(BranchId{expected.row_at(row, "branch_row")});
        comparison.add(expected.at(row, "ptdf"), ptdf[bus_row(expected.at(row, "bus"))]);
    }
    comparison.expect_within(factor_tolerance);
}

TEST_P(DcNetworkAnswers, full_ptdf_agrees) {
    if (!has("ptdf_full.csv")) {
        GTEST_SKIP() << "only a sample is kept for a case of this size";
    }
    ExpectedCsv const expected = read("ptdf_full.csv");
    DenseMatrix const ptdf = ptdf_matrix(*network_);
    ASSERT_EQ(expected.size(), ptdf.rows);
    ASSERT_EQ(expected.header().size(), ptdf.columns + 1);
    Comparison comparison;
    for (std::size_t column = 1; column < expected.header().size(); ++column) {
        std::size_t const bus = grid_->find_bus(expected.header()[column].substr(1)).index();
        for (std::size_t row = 0; row < expected.size(); ++row) {
            comparison.add(expected.row(row)[column],
                           ptdf.at(expected.row_at(row, "branch_row"), bus));
        }
    }
    comparison.expect_within(factor_tolerance);
}

TEST_P(DcNetworkAnswers, sampled_lodf_agrees) {
    ExpectedCsv const expected = read("lodf_sample.csv");
    DenseMatrix const lodf = lodf_matrix(*network_);
    Comparison comparison;
    for (std::size_t row = 0; row < expected.size(); ++row) {
        comparison.add(expected.at(row, "lodf"), lodf.at(expected.row_at(row, "outage_row"),
                                                         expected.row_at(row, "branch_row")));
    }
    comparison.expect_within(factor_tolerance);
}

TEST_P(DcNetworkAnswers, full_lodf_agrees) {
    if (!has("lodf_full.csv")) {
        GTEST_SKIP() << "only a sample is kept for a case of this size";
    }
    ExpectedCsv const expected = read("lodf_full.csv");
    DenseMatrix const lodf = lodf_matrix(*network_);
    ASSERT_EQ(expected.size(), lodf.columns);
    ASSERT_EQ(expected.header().size(), lodf.rows + 1);
    Comparison comparison;
    for (std::size_t column = 1; column < expected.header().size(); ++column) {
        std::size_t const outage = std::stoul(expected.header()[column].substr(1)) - 1;
        for (std::size_t row = 0; row < expected.size(); ++row) {
            comparison.add(expected.row(row)[column],
                           lodf.at(outage, expected.row_at(row, "branch_row")));
        }
    }
    comparison.expect_within(factor_tolerance);
}

TEST_P(DcNetworkAnswers, bridges_are_found) {
    ExpectedCsv const expected = read("bridges.csv");
    std::vector<BranchId> expected_bridges;
    for (std::size_t row = 0; row < expected.size(); ++row) {
        expected_bridges.emplace_back(expected.row_at(row, "branch_row"));
    }
    EXPECT_EQ(find_bridges(*grid_, grid_->branch_switches()), expected_bridges);
}

TEST_P(DcNetworkAnswers, every_single_outage_agrees_with_a_new_solution) {
    if (!has("n1_dcpf.csv")) {
        GTEST_SKIP() << "not kept for this case";
    }
    ExpectedCsv const expected = read("n1_dcpf.csv");
    auto const before_mw = flows_mw();
    Comparison comparison;
    for (std::size_t row = 0; row < expected.size(); ++row) {
        if (std::isnan(expected.at(row, "worst_pct_rate_a"))) {
            continue;
        }
        std::size_t const outage = expected.row_at(row, "outage_row");
        auto const lodf = network_->lodf_column(BranchId{outage});
        double worst_percent = 0.0;
        for (std::size_t branch = 0; branch < lodf.size(); ++branch) {
            double const flow_mw = before_mw[branch] + lodf[branch] * before_mw[outage];
            worst_percent = std::max(
                worst_percent, 100.0 * std::abs(flow_mw) / grid_->branches().rating_mw[branch]);
        }
        comparison.add(expected.at(row, "worst_pct_rate_a"), worst_percent);
    }
    comparison.expect_within(loading_tolerance_percent);
}

std::string test_name(testing::TestParamInfo<Case> const& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    cases, DcNetworkAnswers,
    testing::Values(Case{"pglib_opf_case3_lmbd", "pglib/pglib_opf_case3_lmbd.m"},
                    Case{"pglib_opf_case5_pjm", "pglib/pglib_opf_case5_pjm.m"},
                    Case{"pglib_opf_case14_ieee", "pglib/pglib_opf_case14_ieee.m"},
                    Case{"pglib_opf_case24_ieee_rts", "pglib/pglib_opf_case24_ieee_rts.m"},
                    Case{"pglib_opf_case30_ieee", "pglib/pglib_opf_case30_ieee.m"},
                    Case{"pglib_opf_case57_ieee", "pglib/pglib_opf_case57_ieee.m"},
                    Case{"pglib_opf_case118_ieee", "pglib/pglib_opf_case118_ieee.m"},
                    Case{"case_ACTIVSg500", "activsg/case_ACTIVSg500.m"},
                    Case{"case_ACTIVSg2000", "activsg/case_ACTIVSg2000.m"},
                    Case{"case_RTS_GMLC", "rts_gmlc/RTS_GMLC_matpower.m"}),
    test_name);

}  // namespace
}  // namespace gridrush
