#pragma once

#include <array>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "topology/ids.hpp"
#include "topology/time.hpp"
#include "policies/policy.hpp"

namespace gridrush {

/// What a loading is: every day, for weeks after an outage, for half an hour to a few hours.
enum class LoadingClass { normal, long_term_emergency, short_term_emergency };
inline constexpr std::array<LoadingClass, 3> loading_classes{
    LoadingClass::normal, LoadingClass::long_term_emergency, LoadingClass::short_term_emergency};
[[nodiscard]] std::string_view to_string(LoadingClass loading);

/// MW that the transformer banks of a row of the view can carry without a break for `hours` from
/// now, in the air of now, within the limits of a loading class, should the banks that firm
/// capacity leaves out trip at once.
using CarriableMw = std::function<double(std::size_t row, LoadingClass loading, double hours)>;

/// Substations with their transformer banks before an operating interval, as columns of equal
/// length.
struct LoadingView {
    TimePoint now;
    double interval_h = 1.0;
    std::span<SubstationId const> substation;
    std::span<double const> firm_mw;     ///< nameplate of the banks in service, less the spare ones
    std::span<double const> bank_mw;     ///< nameplate of all banks in service
    std::span<double const> ambient_c;   ///< of the air, mean of the interval
    std::span<double const> top_oil_c;   ///< now, of the hottest bank; the air's without a bank
    std::span<double const> hot_spot_c;  ///< now, of the hottest bank; the air's without a bank
    CarriableMw const& carriable_mw;
};

/// MW that each row's banks may carry in the interval, not negative. More than the banks' limit of
/// current (short-time emergency) means that limit.
using LoadingDecision = std::vector<double>;
using LoadingPolicy = Policy<LoadingView, LoadingDecision>;

}  // namespace gridrush
