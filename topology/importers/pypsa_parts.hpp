#pragma once

#include <unordered_map>
#include <vector>

#include "topology/importers/pypsa_folder.hpp"

namespace gridrush {

/// Nominal voltage of every bus, kV; 1 where PyPSA has none.
using PypsaVoltages = std::unordered_map<std::string, double>;

/// lines.csv and then transformers.csv, per unit on 1 MVA. Continuous rating s_nom s_max_pu,
/// emergency ratings s_nom.
[[nodiscard]] std::vector<BranchSpec> read_pypsa_branches(PypsaFolder& folder,
                                                          PypsaVoltages const& kv);

/// links.csv: flow is bus0's megawatts, of which `efficiency` arrive.
[[nodiscard]] std::vector<DcLineSpec> read_pypsa_links(PypsaFolder& folder);

struct PypsaGenerators {
    std::vector<GeneratorSpec> units;
    std::vector<std::string> slack_buses;  ///< of units whose `control` is Slack
};

/// generators.csv; their availability series are added to `series`.
[[nodiscard]] PypsaGenerators read_pypsa_generators(PypsaFolder& folder,
                                                    std::vector<SeriesSpec>& series);

/// storage_units.csv and then stores.csv; their inflow series are added to `series`.
[[nodiscard]] std::vector<StorageSpec> read_pypsa_storages(PypsaFolder& folder,
                                                           std::vector<SeriesSpec>& series);

}  // namespace gridrush
