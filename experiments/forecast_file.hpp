#pragma once

#include <string>
#include <vector>

#include "sim/interconnection/forecast_haircut.hpp"

namespace gridrush {

/// Reads the requests of a load forecast from a CSV file with the columns `id`, `mw`,
/// `in_service` and, where wanted, `commitment` (`firm` or `non_firm`), `probability` and
/// `ramp_months`. Mistakes are appended to `issues`, each with its line and column.
[[nodiscard]] std::vector<ForecastRequest> read_forecast_file(std::string const& path,
                                                              Issues& issues);

}  // namespace gridrush
