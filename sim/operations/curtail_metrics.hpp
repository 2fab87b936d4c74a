#pragma once

#include <vector>

#include "policies/interconnection/connection_rules.hpp"
#include "sim/operations/curtail.hpp"

namespace gridrush {

/// Numbers of a run about who was cut, from the ledgers: per class, of all sites and per contract
/// that is declared (`contract_1`, ...) time, energy, depth, money and how evenly it was shared;
/// caps that bound, backup generation, hours of emergency stages.
[[nodiscard]] std::vector<Metric> curtailment_metrics(Curtailment const& curtailment,
                                                      World const& world,
                                                      Experiment const& experiment);

/// Marks the sites of requests whose regime has a gate that asks for a switch: they can be
/// disconnected from afar, without being paid.
void find_remote_switches(World& world, Experiment const& experiment, ConnectionRules const& rules);

}  // namespace gridrush
