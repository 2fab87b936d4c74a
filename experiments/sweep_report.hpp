#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

#include "experiments/sweep_plan.hpp"
#include "experiments/sweep_pool.hpp"

namespace gridrush {

/// The runs of a plan with their labels and what is there of them.
[[nodiscard]] std::string plan_report_text(std::filesystem::path const& folder,
                                           SweepPlan const& plan);
[[nodiscard]] nlohmann::ordered_json plan_report_json(std::filesystem::path const& folder,
                                                      SweepPlan const& plan);

/// What came of running a sweep of which `there` members were complete before.
[[nodiscard]] std::string sweep_report_text(std::filesystem::path const& folder,
                                            SweepPlan const& plan, SweepOutcome const& outcome,
                                            std::size_t there);
[[nodiscard]] nlohmann::ordered_json sweep_report_json(std::filesystem::path const& folder,
                                                       SweepPlan const& plan,
                                                       SweepOutcome const& outcome,
                                                       std::size_t there);

}  // namespace gridrush
