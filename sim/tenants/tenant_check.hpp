#pragma once

#include "topology/issue.hpp"
#include "sim/experiment.hpp"

namespace gridrush {

/// Mistakes of tenants and jobs that show only beside the rest of the experiment.
[[nodiscard]] Issues find_tenant_issues(Experiment const& experiment);

}  // namespace gridrush
