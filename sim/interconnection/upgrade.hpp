#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "topology/ids.hpp"
#include "topology/time.hpp"

namespace gridrush {

/// What can be built so that more load fits.
enum class UpgradeKind {
    branch_uprate,   ///< of a transformer between voltages, or the terminal equipment of a line
    reconductor,     ///< a line's conductors
    new_circuit,     ///< one more beside a branch: halves its reactance, adds its rating
    new_bank,        ///< in an empty position of a substation
    new_substation,  ///< beside a full one, on its bus, with its first bank
};
inline constexpr std::size_t upgrade_kind_count = 5;
[[nodiscard]] std::string_view to_string(UpgradeKind kind);

/// One upgrade, found by a study: what, where, how much, at what cost, how long it takes.
struct Upgrade {
    UpgradeKind kind = UpgradeKind::branch_uprate;
    BranchId branch;                ///< none for banks and substations
    SubstationId substation;        ///< none for branches
    double mw = 0.0;                ///< what it adds to the branch's continuous rating, or bank MVA
    double reactance_factor = 1.0;  ///< new x over old x
    double cost_usd = 0.0;          ///< with contingency
    Seconds lead_time{};            ///< from order to service
};

enum class UpgradeState { ordered, in_service, cancelled };
inline constexpr std::size_t upgrade_state_count = 3;
[[nodiscard]] std::string_view to_string(UpgradeState state);

/// One that was ordered, as the results keep it.
struct UpgradeRow {
    Upgrade what;
    UpgradeState state = UpgradeState::ordered;
    TimePoint ordered_at = TimePoint::min(), due_at = TimePoint::min(),
              ended_at = TimePoint::min();  ///< in service, or cancelled
    std::int32_t request = -1;              ///< that tipped it
    std::int32_t study = -1;                ///< number of the study that found it
    double allocated_usd = 0.0;             ///< to requests, when it was ordered
    double socialised_usd = 0.0;            ///< to rate payers
    double stranded_usd =
        0.0;  ///< allocated to requests that left without paying; rate payers bear it
};

/// What a request owes of an upgrade.
struct UpgradeShare {
    std::int32_t upgrade = -1;  ///< row of the upgrades that were ordered
    double usd = 0.0;
};

}  // namespace gridrush
