#pragma once

#include "topology/grid_spec.hpp"
#include "topology/importers/csv.hpp"

namespace gridrush {

/// The columns that gen.csv must have.
[[nodiscard]] std::vector<std::string> const& rts_gmlc_unit_columns();

/// The columns that storage.csv must have.
[[nodiscard]] std::vector<std::string> const& rts_gmlc_storage_columns();

/// The units of RTS-GMLC's gen.csv in its order, those without megawatts (synchronous condensers)
/// and batteries left out. A series' id is its unit's.
/// - CT, STEAM, CC, NUCLEAR: 0 to PMax; cost is the lower convex envelope of (0,0) and the
///   heat-rate points, times the fuel price, plus VOM; CO2 is that of full output.
/// - WIND, PV, CSP: 0 to the smaller of PMax and the series, at VOM.
/// - RTPV, HYDRO, ROR: exactly the series.
[[nodiscard]] std::vector<GeneratorSpec> read_rts_gmlc_units(CsvTable const& table);

/// The stores of storage.csv (position `head`) that belong to a STORAGE or CSP unit of gen.csv:
/// Pump Load MW to charge, PMax to discharge, the round-trip efficiency borne in charging, so that
/// the volume is what can be generated from it; a CSP's series flows into its store. A CSP has the
/// id of the generator that stands for it where stores are not simulated. The reservoirs of HYDRO
/// units, whose output is a series, and inflow limits are left out.
[[nodiscard]] std::vector<StorageSpec> read_rts_gmlc_stores(CsvTable const& units,
                                                            CsvTable const& storage);

}  // namespace gridrush
