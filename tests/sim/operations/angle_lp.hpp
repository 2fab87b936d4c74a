#pragma once

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include <coin/ClpSimplex.hpp>

#include "sim/operations/dispatch.hpp"

namespace gridrush::testing {

/// The dispatch of intervals in the textbook form, bus angles as variables and every branch a row,
/// solved by Clp: shares nothing with Dispatch but the input. The model stays between solves and
/// only bounds move, so that the dual simplex starts warm. Piecewise or linear generator costs,
/// lossless DC lines.
class AngleLp {
public:
    AngleLp(DcNetwork const& network, double shed_usd_per_mwh, std::vector<CutBlock> const& cuts)
        : grid_{network.grid()}, buses_{static_cast<int>(grid_.buses().size())} {
        model_.setLogLevel(0);
        model_.resize(buses_, 0);
        for (std::size_t b = 0; b < grid_.buses().size(); ++b) {
            add_column(-1e9, 1e9, 0.0, {});
        }
        for (int island = 0; island < network.islands().count; ++island) {
            auto const reference = static_cast<int>(network.reference_of_island(island).index());
            model_.setColumnBounds(reference, 0.0, 0.0);
        }
        add_branches(network);
        add_generators();
        add_injections(shed_usd_per_mwh, cuts);
    }

    /// Objective in usd/h, NaN unless optimal.
    double solve(DispatchInput const& input) {
        double fixed = set_generators(input);
        double* const row_low = model_.rowLower();
        double* const row_high = model_.rowUpper();
        double* const high = model_.columnUpper();
        for (int b = 0; b < buses_; ++b) {
            double const load = input.load_mw[static_cast<std::size_t>(b)];
            row_low[b] = row_high[b] = load + drawn_by_shifters_[static_cast<std::size_t>(b)];
            high[first_shed_ + b] = load;
        }
        for (std::size_t k = 0; k < input.cuts.size(); ++k) {
            auto const& cut = input.cuts[k];
            high[first_cut_ + static_cast<int>(k)] = cut.mw;
            high[first_shed_ + static_cast<int>(cut.bus.index())] -= cut.mw;
        }
        model_.dual();
        return model_.isProvenOptimal() ? model_.objectiveValue() + fixed
                                        : std::numeric_limits<double>::quiet_NaN();
    }

private:
    struct Piece {
        std::size_t generator;
        double from_mw, to_mw, usd_per_mwh;
        int column;
    };

    int add_column(double low, double high, double cost,
                   std::vector<std::pair<int, double>> const& entries) {
        std::vector<int> rows;
        std::vector<double> values;
        for (auto const& [row, value] : entries) {
            rows.push_back(row);
            values.push_back(value);
        }
        model_.addColumn(static_cast<int>(rows.size()), rows.data(), values.data(), low, high,
                         cost);
        return model_.numberColumns() - 1;
    }

    /// Row per branch in service, its flow; the flow also leaves and enters the balances.
    void add_branches(DcNetwork const& network) {
        auto const& branches = grid_.branches();
        drawn_by_shifters_.assign(grid_.buses().size(), 0.0);
        for (std::size_t l = 0; l < branches.size(); ++l) {
            if (!network.in_service()[l]) {
                continue;
            }
            double const b = network.susceptance_mw_per_rad()[l];
            double const shift = network.shift_flow_mw()[l];
            auto const from = static_cast<int>(branches.from[l].index());
            auto const to = static_cast<int>(branches.to[l].index());
            drawn_by_shifters_[branches.from[l].index()] += shift;
            drawn_by_shifters_[branches.to[l].index()] -= shift;
            for (auto const& [row, sign] : {std::pair{from, -1.0}, std::pair{to, 1.0}}) {
                model_.modifyCoefficient(row, from, coefficient(row, from) + sign * b);
                model_.modifyCoefficient(row, to, coefficient(row, to) - sign * b);
            }
            int const columns[] = {from, to};
            double const values[] = {b, -b};
            model_.addRow(2, columns, values, -branches.rating_mw[l] - shift,
                          branches.rating_mw[l] - shift);
        }
    }

    [[nodiscard]] double coefficient(int row, int column) const {
        return model_.matrix()->getCoefficient(row, column);
    }

    void add_generators() {
        auto const& generators = grid_.generators();
        for (std::size_t g = 0; g < generators.size(); ++g) {
            auto const& cost = generators.cost[g];
            auto points = cost.points;
            if (points.empty()) {
                points = {{0.0, cost.usd_per_h(0.0)}, {1e6, cost.usd_per_h(1e6)}};
            }
            cost_at_zero_.push_back(points.front().usd_per_h);
            for (std::size_t i = 1; i < points.size(); ++i) {
                double const slope = (points[i].usd_per_h - points[i - 1].usd_per_h) /
                                     (points[i].mw - points[i - 1].mw);
                int const column = add_column(0.0, 0.0, slope,
                                              {{static_cast<int>(generators.bus[g].index()), 1.0}});
                pieces_.push_back({g, points[i - 1].mw, points[i].mw, slope, column});
            }
        }
    }

    void add_injections(double shed_usd_per_mwh, std::vector<CutBlock> const& cuts) {
        auto const& lines = grid_.dc_lines();
        for (std::size_t d = 0; d < lines.size(); ++d) {
            add_column(lines.min_mw[d], lines.max_mw[d], 0.0,
                       {{static_cast<int>(lines.from[d].index()), -1.0},
                        {static_cast<int>(lines.to[d].index()), 1.0}});
        }
        first_shed_ = model_.numberColumns();
        for (int b = 0; b < buses_; ++b) {
            add_column(0.0, 0.0, shed_usd_per_mwh, {{b, 1.0}});
        }
        first_cut_ = model_.numberColumns();
        for (auto const& cut : cuts) {
            add_column(0.0, 0.0, cut.usd_per_mwh, {{static_cast<int>(cut.bus.index()), 1.0}});
        }
    }

    /// Curves start at (0, cost); what lies below the least output is spent in any case.
    double set_generators(DispatchInput const& input) {
        double fixed = 0.0;
        for (std::size_t g = 0; g < cost_at_zero_.size(); ++g) {
            bool const off = input.generator_min_mw[g] == 0.0 && input.generator_max_mw[g] == 0.0;
            fixed += off ? 0.0 : cost_at_zero_[g];
        }
        for (auto const& piece : pieces_) {
            bool const last = &piece == &pieces_.back() || (&piece)[1].generator != piece.generator;
            double const width = last ? 1e6 : piece.to_mw - piece.from_mw;
            model_.columnLower()[piece.column] =
                std::clamp(input.generator_min_mw[piece.generator] - piece.from_mw, 0.0, width);
            model_.columnUpper()[piece.column] =
                std::clamp(input.generator_max_mw[piece.generator] - piece.from_mw, 0.0, width);
        }
        return fixed;
    }

    Grid const& grid_;
    int buses_;
    int first_shed_ = 0, first_cut_ = 0;
    std::vector<Piece> pieces_;
    std::vector<double> cost_at_zero_;
    std::vector<double> drawn_by_shifters_;
    ClpSimplex model_;
};

}  // namespace gridrush::testing
