#pragma once

#include <bit>
#include <cstdint>

#include "sim/operations/transformer_unit.hpp"

namespace gridrush {

/// Ageing rate relative to the reference temperature as 2^(constant + per_c T - over_k / (T +
/// 273)), T the hot spot in degC: one form for all laws, so that banks of every kind step together.
struct AgeingLaw {
    double constant;
    double per_c;
    double over_k;

    [[nodiscard]] double exponent(double hot_spot_c) const {
        return constant + per_c * hot_spot_c - over_k / (hot_spot_c + 273.0);
    }
};

inline constexpr double log2_of_e = 1.4426950408889634;

/// IEC 60076-7:2018: plain paper 2^((T - 98) / 6), upgraded exp(15000 / 383 - 15000 / (T + 273)).
/// IEEE C57.91 (ageing acceleration factor): the latter, whatever the paper.
[[nodiscard]] constexpr AgeingLaw ageing_law(ThermalStandard standard, Paper paper) {
    bool const plain = standard == ThermalStandard::iec && paper == Paper::normal;
    return plain ? AgeingLaw{-98.0 / 6.0, 1.0 / 6.0, 0.0}
                 : AgeingLaw{15000.0 / 383.0 * log2_of_e, 0.0, 15000.0 * log2_of_e};
}

/// Above it no ageing law says anything: nothing is left of the insulation.
inline constexpr double hottest_meaningful_c = 2000.0;

/// 2^x to a relative 1e-9; NaN stays NaN. Without a branch or a call, so that a loop over banks can
/// be vectorised. Precondition: -1000 <= x <= 1000, or NaN.
[[nodiscard]] inline double fast_exp2(double x) {
    // Added to a small number, this leaves the nearest integer in the low bits of the mantissa.
    constexpr double round_to_integer = 0x1.8p52;
    double const shifted = x + round_to_integer;
    double const z = (x - (shifted - round_to_integer)) * 0.69314718055994531;  // |z| <= 0.347
    // Taylor's series of exp(z) to z^8, summed in a way that leaves few steps in a row.
    double const z2 = z * z;
    double const z4 = z2 * z2;
    double const low = (1.0 + z) + z2 * (0.5 + z * (1.0 / 6.0));
    double const high = (1.0 / 24.0 + z * (1.0 / 120.0)) + z2 * (1.0 / 720.0 + z * (1.0 / 5040.0));
    double const p = low + z4 * (high + z4 * (1.0 / 40320.0));
    auto const exponent = std::bit_cast<std::uint64_t>(shifted) << 52U;
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(p) + exponent);
}

/// Precondition: a hot spot of -100 to hottest_meaningful_c, or NaN.
[[nodiscard]] inline double ageing_rate(AgeingLaw const& law, double hot_spot_c) {
    return fast_exp2(law.exponent(hot_spot_c));
}

}  // namespace gridrush
