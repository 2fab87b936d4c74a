#pragma once

#include <string>
#include <vector>

#include "experiments/key_info.hpp"

namespace gridrush {

/// The text of EXPERIMENT.md: every key with its type, range, default, meaning and source.
[[nodiscard]] std::string experiment_markdown();

/// The text of experiment.schema.json: JSON Schema (draft 2020-12) of an experiment file, for
/// editors and other programs.
[[nodiscard]] std::string experiment_json_schema();

/// The texts of SWEEP.md and sweep.schema.json: the same of sweep files.
[[nodiscard]] std::string sweep_markdown();
[[nodiscard]] std::string sweep_json_schema();

/// The text of policies/REGIMES.md: every regime of connection, its hooks and their numbers.
[[nodiscard]] std::string regimes_markdown();

/// Tables of these keys, the top level first, then every section below it.
[[nodiscard]] std::string key_tables_markdown(std::vector<KeyInfo> const& keys);
/// JSON Schema of a document with these keys.
[[nodiscard]] std::string key_json_schema(std::string const& title, std::string const& description,
                                          std::vector<KeyInfo> const& keys);

}  // namespace gridrush
