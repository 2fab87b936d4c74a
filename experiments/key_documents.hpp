#pragma once

#include <string>

namespace gridrush {

/// The text of EXPERIMENT.md: every key with its type, range, default, meaning and source.
[[nodiscard]] std::string experiment_markdown();

/// The text of experiment.schema.json: JSON Schema (draft 2020-12) of an experiment file, for
/// editors and other programs.
[[nodiscard]] std::string experiment_json_schema();

}  // namespace gridrush
