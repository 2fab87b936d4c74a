#pragma once

#include <optional>

#include "topology/grid_spec.hpp"
#include "experiments/key_info.hpp"

namespace gridrush {

/// Where large loads may connect beside the grid's own substations: one more at every bus of at
/// least this voltage that has none, named after the bus.
struct NewSubstations {
    int banks = 0;  ///< of each; 0 = no new substations
    double bank_mva = 200.0;
    Cooling cooling = Cooling::ofaf;
    double least_kv = 100.0;
};
void add_substations(GridSpec& spec, NewSubstations const& added);

/// Reads the grid that an experiment names, from disk in any format or from the embedded files.
/// Mistakes are appended to the issues, those of the path at `at`; nullopt when it cannot be read.
/// What the files hold and the reader leaves out is told in `notes`.
[[nodiscard]] std::optional<GridSpec> read_grid_file(std::string const& path, Location const& at,
                                                     Reading& reading, Issues* notes = nullptr);

}  // namespace gridrush
