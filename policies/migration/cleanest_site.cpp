#include "policies/built_in.hpp"
#include "policies/migration/places.hpp"

namespace gridrush {
namespace {

/// Goes where a MWh more causes the least CO2, if what the coming payback hours save, at a price of
/// CO2, is more than the move costs:
///     it_mw (co2_here - co2_there) payback_h usd_per_t
///         > fee + worth it_mw (transfer + restart + unsaved)
/// Inference stays.
class CleanestSite : public MigrationPolicy {
public:
    explicit CleanestSite(Parameters const& parameters)
        : payback_h_{parameters.number("payback_h")}, usd_per_t_{parameters.number("usd_per_t")} {}

    MigrationDecision decide(MigrationView const& view, Rng&) override {
        MigrationDecision moves;
        Places places{view};
        auto const co2 = view.hosts.co2_t_per_mwh;
        auto const best_first = places.ranked(co2);
        for (auto const tenant : places.tenants()) {
            auto const here = places.host_of(tenant);
            if (!here || view.tenants.kind[tenant] == TenantKind::inference) {
                continue;
            }
            for (auto const host : best_first) {
                if (!(co2[host] < co2[*here])) {
                    break;
                }
                auto const saved_usd =
                    view.tenants.it_mw[tenant] * payback_h_ * usd_per_t_ * (co2[*here] - co2[host]);
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
    double payback_h_, usd_per_t_;
};

}  // namespace

std::span<ParameterInfo const> cleanest_site_parameters() {
    static std::vector<ParameterInfo> const declared{
        {.name = "payback_h",
         .default_value = 24.0,
         .minimum = 0.0,
         .maximum = 87660.0,
         .choices = {},
         .description = "hours in which the saving must pay for the move",
         .source =
             "modelling choice: a day, since the generator at the margin changes by the hour"},
        {.name = "usd_per_t",
         .default_value = 190.0,
         .minimum = 0.0,
         .maximum = 1e5,
         .choices = {},
         .description = "what a tonne of CO2 less is worth",
         .source = "social cost of carbon at 2 % discount, EPA (2023-11), unverified"}};
    return declared;
}

std::unique_ptr<MigrationPolicy> make_cleanest_site(Parameters const& parameters) {
    return std::make_unique<CleanestSite>(parameters);
}

}  // namespace gridrush
