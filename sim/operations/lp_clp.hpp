#pragma once

#include <memory>

#include "sim/operations/lp_model.hpp"

namespace gridrush {

/// Clp behind the interface of both kinds of LP: dual simplex, warm-started while the shape stays.
/// The reference and the fallback of DualSimplex. One object serves one LP.
class ClpSolver {
public:
    ClpSolver();
    ~ClpSolver();
    ClpSolver(ClpSolver&&) noexcept;
    ClpSolver& operator=(ClpSolver&&) noexcept;

    /// The coefficients or the columns changed: the next solve loads everything, from a fresh
    /// basis.
    void reset();
    /// `solution` is written when the status is optimal. Rows may have been appended since the last
    /// solve; anything else needs reset().
    SolveStatus solve(BoxLp const& lp, BoxLpSolution& solution);
    SolveStatus solve(SparseLp const& lp, BoxLpSolution& solution);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace gridrush
