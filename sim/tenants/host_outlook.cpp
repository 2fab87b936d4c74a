#include "sim/tenants/host_outlook.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace gridrush {
namespace {

constexpr double noticeable_share = 1e-3;
constexpr double noticeable_forecast = 0.01;
constexpr double noticeable_mw = 1e-6;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double known(double mw) {
    return std::isnan(mw) ? 0.0 : mw;
}

}  // namespace

HostOutlook::HostOutlook(Tenancy const& tenancy, World const& world, Grid const& grid,
                         Seconds interval)
    : tenancy_{tenancy}, world_{world}, grid_{grid} {
    auto const hosts = tenancy.hosts().size();
    slots_ = static_cast<std::size_t>(std::chrono::hours{24} / interval);
    wanted_.assign(hosts * slots_, 0.0);
    granted_.assign(hosts * slots_, 0.0);
    was_cut_.assign(hosts, 0);
    was_forecast_.assign(hosts, 0);
    month_wanted_mw_.assign(hosts, 0.0);
    month_granted_mw_.assign(hosts, 0.0);
    month_usd_.assign(hosts, nan);
    month_share_.assign(hosts, nan);
}

double HostOutlook::granted_share(SiteId site) const {
    auto const wanted = world_.sites.hosted_mw[site.index()];
    auto const granted = known(world_.sites.powered_mw(site.index()));
    return wanted > noticeable_mw ? std::clamp(granted / wanted, 0.0, 1.0) : 1.0;
}

double HostOutlook::forecast_cut_share(std::size_t host) const {
    double wanted = 0.0;
    double granted = 0.0;
    for (std::size_t slot = host * slots_; slot < (host + 1) * slots_; ++slot) {
        wanted += wanted_[slot];
        granted += granted_[slot];
    }
    return wanted > noticeable_mw ? std::clamp(1.0 - granted / wanted, 0.0, 1.0) : 0.0;
}

bool HostOutlook::observe(IntervalRow const& row) {
    generator_mw_.assign(row.generator_mw.begin(), row.generator_mw.end());
    available_mw_.assign(row.generator_available_mw.begin(), row.generator_available_mw.end());
    auto changed = false;
    auto const day_ends = slot_ + 1 == slots_;
    for (std::size_t host = 0; host < tenancy_.hosts().size(); ++host) {
        auto const site = tenancy_.hosts()[host];
        auto const wanted = world_.sites.hosted_mw[site.index()];
        auto const granted = known(world_.sites.powered_mw(site.index()));
        wanted_[host * slots_ + slot_] = wanted;
        granted_[host * slots_ + slot_] = granted;
        month_wanted_mw_[host] += wanted;
        month_granted_mw_[host] += granted;
        char const cut = granted_share(site) < 1.0 - noticeable_share ? 1 : 0;
        changed |= std::exchange(was_cut_[host], cut) != cut;
        if (day_ends) {
            char const forecast = forecast_cut_share(host) > noticeable_forecast ? 1 : 0;
            changed |= std::exchange(was_forecast_[host], forecast) != forecast;
        }
    }
    slot_ = day_ends ? 0 : slot_ + 1;
    return changed;
}

void HostOutlook::close_month(double hours) {
    for (std::size_t host = 0; host < tenancy_.hosts().size(); ++host) {
        auto const site = tenancy_.hosts()[host].index();
        month_usd_[host] = world_.sites.month_price_sum[site] / hours;
        auto const wanted = std::exchange(month_wanted_mw_[host], 0.0);
        auto const granted = std::exchange(month_granted_mw_[host], 0.0);
        month_share_[host] = wanted > noticeable_mw ? std::clamp(granted / wanted, 0.0, 1.0) : 1.0;
    }
}

/// Units between their limits, which a MWh more would be taken from, and their marginal cost.
void HostOutlook::find_marginal_units() const {
    marginal_.clear();
    auto const& generators = grid_.generators();
    for (std::size_t row = 0; row < generator_mw_.size(); ++row) {
        auto const mw = generator_mw_[row];
        if (mw > noticeable_mw && mw < available_mw_[row] - noticeable_mw) {
            auto const& cost = generators.cost[row];
            constexpr double step_mw = 1e-3;
            marginal_.push_back({(cost.usd_per_h(mw + step_mw) - cost.usd_per_h(mw)) / step_mw,
                                 generators.co2_t_per_mwh[row]});
        }
    }
}

HostColumns HostOutlook::columns() const {
    auto const& hosts = tenancy_.hosts();
    auto const& sites = world_.sites;
    double pue = 1.0;
    for (auto const& tenant : tenancy_.tenants()) {
        pue = std::max(pue, tenant.spec->pue);
    }
    find_marginal_units();
    shown_ = {};
    for (std::size_t host = 0; host < hosts.size(); ++host) {
        auto const site = hosts[host].index();
        auto const seen = !generator_mw_.empty();
        auto const lmp = seen ? sites.lmp_usd_per_mwh[site] : nan;
        shown_.granted.push_back(seen ? granted_share(hosts[host]) : 1.0);
        shown_.free.push_back(tenancy_.free_mw(hosts[host]) / pue);
        shown_.price.push_back(lmp);
        shown_.co2.push_back(marginal_co2(lmp));
        shown_.forecast.push_back(forecast_cut_share(host));
        shown_.wan.push_back(grid_.substations().wan_gbps[sites.substation[site].index()]);
    }
    return {.site = hosts,
            .granted_share = shown_.granted,
            .free_it_mw = shown_.free,
            .price_usd_per_mwh = shown_.price,
            .month_usd_per_mwh = month_usd_,
            .month_granted_share = month_share_,
            .co2_t_per_mwh = shown_.co2,
            .forecast_cut_share = shown_.forecast,
            .wan_gbps = shown_.wan};
}

/// That of the unit between its limits whose marginal cost is nearest to the site's price: it is
/// the one that would give a MWh more there. 0 where nothing has been dispatched yet.
double HostOutlook::marginal_co2(double lmp) const {
    if (marginal_.empty() || std::isnan(lmp)) {
        return 0.0;
    }
    return std::ranges::min_element(
               marginal_, {}, [lmp](Unit const& unit) { return std::abs(unit.usd_per_mwh - lmp); })
        ->co2_t_per_mwh;
}

}  // namespace gridrush
