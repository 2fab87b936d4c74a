#include "results/compare_statistics.hpp"

#include <algorithm>
#include <cmath>

#include "results/student_t.hpp"

namespace gridrush {
namespace {

constexpr double not_defined = std::numeric_limits<double>::quiet_NaN();
/// Sums over a run may differ by so much of their size when all that they add up is equal.
constexpr double rounding_of_sums = 1e-12;
/// A spread below so many times the rounding of the values is none.
constexpr double roundings = 8.0;

double mean(std::span<double const> values) {
    double sum = 0.0;
    for (double const value : values) {
        sum += value;
    }
    return sum / static_cast<double>(values.size());
}

/// Sample variance; precondition: two values or more.
double variance(std::span<double const> values) {
    double const centre = mean(values);
    double sum = 0.0;
    for (double const value : values) {
        sum += (value - centre) * (value - centre);
    }
    return sum / static_cast<double>(values.size() - 1);
}

double largest(std::span<double const> values) {
    double most = 0.0;
    for (double const value : values) {
        most = std::max(most, std::abs(value));
    }
    return most;
}

Interval around(double centre, double half) {
    return {centre - half, centre + half};
}

Interval welch_interval(std::span<double const> baseline, std::span<double const> level,
                        double difference, double confidence) {
    double const n = static_cast<double>(baseline.size());
    double const a = variance(baseline) / n;
    double const b = variance(level) / n;
    if (a + b == 0.0) {
        return around(difference, 0.0);
    }
    double const degrees = (a + b) * (a + b) / ((a * a + b * b) / (n - 1.0));
    return around(difference, student_t_bound(confidence, degrees) * std::sqrt(a + b));
}

}  // namespace

PairStatistics compare_pairs(std::span<double const> baseline, std::span<double const> level,
                             double confidence) {
    PairStatistics result;
    result.pairs = baseline.size();
    if (baseline.empty()) {
        return result;
    }
    std::vector<double> differences(baseline.size());
    std::ranges::transform(level, baseline, differences.begin(), std::minus<>{});
    double const size = std::max(largest(baseline), largest(level));
    result.differs = largest(differences) > rounding_of_sums * size;
    result.baseline_mean = mean(baseline);
    result.level_mean = mean(level);
    result.difference = mean(differences);
    if (result.baseline_mean != 0.0) {
        result.relative = result.difference / std::abs(result.baseline_mean);
    }
    if (baseline.size() < 2) {
        return result;
    }
    double const n = static_cast<double>(baseline.size());
    result.sd = std::sqrt(variance(differences));
    if (result.sd <= roundings * std::numeric_limits<double>::epsilon() * size) {
        result.sd = 0.0;
    }
    double const error = result.sd / std::sqrt(n);
    result.paired = around(result.difference, student_t_bound(confidence, n - 1.0) * error);
    result.welch = welch_interval(baseline, level, result.difference, confidence);
    if (result.welch.width() > 0.0) {
        result.width_ratio = result.paired.width() / result.welch.width();
    }
    if (result.sd > 0.0) {
        result.effect = result.difference / result.sd;
        result.p = student_t_two_sided(result.difference / error, n - 1.0);
    }
    return result;
}

std::vector<double> adjust_by_holm(std::span<double const> p) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (!std::isnan(p[i])) {
            order.push_back(i);
        }
    }
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p[i]; });
    std::vector<double> adjusted(p.size(), not_defined);
    double most = 0.0;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        double const left = static_cast<double>(order.size() - rank);
        most = std::max(most, std::min(1.0, left * p[order[rank]]));
        adjusted[order[rank]] = most;
    }
    return adjusted;
}

}  // namespace gridrush
