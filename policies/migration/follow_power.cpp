#include "policies/built_in.hpp"
#include "policies/migration/places.hpp"

namespace gridrush {
namespace {

/// Goes where the power is: from a site that lacks more of it than a tenant tolerates to the one
/// that lacks least, if it computes there again within the hours of the forecast. Inference stays.
class FollowPower : public MigrationPolicy {
public:
    explicit FollowPower(Parameters const& parameters)
        : gain_share_{parameters.number("gain_share")} {}

    MigrationDecision decide(MigrationView const& view, Rng&) override {
        MigrationDecision moves;
        Places places{view};
        std::vector<double> shortage(view.hosts.site.size());
        for (std::size_t host = 0; host < shortage.size(); ++host) {
            shortage[host] = places.shortage(host);
        }
        auto const most_power_first = places.ranked(shortage);
        for (auto const tenant : places.tenants()) {
            auto const here = places.host_of(tenant);
            if (!here || view.tenants.kind[tenant] == TenantKind::inference ||
                shortage[*here] <= view.tenants.flexible_share[tenant]) {
                continue;
            }
            for (auto const host : most_power_first) {
                if (shortage[host] > shortage[*here] - gain_share_) {
                    break;
                }
                if (host != *here && places.has_room(host, tenant) &&
                    places.downtime_h(tenant, *here, host) < view.forecast_h) {
                    moves.push_back(places.move(tenant, host));
                    break;
                }
            }
        }
        return moves;
    }

private:
    double gain_share_;
};

}  // namespace

std::span<ParameterInfo const> follow_power_parameters() {
    static std::vector<ParameterInfo> const declared{
        {.name = "gain_share",
         .default_value = 0.25,
         .minimum = 0.0,
         .maximum = 1.0,
         .choices = {},
         .description = "of its power that the other site must lack less",
         .source = "modelling choice: one step of the flexibility tiers (0, 10, 25, 50 %)"}};
    return declared;
}

std::unique_ptr<MigrationPolicy> make_follow_power(Parameters const& parameters) {
    return std::make_unique<FollowPower>(parameters);
}

}  // namespace gridrush
