#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json.hpp>

#include "topology/grid.hpp"
#include "sim/operations/opf.hpp"

namespace gridrush {

/// What the grid verbs print, as a text with at most `most_rows` rows per table, or as JSON.
[[nodiscard]] std::string info_text(Grid const& grid);
[[nodiscard]] nlohmann::ordered_json info_json(Grid const& grid);

[[nodiscard]] std::string flow_text(Grid const& grid, FlowResult const& flow,
                                    std::size_t most_rows);
[[nodiscard]] nlohmann::ordered_json flow_json(Grid const& grid, FlowResult const& flow);

[[nodiscard]] std::string opf_text(Grid const& grid, OpfResult const& opf, std::size_t most_rows);
[[nodiscard]] nlohmann::ordered_json opf_json(Grid const& grid, OpfResult const& opf);

}  // namespace gridrush
