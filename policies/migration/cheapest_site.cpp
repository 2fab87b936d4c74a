#include "policies/built_in.hpp"
#include "policies/migration/places.hpp"

namespace gridrush {
namespace {

/// Goes where energy was cheapest in the last month, if the IT energy of the coming payback hours
/// saves more than the move costs:
///     it_mw (price_here - price_there) payback_h > fee + worth it_mw (transfer + restart +
///     unsaved)
/// Inference stays.
class CheapestSite : public MigrationPolicy {
public:
    explicit CheapestSite(Parameters const& parameters)
        : payback_h_{parameters.number("payback_h")} {}

    MigrationDecision decide(MigrationView const& view, Rng&) override {
        MigrationDecision moves;
        Places places{view};
        auto const price = view.hosts.month_usd_per_mwh;
        auto const best_first = places.ranked(price);
        for (auto const tenant : places.tenants()) {
            auto const here = places.host_of(tenant);
            if (!here || view.tenants.kind[tenant] == TenantKind::inference) {
                continue;
            }
            for (auto const host : best_first) {
                if (!(price[host] < price[*here])) {
                    break;
                }
                auto const saved_usd =
                    view.tenants.it_mw[tenant] * payback_h_ * (price[*here] - price[host]);
                if (places.has_room(host, tenant) &&
                    saved_usd > places.cost_usd(tenant, *here, host)) {
                    moves.push_back(places.move(tenant, host));
                    break;
                }
            }
        }
        return moves;
    }

private:
    double payback_h_;
};

}  // namespace

std::span<ParameterInfo const> cheapest_site_parameters() {
    static std::vector<ParameterInfo> const declared{
        {.name = "payback_h",
         .default_value = 720.0,
         .minimum = 0.0,
         .maximum = 87660.0,
         .choices = {},
         .description = "hours in which the saving must pay for the move",
         .source = "modelling choice: a month, as long as the prices were averaged"}};
    return declared;
}

std::unique_ptr<MigrationPolicy> make_cheapest_site(Parameters const& parameters) {
    return std::make_unique<CheapestSite>(parameters);
}

}  // namespace gridrush
