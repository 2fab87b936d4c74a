#pragma once

#include <cstddef>
#include <vector>

#include "sim/operations/lp_model.hpp"

namespace gridrush {

/// Dual simplex for BoxLp: dense, explicit inverse, long-step (bound flipping) ratio test. Made for
/// some tens of rows and some thousands of columns solved again and again with other bounds and
/// costs: every variable has two finite bounds, so that any basis is made dual feasible by putting
/// each nonbasic variable at the bound its reduced cost asks for, and the last basis always is a
/// valid start. Costs about rows x columns operations per pivot and allocates only when the shape
/// changes. Koberstein (2005), "The dual simplex method", ch. 3 and 4.
class DualSimplex {
public:
    /// Forgets the basis; the next solve starts from the slacks.
    void reset();

    /// The coefficients changed (same shape): the basis stays, its inverse is computed afresh.
    void coefficients_changed() { inverse_valid_ = false; }

    /// `solution` is written when the status is optimal, else the basis is forgotten; `failed`
    /// means numerical trouble, the pivot limit or bounds and costs that are not finite. Rows may
    /// have been appended since the last solve; other columns need reset().
    SolveStatus solve(BoxLp const& lp, BoxLpSolution& solution);

private:
    enum class Place : unsigned char { low, high, basic };
    enum class Step { pivoted, infeasible, trouble };
    struct Candidate {
        double ratio;
        std::size_t variable;
    };

    [[nodiscard]] double low(BoxLp const& lp, std::size_t k) const {
        return k < columns_ ? 0.0 : lp.row_low[k - columns_];
    }
    [[nodiscard]] double high(BoxLp const& lp, std::size_t k) const {
        return k < columns_ ? lp.upper[k] : lp.row_high[k - columns_];
    }
    [[nodiscard]] double value(BoxLp const& lp, std::size_t k) const {
        return place_[k] == Place::low ? low(lp, k) : high(lp, k);
    }

    void fit_shape(BoxLp const& lp);
    [[nodiscard]] bool invert(BoxLp const& lp);
    void price(BoxLp const& lp);
    void compute_basics(BoxLp const& lp);
    [[nodiscard]] std::size_t most_infeasible_row(BoxLp const& lp) const;
    void compute_pivot_row(BoxLp const& lp, std::size_t row);
    void find_candidates(BoxLp const& lp, double direction);
    void bring_next_candidate();
    [[nodiscard]] std::size_t choose_entering(BoxLp const& lp, double infeasibility);
    void flip_passed(BoxLp const& lp);
    void compute_pivot_column(BoxLp const& lp, std::size_t entering);
    void update(std::size_t row, std::size_t entering, double entering_value, Place left_at,
                double bound);
    Step step(BoxLp const& lp, std::size_t row);
    SolveStatus iterate(BoxLp const& lp, int& iterations);
    void write(BoxLp const& lp, BoxLpSolution& solution) const;

    std::size_t columns_ = 0;
    std::size_t rows_ = 0;
    bool inverse_valid_ = false;
    int updates_ = 0;                     ///< of the inverse since it was computed
    std::vector<Place> place_;            ///< per variable: columns, then one slack per row
    std::vector<std::size_t> basic_;      ///< per row, the variable
    std::vector<double> inverse_;         ///< rows x rows
    std::vector<double> reduced_cost_;    ///< per variable
    std::vector<double> basic_value_;     ///< per row
    std::vector<double> pivot_row_;       ///< per variable
    std::vector<double> pivot_column_;    ///< per row
    std::vector<double> work_, matrix_;   ///< per row; rows x rows
    std::vector<double> nonbasic_value_;  ///< per column
    std::vector<Candidate> candidates_;   ///< in no order, later a heap
    std::vector<std::size_t> passed_;     ///< taken from them, in order
};

}  // namespace gridrush
