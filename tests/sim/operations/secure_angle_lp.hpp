#pragma once

#include <algorithm>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <coin/ClpSimplex.hpp>

#include "topology/contingency.hpp"
#include "sim/operations/dispatch.hpp"

namespace gridrush::testing {

/// The preventive N-1 dispatch in the textbook form: bus angles of the intact network and of every
/// outage as variables, all balances and branches as rows from the start, one solve by Clp. No
/// sensitivity, no screening. Linear costs, lossless DC lines, no cuts.
class SecureAngleLp {
public:
    SecureAngleLp(DcNetwork const& network, DispatchSpec const& spec, DispatchInput const& input)
        : grid_{network.grid()}, network_{network}, input_{input} {
        add_decisions(spec.shed_usd_per_mwh);
        add_state(BranchId{}, grid_.branches().rating_mw);
        for (std::size_t branch = 0; branch < network.in_service().size(); ++branch) {
            if (network.in_service()[branch] != 0) {
                add_state(BranchId{branch}, ratings_of(grid_, spec.security_rating));
            }
        }
    }

    /// usd/h, NaN unless optimal.
    [[nodiscard]] double objective() {
        CoinPackedMatrix const matrix{false, row_of_.data(), column_of_.data(), value_.data(),
                                      static_cast<CoinBigIndex>(value_.size())};
        CoinPackedMatrix sized{matrix};
        sized.setDimensions(static_cast<int>(row_low_.size()), static_cast<int>(cost_.size()));
        ClpSimplex model;
        model.setLogLevel(0);
        model.loadProblem(sized, low_.data(), high_.data(), cost_.data(), row_low_.data(),
                          row_high_.data());
        model.dual();
        return model.isProvenOptimal() ? model.objectiveValue()
                                       : std::numeric_limits<double>::quiet_NaN();
    }

private:
    struct Injection {
        int column;
        BusId bus;
        double share;
    };

    int add_column(double low, double high, double cost) {
        low_.push_back(low);
        high_.push_back(high);
        cost_.push_back(cost);
        return static_cast<int>(cost_.size()) - 1;
    }

    int add_row(double low, double high) {
        row_low_.push_back(low);
        row_high_.push_back(high);
        return static_cast<int>(row_low_.size()) - 1;
    }

    void add_entry(int row, int column, double value) {
        row_of_.push_back(row);
        column_of_.push_back(column);
        value_.push_back(value);
    }

    void add_decisions(double shed_usd_per_mwh) {
        auto const& generators = grid_.generators();
        for (std::size_t g = 0; g < generators.size(); ++g) {
            int const column = add_column(input_.generator_min_mw[g], input_.generator_max_mw[g],
                                          generators.cost[g].usd_per_h(1.0));
            injections_.push_back({column, generators.bus[g], 1.0});
        }
        for (std::size_t b = 0; b < grid_.buses().size(); ++b) {
            int const column = add_column(0.0, input_.load_mw[b], shed_usd_per_mwh);
            injections_.push_back({column, BusId{b}, 1.0});
        }
        auto const& lines = grid_.dc_lines();
        for (std::size_t d = 0; d < lines.size(); ++d) {
            int const column = add_column(lines.min_mw[d], lines.max_mw[d], 0.0);
            injections_.push_back({column, lines.from[d], -1.0});
            injections_.push_back({column, lines.to[d], 1.0});
        }
    }

    /// Angles, balances and limits of the intact network (no outage) or after one: the reference
    /// of what stays takes any difference, what is cut off has no rows.
    void add_state(BranchId outage, std::span<double const> rating_mw) {
        int const first_angle = static_cast<int>(cost_.size());
        int const first_row = static_cast<int>(row_low_.size());
        for (std::size_t b = 0; b < grid_.buses().size(); ++b) {
            add_column(-1e9, 1e9, 0.0);
            add_row(input_.load_mw[b], input_.load_mw[b]);
        }
        for (auto const& injection : injections_) {
            add_entry(first_row + static_cast<int>(injection.bus.index()), injection.column,
                      injection.share);
        }
        auto const& branches = grid_.branches();
        for (std::size_t l = 0; l < branches.size(); ++l) {
            if (network_.in_service()[l] != 0 && BranchId{l} != outage) {
                add_branch(l, rating_mw[l], first_angle, first_row);
            }
        }
        set_references(outage, first_angle, first_row);
    }

    /// flow = b (angle_from - angle_to) + shift
    void add_branch(std::size_t l, double rating_mw, int first_angle, int first_row) {
        double const b = network_.susceptance_mw_per_rad()[l];
        double const shift = network_.shift_flow_mw()[l];
        auto const from = static_cast<int>(grid_.branches().from[l].index());
        auto const to = static_cast<int>(grid_.branches().to[l].index());
        int const limit = add_row(-rating_mw - shift, rating_mw - shift);
        branch_rows_.push_back({limit, BranchId{l}});
        add_entry(limit, first_angle + from, b);
        add_entry(limit, first_angle + to, -b);
        for (auto const& [bus, sign] : {std::pair{from, -1.0}, std::pair{to, 1.0}}) {
            add_entry(first_row + bus, first_angle + from, sign * b);
            add_entry(first_row + bus, first_angle + to, -sign * b);
            auto const balance =
                static_cast<std::size_t>(first_row) + static_cast<std::size_t>(bus);
            row_low_[balance] -= sign * shift;
            row_high_[balance] -= sign * shift;
        }
    }

    void release(int row) {
        row_low_[static_cast<std::size_t>(row)] = -unlimited;
        row_high_[static_cast<std::size_t>(row)] = unlimited;
    }

    void fix_angle(int column) {
        low_[static_cast<std::size_t>(column)] = high_[static_cast<std::size_t>(column)] = 0.0;
    }

    void set_references(BranchId outage, int first_angle, int first_row) {
        auto const index = [](BusId bus) { return static_cast<int>(bus.index()); };
        bool splits = false;
        if (outage.valid()) {
            auto const bridges = find_bridges(grid_, network_.in_service());
            splits = std::ranges::find(bridges, outage) != bridges.end();
        }
        if (splits) {
            auto const part = find_islanded_part(network_, outage);
            for (auto const bus : part.buses) {
                release(first_row + index(bus));
            }
            for (auto const& [row, branch] : branch_rows_) {
                if (row > first_row &&
                    std::ranges::find(part.branches, branch) != part.branches.end()) {
                    release(row);
                }
            }
            fix_angle(first_angle + index(part.reference));
            release(first_row + index(part.reference));
            return;
        }
        for (int island = 0; island < network_.islands().count; ++island) {
            fix_angle(first_angle + index(network_.reference_of_island(island)));
        }
    }

    Grid const& grid_;
    DcNetwork const& network_;
    DispatchInput const& input_;
    std::vector<Injection> injections_;
    std::vector<std::pair<int, BranchId>> branch_rows_;
    std::vector<double> low_, high_, cost_, row_low_, row_high_, value_;
    std::vector<int> row_of_, column_of_;
};

inline double secure_objective(DcNetwork const& network, DispatchSpec const& spec,
                               DispatchInput const& input) {
    return SecureAngleLp{network, spec, input}.objective();
}

}  // namespace gridrush::testing
