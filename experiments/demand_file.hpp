#pragma once

#include <string>

#include "topology/issue.hpp"
#include "sim/adequacy/headroom.hpp"

namespace gridrush {

/// One column of an hourly demand table, CSV or gzip-compressed CSV: its first column holds the
/// hours (UTC) one after the other, the others MW. Mistakes, such as a missing hour or an unknown
/// column, are added to `issues`; the hours are then incomplete.
[[nodiscard]] HeadroomSpec read_demand_file(std::string const& path, std::string const& column,
                                            Issues& issues);

}  // namespace gridrush
