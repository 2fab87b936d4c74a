#pragma once

#include <map>
#include <string>

#include "topology/importers/pypsa_folder.hpp"

namespace gridrush {

/// A standard type of a line, per circuit and km.
struct PypsaLineType {
    double r_ohm_per_km = 0.0;
    double x_ohm_per_km = 0.0;
    double c_nf_per_km = 0.0;
    double f_hz = 50.0;
};

/// A standard type of a two-winding transformer.
struct PypsaTransformerType {
    double s_mva = 0.0;
    double vsc_percent = 0.0;   ///< short-circuit voltage
    double vscr_percent = 0.0;  ///< its resistive part
    double phase_shift_deg = 0.0;
    double tap_step_percent = 2.5;
    double tap_neutral = 0.0;
};

using PypsaLineTypes = std::map<std::string, PypsaLineType, std::less<>>;
using PypsaTransformerTypes = std::map<std::string, PypsaTransformerType, std::less<>>;

/// PyPSA's own types and those of the folder's line_types.csv, which win.
[[nodiscard]] PypsaLineTypes read_pypsa_line_types(PypsaFolder& folder);
/// PyPSA's own types and those of the folder's transformer_types.csv, which win.
[[nodiscard]] PypsaTransformerTypes read_pypsa_transformer_types(PypsaFolder& folder);

}  // namespace gridrush
