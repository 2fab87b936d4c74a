#pragma once

namespace gridrush {

/// Student's t distribution. Precondition of both: degrees > 0, not necessarily whole.

/// The number that |t| stays below with probability `confidence` (0..1, both excluded).
[[nodiscard]] double student_t_bound(double confidence, double degrees);
/// Probability that |t| is at least as large as |`t`|; 0 for infinite `t`.
[[nodiscard]] double student_t_two_sided(double t, double degrees);

}  // namespace gridrush
