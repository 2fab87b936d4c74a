#include "topology/sensitivity.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <Eigen/Dense>

namespace gridrush {
namespace {

constexpr double least_pivot = 1e-9;

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

std::vector<BranchId> all_branches(DcNetwork const& network) {
    std::vector<BranchId> branches;
    for (std::size_t branch = 0; branch < network.in_service().size(); ++branch) {
        branches.emplace_back(branch);
    }
    return branches;
}

/// Flow in every branch per MW sent between the ends of each outage: one row per outage.
DenseMatrix transfer_flows(DcNetwork const& network, std::span<BranchId const> outages) {
    BranchColumns const& branches = network.grid().branches();
    DenseMatrix flows{outages.size(), branches.size(), {}};
    flows.values.resize(flows.rows * flows.columns);
    auto const b = network.susceptance_mw_per_rad();
    std::vector<double> ptdf(outages.size() * network.grid().buses().size());
    network.write_ptdf_rows(outages, ptdf);
    DenseMatrix const rows{outages.size(), network.grid().buses().size(), std::move(ptdf)};
    for (std::size_t k = 0; k < outages.size(); ++k) {
        double const b_outage = b[outages[k].index()];
        for (std::size_t l = 0; l < branches.size() && b_outage != 0.0; ++l) {
            double const difference =
                rows.at(k, branches.from[l].index()) - rows.at(k, branches.to[l].index());
            flows.values[k * flows.columns + l] = b[l] * difference / b_outage;
        }
    }
    return flows;
}

/// What each outage hands over to the transfer between its ends: (I - phi_KK) t = f_K.
Vector handed_over(DenseMatrix const& flows, std::span<BranchId const> outages,
                   std::span<double const> flow_mw) {
    auto const count = static_cast<Eigen::Index>(outages.size());
    Matrix system = Matrix::Identity(count, count);
    Vector before{count};
    for (std::size_t i = 0; i < outages.size(); ++i) {
        before[static_cast<Eigen::Index>(i)] = flow_mw[outages[i].index()];
        for (std::size_t k = 0; k < outages.size(); ++k) {
            system(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k)) -=
                flows.at(k, outages[i].index());
        }
    }
    Eigen::FullPivLU<Matrix> lu{system};
    lu.setThreshold(least_pivot);
    if (!lu.isInvertible()) {
        return Vector::Constant(count, std::numeric_limits<double>::quiet_NaN());
    }
    return lu.solve(before);
}

}  // namespace

DenseMatrix ptdf_matrix(DcNetwork const& network) {
    auto const branches = all_branches(network);
    DenseMatrix matrix{branches.size(), network.grid().buses().size(), {}};
    matrix.values.resize(matrix.rows * matrix.columns);
    network.write_ptdf_rows(branches, matrix.values);
    return matrix;
}

DenseMatrix lodf_matrix(DcNetwork const& network) {
    auto const branches = all_branches(network);
    DenseMatrix matrix{branches.size(), branches.size(), {}};
    matrix.values.resize(matrix.rows * matrix.columns);
    network.write_lodf_columns(branches, matrix.values);
    return matrix;
}

std::vector<double> flows_after_outages(DcNetwork const& network, std::span<BranchId const> outages,
                                        std::span<double const> flow_mw) {
    std::vector<double> after(flow_mw.begin(), flow_mw.end());
    if (outages.empty()) {
        return after;
    }
    DenseMatrix const flows = transfer_flows(network, outages);
    Vector const transfer = handed_over(flows, outages, flow_mw);
    if (!transfer.allFinite()) {
        std::fill(after.begin(), after.end(), std::numeric_limits<double>::quiet_NaN());
        return after;
    }
    for (std::size_t k = 0; k < outages.size(); ++k) {
        double const mw = transfer[static_cast<Eigen::Index>(k)];
        for (std::size_t l = 0; l < after.size(); ++l) {
            after[l] += flows.at(k, l) * mw;
        }
    }
    for (BranchId const outage : outages) {
        after[outage.index()] = 0.0;
    }
    return after;
}

}  // namespace gridrush
