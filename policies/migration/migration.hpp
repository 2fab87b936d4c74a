#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "topology/ids.hpp"
#include "topology/time.hpp"
#include "policies/policy.hpp"

namespace gridrush {

/// What a tenant computes.
enum class TenantKind : std::uint8_t { training, fine_tuning, batch, inference };
inline constexpr std::size_t tenant_kind_count = 4;
[[nodiscard]] std::string_view to_string(TenantKind kind);

/// Sites that take tenants, as columns of equal length.
struct HostColumns {
    std::span<SiteId const> site{};
    std::span<double const> granted_share{};      ///< of what it wanted in the last interval, 0..1
    std::span<double const> free_it_mw{};         ///< room for more tenants
    std::span<double const> price_usd_per_mwh{};  ///< LMP of the last interval; NaN before one
    std::span<double const> month_usd_per_mwh{};  ///< mean LMP of the last month; NaN before one
    /// Of what it wanted in the last month, 0..1; NaN before one.
    std::span<double const> month_granted_share{};
    std::span<double const> co2_t_per_mwh{};       ///< of the generation that a MWh more takes
    std::span<double const> forecast_cut_share{};  ///< of what it wants, mean of the hours below
    std::span<double const> wan_gbps{};            ///< of its substation, each way
};

/// Tenants, as columns of equal length.
struct TenantColumns {
    std::span<TenantId const> tenant{};
    std::span<TenantKind const> kind{};
    std::span<SiteId const> site{};       ///< where it is, or is on its way to
    std::span<double const> it_mw{};      ///< leased
    std::span<double const> state_gb{};   ///< checkpoints and weights that a move carries, 1e9 byte
    std::span<double const> restart_h{};  ///< from arrival until it computes again
    std::span<double const> move_usd{};   ///< fee of a move
    std::span<double const> worth_usd_per_mwh{};  ///< of the IT energy that its work takes
    std::span<double const> unsaved_h{};  ///< work since its last checkpoint, lost by a move now
    std::span<double const> flexible_share{};  ///< of throughput that it tolerates to lose
    /// Inference: where a part of its load is served since the last split, and which part; none
    /// and 0 without one. That part's room at the site is taken: it is not in free_it_mw.
    std::span<SiteId const> split_to{};
    std::span<double const> split_share{};
    std::span<TimePoint const> lease_ends_at{};
    std::span<std::uint8_t const> paused{};  ///< by the policy
    std::span<std::uint8_t const> moving{};  ///< on its way: must be left alone
};

/// What is known when tenants may move: each month, and when a grant falls, comes back or is
/// forecast to fall, or a lease ends.
struct MigrationView {
    TimePoint now;
    HostColumns hosts;
    TenantColumns tenants;
    double forecast_h = 24.0;  ///< hours that forecast_cut_share looks ahead
};

enum class MoveKind : std::uint8_t {
    move,   ///< all of it goes to `to`
    split,  ///< `share` of an inference tenant's load is served at `to` from now on; 0 = none
    pause,  ///< checkpoint and draw nothing, until resumed
    resume,
};
inline constexpr std::size_t move_kind_count = 4;
[[nodiscard]] std::string_view to_string(MoveKind kind);

struct Move {
    TenantId tenant;
    MoveKind kind = MoveKind::move;
    SiteId to{};         ///< move, split: a row of hosts with room
    double share = 1.0;  ///< split: 0..1
};

/// Tenants that are not named stay as they are; each at most once.
using MigrationDecision = std::vector<Move>;

class MigrationPolicy : public Policy<MigrationView, MigrationDecision> {
public:
    /// Asked once, at the start: false for a policy that never answers anything and need not be
    /// asked (the view takes the state of every job).
    [[nodiscard]] virtual bool moves_tenants() const { return true; }
};

}  // namespace gridrush
