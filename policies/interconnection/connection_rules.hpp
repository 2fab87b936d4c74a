#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "topology/time.hpp"

namespace gridrush {

/// Where in a request's life a gate stands.
enum class GateStage {
    application,  ///< before it has a place in the queue
    study,        ///< before it is studied
    decision,     ///< after a finding, before the next study or the offer
    agreement,    ///< to sign what was offered
};
inline constexpr std::size_t gate_stage_count = 4;
[[nodiscard]] std::string_view to_string(GateStage stage);

/// What one gate asks of a request, and what is lost by leaving later. Fees are spent, securities
/// are held and given back at energisation, or on leaving but for what is forfeited.
struct Gate {
    std::string name;
    GateStage stage = GateStage::application;
    double from_mw = 0.0;  ///< holds for requests from_mw <= MW < below_mw
    double below_mw = std::numeric_limits<double>::infinity();
    TimePoint from_date = TimePoint::min();  ///< holds for requests filed from then on

    double fee_usd = 0.0;
    double fee_usd_per_mw = 0.0;
    double fee_returned_share = 0.0;  ///< of the fee, given back when the request ends any way
    double security_usd = 0.0;
    double security_usd_per_mw = 0.0;
    double security_share_of_upgrades = 0.0;  ///< of its allocated upgrade cost
    /// Of the security, lost by leaving while the request's last passed gate is of that stage.
    std::array<double, gate_stage_count> forfeited_share{};

    bool site_control = false;          ///< the land must be held
    bool financing = false;             ///< the money must be committed
    bool permits = false;               ///< planning consent, or a valid application for it
    double own_generation_share = 0.0;  ///< of the request, that own power stations must cover
    double duplicate_detection = 0.0;   ///< probability that a request of the same project filed
                                        ///< elsewhere comes to light; found ones are refused
    bool remote_disconnect = false;     ///< must be able to be switched off from afar
};

/// Who pays for an upgrade.
enum class CostRule {
    tipping_pays,  ///< the request that puts the element over its rating
    by_impact,     ///< by MW of flow on it (distribution factor times MW)
    per_capita,    ///< in equal parts
};

/// Withdraws megawatts that are not used.
struct UseOrLose {
    bool enabled = false;
    double share = 0.8;  ///< mean metered over contracted MW that keeps the contract whole
    int months = 6;      ///< length of a period
    int periods = 2;     ///< in a row below the share
    bool only_if_waited_for = true;
    bool holder_liable = true;  ///< goes on paying what it signed
};

/// What a connection becomes when its use or its holder changes. Where the right does not pass, all
/// of it goes back to the pool when the request enters the queue, where it is like any other.
struct TransferRight {
    bool in_place = true;      ///< another use at no more MW keeps the right without a study
    bool successor = true;     ///< so does a buyer
    double haircut = 0.0;      ///< share of the MW that goes back to the pool on a transfer
    bool relinquish = false;   ///< the right never passes
    double check_days = 90.0;  ///< stability check of a new use in place
};

/// What is paid and owed from the offer on.
struct Terms {
    CostRule network_cost = CostRule::by_impact;
    CostRule substation_cost = CostRule::per_capita;
    double socialised_share = 0.0;         ///< of every upgrade's cost, borne by rate payers
    double minimum_take_share = 0.0;       ///< of the contract, paid whether drawn or not
    double charge_usd_per_kw_month = 0.0;  ///< what minimum take and exit fee are reckoned by
    int term_months = 0;                   ///< of the contract; 0 = open
    int longest_ramp_months = 0;  ///< contracted MW must be reached by then; 0 = as it likes
    int exit_fee_months = 0;      ///< of minimum charges
    UseOrLose use_or_lose;
    TransferRight transfer;
};

/// Gates and terms that a regime holds every request to.
struct ConnectionRules {
    std::vector<Gate> gates;
    Terms terms;
};

}  // namespace gridrush
