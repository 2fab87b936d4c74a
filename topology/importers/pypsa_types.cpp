#include "topology/importers/pypsa_types.hpp"

namespace gridrush {
namespace {

// The standard types that PyPSA 0.29 to 1.x bring along (`pypsa/data/standard_types`, MIT licence,
// PyPSA developers), whose figures come from pandapower's standard types and from Heuck, Dettmann,
// Schulz (2013), Elektrische Energieversorgung, Oswald, Transformatoren (lecture notes), and, for
// the bundles of 220 and 380 kV, Oeding and Oswald (2011), Elektrische Kraftwerke und Netze,
// chapter 9.

/// Ohm/km, ohm/km, nF/km, Hz.
PypsaLineTypes const& standard_line_types() {
    static PypsaLineTypes const types{
        {"149-AL1/24-ST1A 10.0", {0.194, 0.315, 11.25, 50.0}},
        {"149-AL1/24-ST1A 110.0", {0.194, 0.41, 8.75, 50.0}},
        {"149-AL1/24-ST1A 20.0", {0.194, 0.337, 10.5, 50.0}},
        {"15-AL1/3-ST1A 0.4", {1.8769, 0.35, 11.0, 50.0}},
        {"184-AL1/30-ST1A 110.0", {0.1571, 0.4, 8.8, 50.0}},
        {"184-AL1/30-ST1A 20.0", {0.1571, 0.33, 10.75, 50.0}},
        {"24-AL1/4-ST1A 0.4", {1.2012, 0.335, 11.25, 50.0}},
        {"243-AL1/39-ST1A 110.0", {0.1188, 0.39, 9.0, 50.0}},
        {"243-AL1/39-ST1A 20.0", {0.1188, 0.32, 11.0, 50.0}},
        {"305-AL1/39-ST1A 110.0", {0.0949, 0.38, 9.2, 50.0}},
        {"48-AL1/8-ST1A 0.4", {0.5939, 0.3, 12.2, 50.0}},
        {"48-AL1/8-ST1A 10.0", {0.5939, 0.35, 10.1, 50.0}},
        {"48-AL1/8-ST1A 20.0", {0.5939, 0.372, 9.5, 50.0}},
        {"490-AL1/64-ST1A 220.0", {0.059, 0.285, 10.0, 50.0}},
        {"490-AL1/64-ST1A 380.0", {0.059, 0.253, 11.0, 50.0}},
        {"94-AL1/15-ST1A 0.4", {0.306, 0.29, 13.2, 50.0}},
        {"94-AL1/15-ST1A 10.0", {0.306, 0.33, 10.75, 50.0}},
        {"94-AL1/15-ST1A 20.0", {0.306, 0.35, 10.0, 50.0}},
        {"N2XS(FL)2Y 1x120 RM/35 64/110 kV", {0.153, 0.166, 112.0, 50.0}},
        {"N2XS(FL)2Y 1x185 RM/35 64/110 kV", {0.099, 0.156, 125.0, 50.0}},
        {"N2XS(FL)2Y 1x240 RM/35 64/110 kV", {0.075, 0.149, 135.0, 50.0}},
        {"N2XS(FL)2Y 1x300 RM/35 64/110 kV", {0.06, 0.144, 144.0, 50.0}},
        {"NA2XS2Y 1x185 RM/25 12/20 kV", {0.161, 0.117, 273.0, 50.0}},
        {"NA2XS2Y 1x240 RM/25 12/20 kV", {0.122, 0.112, 304.0, 50.0}},
        {"NA2XS2Y 1x95 RM/25 12/20 kV", {0.313, 0.132, 216.0, 50.0}},
        {"NAYY 4x120 SE", {0.225, 0.08, 264.0, 50.0}},
        {"NAYY 4x150 SE", {0.208, 0.08, 261.0, 50.0}},
        {"NAYY 4x50 SE", {0.642, 0.083, 210.0, 50.0}},
        {"Al/St 240/40 2-bundle 220.0", {0.06, 0.301, 12.5, 50.0}},
        {"Al/St 240/40 4-bundle 380.0", {0.03, 0.246, 13.8, 50.0}}};
    return types;
}

/// MVA, %, %, degrees, %, position.
PypsaTransformerTypes const& standard_transformer_types() {
    static PypsaTransformerTypes const types{
        {"0.25 MVA 10/0.4 kV", {0.25, 4.0, 1.2, 150.0, 2.5, 0.0}},
        {"0.25 MVA 20/0.4 kV", {0.25, 6.0, 1.44, 150.0, 2.5, 0.0}},
        {"0.4 MVA 10/0.4 kV", {0.4, 4.0, 1.325, 150.0, 2.5, 0.0}},
        {"0.4 MVA 20/0.4 kV", {0.4, 6.0, 1.425, 150.0, 2.5, 0.0}},
        {"0.63 MVA 10/0.4 kV", {0.63, 4.0, 1.0794, 150.0, 2.5, 0.0}},
        {"0.63 MVA 20/0.4 kV", {0.63, 6.0, 1.206, 150.0, 2.5, 0.0}},
        {"100 MVA 220/110 kV", {100.0, 12.0, 0.26, 0.0, 1.5, 0.0}},
        {"160 MVA 380/110 kV", {160.0, 12.2, 0.25, 0.0, 1.5, 0.0}},
        {"25 MVA 110/10 kV", {25.0, 10.04, 0.276, 150.0, 1.5, 0.0}},
        {"25 MVA 110/20 kV", {25.0, 11.2, 0.282, 150.0, 1.5, 0.0}},
        {"40 MVA 110/10 kV", {40.0, 10.04, 0.295, 150.0, 1.5, 0.0}},
        {"40 MVA 110/20 kV", {40.0, 11.2, 0.302, 150.0, 1.5, 0.0}},
        {"63 MVA 110/10 kV", {63.0, 10.04, 0.31, 150.0, 1.5, 0.0}},
        {"63 MVA 110/20 kV", {63.0, 11.2, 0.322, 150.0, 1.5, 0.0}}};
    return types;
}

}  // namespace

PypsaLineTypes read_pypsa_line_types(PypsaFolder& folder) {
    auto types = standard_line_types();
    auto const* table = folder.open("line_types");
    for (std::size_t k = 0; table != nullptr && k < table->size(); ++k) {
        auto const row = (*table)[k];
        types[pypsa_name(*table, row)] = {
            pypsa_number(row, "r_per_length", 0.0), pypsa_number(row, "x_per_length", 0.0),
            pypsa_number(row, "c_per_length", 0.0), pypsa_number(row, "f_nom", 50.0)};
    }
    return types;
}

PypsaTransformerTypes read_pypsa_transformer_types(PypsaFolder& folder) {
    auto types = standard_transformer_types();
    auto const* table = folder.open("transformer_types");
    for (std::size_t k = 0; table != nullptr && k < table->size(); ++k) {
        auto const row = (*table)[k];
        types[pypsa_name(*table, row)] = {
            pypsa_number(row, "s_nom", 0.0),    pypsa_number(row, "vsc", 0.0),
            pypsa_number(row, "vscr", 0.0),     pypsa_number(row, "phase_shift", 0.0),
            pypsa_number(row, "tap_step", 0.0), pypsa_number(row, "tap_neutral", 0.0)};
    }
    return types;
}

}  // namespace gridrush
