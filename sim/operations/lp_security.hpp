#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "topology/contingency.hpp"

namespace gridrush {

/// A branch after an outage, above its emergency rating.
struct OutageViolation {
    BranchId branch, outage;
    double excess_mw = 0.0;
};

/// The flow limits after every single branch outage of a network, with nothing dispatched again:
/// what they ask of the flows before. A radial outage asks nothing of the part that it cuts off;
/// in what stays the reference bus takes the difference (ContingencyScreen). Branches without an
/// emergency rating, and outages without a solution, ask nothing.
class OutageLimits {
public:
    OutageLimits(DcNetwork const& network, RatingKind rating, double tolerance_mw);

    /// MW after the outage, infinity where unlimited.
    [[nodiscard]] double rating_mw(BranchId branch) const { return rating_mw_[branch.index()]; }
    /// MW that `branch` takes over per MW in `outage`; nothing where either is out of service or
    /// the outage cuts the branch off.
    [[nodiscard]] std::optional<double> factor(BranchId branch, BranchId outage) const;

    /// Whether no branch is above its rating, by more than the tolerance and by more than 1e-9 of
    /// it, after any outage. shape: branches.
    [[nodiscard]] bool hold(std::span<double const> flow_mw);
    /// Of every branch the worst outage, the worst first; valid until the next call.
    [[nodiscard]] std::span<OutageViolation const> find_violations(std::span<double const> flow_mw);

private:
    [[nodiscard]] double excess_mw(Overload const& overload) const;

    ContingencyScreen screen_;
    std::span<double const> rating_mw_;
    double tolerance_mw_;
    std::vector<std::size_t> overloading_;  ///< rows of outages
    std::vector<OutageViolation> violations_;
};

}  // namespace gridrush
