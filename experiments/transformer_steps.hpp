#pragma once

#include <string>
#include <vector>

#include "topology/issue.hpp"
#include "sim/operations/transformer_unit.hpp"

namespace gridrush {

/// A time of constant load and ambient temperature.
struct TransformerStep {
    double minutes;  ///< how long it lasts
    double load_pu;
    double ambient_c;
};

/// Reads a CSV file with the columns minutes, load_pu and, if wanted, ambient_c (`ambient_c` the
/// argument where a cell or the column is empty). Mistakes are added to `issues`.
[[nodiscard]] std::vector<TransformerStep> read_transformer_steps(std::string const& path,
                                                                  double ambient_c, Issues& issues);

/// What the unit did before its first step: carry a load until nothing changed, or anything that
/// left these rises, K.
struct TransformerStart {
    double load_pu = 0.0;
    double oil_rise_k = 0.0;
    double gradient_k = 0.0;
    enum class From { steady_load, rises } from = From::steady_load;
};

/// The unit at an instant.
struct TransformerPoint {
    double minute;   ///< since the start
    double load_pu;  ///< up to this instant; at the start that of the first step
    double ambient_c;
    double top_oil_c;
    double hot_spot_c;
    double hottest_c;    ///< highest hot spot since the point before
    double ageing_rate;  ///< 1 at the reference temperature
    double aged_h;       ///< life consumed since the start
};

/// The start and then the end of every step, with points at most `every_min` apart.
/// Preconditions: at least one step, a valid unit, every_min > 0 (infinite: ends only).
[[nodiscard]] std::vector<TransformerPoint> transformer_trajectory(
    ThermalUnit const& unit, TransformerStart const& start,
    std::vector<TransformerStep> const& steps, double every_min);

}  // namespace gridrush
