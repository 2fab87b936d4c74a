#include "topology/contingency_kernel.hpp"

#include <algorithm>
#include <limits>

namespace gridrush {
namespace {

constexpr std::size_t row_multiple = 8;

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

/// Highest loading of all lanes, the lowest branch where several have it: that makes the answer
/// independent of how many lanes there are.
template <int lanes>
[[gnu::always_inline]] inline WorstLoading across_lanes(typename Lanes<lanes>::Real const& worst,
                                                        typename Lanes<lanes>::Whole const& where,
                                                        typename Lanes<lanes>::Whole const& over) {
    WorstLoading result;
    for (int lane = 0; lane < lanes; ++lane) {
        result.overloads -= over[lane];
        bool const higher = worst[lane] > result.loading;
        bool const earlier = worst[lane] == result.loading && where[lane] < result.branch;
        if (higher || earlier) {
            result.loading = worst[lane];
            result.branch = where[lane];
        }
    }
    return result;
}

/// Always inlined, so that each caller compiles it for its own instructions. A comparison of
/// vectors gives -1 where it holds.
template <int lanes>
[[gnu::always_inline]] inline void scan(std::span<double const> factor, double const* flow,
                                        std::span<double const, kernel_snapshots> outage_flow_mw,
                                        double limit,
                                        std::span<WorstLoading, kernel_snapshots> result) {
    using Real = typename Lanes<lanes>::Real;
    using Whole = typename Lanes<lanes>::Whole;
    using Memory = typename Lanes<lanes>::Memory;
    Real worst[kernel_snapshots] = {};
    Whole where[kernel_snapshots] = {};
    Whole over[kernel_snapshots] = {};
    Whole branch = {};
    for (int lane = 0; lane < lanes; ++lane) {
        branch[lane] = lane;
    }
    Whole const all_but_sign = Whole{} + std::numeric_limits<std::int64_t>::max();
    for (std::size_t l = 0; l < factor.size(); l += lanes) {
        Real const factor_l = *reinterpret_cast<Memory const*>(factor.data() + l);
#pragma GCC unroll 2
        for (std::size_t s = 0; s < kernel_snapshots; ++s) {
            Real const before = *reinterpret_cast<Memory const*>(flow + s * factor.size() + l);
            Real const after = before + factor_l * outage_flow_mw[s];
            Real const loading =
                reinterpret_cast<Real>(reinterpret_cast<Whole>(after) & all_but_sign);
            Whole const higher = loading > worst[s];
            worst[s] = higher ? loading : worst[s];
            where[s] = higher ? branch : where[s];
            over[s] += loading > limit;
        }
        branch += lanes;
    }
    for (std::size_t s = 0; s < kernel_snapshots; ++s) {
        result[s] = across_lanes<lanes>(worst[s], where[s], over[s]);
    }
}

void scan_baseline(std::span<double const> factor, double const* flow,
                   std::span<double const, kernel_snapshots> outage_flow_mw, double limit,
                   std::span<WorstLoading, kernel_snapshots> worst) {
    scan<2>(factor, flow, outage_flow_mw, limit, worst);
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

}  // namespace gridrush
