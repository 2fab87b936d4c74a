#pragma once

#include "policies/loading/loading.hpp"
#include "sim/operations/transformer_unit.hpp"

namespace gridrush {

/// Above any of these a loading no longer belongs to its class.
struct LoadingLimit {
    double top_oil_c;
    double hot_spot_c;
    double load_pu;
};

/// Limits of a transformer of `mva`. IEC 60076-7:2018, table 2 (its sizes: below 10 MVA, to
/// 100 MVA, above); IEEE C57.91, 65 K rise, any size.
[[nodiscard]] LoadingLimit loading_limit(ThermalStandard standard, LoadingClass loading,
                                         double mva);

}  // namespace gridrush
