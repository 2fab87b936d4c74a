#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace gridrush {

/// A branch whose susceptance is not the one that was factorised. Slots as in ReducedNetwork.
struct ChangedBranch {
    std::size_t from = 0, to = 0;            ///< slots of its ends
    double change_mw_per_rad = 0.0;          ///< of its susceptance
    std::span<double const> transfer_angle;  ///< per slot, of a transfer along it by the factors
};

/// Turns solutions by the factors of B into those of B + sum over branches k of d_k a_k a_k', where
/// a_k is +1 at one end and -1 at the other, d_k the change:
///   theta = y - Z G^-1 D A y  with  y = B^-1 r,  Z = B^-1 A',  G = I + D A Z
/// (Woodbury, 1950; Hager, 1989, "Updating the inverse of a matrix", SIAM Review 31). Costs one
/// pass over the angles per branch. Private to topology/.
class LowRankCorrection {
public:
    /// Borrows the transfers. Returns false, and corrects nothing then, where the changed network
    /// is so close to having no solution that the correction would lose more than four digits.
    [[nodiscard]] bool set(std::vector<ChangedBranch> branches);

    [[nodiscard]] std::size_t rank() const { return branches_.size(); }
    void apply(std::span<double> angle_rad) const;

private:
    std::vector<ChangedBranch> branches_;
    std::vector<double> weight_;         ///< rank x rank: G^-1 D
    mutable std::vector<double> drawn_;  ///< work: A y
};

}  // namespace gridrush
