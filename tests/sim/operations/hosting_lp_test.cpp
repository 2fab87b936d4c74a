#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "topology/importers/importers.hpp"
#include "sim/operations/lp_clp.hpp"
#include "tests/reference_data.hpp"
#include "tests/sim/operations/hosting_snapshot.hpp"

namespace gridrush {
namespace {

/// The question written out for Clp: every generator a column, every limit of every branch in the
/// intact grid and in each grid with one branch less, built anew, a row: no LODF. Clp gets those
/// that it violated before; an answer counts once it keeps all.
class FullLp {
public:
    FullLp(Grid const& grid, Security security, HostingHours const& hours)
        : grid_{grid}, hours_{hours}, generators_{grid.generators().size()} {
        lines_ = grid.dc_lines().size();
        base_.assign(grid.buses().size(), 0.0);
        set_columns();
        DcNetwork const intact{grid, Convention::matpower, grid.branch_switches()};
        set_base_flow(intact);
        add_balance(intact);
        add_limits(intact, -1);
        for (std::size_t k = 0; security == Security::n_1 && k < grid.branches().size(); ++k) {
            auto service = grid.branch_switches();
            if (std::exchange(service[k], char{0}) != 0) {
                DcNetwork const after{grid, Convention::matpower, service};
                add_limits(after, dropped_island(intact, after, k));
            }
        }
    }

    /// The largest load at `bus`.
    double most_mw(BusId bus) {
        BoxLpSolution solution;
        EXPECT_EQ(solve(bus, 0.0, 1e6, solution), SolveStatus::optimal);
        return solution.x.back();
    }

    bool carries(BusId bus, double mw) {
        BoxLpSolution solution;
        return solve(bus, mw, 0.0, solution) == SolveStatus::optimal;
    }

private:
    void set_columns() {
        lp_.reset(generators_ + lines_ + 1);
        for (std::size_t b = 0; b < base_.size(); ++b) {
            base_[b] -= hours_.load_mw[b];
        }
        for (std::size_t g = 0; g < generators_; ++g) {
            base_[grid_.generators().bus[g].index()] += hours_.generator_min_mw[g];
            lp_.upper[g] = hours_.generator_max_mw[g] - hours_.generator_min_mw[g];
        }
        for (std::size_t d = 0; d < lines_; ++d) {
            auto const& lines = grid_.dc_lines();
            ASSERT_EQ(lines.loss_fraction[d], 0.0);
            base_[lines.to[d].index()] += lines.min_mw[d];
            base_[lines.from[d].index()] -= lines.min_mw[d];
            lp_.upper[generators_ + d] = lines.max_mw[d] - lines.min_mw[d];
        }
    }

    void set_base_flow(DcNetwork const& network) {
        Dispatch dispatch{network, {}};
        auto const& result =
            dispatch.solve({hours_.load_mw, hours_.generator_min_mw, hours_.generator_max_mw, {}});
        dispatched_.assign(base_.size(), 0.0);
        for (std::size_t b = 0; b < base_.size(); ++b) {
            dispatched_[b] = -hours_.load_mw[b];
        }
        for (std::size_t g = 0; g < generators_; ++g) {
            dispatched_[grid_.generators().bus[g].index()] += result.generator_mw[g];
        }
        for (std::size_t d = 0; d < lines_; ++d) {
            dispatched_[grid_.dc_lines().to[d].index()] += result.dc_line_mw[d];
            dispatched_[grid_.dc_lines().from[d].index()] -= result.dc_line_mw[d];
        }
    }

    void add_balance(DcNetwork const& network) {
        for (int island = 0; island < network.islands().count; ++island) {
            std::vector<double> per_bus(base_.size());
            for (std::size_t b = 0; b < per_bus.size(); ++b) {
                per_bus[b] = network.islands().island_of_bus[b] == island ? 1.0 : 0.0;
            }
            asked_.push_back(lp_.rows());
            add_row(per_bus, 0.0, 0.0, 0.0);
        }
    }

    /// The island of `after` that the outage of branch k has cut off, or -1.
    int dropped_island(DcNetwork const& before, DcNetwork const& after, std::size_t k) {
        if (after.islands().count == before.islands().count) {
            return -1;
        }
        auto const& island = after.islands().island_of_bus;
        int const from = island[grid_.branches().from[k].index()];
        int const to = island[grid_.branches().to[k].index()];
        auto const from_size = std::ranges::count(island, from);
        auto const to_size = std::ranges::count(island, to);
        if (from_size != to_size) {
            return from_size < to_size ? from : to;
        }
        auto const reference = before.reference_of_island(
            before.islands().island_of_bus[grid_.branches().from[k].index()]);
        return island[reference.index()] == from ? to : from;
    }

    void add_limits(DcNetwork const& network, int dropped) {
        std::vector<double> row(base_.size()), flow(grid_.branches().size());
        network.solve_flows(dispatched_, flow);
        for (std::size_t l = 0; l < flow.size(); ++l) {
            double const rating = grid_.branches().rating_mw[l];
            int const island = network.islands().island_of_bus[grid_.branches().from[l].index()];
            if (network.in_service()[l] == 0 || std::isinf(rating) || island == dropped) {
                continue;
            }
            network.write_ptdf_rows(std::vector{BranchId{l}}, row);
            double const limit = std::max(rating, std::abs(flow[l]));
            add_row(row, network.flow_at_zero_injection(BranchId{l}), -limit, limit);
        }
    }

