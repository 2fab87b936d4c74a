#include <chrono>
#include <cmath>
#include <utility>

#include "policies/built_in.hpp"
#include "policies/migration/places.hpp"

namespace gridrush {
namespace {

/// Changes landlords rather than dodging hours: when the lease ends soon, or when the site missed
/// its delivery in the last month, to the site with the lowest cost of a MWh wanted,
///     price + worth (1 - granted share),
/// both of the last month, if that is lower by a margin and pays for the move in time. All kinds.
class LeaseMover : public MigrationPolicy {
public:
    explicit LeaseMover(Parameters const& parameters)
        : notice_days_{parameters.number("notice_days")},
          delivery_share_{parameters.number("delivery_share")},
          better_share_{parameters.number("better_share")},
          payback_months_{parameters.number("payback_months")} {}

    MigrationDecision decide(MigrationView const& view, Rng&) override {
        MigrationDecision moves;
        Places places{view};
        for (auto const tenant : places.tenants()) {
            auto const here = places.host_of(tenant);
            if (here && looks_around(view, tenant, *here)) {
                if (auto const better = cheapest(view, places, tenant, *here)) {
                    moves.push_back(places.move(tenant, *better));
                }
            }
        }
        return moves;
    }

private:
    [[nodiscard]] bool looks_around(MigrationView const& view, std::size_t tenant,
                                    std::size_t here) const {
        std::chrono::duration<double, std::ratio<86400>> const left =
            view.tenants.lease_ends_at[tenant] - view.now;
        return left.count() <= notice_days_ ||
               view.hosts.month_granted_share[here] < delivery_share_;
    }
    /// USD for each MWh that a tenant wants at a site.
    [[nodiscard]] static double cost_usd_per_mwh(MigrationView const& view, std::size_t tenant,
                                                 std::size_t host) {
        return view.hosts.month_usd_per_mwh[host] +
               view.tenants.worth_usd_per_mwh[tenant] *
                   (1.0 - view.hosts.month_granted_share[host]);
    }
    /// The cheapest site with room that is enough cheaper than this one; of equal ones the first.
    [[nodiscard]] std::optional<std::size_t> cheapest(MigrationView const& view,
                                                      Places const& places, std::size_t tenant,
                                                      std::size_t here) const {
        constexpr double month_h = 730.5;
        auto const wanted_mwh = view.tenants.it_mw[tenant] * payback_months_ * month_h;
        auto const now = cost_usd_per_mwh(view, tenant, here);
        auto least = std::pair{now - better_share_ * std::abs(now), SiteId{}};
        std::optional<std::size_t> found;
        for (std::size_t host = 0; host < view.hosts.site.size(); ++host) {
            auto const there = cost_usd_per_mwh(view, tenant, host);
            if (std::pair{there, view.hosts.site[host]} < least && places.has_room(host, tenant) &&
                host != here && (now - there) * wanted_mwh > places.cost_usd(tenant, here, host)) {
                least = {there, view.hosts.site[host]};
                found = host;
            }
        }
        return found;
    }

    double notice_days_, delivery_share_, better_share_, payback_months_;
};

}  // namespace

std::span<ParameterInfo const> lease_mover_parameters() {
    static std::vector<ParameterInfo> const declared{
        {.name = "notice_days",
         .default_value = 90.0,
         .minimum = 0.0,
         .maximum = 3650.0,
         .choices = {},
         .description = "before its end, from which another lease is looked for",
         .source = "modelling choice: a quarter"},
        {.name = "delivery_share",
         .default_value = 0.98,
         .minimum = 0.0,
         .maximum = 1.0,
         .choices = {},
         .description = "of the power wanted in a month, below which delivery was missed",
         .source = "modelling choice: some 15 hours of a month"},
        {.name = "better_share",
         .default_value = 0.1,
         .minimum = 0.0,
         .maximum = 10.0,
         .choices = {},
         .description = "by which the other site must cost less a MWh",
         .source = "modelling choice: hysteresis, so that leases are not changed for noise"},
        {.name = "payback_months",
         .default_value = 12.0,
         .minimum = 0.0,
         .maximum = 240.0,
         .choices = {},
         .description = "in which the saving must pay for the move",
         .source = "modelling choice: a year of a lease of several"}};
    return declared;
}

std::unique_ptr<MigrationPolicy> make_lease_mover(Parameters const& parameters) {
    return std::make_unique<LeaseMover>(parameters);
}

}  // namespace gridrush
