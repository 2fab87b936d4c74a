#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sim/operations/transformer_unit.hpp"

namespace gridrush {

/// Where a transformer's temperatures stand; see ThermalUnit.
struct ThermalState {
    double top_oil_c;
    double rise_k;     ///< d1
    double lag_k;      ///< d2
    double ambient_c;  ///< that the oil has seen last
};

/// Rises over ambient and top oil that a constant load leads to, K.
struct FinalRises {
    double oil;
    double winding;  ///< d1
    double lag;      ///< d2
};

[[nodiscard]] FinalRises final_rises(ThermalUnit const& unit, double load_pu);

/// Temperatures and ageing of many transformers as columns, one row per unit in the order given.
/// Load and ambient temperature are constant within a step. Temperatures at a step's end are exact
/// whatever its length; ageing and the hottest hot spot come from equal sub-steps of at most
/// 2 minutes (ageing by Simpson's rule over them).
/// IEC 60076-7:2018, clause 8 and annex C (difference equations, here with exponentials);
/// IEEE C57.91, clause 7.
class TransformerThermal {
public:
    /// Units rest without load at 20 degC until `start_*` is called. Throws InputError with what
    /// validate() finds; paths begin with `unit.<row>.`.
    explicit TransformerThermal(std::span<ThermalUnit const> units);

    [[nodiscard]] std::size_t size() const { return size_; }

    /// The unit has carried `load_pu` in `ambient_c` for so long that nothing changes. Its
    /// consumed life is set to zero.
    void start_steady(std::size_t unit, double load_pu, double ambient_c);
    /// As above with given temperatures: rise of the top oil over ambient, and of the hot spot over
    /// the top oil, K.
    void start_from(std::size_t unit, double oil_rise_k, double gradient_k, double ambient_c);

    /// Holds the load, per unit of rating, and the ambient temperature for `minutes`. A load that
    /// is NaN gives NaN. Allocates nothing.
    /// Preconditions: one value per unit, loads not negative, minutes > 0.
    void step(std::span<double const> load_pu, std::span<double const> ambient_c, double minutes);

    /// At the end of the last step.
    [[nodiscard]] ThermalState state(std::size_t unit) const {
        return {oil_c_[unit], rise_k_[unit], lag_k_[unit], ambient_c_[unit]};
    }
    [[nodiscard]] double top_oil_c(std::size_t unit) const { return oil_c_[unit]; }
    [[nodiscard]] double hot_spot_c(std::size_t unit) const {
        return oil_c_[unit] + rise_k_[unit] - lag_k_[unit];
    }
    /// Relative to the reference temperature, at the end of the last step.
    [[nodiscard]] double ageing_rate(std::size_t unit) const;
    /// Highest within the last step, at its sub-steps' ends and its own.
    [[nodiscard]] std::span<double const> hottest_c() const { return {hottest_c_.data(), size_}; }
    /// Life consumed since the start, hours at the reference temperature; infinite once the hot
    /// spot was above 2000 degC.
    [[nodiscard]] std::span<double const> aged_h() const { return {aged_h_.data(), size_}; }

private:
    /// Units that step together, so that their chains of operations overlap in the processor.
    static constexpr std::size_t lanes = 8;

    struct Block;

    void set_sub_step(double minutes);
    [[nodiscard]] Block load_block(std::size_t first, std::span<double const> load_pu,
                                   std::span<double const> ambient_c);
    void store_block(Block const& block, std::size_t first);

    std::size_t size_;    ///< units; columns are longer, to full blocks
    int sub_steps_ = 0;   ///< of one step: even
    double minutes_ = 0;  ///< of one step

    std::vector<ThermalUnit> unit_;
    /// Ageing rate 2^(constant + per_k T - over_k / T) of the hot spot T in kelvin.
    std::vector<double> ageing_constant_, ageing_per_k_, ageing_over_k_;
    /// What is left of a deviation after one sub-step.
    std::vector<double> oil_keeps_, winding_keeps_, lag_keeps_;

    /// The load that was held last, and where it leads: loads seldom change.
    std::vector<double> load_pu_;
    std::vector<FinalRises> rises_;
    /// Where oil, d1 and d2 lead in the present step.
    std::vector<double> oil_end_c_, rise_end_k_, lag_end_k_;

    /// State: top oil, d1, d2, the ambient temperature of the last step, and what was counted.
    std::vector<double> oil_c_, rise_k_, lag_k_, ambient_c_, hottest_c_, aged_h_;
};

/// Where a steady load leads.
struct SteadyTemperatures {
    double top_oil_c;
    double hot_spot_c;
};

[[nodiscard]] SteadyTemperatures steady_temperatures(ThermalUnit const& unit, double load_pu,
                                                     double ambient_c);

}  // namespace gridrush