    void add_row(std::vector<double> const& per_bus, double constant, double low, double high) {
        auto const row = lp_.add_row();
        for (std::size_t g = 0; g < generators_; ++g) {
            row[g] = per_bus[grid_.generators().bus[g].index()];
        }
        for (std::size_t d = 0; d < lines_; ++d) {
            row[generators_ + d] =
                per_bus[grid_.dc_lines().to[d].index()] - per_bus[grid_.dc_lines().from[d].index()];
        }
        constant += std::inner_product(per_bus.begin(), per_bus.end(), base_.begin(), 0.0);
        lp_.row_low.back() = low - constant;
        lp_.row_high.back() = high - constant;
        per_bus_.push_back(per_bus);
    }

    /// The most load at `bus` between `least` and `least + more`.
    SolveStatus solve(BusId bus, double least, double more, BoxLpSolution& solution) {
        while (true) {
            BoxLp some;
            some.reset(lp_.columns());
            some.upper = lp_.upper;
            some.cost.back() = -1.0;
            some.upper.back() = more;
            for (std::size_t const i : asked_) {
                double const per_mw = -per_bus_[i][bus.index()];
                std::ranges::copy(lp_.row(i), some.add_row().begin());
                some.coefficients.back() = per_mw;
                some.row_low.back() = lp_.row_low[i] - per_mw * least;
                some.row_high.back() = lp_.row_high[i] - per_mw * least;
            }
            auto const status = ClpSolver{}.solve(some, solution);
            if (status != SolveStatus::optimal ||
                !ask_violated(bus, solution.x, least + solution.x.back())) {
                return status;
            }
        }
    }

    /// The worst violated rows are asked from now on; whether there are any.
    bool ask_violated(BusId bus, std::vector<double> const& x, double load_mw) {
        std::vector<std::pair<double, std::size_t>> violated;
        for (std::size_t i = 0; i < lp_.rows(); ++i) {
            double const value = std::inner_product(x.begin(), x.end() - 1, lp_.row(i).begin(),
                                                    -per_bus_[i][bus.index()] * load_mw);
            double const excess = std::max(lp_.row_low[i] - value, value - lp_.row_high[i]);
            if (excess > 1e-8 && std::ranges::find(asked_, i) == asked_.end()) {
                violated.emplace_back(-excess, i);
            }
        }
        std::ranges::sort(violated);
        violated.resize(std::min<std::size_t>(violated.size(), 20));
        for (auto const& [excess, i] : violated) {
            asked_.push_back(i);
        }
        return !violated.empty();
    }

    Grid const& grid_;
    HostingHours const& hours_;
    std::size_t generators_, lines_ = 0;
    std::vector<double> base_, dispatched_;
    std::vector<std::vector<double>> per_bus_;
    BoxLp lp_;  ///< every row
    std::vector<std::size_t> asked_;
};

struct Question {
    std::string path;
    std::size_t every;           ///< of how many buses one is asked
    std::size_t every_bisected;  ///< by feasibility as well
};

void PrintTo(Question const& question, std::ostream* out) {
    *out << question.path;
}

Grid read(std::filesystem::path const& path) {
    return Grid{path.extension() == ".m" ? read_matpower(path) : read_rts_gmlc(path)};
}

class HostingLp : public ::testing::TestWithParam<Question> {};

TEST_P(HostingLp, answers_are_those_of_the_whole_program) {
    auto const& [name, every, every_bisected] = GetParam();
    GRIDRUSH_SKIP_WITHOUT_REFERENCE(path, name);
    Grid const grid = read(path);
    auto const hours = testing::hours_of(grid, testing::snapshot_time, 1);
    for (auto const security : {Security::none, Security::n_1}) {
        auto const answers = testing::host(grid, security);
        FullLp full{grid, security, hours};
        for (std::size_t bus = 0; bus < answers.size(); bus += every) {
            ASSERT_EQ(answers[bus].status, SolveStatus::optimal);
            EXPECT_NEAR(answers[bus].mw, full.most_mw(BusId{bus}), 1e-6)
                << to_string(security) << ", bus " << grid.buses().id[bus];
        }
        for (std::size_t bus = 0; bus < answers.size(); bus += every_bisected) {
            EXPECT_TRUE(full.carries(BusId{bus}, std::max(0.0, answers[bus].mw - 1e-6)));
            EXPECT_FALSE(full.carries(BusId{bus}, answers[bus].mw + 1e-6));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(PublicCases, HostingLp,
                         ::testing::Values(Question{"pglib/pglib_opf_case14_ieee.m", 1, 1},
                                           Question{"pglib/pglib_opf_case24_ieee_rts.m", 1, 1},
                                           Question{"pglib/pglib_opf_case30_ieee.m", 1, 1},
                                           Question{"pglib/pglib_opf_case57_ieee.m", 1, 3},
                                           Question{"pglib/pglib_opf_case118_ieee.m", 3, 10},
                                           Question{"rts_gmlc", 2, 8}));

}  // namespace
}  // namespace gridrush
