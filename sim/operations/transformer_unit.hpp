#pragma once

#include <string_view>

#include "topology/grid_spec.hpp"
#include "topology/issue.hpp"

namespace gridrush {

enum class ThermalStandard { iec, ieee };

/// Insulation of the windings: plain kraft paper or thermally upgraded paper.
enum class Paper { normal, upgraded };

/// Whether the oil follows a change of the ambient temperature with its own time constant
/// (IEC 60076-7) or at once (IEEE C57.91 clause 7).
enum class AmbientResponse { lagged, immediate };

/// Parameter sets of IEC 60076-7:2018, table 4. `small`: distribution transformers. `restricted`:
/// windings whose oil channels are narrow.
enum class IecClass {
    small_onan,
    onan,
    onan_restricted,
    onaf,
    onaf_restricted,
    of,
    of_restricted,
    od
};

/// Thermal data of one transformer; rises are in K at rated load. Both standards in one form:
///   top oil   relaxes with oil_time_min to ambient + oil_rise_k ((1 + R K^2) / (1 + R))^x
///   hot spot  = top oil + d1 - d2; d1 relaxes with winding_time_min to k21 gradient_k K^y,
///             d2 with lag_time_min to (k21 - 1) gradient_k K^y
struct ThermalUnit {
    double oil_rise_k = 52.0;        ///< top oil over ambient
    double gradient_k = 26.0;        ///< hot spot over top oil
    double loss_ratio = 6.0;         ///< R: load losses at rated load / no-load losses
    double oil_exponent = 0.8;       ///< x; IEEE: n
    double winding_exponent = 1.3;   ///< y; IEEE: 2 m
    double k21 = 2.0;                ///< 1: no overshoot
    double oil_time_min = 75.0;      ///< IEC: k11 tau_o
    double winding_time_min = 14.0;  ///< IEC: k22 tau_w
    double lag_time_min = 75.0;      ///< IEC: tau_o / k22
    AmbientResponse ambient = AmbientResponse::lagged;
    ThermalStandard standard = ThermalStandard::iec;  ///< of the ageing law
    Paper paper = Paper::upgraded;                    ///< IEEE: upgraded only
};

/// Every mistake in `unit`, such as a time constant that is not positive.
[[nodiscard]] Issues validate(ThermalUnit const& unit);

/// The data that IEC 60076-7:2018 gives the constants of table 4 for.
struct IecSpec {
    double oil_rise_k, gradient_k, loss_ratio;
    double x, y, k11, k21, k22;
    double tau_oil_min, tau_winding_min;
};

/// IEC 60076-7:2018, table 4. Rises and loss ratio of a restricted class are those of the class.
[[nodiscard]] IecSpec iec_spec(IecClass iec_class);
[[nodiscard]] IecClass iec_class_of(Cooling cooling);
[[nodiscard]] ThermalUnit make_unit(IecSpec const& spec, Paper paper);

/// IEEE C57.91 clause 7. Defaults: the default unit of the standard's open-source code. Masses in
/// lb and oil in US gallons as in the standard.
struct IeeeSpec {
    Cooling cooling = Cooling::onan;
    double top_oil_rise_k = 55.0;   ///< over ambient
    double hot_spot_rise_k = 80.0;  ///< over ambient
    double winding_loss_w = 51690.0;
    double stray_loss_w = 21078.0;
    double core_loss_w = 36986.0;
    double core_and_coil_lb = 75600.0;
    double tank_lb = 31400.0;
    double oil_gal = 4910.0;
    double tau_winding_min = 5.0;
};

/// Rated time constant of the oil, minutes: C57.91 clause 7.2.6.
[[nodiscard]] double oil_time_constant_min(IeeeSpec const& spec);
/// The oil's time constant is the rated one at all loads.
[[nodiscard]] ThermalUnit make_unit(IeeeSpec const& spec);

/// Hours of life at the reference temperature: C57.91, 65 K rise, table 2.
inline constexpr double ieee_normal_life_h = 180000.0;
/// Of the years in which lives and failure rates are given.
inline constexpr double hours_per_life_year = 8760.0;

[[nodiscard]] std::string_view to_string(IecClass iec_class);

}  // namespace gridrush
