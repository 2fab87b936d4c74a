#pragma once

#include <memory>
#include <span>

#include "policies/curtailment/curtailment.hpp"
#include "policies/loading/loading.hpp"
#include "policies/migration/migration.hpp"
#include "policies/parameters.hpp"
#include "policies/strategy/strategy.hpp"

namespace gridrush {

/// How each built-in policy is made; the catalog is the only reader. One pair per .cpp.

[[nodiscard]] inline std::span<ParameterInfo const> no_parameters() {
    return {};
}

[[nodiscard]] std::unique_ptr<CurtailmentPolicy> make_pro_rata(Parameters const&);
[[nodiscard]] std::unique_ptr<CurtailmentPolicy> make_lifo(Parameters const&);
[[nodiscard]] std::unique_ptr<CurtailmentPolicy> make_market_bid(Parameters const&);
[[nodiscard]] std::unique_ptr<CurtailmentPolicy> make_none(Parameters const&);

[[nodiscard]] std::unique_ptr<MigrationPolicy> make_stay(Parameters const&);
[[nodiscard]] std::unique_ptr<StrategyPolicy> make_keep_mining(Parameters const&);

[[nodiscard]] std::unique_ptr<LoadingPolicy> make_nameplate(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> hot_spot_parameters();
[[nodiscard]] std::unique_ptr<LoadingPolicy> make_hot_spot(Parameters const&);

}  // namespace gridrush
