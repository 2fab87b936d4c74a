#pragma once

#include <memory>
#include <span>
#include <vector>

#include "policies/interconnection/regime.hpp"

namespace gridrush {

/// How each ordering is made, one per .cpp; the catalog of hooks is the only reader.

[[nodiscard]] std::span<ParameterInfo const> serial_parameters();
[[nodiscard]] std::unique_ptr<Ordering> make_serial(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> individual_parameters();
[[nodiscard]] std::unique_ptr<Ordering> make_individual(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> batch_parameters();
[[nodiscard]] std::unique_ptr<Ordering> make_batch(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> cluster_parameters();
[[nodiscard]] std::unique_ptr<Ordering> make_cluster(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> readiness_parameters();
[[nodiscard]] std::unique_ptr<Ordering> make_readiness(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> tender_parameters();
[[nodiscard]] std::unique_ptr<Ordering> make_tender(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> auction_parameters();
[[nodiscard]] std::unique_ptr<Ordering> make_auction(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> fast_lane_parameters();
[[nodiscard]] std::unique_ptr<Ordering> make_fast_lane(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> immediate_parameters();
[[nodiscard]] std::unique_ptr<Ordering> make_immediate(Parameters const&);

}  // namespace gridrush
