#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "sim/operations/dispatch.hpp"

namespace gridrush {

/// A sparse linear program that grows while it is used:
///   min cost*x  s.t.  row_low <= A x <= row_high,  lower <= x <= upper,
/// with infinite bounds where there are none. Rows and columns are appended, costs and bounds
/// rewritten; every solve starts from the basis of the last one. Clp's dual simplex.
class GrowingLp {
public:
    /// A coefficient of a row.
    struct Entry {
        std::size_t column = 0;
        double value = 0.0;
    };

    GrowingLp();
    ~GrowingLp();
    GrowingLp(GrowingLp&&) noexcept;
    GrowingLp& operator=(GrowingLp&&) noexcept;

    /// Return the number of the new column or row. Columns cost 0.
    std::size_t add_column(double lower, double upper);
    std::size_t add_row(std::span<Entry const> entries, double low, double high);
    void set_cost(std::size_t column, double cost);
    void set_column(std::size_t column, double lower, double upper);
    void set_row(std::size_t row, double low, double high);
    /// Of an entry that add_row() gave.
    void set_coefficient(std::size_t row, std::size_t column, double value);

    /// Crossed bounds are infeasible, a number that is none is `failed`. After trouble the solve is
    /// tried once more from a fresh basis.
    [[nodiscard]] SolveStatus solve();

    /// Of the last optimal solve. price: change of the objective per unit of the row's bound.
    [[nodiscard]] double x(std::size_t column) const;
    [[nodiscard]] double price(std::size_t row) const;
    [[nodiscard]] long iterations() const;  ///< of all solves

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace gridrush
