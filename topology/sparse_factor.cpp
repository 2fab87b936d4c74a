#include "topology/sparse_factor.hpp"

#include <stdexcept>

#include <Eigen/SparseCore>
#include <fmt/core.h>
#include <klu.h>

namespace gridrush {
namespace {

using Matrix = Eigen::SparseMatrix<double, Eigen::ColMajor, int>;

constexpr double least_reciprocal_condition = 1e-15;

Matrix assemble(std::size_t size, std::vector<MatrixEntry> const& entries) {
    std::vector<Eigen::Triplet<double>> triplets;
    triplets.reserve(entries.size());
    for (MatrixEntry const& entry : entries) {
        triplets.emplace_back(entry.row, entry.column, entry.value);
    }
    Matrix matrix{static_cast<Eigen::Index>(size), static_cast<Eigen::Index>(size)};
    matrix.setFromTriplets(triplets.begin(), triplets.end());
    matrix.makeCompressed();
    return matrix;
}

}  // namespace

struct SparseFactor::Impl {
    std::size_t size = 0;
    klu_symbolic* symbolic = nullptr;
    klu_numeric* numeric = nullptr;
    klu_common common{};

    Impl() { klu_defaults(&common); }
    Impl(Impl const&) = delete;
    Impl& operator=(Impl const&) = delete;
    ~Impl() {
        klu_free_numeric(&numeric, &common);
        klu_free_symbolic(&symbolic, &common);
    }

    void factorise(Matrix matrix) {
        int* const starts = matrix.outerIndexPtr();
        int* const rows = matrix.innerIndexPtr();
        symbolic = klu_analyze(static_cast<int>(size), starts, rows, &common);
        if (symbolic != nullptr) {
            numeric = klu_factor(starts, rows, matrix.valuePtr(), symbolic, &common);
        }
        bool const regular = numeric != nullptr && klu_rcond(symbolic, numeric, &common) == 1 &&
                             common.rcond > least_reciprocal_condition;
        if (!regular) {
            throw std::runtime_error{fmt::format(
                "matrix of {} rows is singular (KLU status {}, reciprocal condition {})", size,
                common.status, common.rcond)};
        }
    }
};

SparseFactor::SparseFactor(std::size_t size, std::vector<MatrixEntry> const& entries)
    : impl_{std::make_unique<Impl>()} {
    impl_->size = size;
    if (size > 0) {
        impl_->factorise(assemble(size, entries));
    }
}

SparseFactor::~SparseFactor() = default;
SparseFactor::SparseFactor(SparseFactor&&) noexcept = default;
SparseFactor& SparseFactor::operator=(SparseFactor&&) noexcept = default;

std::size_t SparseFactor::size() const {
    return impl_->size;
}

void SparseFactor::solve(std::span<double> sides) const {
    if (sides.empty()) {
        return;
    }
    int const size = static_cast<int>(impl_->size);
    int const count = static_cast<int>(sides.size() / impl_->size);
    klu_solve(impl_->symbolic, impl_->numeric, size, count, sides.data(), &impl_->common);
}

}  // namespace gridrush
