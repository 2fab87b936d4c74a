#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <span>

namespace gridrush {

/// Rows of numbers of equal length, each on a cache line of its own and filled up with zeros, so
/// that vector instructions need no remainder loop. Private to topology/.
class AlignedRows {
public:
    AlignedRows(std::size_t rows, std::size_t columns);

    [[nodiscard]] std::size_t stride() const { return stride_; }
    [[nodiscard]] std::span<double> row(std::size_t row) {
        return {values_.get() + row * stride_, stride_};
    }
    [[nodiscard]] std::span<double const> row(std::size_t row) const {
        return {values_.get() + row * stride_, stride_};
    }

private:
    static constexpr std::align_val_t alignment{64};
    struct Free {
        void operator()(double* values) const { ::operator delete[](values, alignment); }
    };

    std::size_t stride_;
    std::unique_ptr<double[], Free> values_;
};

/// Instructions that the kernel may use. Every level gives the same bits.
enum class SimdLevel { baseline, avx2, avx512 };

[[nodiscard]] bool is_supported(SimdLevel level);
/// The fastest level that this machine supports.
[[nodiscard]] SimdLevel best_simd_level();

/// What one outage does to one snapshot.
struct WorstLoading {
    double loading = 0.0;    ///< largest loading, 1 at the rating
    std::size_t branch = 0;  ///< the first that has it, to a relative precision of 1e-9
    std::size_t overloads = 0;
};

/// Snapshots that one call of the kernel handles.
inline constexpr std::size_t kernel_snapshots = 4;
/// A row has at most this many numbers: their index needs 20 bits of the 52 of a loading.
inline constexpr std::size_t longest_row = std::size_t{1} << 20;

/// loading_l = |flow_l + factor_l * outage_flow| for every branch l and each snapshot.
/// `factor`: MW per MW over the rating of each branch; `flow`: the snapshots' rows one after the
/// other, MW over the rating, each as long as `factor`; `outage_flow_mw`: what flowed in the
/// outage; an overload is a loading greater than `limit`. Preconditions: the length is that of a
/// row of AlignedRows and at most `longest_row`; every number is finite; `level` is supported.
using Kernel = void(std::span<double const> factor, double const* flow,
                    std::span<double const, kernel_snapshots> outage_flow_mw, double limit,
                    std::span<WorstLoading, kernel_snapshots> worst);
[[nodiscard]] Kernel& kernel_of(SimdLevel level);

/// Number of loadings above `limit` of one snapshot in a stretch of branches, all of one length: a
/// multiple of 8. Otherwise as Kernel, which counts the same.
using CountKernel = std::size_t(std::span<double const> factor, double const* flow,
                                double outage_flow_mw, double limit);
[[nodiscard]] CountKernel& count_kernel_of(SimdLevel level);

}  // namespace gridrush
