#include "sim/operations/lp_inverse.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "sim/operations/lp_vector.hpp"

namespace gridrush {

bool gauss_jordan(std::size_t n, std::vector<double>& matrix, std::vector<double>& inverse) {
    auto const row = [n](std::vector<double>& m, std::size_t i) {
        return std::span{m}.subspan(i * n, n);
    };
    std::ranges::fill(inverse, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
        inverse[i * n + i] = 1.0;
    }
    for (std::size_t k = 0; k < n; ++k) {
        std::size_t best = k;
        for (std::size_t i = k + 1; i < n; ++i) {
            if (std::abs(matrix[i * n + k]) > std::abs(matrix[best * n + k])) {
                best = i;
            }
        }
        if (!(std::abs(matrix[best * n + k]) > 1e-11)) {
            return false;
        }
        if (best != k) {
            std::ranges::swap_ranges(row(matrix, k), row(matrix, best));
            std::ranges::swap_ranges(row(inverse, k), row(inverse, best));
        }
        double const scale = 1.0 / matrix[k * n + k];
        for (std::size_t j = 0; j < n; ++j) {
            matrix[k * n + j] *= scale;
            inverse[k * n + j] *= scale;
        }
        for (std::size_t i = 0; i < n; ++i) {
            double const factor = matrix[i * n + k];
            if (i != k && factor != 0.0) {
                add_scaled(row(matrix, i), -factor, row(matrix, k));
                add_scaled(row(inverse, i), -factor, row(inverse, k));
            }
        }
    }
    return true;
}

}  // namespace gridrush
