#pragma once

#include <string>
#include <vector>

#include "experiments/key_info.hpp"

namespace gridrush {

/// `node` as a map of known keys: unknown and missing keys and values that are no map are issues,
/// a bare value becomes {shorthand: value}, nothing becomes an empty map.
[[nodiscard]] DocNode as_map(DocNode const& node, std::string const& shorthand,
                             std::vector<KeyInfo> const& known, std::string const& path,
                             Reading& reading);

/// The maps of a list of rows, from the list itself or from the CSV file that {csv: FILE} names.
[[nodiscard]] std::vector<DocNode> rows_of(DocNode const& node, KeyInfo const& info,
                                           std::string const& path, Reading& reading);

/// The entries of a map from ids to maps.
[[nodiscard]] std::vector<Entry> entries_of(DocNode const& node, KeyInfo const& info,
                                            std::string const& path, Reading& reading);

/// The rows of a CSV file as maps whose keys are the columns, each value with its own line and
/// column; `known` are the columns allowed, by header. Empty cells are left out.
[[nodiscard]] std::vector<DocNode> csv_rows(DocNode const& file_name,
                                            std::vector<KeyInfo> const& known,
                                            std::string const& path, Reading& reading);

}  // namespace gridrush
