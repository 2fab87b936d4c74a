#include "sim/interconnection/fairness.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace gridrush {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double sum(std::span<double const> values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

double sum_of_squares(std::span<double const> values) {
    return std::inner_product(values.begin(), values.end(), values.begin(), 0.0);
}

}  // namespace

double jain_index(std::span<double const> values) {
    double const squares = sum_of_squares(values);
    double const total = sum(values);
    return squares > 0.0 ? total * total / (static_cast<double>(values.size()) * squares) : nan;
}

double gini_coefficient(std::span<double const> values) {
    double const total = sum(values);
    if (!(total > 0.0)) {
        return nan;
    }
    std::vector<double> ascending(values.begin(), values.end());
    std::ranges::sort(ascending);
    auto const n = static_cast<double>(ascending.size());
    double weighted = 0.0;
    for (std::size_t i = 0; i < ascending.size(); ++i) {
        weighted += (2.0 * static_cast<double>(i) + 1.0 - n) * ascending[i];
    }
    return weighted / (n * total);
}

double herfindahl_index(std::span<double const> values) {
    double const total = sum(values);
    return total > 0.0 ? 1e4 * sum_of_squares(values) / (total * total) : nan;
}

double largest_envy(std::span<double const> values) {
    if (values.empty()) {
        return nan;
    }
    auto const [least, most] = std::ranges::minmax(values);
    return most - least;
}

double quantile(std::span<double const> values, double share) {
    if (values.empty()) {
        return nan;
    }
    std::vector<double> ascending(values.begin(), values.end());
    std::ranges::sort(ascending);
    double const rank = share * static_cast<double>(ascending.size() - 1);
    auto const below = static_cast<std::size_t>(rank);
    auto const above = std::min(below + 1, ascending.size() - 1);
    return std::lerp(ascending[below], ascending[above], rank - static_cast<double>(below));
}

}  // namespace gridrush
