#pragma once

#include <array>
#include <string_view>

#include "sim/operations/transformer_unit.hpp"

namespace gridrush {

/// What a loading is: every day, for weeks after an outage, for half an hour to a few hours.
enum class LoadingClass { normal, long_term_emergency, short_term_emergency };
inline constexpr std::array<LoadingClass, 3> loading_classes{
    LoadingClass::normal, LoadingClass::long_term_emergency, LoadingClass::short_term_emergency};

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

[[nodiscard]] std::string_view to_string(LoadingClass loading);

}  // namespace gridrush
