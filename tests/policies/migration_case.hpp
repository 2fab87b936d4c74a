#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "policies/migration/places.hpp"
#include "tests/policies/made_policies.hpp"

namespace gridrush::testing {

/// A view of migration as columns that a test fills: sites with full power, 100 MW of room, the
/// same price and 100 Gb/s; tenants of 10 MW at the first site with 782 GB of state.
struct MigrationCase {
    MigrationCase(std::size_t sites, std::size_t tenants)
        : granted(sites, 1.0),
          free_it_mw(sites, 100.0),
          price(sites, 50.0),
          month_price(sites, 50.0),
          month_granted(sites, 1.0),
          co2(sites, 0.4),
          forecast_cut(sites, 0.0),
          wan_gbps(sites, 100.0),
          kind(tenants, TenantKind::training),
          at(tenants, SiteId{0}),
          it_mw(tenants, 10.0),
          state_gb(tenants, 782.0),
          restart_h(tenants, 11.0 / 60.0),
          move_usd(tenants, 1000.0),
          worth(tenants, 200.0),
          unsaved_h(tenants, 0.25),
          flexible(tenants, 0.25),
          split_to(tenants, SiteId{}),
          split_share(tenants, 0.0),
          lease_ends_at(tenants, make_time(2035, 1, 1)),
          paused(tenants, 0),
          moving(tenants, 0) {
        for (std::size_t row = 0; row < sites; ++row) {
            site.emplace_back(row);
        }
        for (std::size_t row = 0; row < tenants; ++row) {
            tenant.emplace_back(row);
        }
    }

    std::vector<SiteId> site{};
    std::vector<double> granted, free_it_mw, price, month_price, month_granted, co2, forecast_cut,
        wan_gbps;
    std::vector<TenantId> tenant{};
    std::vector<TenantKind> kind;
    std::vector<SiteId> at;
    std::vector<double> it_mw, state_gb, restart_h, move_usd, worth, unsaved_h, flexible;
    std::vector<SiteId> split_to;
    std::vector<double> split_share;
    std::vector<TimePoint> lease_ends_at;
    std::vector<std::uint8_t> paused, moving;
    double forecast_h = 24.0;

    [[nodiscard]] MigrationView view() const {
        return {
            .now = make_time(2030, 1, 1),
            .hosts = {site, granted, free_it_mw, price, month_price, month_granted, co2,
                      forecast_cut, wan_gbps},
            .tenants = {tenant, kind, at, it_mw, state_gb, restart_h, move_usd, worth, unsaved_h,
                        flexible, split_to, split_share, lease_ends_at, paused, moving},
            .forecast_h = forecast_h};
    }
    /// What a policy decides, in words: `move 0 to 2`, `split 0 to 1 at 0.5`, `pause 3`.
    [[nodiscard]] std::vector<std::string> by(std::string const& name,
                                              Given const& given = {}) const {
        Rng rng{1, Purpose::policy, 0};
        std::vector<std::string> told;
        for (Move const& move : migration(name, given)->decide(view(), rng)) {
            auto const who = std::to_string(move.tenant.code());
            auto const to = std::to_string(move.to.code());
            auto const percent = std::to_string(std::lround(100.0 * move.share));
            told.push_back(move.kind == MoveKind::move ? "move " + who + " to " + to
                           : move.kind == MoveKind::split
                               ? "split " + who + " to " + to + ": " + percent + " %"
                           : move.kind == MoveKind::pause ? "pause " + who
                                                          : "resume " + who);
        }
        return told;
    }
};

}  // namespace gridrush::testing
