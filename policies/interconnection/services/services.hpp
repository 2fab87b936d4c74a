#pragma once

#include <memory>
#include <span>
#include <vector>

#include "policies/interconnection/regime.hpp"

namespace gridrush {

/// How each service is made, by kind; the catalog of hooks is the only reader.

[[nodiscard]] std::span<ParameterInfo const> firm_parameters();
[[nodiscard]] std::unique_ptr<Service> make_firm(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> firm_by_year_parameters();
[[nodiscard]] std::unique_ptr<Service> make_firm_by_year(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> phased_parameters();
[[nodiscard]] std::unique_ptr<Service> make_phased(Parameters const&);

[[nodiscard]] std::span<ParameterInfo const> provisional_parameters();
[[nodiscard]] std::unique_ptr<Service> make_provisional(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> hours_cap_parameters();
[[nodiscard]] std::unique_ptr<Service> make_hours_cap(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> energy_cap_parameters();
[[nodiscard]] std::unique_ptr<Service> make_energy_cap(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> curtailable_until_parameters();
[[nodiscard]] std::unique_ptr<Service> make_curtailable_until(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> connect_all_parameters();
[[nodiscard]] std::unique_ptr<Service> make_connect_all(Parameters const&);

[[nodiscard]] std::span<ParameterInfo const> uncovered_parameters();
[[nodiscard]] std::unique_ptr<Service> make_uncovered(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> own_generation_service_parameters();
[[nodiscard]] std::unique_ptr<Service> make_own_generation_service(Parameters const&);

}  // namespace gridrush
