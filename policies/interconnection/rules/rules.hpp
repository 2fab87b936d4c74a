#pragma once

#include <span>
#include <vector>

#include "policies/interconnection/regime.hpp"

namespace gridrush {

/// How gates are made of their parameters; some hooks stand for several.

[[nodiscard]] std::span<ParameterInfo const> money_parameters();
[[nodiscard]] std::vector<Gate> make_money(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> site_control_parameters();
[[nodiscard]] std::vector<Gate> make_site_control(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> financing_parameters();
[[nodiscard]] std::vector<Gate> make_financing(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> permits_parameters();
[[nodiscard]] std::vector<Gate> make_permits(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> disclosure_parameters();
[[nodiscard]] std::vector<Gate> make_disclosure(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> own_generation_gate_parameters();
[[nodiscard]] std::vector<Gate> make_own_generation_gate(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> remote_disconnect_parameters();
[[nodiscard]] std::vector<Gate> make_remote_disconnect(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> size_tiers_parameters();
[[nodiscard]] std::vector<Gate> make_size_tiers(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> sb6_parameters();
[[nodiscard]] std::vector<Gate> make_sb6(Parameters const&);

/// How terms are set by their parameters.

[[nodiscard]] std::span<ParameterInfo const> cost_parameters();
void set_cost(Parameters const&, Terms& terms);
[[nodiscard]] std::span<ParameterInfo const> minimum_take_parameters();
void set_minimum_take(Parameters const&, Terms& terms);
[[nodiscard]] std::span<ParameterInfo const> exit_fee_parameters();
void set_exit_fee(Parameters const&, Terms& terms);
[[nodiscard]] std::span<ParameterInfo const> use_or_lose_parameters();
void set_use_or_lose(Parameters const&, Terms& terms);
[[nodiscard]] std::span<ParameterInfo const> transfer_parameters();
void set_transfer(Parameters const&, Terms& terms);
[[nodiscard]] std::span<ParameterInfo const> phasing_parameters();
void set_phasing(Parameters const&, Terms& terms);

}  // namespace gridrush
