#include "sim/operations/transformer_limits.hpp"

#include <array>
#include <cstddef>

namespace gridrush {
namespace {

/// Current limits by size: small, medium, large.
struct IecLimit {
    double top_oil_c;
    double hot_spot_c;
    std::array<double, 3> load_pu;
};

constexpr std::array<IecLimit, 3> iec_limits{{
    {105.0, 120.0, {1.5, 1.5, 1.3}},
    {115.0, 140.0, {1.8, 1.5, 1.3}},
    {115.0, 160.0, {2.0, 1.8, 1.5}},
}};

// [GK]: as commonly quoted, not verified against the standard's text. Between normal and long-term
// emergency the standard also has planned loading beyond nameplate: 110 and 130 degC.
constexpr std::array<LoadingLimit, 3> ieee_limits{{
    {105.0, 120.0, 2.0},  // [GK]
    {110.0, 140.0, 2.0},  // [GK], for one to three months
    {110.0, 180.0, 2.0},  // [GK], for half an hour to two hours
}};

constexpr double smallest_medium_mva = 10.0;
constexpr double largest_medium_mva = 100.0;

std::size_t size_class(double mva) {
    if (mva < smallest_medium_mva) {
        return 0;
    }
    return mva <= largest_medium_mva ? 1 : 2;
}

}  // namespace

LoadingLimit loading_limit(ThermalStandard standard, LoadingClass loading, double mva) {
    auto const row = static_cast<std::size_t>(loading);
    if (standard == ThermalStandard::ieee) {
        return ieee_limits[row];
    }
    IecLimit const& limit = iec_limits[row];
    return {limit.top_oil_c, limit.hot_spot_c, limit.load_pu[size_class(mva)]};
}

}  // namespace gridrush
