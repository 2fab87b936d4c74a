#pragma once

#include <cstddef>
#include <cstring>
#include <span>

namespace gridrush {

/// Two doubles that the compiler keeps in one register; arithmetic as on each alone, so that the
/// results are the same bits wherever the order of operations is the same.
using Pair [[gnu::vector_size(2 * sizeof(double))]] = double;

[[nodiscard]] inline Pair load(double const* two) {
    Pair pair;
    std::memcpy(&pair, two, sizeof pair);
    return pair;
}

inline void store(Pair pair, double* two) {
    std::memcpy(two, &pair, sizeof pair);
}

/// Scalar product in four partial sums.
[[nodiscard]] inline double dot(std::span<double const> a, std::span<double const> b) {
    Pair even{}, odd{};
    std::size_t const n = a.size();
    std::size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        even += load(&a[i]) * load(&b[i]);
        odd += load(&a[i + 2]) * load(&b[i + 2]);
    }
    even += odd;
    double sum = even[0] + even[1];
    for (; i < n; ++i) {
        sum += a[i] * b[i];
    }
    return sum;
}

/// Sum in four partial sums.
[[nodiscard]] inline double sum(std::span<double const> a) {
    Pair even{}, odd{};
    std::size_t const n = a.size();
    std::size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        even += load(&a[i]);
        odd += load(&a[i + 2]);
    }
    even += odd;
    double total = even[0] + even[1];
    for (; i < n; ++i) {
        total += a[i];
    }
    return total;
}

/// to += factor * row, over the length of `row`.
inline void add_scaled(std::span<double> to, double factor, std::span<double const> row) {
    std::size_t const n = row.size();
    std::size_t i = 0;
    for (; i + 2 <= n; i += 2) {
        store(load(&to[i]) + load(&row[i]) * factor, &to[i]);
    }
    for (; i < n; ++i) {
        to[i] += factor * row[i];
    }
}

}  // namespace gridrush
