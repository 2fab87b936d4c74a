#include "topology/contingency_kernel.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace gridrush {
namespace {

constexpr std::size_t row_multiple = 8;
/// More than the index takes off a loading: 2^20 of 2^52.
constexpr double mark_precision = 1e-9;

std::size_t round_up(std::size_t count) {
    return (count + row_multiple - 1) / row_multiple * row_multiple;
}

/// Vector types of g++ and clang: the same arithmetic on every machine, element by element.
template <int count>
struct Lanes {
    using Real [[gnu::vector_size(8 * count)]] = double;
    using Whole [[gnu::vector_size(8 * count)]] = std::int64_t;
    using Memory [[gnu::vector_size(8 * count), gnu::aligned(8), gnu::may_alias]] = double;
};

/// Number of loadings above `limit`. A comparison of vectors gives -1 where it holds.
template <int lanes>
[[gnu::always_inline]] inline std::size_t count_above(std::span<double const> factor,
                                                      double const* flow, double outage_flow_mw,
                                                      double limit) {
    using Real = typename Lanes<lanes>::Real;
    using Whole = typename Lanes<lanes>::Whole;
    using Memory = typename Lanes<lanes>::Memory;
    Whole above = {};
    for (std::size_t l = 0; l < factor.size(); l += lanes) {
        Real const factor_l = *reinterpret_cast<Memory const*>(factor.data() + l);
        Real const before = *reinterpret_cast<Memory const*>(flow + l);
        Real const after = before + factor_l * outage_flow_mw;
        above += after > limit;
        above += after < -limit;
    }
    std::int64_t count = 0;
    for (int lane = 0; lane < lanes; ++lane) {
        count -= above[lane];
    }
    return static_cast<std::size_t>(count);
}

/// The last bits of each loading make room for the branch, counted from the end of the row: then a
/// maximum finds both at once, and of equal loadings the first branch, however many lanes there
/// are. Always inlined, so that each caller compiles it for its own instructions.
template <int lanes>
[[gnu::always_inline]] inline void scan(std::span<double const> factor, double const* flow,
                                        std::span<double const, kernel_snapshots> outage_flow_mw,
                                        double limit,
                                        std::span<WorstLoading, kernel_snapshots> result) {
    using Real = typename Lanes<lanes>::Real;
    using Whole = typename Lanes<lanes>::Whole;
    using Memory = typename Lanes<lanes>::Memory;
    auto const index_bits = static_cast<std::int64_t>(std::bit_ceil(factor.size())) - 1;
    Whole const loading_bits = Whole{} + (std::numeric_limits<std::int64_t>::max() & ~index_bits);
    Real worst[kernel_snapshots] = {};
    Whole from_end = {};
    for (int lane = 0; lane < lanes; ++lane) {
        from_end[lane] = index_bits - lane;
    }
    for (std::size_t l = 0; l < factor.size(); l += lanes) {
        Real const factor_l = *reinterpret_cast<Memory const*>(factor.data() + l);
#pragma GCC unroll 4
        for (std::size_t s = 0; s < kernel_snapshots; ++s) {
            Real const before = *reinterpret_cast<Memory const*>(flow + s * factor.size() + l);
            Real const after = before + factor_l * outage_flow_mw[s];
            Real const marked =
                reinterpret_cast<Real>((reinterpret_cast<Whole>(after) & loading_bits) | from_end);
            worst[s] = marked > worst[s] ? marked : worst[s];
        }
        from_end -= lanes;
    }
    for (std::size_t s = 0; s < kernel_snapshots; ++s) {
        double marked = 0.0;
        for (int lane = 0; lane < lanes; ++lane) {
            marked = worst[s][lane] > marked ? worst[s][lane] : marked;
        }
        auto const branch = static_cast<std::size_t>(
            index_bits - (std::bit_cast<std::int64_t>(marked) & index_bits));
        double const* const row = flow + s * factor.size();
        result[s].branch = branch;
        result[s].loading = std::abs(row[branch] + factor[branch] * outage_flow_mw[s]);
        result[s].overloads = 0;
        if (marked > limit * (1.0 - mark_precision)) {
            result[s].overloads = count_above<lanes>(factor, row, outage_flow_mw[s], limit);
        }
    }
}

void scan_baseline(std::span<double const> factor, double const* flow,
                   std::span<double const, kernel_snapshots> outage_flow_mw, double limit,
                   std::span<WorstLoading, kernel_snapshots> worst) {
    scan<2>(factor, flow, outage_flow_mw, limit, worst);
}

std::size_t count_baseline(std::span<double const> factor, double const* flow,
                           double outage_flow_mw, double limit) {
    return count_above<2>(factor, flow, outage_flow_mw, limit);
}

#ifdef __x86_64__
[[gnu::target("avx2")]] void scan_avx2(std::span<double const> factor, double const* flow,
                                       std::span<double const, kernel_snapshots> outage_flow_mw,
                                       double limit,
                                       std::span<WorstLoading, kernel_snapshots> worst) {
    scan<4>(factor, flow, outage_flow_mw, limit, worst);
}

[[gnu::target("avx512f")]] void scan_avx512(
    std::span<double const> factor, double const* flow,
    std::span<double const, kernel_snapshots> outage_flow_mw, double limit,
    std::span<WorstLoading, kernel_snapshots> worst) {
    scan<8>(factor, flow, outage_flow_mw, limit, worst);
}

[[gnu::target("avx2")]] std::size_t count_avx2(std::span<double const> factor, double const* flow,
                                               double outage_flow_mw, double limit) {
    return count_above<4>(factor, flow, outage_flow_mw, limit);
}

[[gnu::target("avx512f")]] std::size_t count_avx512(std::span<double const> factor,
                                                    double const* flow, double outage_flow_mw,
                                                    double limit) {
    return count_above<8>(factor, flow, outage_flow_mw, limit);
}
#endif

}  // namespace

AlignedRows::AlignedRows(std::size_t rows, std::size_t columns)
    : stride_{round_up(columns)},
      values_{static_cast<double*>(
          ::operator new[](sizeof(double) * std::max<std::size_t>(rows * stride_, 1), alignment))} {
    std::fill_n(values_.get(), rows * stride_, 0.0);
}

bool is_supported(SimdLevel level) {
#ifdef __x86_64__
    switch (level) {
        case SimdLevel::baseline:
            return true;
        case SimdLevel::avx2:
            return __builtin_cpu_supports("avx2") != 0;
        case SimdLevel::avx512:
            return __builtin_cpu_supports("avx512f") != 0;
    }
    return false;
#else
    return level == SimdLevel::baseline;
#endif
}

SimdLevel best_simd_level() {
    for (SimdLevel const level : {SimdLevel::avx512, SimdLevel::avx2}) {
        if (is_supported(level)) {
            return level;
        }
    }
    return SimdLevel::baseline;
}

Kernel& kernel_of(SimdLevel level) {
#ifdef __x86_64__
    switch (level) {
        case SimdLevel::avx512:
            return scan_avx512;
        case SimdLevel::avx2:
            return scan_avx2;
        case SimdLevel::baseline:
            break;
    }
#else
    static_cast<void>(level);
#endif
    return scan_baseline;
}

CountKernel& count_kernel_of(SimdLevel level) {
#ifdef __x86_64__
    switch (level) {
        case SimdLevel::avx512:
            return count_avx512;
        case SimdLevel::avx2:
            return count_avx2;
        case SimdLevel::baseline:
            break;
    }
#else
    static_cast<void>(level);
#endif
    return count_baseline;
}

}  // namespace gridrush
