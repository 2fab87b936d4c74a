#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace gridrush {

struct Interval {
    double low = std::numeric_limits<double>::quiet_NaN();
    double high = std::numeric_limits<double>::quiet_NaN();

    [[nodiscard]] double width() const { return high - low; }
};

/// How one group of runs differs from another when each run has a partner in the other, which had
/// the same draws. NaN is "not defined".
struct PairStatistics {
    std::size_t pairs = 0;
    double baseline_mean = std::numeric_limits<double>::quiet_NaN();
    double level_mean = std::numeric_limits<double>::quiet_NaN();
    double difference = std::numeric_limits<double>::quiet_NaN();  ///< level - baseline, mean
    double relative = std::numeric_limits<double>::quiet_NaN();    ///< difference / |baseline mean|
    double sd = std::numeric_limits<double>::quiet_NaN();          ///< of the differences
    Interval paired;  ///< of the difference, from the differences (Student)
    Interval welch;   ///< of the difference, as if nobody had a partner (Welch)
    /// Width of `paired` over that of `welch`: below 1 where common draws help.
    double width_ratio = std::numeric_limits<double>::quiet_NaN();
    double effect = std::numeric_limits<double>::quiet_NaN();  ///< Cohen's d_z: difference / sd
    double p = std::numeric_limits<double>::quiet_NaN();       ///< two-sided paired t test
    double p_holm = std::numeric_limits<double>::quiet_NaN();  ///< see adjust_by_holm()
    bool differs = false;  ///< in any pair, by more than rounding
};

/// Compares runs pair by pair; `baseline[i]` and `level[i]` are partners. With one pair there is
/// the difference only. Where all differences are the same but for rounding, sd is 0: the interval
/// has no width, effect and p are not defined.
/// Preconditions: as many of both, all finite, 0 < confidence < 1.
/// Sources: Student, "The probable error of a mean", Biometrika 6 (1908) 1-25; Welch, "The
/// generalization of 'Student's' problem", Biometrika 34 (1947) 28-35, degrees of freedom by
/// Satterthwaite (1946); Cohen, Statistical Power Analysis (2nd ed. 1988), section 2.3.5 (d_z).
[[nodiscard]] PairStatistics compare_pairs(std::span<double const> baseline,
                                           std::span<double const> level, double confidence);

/// p-values so adjusted that the chance of any false finding among them stays at the level of the
/// test; those that are NaN stay NaN and do not count. Holm, "A simple sequentially rejective
/// multiple test procedure", Scandinavian Journal of Statistics 6 (1979) 65-70.
[[nodiscard]] std::vector<double> adjust_by_holm(std::span<double const> p);

}  // namespace gridrush
