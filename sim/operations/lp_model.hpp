#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sim/operations/dispatch.hpp"

namespace gridrush {

/// A linear program with few rows in which everything has two finite bounds:
///   min cost*x  s.t.  row_low <= A x <= row_high,  0 <= x <= upper.
/// A is dense and stored by rows. Bounds and costs may be written between solves; whoever changes
/// the shape or a coefficient says so to the solver.
struct BoxLp {
    std::vector<double> cost, upper;        ///< per column
    std::vector<double> row_low, row_high;  ///< per row
    std::vector<double> coefficients;       ///< rows() x columns()

    [[nodiscard]] std::size_t columns() const { return cost.size(); }
    [[nodiscard]] std::size_t rows() const { return row_low.size(); }
    [[nodiscard]] std::span<double const> row(std::size_t i) const {
        return std::span{coefficients}.subspan(i * columns(), columns());
    }
    [[nodiscard]] std::span<double> row(std::size_t i) {
        return std::span{coefficients}.subspan(i * columns(), columns());
    }
    /// Appends a row of zeros and returns it for filling in.
    std::span<double> add_row();
    /// New columns (all zero) and no rows.
    void reset(std::size_t columns);
    /// Whether costs and bounds are numbers, none of them infinite.
    [[nodiscard]] bool is_finite() const;
};

/// A larger linear program, sparse, of the same kind:
///   min cost*x  s.t.  row_low <= A x <= row_high,  lower <= x <= upper.
struct SparseLp {
    std::vector<double> cost, lower, upper;  ///< per column
    std::vector<double> row_low, row_high;   ///< per row
    std::vector<std::size_t> row_begin{0};   ///< per row and one more, into the next two
    std::vector<int> column;
    std::vector<double> coefficient;

    [[nodiscard]] std::size_t columns() const { return cost.size(); }
    [[nodiscard]] std::size_t rows() const { return row_low.size(); }
    /// Appends an entry to the row that end_row() closes; no column twice, zeros are skipped.
    void add(std::size_t at_column, double value) {
        if (value != 0.0) {
            column.push_back(static_cast<int>(at_column));
            coefficient.push_back(value);
        }
    }
    void end_row() {
        row_begin.push_back(column.size());
        row_low.push_back(0.0);
        row_high.push_back(0.0);
    }
};

struct BoxLpSolution {
    std::vector<double> x;          ///< per column
    std::vector<double> row_price;  ///< per row, change of the objective per unit of its bound
    int iterations = 0;             ///< of the last solve
};

}  // namespace gridrush
