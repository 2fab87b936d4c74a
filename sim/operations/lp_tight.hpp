#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sim/operations/dispatch.hpp"

namespace gridrush {

/// How far one column can go beside others that only have limits:
///   max d  s.t.  row_low <= A x - a d <= row_high,  0 <= x <= upper,  0 <= d <= d_upper.
/// Everything but the column `a` of d, and d_upper, is common to many questions.
struct TightLp {
    std::vector<double> upper;                   ///< per column of x
    std::vector<double> row_low, row_high;       ///< per row
    std::vector<double> coefficients;            ///< rows() x columns()
    std::vector<std::vector<double>> by_column;  ///< the same, per column

    [[nodiscard]] std::size_t columns() const { return upper.size(); }
    [[nodiscard]] std::size_t rows() const { return row_low.size(); }
    [[nodiscard]] std::span<double const> row(std::size_t i) const {
        return std::span{coefficients}.subspan(i * columns(), columns());
    }
    /// New columns (upper 0) and no rows.
    void reset(std::size_t columns);
    /// Appends a row; its limits are 0 and 0.
    void add_row(std::span<double const> row);
};

/// What a row's limit is worth: d gains `price` per unit that the limit moves outwards.
struct RowPrice {
    std::size_t row = 0;
    double price = 0.0;
};

/// Dual simplex for TightLp. Of hundreds of rows only some tens are tight: it keeps the inverse of
/// the tight rows by the basic columns alone, dense, and otherwise only looks at the rows' values.
/// A pivot costs about (tight rows) x (rows + columns) operations. Everything is boxed, so the last
/// basis is a valid start whatever changed: limits, rows appended, the column of d (one update of
/// the inverse). Long-step ratio test. Koberstein (2005), "The dual simplex method", ch. 3 and 4.
class TightSimplex {
public:
    /// Forgets the basis; the next solve starts with no row tight.
    void reset();

    /// `load`: the column a, per row. Optimal, or `infeasible` (no x even at d = 0), or `failed`
    /// after numerical trouble; then the basis is forgotten.
    SolveStatus solve(TightLp const& lp, std::span<double const> load, double load_upper);

    /// Of the last optimal solve.
    [[nodiscard]] double load() const { return load_value_; }
    void write_x(TightLp const& lp, std::span<double> x) const;
    /// Tight rows with a price above `least`, in no order.
    void write_prices(double least, std::vector<RowPrice>& prices) const;
    [[nodiscard]] int iterations() const { return iterations_; }
    [[nodiscard]] std::size_t tight_rows() const { return tight_.size(); }

private:
    enum class Place : unsigned char { low, high, basic };
    enum class Side : unsigned char { slack, low, high };
    enum class Step { pivoted, infeasible, trouble };
    /// A nonbasic variable: a column, or a tight row by its position.
    struct Variable {
        bool is_row = false;
        std::size_t index = 0;
    };
    struct Candidate {
        double ratio;
        Variable variable;
    };
    /// What leaves the basis: a basic column by its position, or a row that becomes tight.
    struct Leaving {
        bool is_row = false;
        std::size_t index = 0;
        double value = 0.0, bound = 0.0;
    };
    struct Change {
        Variable variable;
        double by = 0.0;
    };

    [[nodiscard]] std::span<double> inverse_row(std::size_t p) {
        return std::span{inverse_}.subspan(p * stride_, tight_.size());
    }
    [[nodiscard]] double coefficient(TightLp const& lp, std::size_t row, std::size_t column) const {
        return column == lp.columns() ? -load_[row] : lp.coefficients[row * lp.columns() + column];
    }
    [[nodiscard]] double upper(TightLp const& lp, std::size_t column) const {
        return column == lp.columns() ? load_upper_ : lp.upper[column];
    }
    [[nodiscard]] double range(TightLp const& lp, Variable variable) const;
    [[nodiscard]] double pivot_entry(Variable variable) const;
    [[nodiscard]] double& reduced_cost(Variable variable);

    void fit(TightLp const& lp, std::span<double const> load, double load_upper);
    void change_load(TightLp const& lp, std::span<double const> load);
    void drop_load();
    [[nodiscard]] bool invert(TightLp const& lp);
    void price(TightLp const& lp);
    void compute_values(TightLp const& lp);
    [[nodiscard]] bool find_leaving(TightLp const& lp, Leaving& leaving) const;
    void compute_pivot_row(TightLp const& lp, Leaving const& leaving);
    void find_candidates(TightLp const& lp, double direction);
    [[nodiscard]] bool choose_entering(TightLp const& lp, double infeasibility);
    void apply_changes(TightLp const& lp);
    void update_costs(Leaving const& leaving, Variable entering, double dual_step);
    void exchange(TightLp const& lp, Leaving const& leaving, Variable entering, Side side);
    void replace_column(TightLp const& lp, std::size_t position, std::size_t column);
    void replace_row(std::size_t position, std::size_t row);
    void add_pair(TightLp const& lp, std::size_t row, std::size_t column);
    void remove_pair(std::size_t row_position, std::size_t column_position);
    void grow();
    void perturb();
    void restore_costs();
    Step step(TightLp const& lp, Leaving const& leaving);
    SolveStatus iterate(TightLp const& lp);

    std::vector<Place> place_;         ///< per column, d the last
    std::vector<Side> side_;           ///< per row
    std::vector<std::size_t> tight_;   ///< rows
    std::vector<std::size_t> basic_;   ///< columns, as many as tight rows
    std::vector<double> inverse_;      ///< basic columns x tight rows, rows `stride_` apart
    std::vector<double> basic_value_;  ///< per basic column
    std::vector<double> row_price_;    ///< per tight row
    std::size_t stride_ = 0;
    int updates_ = 0;  ///< of the inverse since it was computed
    int iterations_ = 0;
    int degenerate_steps_ = 0;
    bool perturbed_ = false;
    std::vector<double> load_;  ///< per row
    double load_upper_ = 0.0, load_value_ = 0.0;
    std::vector<double> activity_;      ///< per row
    std::vector<double> cost_;          ///< per column: -1 for d, else 0, unless perturbed
    std::vector<double> column_cost_;   ///< reduced cost per column
    std::vector<double> pivot_row_;     ///< per column
    std::vector<double> pivot_tight_;   ///< per tight row, minus the pivot row's entry
    std::vector<double> work_, other_;  ///< per tight row
    std::vector<Candidate> candidates_;
    std::vector<Variable> passed_;
    std::vector<Change> changes_;
};

}  // namespace gridrush
