#pragma once

#include <vector>

#include "policies/interconnection/interconnection.hpp"

namespace gridrush {

using YearlyMw = std::vector<double>;

/// Findings of year k after the study as years from now: whole years that have passed since are
/// dropped, the last entry stays. Grids only gain in a finding, so this never promises too much.
[[nodiscard]] YearlyMw from_now(YearlyMw const& found, TimePoint studied_at, TimePoint now);

/// Every entry at most `most`, not negative, in whole kW; what is short of `most` by no more than
/// `tolerance_mw` is `most`.
[[nodiscard]] YearlyMw capped(YearlyMw found, double most, double tolerance_mw = 1e-6);

/// The ruling that nothing is granted yet, with what is missing: the substation when even all of
/// its banks and the intact grid carry no more, else the network under its planning criterion.
[[nodiscard]] Ruling waits(RequestId request);

/// The ruling that this is granted by year. Both vectors have one length, or `non_firm` is empty;
/// a grant that never changes loses its vectors.
[[nodiscard]] Ruling grants(RequestId request, YearlyMw firm, YearlyMw non_firm = {},
                            NonFirmRight right = {});

/// The largest entry, 0 where there is none.
[[nodiscard]] double most_of(YearlyMw const& mw);

}  // namespace gridrush
