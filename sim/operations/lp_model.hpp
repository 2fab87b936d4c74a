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
    /// Appends a row of zeros and returns it for filling in.
    std::span<double> add_row();
    /// New columns (all zero) and no rows.
    void reset(std::size_t columns);
};

struct BoxLpSolution {
    std::vector<double> x;          ///< per column
    std::vector<double> row_price;  ///< per row, change of the objective per unit of its bound
    int iterations = 0;             ///< of the last solve
};

/// Dot product in four partial sums: a fixed order that a compiler can vectorise.
[[nodiscard]] inline double dot(std::span<double const> a, std::span<double const> b) {
    double s0 = 0.0, s1 = 0.0, s2 = 0.0, s3 = 0.0;
    std::size_t const n = a.size();
    std::size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        s0 += a[i] * b[i];
        s1 += a[i + 1] * b[i + 1];
        s2 += a[i + 2] * b[i + 2];
        s3 += a[i + 3] * b[i + 3];
    }
    for (; i < n; ++i) {
        s0 += a[i] * b[i];
    }
    return (s0 + s2) + (s1 + s3);
}

}  // namespace gridrush
