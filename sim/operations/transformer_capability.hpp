#pragma once

#include <vector>

#include "sim/operations/transformer_limits.hpp"
#include "sim/operations/transformer_thermal.hpp"

namespace gridrush {

/// What a transformer can carry: TransformerThermal the other way round.
class TransformerCapability {
public:
    /// Highest constant load, per unit of rating, that from `state` on, in air of `ambient_c`,
    /// keeps within `limit` for `minutes`: the hot spot at every sub-step (of at most 2 minutes in
    /// the first hour, 15 after it), the top oil at the end. A temperature above its limit at the
    /// start has to be within it at the end; 0 when even no load leads there.
    /// Precondition: minutes > 0, an oil exponent of 0.5 or more (temperatures are then convex in
    /// the load, and Newton's method from above cannot miss).
    [[nodiscard]] double highest_load_pu(ThermalUnit const& unit, ThermalState const& state,
                                         double ambient_c, LoadingLimit const& limit,
                                         double minutes);

private:
    /// The hot spot at one sub-step: base_c + oil * (final oil rise) + winding * K^y.
    struct Point {
        double base_c, oil, winding;
    };

    void add_points(ThermalUnit const& unit, ThermalState const& state, double ambient_c,
                    double minutes, int sub_steps);

    std::vector<Point> points_;
    /// Parts of the deviations at the start that are left at the last point.
    double oil_left_ = 1.0, winding_left_ = 1.0, lag_left_ = 1.0;
};

}  // namespace gridrush
