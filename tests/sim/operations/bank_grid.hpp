#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "policies/catalog.hpp"
#include "sim/operations/banks.hpp"

namespace gridrush::testing {

/// One bus, one substation "S" with the given banks (MVA), in air of 20 degC.
inline GridSpec bank_grid(std::vector<double> const& mva) {
    GridSpec spec;
    spec.areas.emplace_back().id = "all";
    auto& bus = spec.buses.emplace_back();
    bus.id = "A";
    bus.area = "all";
    bus.reference = true;
    auto& substation = spec.substations.emplace_back();
    substation.id = "S";
    substation.bus = "A";
    for (std::size_t row = 0; row < mva.size(); ++row) {
        auto& bank = spec.banks.emplace_back();
        bank.id = "S-" + std::to_string(row);
        bank.substation = "S";
        bank.mva = mva[row];
    }
    return spec;
}

/// Banks and all that they need, without a run around them.
struct BankCase {
    explicit BankCase(GridSpec spec, Experiment given = {}, std::string const& policy = "nameplate",
                      std::map<std::string, ParameterValue> const& parameters = {})
        : grid{std::move(spec)}, experiment{std::move(given)} {
        experiment.power_factor = 1.0;
        Issues issues;
        Parameters const checked{
            find_policy(PolicyFamily::loading, policy)->parameters(), parameters, "", {}, issues};
        throw_if_any(issues);
        auto choices = default_choices();
        choices.loading = {policy, checked};
        policies = make_policies(choices);
        world = std::make_unique<World>(experiment, grid);
        supply = std::make_unique<Supply>(grid, experiment);
        banks =
            std::make_unique<Banks>(*world, experiment, grid, *supply, *policies.loading, calls);
    }

    /// The substation carries `load_mw`, or its limit if that is less, for an hour from `now`.
    void carry(double load_mw) {
        banks->set_limits(now, 1.0);
        world->substation_load_mw[0] =
            std::isnan(load_mw) ? load_mw : std::min(load_mw, world->substation_limit_mw[0]);
        banks->step(1.0);
        now += std::chrono::hours{1};
    }

    static PolicyChoices default_choices() {
        auto const choice = [](PolicyFamily family) {
            Issues issues;
            auto const name = policy_names(family).front();
            return PolicyChoice{
                name, Parameters{find_policy(family, name)->parameters(), {}, "", {}, issues}};
        };
        return {choice(PolicyFamily::interconnection), choice(PolicyFamily::curtailment),
                choice(PolicyFamily::migration), choice(PolicyFamily::strategy),
                choice(PolicyFamily::loading)};
    }

    Grid grid;
    Experiment experiment;
    Policies policies;
    std::unique_ptr<World> world;
    std::unique_ptr<Supply> supply;
    PolicyCalls calls{default_policies(), {}, {}};
    std::unique_ptr<Banks> banks;
    TimePoint now = make_time(2025, 1, 1);
};

}  // namespace gridrush::testing
