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
[[nodiscard]] std::unique_ptr<CurtailmentPolicy> make_fifo(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> market_bid_parameters();
[[nodiscard]] std::unique_ptr<CurtailmentPolicy> make_market_bid(Parameters const&);
[[nodiscard]] std::unique_ptr<CurtailmentPolicy> make_equal_mw(Parameters const&);
[[nodiscard]] std::unique_ptr<CurtailmentPolicy> make_max_min_fair(Parameters const&);
[[nodiscard]] std::unique_ptr<CurtailmentPolicy> make_rota(Parameters const&);
[[nodiscard]] std::unique_ptr<CurtailmentPolicy> make_technical_best(Parameters const&);
[[nodiscard]] std::unique_ptr<CurtailmentPolicy> make_contract_class_then_pro_rata(
    Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> hours_capped_parameters();
[[nodiscard]] std::unique_ptr<CurtailmentPolicy> make_hours_capped(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> rate_capped_parameters();
[[nodiscard]] std::unique_ptr<CurtailmentPolicy> make_rate_capped(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> price_responsive_parameters();
[[nodiscard]] std::unique_ptr<CurtailmentPolicy> make_price_responsive(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> four_cp_chaser_parameters();
[[nodiscard]] std::unique_ptr<CurtailmentPolicy> make_four_cp_chaser(Parameters const&);
[[nodiscard]] std::unique_ptr<CurtailmentPolicy> make_none(Parameters const&);

[[nodiscard]] std::unique_ptr<MigrationPolicy> make_stay(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> pause_parameters();
[[nodiscard]] std::unique_ptr<MigrationPolicy> make_pause(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> follow_power_parameters();
[[nodiscard]] std::unique_ptr<MigrationPolicy> make_follow_power(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> cheapest_site_parameters();
[[nodiscard]] std::unique_ptr<MigrationPolicy> make_cheapest_site(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> cleanest_site_parameters();
[[nodiscard]] std::unique_ptr<MigrationPolicy> make_cleanest_site(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> checkpoint_and_move_parameters();
[[nodiscard]] std::unique_ptr<MigrationPolicy> make_checkpoint_and_move(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> split_inference_parameters();
[[nodiscard]] std::unique_ptr<MigrationPolicy> make_split_inference(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> lease_mover_parameters();
[[nodiscard]] std::unique_ptr<MigrationPolicy> make_lease_mover(Parameters const&);

[[nodiscard]] std::unique_ptr<StrategyPolicy> make_keep_mining(Parameters const&);

[[nodiscard]] std::unique_ptr<LoadingPolicy> make_nameplate(Parameters const&);
[[nodiscard]] std::span<ParameterInfo const> hot_spot_parameters();
[[nodiscard]] std::unique_ptr<LoadingPolicy> make_hot_spot(Parameters const&);

}  // namespace gridrush
