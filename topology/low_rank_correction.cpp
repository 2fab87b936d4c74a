#include "topology/low_rank_correction.hpp"

#include <utility>

#include <Eigen/LU>

namespace gridrush {
namespace {

/// Of the dimensionless G and its inverse: what a correction may blow up rounding errors by. An
/// outage that leaves a share s of a transfer to the rest of the network has 1/s in the inverse.
constexpr double largest_entry = 1e4;

}  // namespace

bool LowRankCorrection::set(std::vector<ChangedBranch> branches) {
    branches_.clear();
    auto const rank = branches.size();
    auto const rows = static_cast<Eigen::Index>(rank);
    Eigen::MatrixXd g = Eigen::MatrixXd::Identity(rows, rows);
    Eigen::VectorXd change(rows);
    for (std::size_t i = 0; i < rank; ++i) {
        auto const& branch = branches[i];
        auto const row = static_cast<Eigen::Index>(i);
        change[row] = branch.change_mw_per_rad;
        for (std::size_t j = 0; j < rank; ++j) {
            auto const& angle = branches[j].transfer_angle;
            g(row, static_cast<Eigen::Index>(j)) +=
                branch.change_mw_per_rad * (angle[branch.from] - angle[branch.to]);
        }
    }
    Eigen::MatrixXd const inverse = g.partialPivLu().inverse();
    if (!(g.array().abs() < largest_entry).all() ||
        !(inverse.array().abs() < largest_entry).all()) {
        return false;
    }
    Eigen::MatrixXd const weight = inverse * change.asDiagonal();
    weight_.clear();
    for (Eigen::Index i = 0; i < rows; ++i) {
        for (Eigen::Index j = 0; j < rows; ++j) {
            weight_.push_back(weight(i, j));
        }
    }
    branches_ = std::move(branches);
    drawn_.resize(rank);
    return true;
}

void LowRankCorrection::apply(std::span<double> angle_rad) const {
    auto const rank = branches_.size();
    for (std::size_t j = 0; j < rank; ++j) {
        drawn_[j] = angle_rad[branches_[j].from] - angle_rad[branches_[j].to];
    }
    for (std::size_t i = 0; i < rank; ++i) {
        double weight = 0.0;
        for (std::size_t j = 0; j < rank; ++j) {
            weight += weight_[i * rank + j] * drawn_[j];
        }
        auto const& transfer = branches_[i].transfer_angle;
        for (std::size_t slot = 0; slot < angle_rad.size(); ++slot) {
            angle_rad[slot] -= weight * transfer[slot];
        }
    }
}

}  // namespace gridrush
