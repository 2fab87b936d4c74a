#pragma once

#include <optional>

#include "topology/grid_spec.hpp"
#include "experiments/key_info.hpp"

namespace gridrush {

/// Reads the grid that an experiment names, from disk in any format or from the embedded files.
/// Mistakes are appended to the issues, those of the path at `at`; nullopt when it cannot be read.
/// What the files hold and the reader leaves out is told in `notes`.
[[nodiscard]] std::optional<GridSpec> read_grid_file(std::string const& path, Location const& at,
                                                     Reading& reading, Issues* notes = nullptr);

}  // namespace gridrush
