#include <algorithm>

#include "policies/built_in.hpp"
#include "policies/migration/places.hpp"

namespace gridrush {
namespace {

/// Moves when the work that a forecast cut costs outweighs a move. In the H hours of the forecast a
/// tenant would compute, in hours of full power, with c the share that is cut, T the transfer, R
/// the restart and U the work since the last checkpoint,
///     here  H (1 - c_here)                 there  max(0, H - T - R) (1 - c_there) - U
/// and it goes where
///     gain = worth it_mw (there - here) - fee
/// is largest, if the cut here is more than it tolerates and the gain more than margin_share of the
/// worth of all H hours. (Time rather than energy bounds migration: arXiv 2511.16182.) Inference
/// stays.
class CheckpointAndMove : public MigrationPolicy {
public:
    explicit CheckpointAndMove(Parameters const& parameters)
        : margin_share_{parameters.number("margin_share")} {}

    MigrationDecision decide(MigrationView const& view, Rng&) override {
        MigrationDecision moves;
        Places places{view};
        auto const& tenants = view.tenants;
        auto const least_cut_first = places.ranked(view.hosts.forecast_cut_share);
        for (auto const tenant : places.tenants()) {
            auto const here = places.host_of(tenant);
            if (!here || tenants.kind[tenant] == TenantKind::inference ||
                view.hosts.forecast_cut_share[*here] <= tenants.flexible_share[tenant]) {
                continue;
            }
            double best_usd = margin_share_ * tenants.worth_usd_per_mwh[tenant] *
                              tenants.it_mw[tenant] * view.forecast_h;
            std::optional<std::size_t> best;
            for (auto const host : least_cut_first) {
                auto const gain = gain_usd(view, places, tenant, *here, host);
                if (host != *here && places.has_room(host, tenant) && gain > best_usd) {
                    best_usd = gain;
                    best = host;
                }
            }
            if (best) {
                moves.push_back(places.move(tenant, *best));
            }
        }
        return moves;
    }

private:
    /// USD by which a tenant is better off there than here until the forecast ends; -inf or no
    /// number where there is no way.
    [[nodiscard]] static double gain_usd(MigrationView const& view, Places const& places,
                                         std::size_t tenant, std::size_t here, std::size_t host) {
        auto const& tenants = view.tenants;
        auto const runs_h = std::max(0.0, view.forecast_h - places.downtime_h(tenant, here, host));
        auto const there =
            runs_h * (1.0 - view.hosts.forecast_cut_share[host]) - tenants.unsaved_h[tenant];
        auto const stays = view.forecast_h * (1.0 - view.hosts.forecast_cut_share[here]);
        return tenants.worth_usd_per_mwh[tenant] * tenants.it_mw[tenant] * (there - stays) -
               tenants.move_usd[tenant];
    }

    double margin_share_;
};

}  // namespace

std::span<ParameterInfo const> checkpoint_and_move_parameters() {
    static std::vector<ParameterInfo> const declared{
        {.name = "margin_share",
         .default_value = 0.05,
         .minimum = 0.0,
         .maximum = 10.0,
         .choices = {},
         .description = "of the worth of the forecast hours that the gain must exceed",
         .source =
             "modelling choice: forecasts err, and a move that pays little is not worth its risk"}};
    return declared;
}

std::unique_ptr<MigrationPolicy> make_checkpoint_and_move(Parameters const& parameters) {
    return std::make_unique<CheckpointAndMove>(parameters);
}

}  // namespace gridrush
