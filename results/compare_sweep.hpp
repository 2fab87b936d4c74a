#pragma once

#include <string>
#include <vector>

#include "topology/issue.hpp"
#include "results/compare_statistics.hpp"
#include "results/sweep_table.hpp"

namespace gridrush {

/// What to compare in a sweep.
struct CompareSpec {
    std::string by;        ///< axis; empty = the only one
    std::string baseline;  ///< level of it; empty = that of the first member
    /// Names or globs (`*`, `?`); empty = all but standard errors.
    std::vector<std::string> metrics;
    std::vector<std::string> where;  ///< `axis=label`; of one axis any, of several all must hold
    double confidence = 0.95;
};

/// One metric at one level of the axis.
struct CompareRow {
    std::string metric, unit, description;
    std::string level;
    PairStatistics statistics;
    std::size_t missing = 0;  ///< pairs that were planned, of which a member has no such number
};

struct Comparison {
    std::string sweep;
    std::string axis, key;
    std::string baseline;
    std::vector<std::string> levels;  ///< without the baseline, in the order of the members
    std::vector<std::string> where;
    double confidence = 0.95;
    std::size_t members = 0;       ///< that `where` leaves
    std::size_t complete = 0;      ///< of them
    std::size_t unmatched = 0;     ///< of them: without a partner in the plan, at any level
    std::vector<CompareRow> rows;  ///< by level, within by effect; see order_by_effect()
};

/// Compares every level of an axis with the baseline. Partners are members that agree in all other
/// axes and in the replicate, so that they had the same draws (common random numbers). P-values are
/// adjusted over all rows. Throws InputError with every mistake in `spec`; `path` names the file.
[[nodiscard]] Comparison compare_sweep(SweepTable const& table, CompareSpec const& spec,
                                       std::string const& path);

/// Whether `name` is of the form `glob`: `*` stands for any text, `?` for any character.
[[nodiscard]] bool matches(std::string_view name, std::string_view glob);

}  // namespace gridrush
