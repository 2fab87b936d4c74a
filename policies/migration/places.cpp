#include "policies/migration/places.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gridrush {

Places::Places(MigrationView const& view)
    : view_{view},
      room_mw_(view.hosts.free_it_mw.begin(), view.hosts.free_it_mw.end()),
      transfers_(view.hosts.site.size(), 0) {
    for (std::size_t host = 0; host < view.hosts.site.size(); ++host) {
        auto const site = view.hosts.site[host].index();
        row_of_site_.resize(std::max(row_of_site_.size(), site + 1), -1);
        row_of_site_[site] = static_cast<std::int32_t>(host);
    }
    for (std::size_t row = 0; row < view.tenants.tenant.size(); ++row) {
        if (view.tenants.moving[row] == 0) {
            tenants_.push_back(row);
        }
    }
    std::ranges::sort(tenants_, {}, [&](std::size_t row) { return view.tenants.tenant[row]; });
}

std::optional<std::size_t> Places::row_of(SiteId site) const {
    if (!site.valid() || site.index() >= row_of_site_.size() || row_of_site_[site.index()] < 0) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(row_of_site_[site.index()]);
}

double Places::transfer_h(std::size_t tenant, std::size_t from, std::size_t to) const {
    auto const gbps = [&](std::size_t host) {
        return view_.hosts.wan_gbps[host] / (1.0 + transfers_[host]);
    };
    return 8.0 * view_.tenants.state_gb[tenant] / std::min(gbps(from), gbps(to)) / 3600.0;
}

double Places::cost_usd(std::size_t tenant, std::size_t from, std::size_t to) const {
    auto const& tenants = view_.tenants;
    auto const hours = downtime_h(tenant, from, to) + tenants.unsaved_h[tenant];
    return tenants.move_usd[tenant] +
           tenants.worth_usd_per_mwh[tenant] * tenants.it_mw[tenant] * hours;
}

double Places::shortage(std::size_t host) const {
    return std::max(1.0 - view_.hosts.granted_share[host], view_.hosts.forecast_cut_share[host]);
}

std::vector<std::size_t> Places::ranked(std::span<double const> key) const {
    std::vector<std::size_t> order;
    for (std::size_t host = 0; host < key.size(); ++host) {
        if (!std::isnan(key[host])) {
            order.push_back(host);
        }
    }
    std::ranges::sort(
        order, {}, [&](std::size_t host) { return std::pair{key[host], view_.hosts.site[host]}; });
    return order;
}

Move Places::move(std::size_t tenant, std::size_t to) {
    room_mw_[to] -= view_.tenants.it_mw[tenant];
    ++transfers_[to];
    if (auto const from = host_of(tenant)) {
        ++transfers_[*from];
    }
    return {
        .tenant = view_.tenants.tenant[tenant], .kind = MoveKind::move, .to = view_.hosts.site[to]};
}

Move Places::split(std::size_t tenant, std::size_t to, double share) {
    auto const& tenants = view_.tenants;
    auto const site = view_.hosts.site[to];
    double const already = tenants.split_to[tenant] == site ? tenants.split_share[tenant] : 0.0;
    room_mw_[to] -= std::max(0.0, share - already) * tenants.it_mw[tenant];
    return {.tenant = tenants.tenant[tenant], .kind = MoveKind::split, .to = site, .share = share};
}

}  // namespace gridrush
