#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "sim/experiment.hpp"
#include "sim/observer.hpp"

namespace gridrush {

/// What is told of a run when it is over: its span, summary numbers, where the time went, the file.
/// `output` is empty when nothing was recorded.
[[nodiscard]] std::string run_report_text(Experiment const& experiment, RunResult const& result,
                                          std::string const& output);
[[nodiscard]] nlohmann::ordered_json run_report_json(Experiment const& experiment,
                                                     RunResult const& result,
                                                     std::string const& output);

}  // namespace gridrush
