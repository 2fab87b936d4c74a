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

}  // namespace gridrush
