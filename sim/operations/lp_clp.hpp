#pragma once

#include <memory>

#include "sim/operations/lp_model.hpp"

namespace gridrush {

/// Clp behind the BoxLp interface: dual simplex, warm-started while the shape stays. The reference
/// and the fallback of DualSimplex.
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

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace gridrush
