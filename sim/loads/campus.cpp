#include "sim/loads/campus.hpp"

#include <cmath>
#include <numbers>

namespace gridrush {

double utilisation(ProfileSpec const& profile, double hour_of_day) {
    if (profile.shape != ProfileShape::diurnal) {
        return profile.peak_utilisation;
    }
    auto const phase = 2.0 * std::numbers::pi * (hour_of_day - profile.peak_hour) / 24.0;
    auto const depth = 0.5 * (1.0 - profile.trough_to_peak) * (1.0 - std::cos(phase));
    return profile.peak_utilisation * (1.0 - depth);
}

}  // namespace gridrush
