#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace gridrush {

/// One entry of a sparse matrix; entries of the same place add up.
struct MatrixEntry {
    int row = 0;
    int column = 0;
    double value = 0.0;
};

/// LU factors of a sparse square matrix by KLU (Davis and Palamadai Natarajan, 2010, ACM TOMS
/// algorithm 907). Solving allocates nothing.
class SparseFactor {
public:
    /// Precondition: 0 <= row, column < size. Throws std::runtime_error when the matrix is singular
    /// to working precision.
    SparseFactor(std::size_t size, std::vector<MatrixEntry> const& entries);
    ~SparseFactor();
    SparseFactor(SparseFactor&&) noexcept;
    SparseFactor& operator=(SparseFactor&&) noexcept;

    [[nodiscard]] std::size_t size() const;

    /// Replaces each right-hand side by its solution. They lie one after the other: the length of
    /// `sides` is a multiple of size(). Four at once cost little more than two.
    void solve(std::span<double> sides) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace gridrush
