#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "policies/migration/migration.hpp"

namespace gridrush {

/// What a migration policy keeps count of while it decides: who may be named, and the room that the
/// moves so far have left at each site.
class Places {
public:
    /// `view` must outlive it.
    explicit Places(MigrationView const& view);

    /// Rows of the tenants that are not on their way, by id: a decision that goes through them in
    /// this order does not depend on the order of the view's rows.
    [[nodiscard]] std::span<std::size_t const> tenants() const { return tenants_; }
    /// Row of a site among the hosts; nullopt for one that takes no tenants.
    [[nodiscard]] std::optional<std::size_t> row_of(SiteId site) const;
    /// Row of the site where a tenant is.
    [[nodiscard]] std::optional<std::size_t> host_of(std::size_t tenant) const {
        return row_of(view_.tenants.site[tenant]);
    }
    [[nodiscard]] double room_mw(std::size_t host) const { return room_mw_[host]; }
    [[nodiscard]] bool has_room(std::size_t host, std::size_t tenant) const {
        return room_mw_[host] >= view_.tenants.it_mw[tenant];
    }

    /// Hours that a tenant's state takes over the wide-area network: the slower of the two sites'
    /// ways, shared with the moves that were made on either (SI units: 8e9 bit in 1 GB). Infinity
    /// where there is no way.
    [[nodiscard]] double transfer_h(std::size_t tenant, std::size_t from, std::size_t to) const;
    /// Hours in which a move now would let nothing be computed: transfer and restart.
    [[nodiscard]] double downtime_h(std::size_t tenant, std::size_t from, std::size_t to) const {
        return transfer_h(tenant, from, to) + view_.tenants.restart_h[tenant];
    }
    /// What a move now costs, USD: its fee, and what the work is worth that is not done meanwhile
    /// or was not saved. Infinite, or no number, where there is no way.
    [[nodiscard]] double cost_usd(std::size_t tenant, std::size_t from, std::size_t to) const;

    /// Share of its power that a site lacks: now, or as forecast, whichever is more.
    [[nodiscard]] double shortage(std::size_t host) const;

    /// Rows of the hosts by rising `key`, one per host; of equal ones the lower site first. Hosts
    /// whose key is no number are left out.
    [[nodiscard]] std::vector<std::size_t> ranked(std::span<double const> key) const;

    /// Takes the room that a tenant needs and its part of the ways; precondition: has_room.
    Move move(std::size_t tenant, std::size_t to);
    /// Takes the room of `share` beyond what the tenant has there already.
    Move split(std::size_t tenant, std::size_t to, double share);

private:
    MigrationView const& view_;
    std::vector<std::size_t> tenants_;
    std::vector<std::int32_t> row_of_site_;  ///< by site; -1: none
    std::vector<double> room_mw_;
    std::vector<int> transfers_;  ///< of this decision that use a host's way
};

}  // namespace gridrush
