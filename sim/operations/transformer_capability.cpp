#include "sim/operations/transformer_capability.hpp"

#include <algorithm>
#include <cmath>

namespace gridrush {
namespace {

constexpr double fine_sub_step_min = 2.0;
constexpr double fine_min = 60.0;
constexpr double coarse_sub_step_min = 15.0;
constexpr double tolerance_k = 1e-9;
constexpr int most_iterations = 60;

/// Load whose final rise of the top oil is `oil_rise_k`; 0 when no load alone rises more.
double load_of_oil_rise(ThermalUnit const& unit, double oil_rise_k) {
    double const loss =
        std::pow(std::max(oil_rise_k, 0.0) / unit.oil_rise_k, 1.0 / unit.oil_exponent);
    return std::sqrt(std::max((loss * (1.0 + unit.loss_ratio) - 1.0) / unit.loss_ratio, 0.0));
}

/// Final rise of the top oil, K^y, and their derivatives by the load.
struct Rises {
    double oil_k, oil_slope;
    double winding, winding_slope;
};

Rises rises_of(ThermalUnit const& unit, double load_pu) {
    double const r = unit.loss_ratio;
    double const losses = 1.0 + r * load_pu * load_pu;
    double const oil_k = unit.oil_rise_k * std::pow(losses / (1.0 + r), unit.oil_exponent);
    double const winding = std::pow(load_pu, unit.winding_exponent);
    return {oil_k, oil_k * unit.oil_exponent * 2.0 * r * load_pu / losses, winding,
            unit.winding_exponent * winding / load_pu};
}

}  // namespace

void TransformerCapability::add_points(ThermalUnit const& unit, ThermalState const& state,
                                       double ambient_c, double minutes, int sub_steps) {
    double const sub_step_min = minutes / sub_steps;
    double const oil_keeps = std::exp(-sub_step_min / unit.oil_time_min);
    double const winding_keeps = std::exp(-sub_step_min / unit.winding_time_min);
    double const lag_keeps = std::exp(-sub_step_min / unit.lag_time_min);
    for (int i = 0; i < sub_steps; ++i) {
        oil_left_ *= oil_keeps;
        winding_left_ *= winding_keeps;
        lag_left_ *= lag_keeps;
        points_.push_back({ambient_c + oil_left_ * (state.top_oil_c - ambient_c) +
                               winding_left_ * state.rise_k - lag_left_ * state.lag_k,
                           1.0 - oil_left_,
                           unit.gradient_k * (unit.k21 * (1.0 - winding_left_) -
                                              (unit.k21 - 1.0) * (1.0 - lag_left_))});
    }
}

double TransformerCapability::highest_load_pu(ThermalUnit const& unit, ThermalState const& state,
                                              double ambient_c, LoadingLimit const& limit,
                                              double minutes) {
    ThermalState start = state;
    if (unit.ambient == AmbientResponse::immediate) {
        start.top_oil_c += ambient_c - state.ambient_c;
    }
    points_.clear();
    oil_left_ = winding_left_ = lag_left_ = 1.0;
    double const first_min = std::min(minutes, fine_min);
    add_points(unit, start, ambient_c, first_min,
               static_cast<int>(std::ceil(first_min / fine_sub_step_min)));
    if (minutes > first_min) {
        double const rest_min = minutes - first_min;
        add_points(unit, start, ambient_c, rest_min,
                   static_cast<int>(std::ceil(rest_min / coarse_sub_step_min)));
    }
    if (start.top_oil_c + start.rise_k - start.lag_k > limit.hot_spot_c + tolerance_k) {
        points_.erase(points_.begin(), points_.end() - 1);
    }
    double const oil_rise_k =
        (limit.top_oil_c - ambient_c - oil_left_ * (start.top_oil_c - ambient_c)) /
        (1.0 - oil_left_);
    double load_pu = std::min(limit.load_pu, load_of_oil_rise(unit, oil_rise_k));
    for (int i = 0; i < most_iterations && load_pu > 0.0; ++i) {
        auto const rises = rises_of(unit, load_pu);
        auto const temperature_c = [&](Point const& point) {
            return point.base_c + point.oil * rises.oil_k + point.winding * rises.winding;
        };
        auto const& hottest = *std::ranges::max_element(points_, {}, temperature_c);
        double const excess_k = temperature_c(hottest) - limit.hot_spot_c;
        if (excess_k <= tolerance_k) {
            return load_pu;
        }
        load_pu -=
            excess_k / (hottest.oil * rises.oil_slope + hottest.winding * rises.winding_slope);
    }
    return std::max(load_pu, 0.0);
}

}  // namespace gridrush
