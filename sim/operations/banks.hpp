#pragma once

#include <memory>
#include <span>
#include <vector>

#include "policies/loading/loading.hpp"
#include "sim/operations/policy_calls.hpp"
#include "sim/operations/supply.hpp"
#include "sim/operations/transformer_capability.hpp"
#include "sim/operations/transformer_thermal.hpp"
#include "sim/world.hpp"

namespace gridrush {

/// Thermal data of a bank of this cooling: IEC table 4 by cooling, or the IEEE default unit with
/// that cooling.
[[nodiscard]] ThermalUnit bank_unit(TransformerSpec const& spec, Cooling cooling);

/// The transformer banks that feed large loads: what they may carry, how warm they get, how they
/// age.
///
/// A substation's load is shared over its banks in service in proportion to their MVA. Banks of one
/// substation and cooling thus carry the same load per unit in the same air, and one thermal
/// calculation serves them all; a bank that comes into service takes the temperatures of the
/// others, which it would reach within hours. Banks that upgrades added (World::added_bank_mva)
/// carry their part, with the temperatures of the substation's first bank, and do not age or fail.
class Banks {
public:
    /// All arguments but `experiment.transformers` and what the world holds must outlive it.
    Banks(World& world, Experiment const& experiment, Grid const& grid, Supply const& supply,
          LoadingPolicy& policy, PolicyCalls& calls);
    Banks(Banks const&) = delete;
    Banks& operator=(Banks const&) = delete;

    /// Takes over which banks are within their dates at `time` and available
    /// (World::bank_out == 0): sets World::firm_capacity_mw and bank_capacity_mw.
    void update_capacity(TimePoint time);

    /// Before the interval that starts at `start`: World::substation_limit_mw by the policy.
    void set_limits(TimePoint start, double interval_h);

    /// The banks carry World::substation_load_mw for the interval whose limits were set. Adds to
    /// World::bank_consumed_life. Where a load is NaN, temperatures go on with the load of the
    /// interval before, and what is shown of this one is NaN.
    void step(double interval_h);

    /// One row per bank. Not within its dates: NaN; out: no load, as warm as the air, no ageing.
    [[nodiscard]] std::span<double const> load_pu() const { return load_pu_; }
    [[nodiscard]] std::span<double const> top_oil_c() const { return top_oil_c_; }  ///< at the end
    [[nodiscard]] std::span<double const> hot_spot_c() const { return hot_spot_c_; }    ///< highest
    [[nodiscard]] std::span<double const> ageing_rate() const { return ageing_rate_; }  ///< mean

    /// 1 = within its dates and available.
    [[nodiscard]] std::span<char const> in_service() const { return in_service_; }
    /// Banks within their dates that are out.
    [[nodiscard]] int out_count() const { return out_count_; }

    /// Limits above what the banks' current allows, which is an answer as any.
    [[nodiscard]] long clipped_decisions() const { return clipped_; }
    /// Wall-clock seconds inside the policy and the answers to its questions.
    [[nodiscard]] double policy_wall_s() const { return policy_wall_s_; }

private:
    /// A kind of bank that a substation is left with when its spare ones trip.
    struct Kind {
        std::size_t track = 0;
        double mva = 0.0;
    };

    void add_tracks();
    void update_substation(std::size_t substation);
    void set_ambient(TimePoint start);
    void show_temperatures();
    [[nodiscard]] double carriable_mw(std::size_t substation, LoadingClass loading, double hours);
    [[nodiscard]] double answer(std::size_t row, LoadingClass loading, double hours);
    [[nodiscard]] LoadingDecision ask(TimePoint start, double interval_h);
    [[nodiscard]] LoadingDecision legal(LoadingDecision limit, TimePoint start);
    void show(std::size_t bank, double interval_h);

    World& world_;
    Experiment const& experiment_;
    Grid const& grid_;
    Supply const& supply_;
    LoadingPolicy& policy_;
    PolicyCalls& calls_;
    Rng rng_;
    CarriableMw carriable_;

    /// Tracks: one per substation and cooling of its banks.
    std::vector<std::size_t> track_of_bank_, substation_of_track_;
    std::vector<ThermalUnit> track_unit_;
    std::unique_ptr<TransformerThermal> thermal_;
    TransformerCapability capability_;
    std::vector<double> track_load_pu_, track_ambient_c_, track_aged_h_;

    std::vector<SubstationId> substation_ids_;
    std::vector<double> in_service_mva_, ambient_c_, hottest_oil_c_, hottest_spot_c_, ceiling_mw_;
    std::vector<std::vector<Kind>> firm_kinds_;  ///< per substation

    std::vector<char> within_dates_, in_service_;
    std::vector<double> load_pu_, top_oil_c_, hot_spot_c_, ageing_rate_;
    int out_count_ = 0;
    long clipped_ = 0;
    double policy_wall_s_ = 0.0;
};

}  // namespace gridrush
