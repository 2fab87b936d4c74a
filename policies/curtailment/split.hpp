#pragma once

#include <span>

#include "policies/curtailment/curtailment.hpp"

namespace gridrush {

/// Shares `view.cut_mw` in proportion to `weight` (>= 0, one per row); what a row cannot bear
/// (cuttable_mw) goes to the others in proportion. With all weights 0 on the rows that can still
/// bear, those share by cuttable_mw.
[[nodiscard]] CurtailmentDecision split_in_proportion(CurtailmentView const& view,
                                                      std::span<double const> weight);

/// Cuts rows one after the other in `order` (row numbers), each as far as it goes.
[[nodiscard]] CurtailmentDecision split_in_order(CurtailmentView const& view,
                                                 std::span<std::size_t const> order);

/// Cuts the rows of the lowest `rank` first, each as far as it goes; the rows of one rank share in
/// proportion to their contracts. One finite or infinite number per row.
[[nodiscard]] CurtailmentDecision split_by_rank(CurtailmentView const& view,
                                                std::span<double const> rank);

/// The level at which min(limit, level) over all rows adds up to `total` (water-filling; Bertsekas
/// and Gallager (1992), Data Networks, section 6.5.2); infinity where the limits do not reach it.
/// Limits >= 0.
[[nodiscard]] double filling_level(std::span<double const> limit, double total);

}  // namespace gridrush
