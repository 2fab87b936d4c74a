#pragma once

#include <span>

namespace gridrush {

/// How evenly something is shared. Values must be >= 0. NaN where there is nothing to share: no
/// values, or zeros only.

/// Jain's index (Jain, Chiu and Hawe 1984, DEC-TR-301, eq. 2): (sum x)^2 / (n sum x^2), from 1/n,
/// where one has it all, to 1, where all have the same.
[[nodiscard]] double jain_index(std::span<double const> values);

/// Gini coefficient of the values themselves (Gini 1912), mean absolute difference over twice the
/// mean: 0 where all have the same, (n - 1)/n where one has it all.
[[nodiscard]] double gini_coefficient(std::span<double const> values);

/// Herfindahl-Hirschman index: sum of the squared shares in percent, 0..10,000 (one has it all).
[[nodiscard]] double herfindahl_index(std::span<double const> values);

/// Envy: the largest value less the smallest, what the worst placed would change with the best
/// placed for (envy-freeness, Foley 1967, of shares of unequal claims: weighted envy, Chakraborty
/// et al. 2021). 0 where all have the same; NaN without values.
[[nodiscard]] double largest_envy(std::span<double const> values);

/// Quantile of a sample, 0 <= share <= 1, linear between order statistics (Hyndman and Fan 1996,
/// definition 7); NaN without values.
[[nodiscard]] double quantile(std::span<double const> values, double share);

}  // namespace gridrush
