#include <algorithm>
#include <cmath>

#include "policies/built_in.hpp"
#include "policies/migration/places.hpp"

namespace gridrush {
namespace {

/// Inference that lacks more power than it tolerates is served in part by a replica elsewhere: the
/// share that its site lacks, at the site that lacks least and has room for it; taken back when the
/// power is there again. The other kinds stay.
class SplitInference : public MigrationPolicy {
public:
    explicit SplitInference(Parameters const& parameters)
        : most_share_{parameters.number("most_share")},
          step_share_{parameters.number("step_share")} {}

    MigrationDecision decide(MigrationView const& view, Rng&) override {
        MigrationDecision moves;
        Places places{view};
        auto const& tenants = view.tenants;
        std::vector<double> shortage(view.hosts.site.size());
        for (std::size_t host = 0; host < shortage.size(); ++host) {
            shortage[host] = places.shortage(host);
        }
        auto const most_power_first = places.ranked(shortage);
        for (auto const tenant : places.tenants()) {
            auto const here = places.host_of(tenant);
            if (!here || tenants.kind[tenant] != TenantKind::inference) {
                continue;
            }
            auto const last = places.row_of(tenants.split_to[tenant]);
            auto const split = tenants.split_share[tenant];
            if (shortage[*here] <= tenants.flexible_share[tenant]) {
                if (split > 0.0) {
                    moves.push_back({.tenant = tenants.tenant[tenant],
                                     .kind = MoveKind::split,
                                     .to = tenants.split_to[tenant],
                                     .share = 0.0});
                }
                continue;
            }
            auto const host = replica_at(places, shortage, most_power_first, *here, last);
            if (!host) {
                continue;
            }
            auto const there = host == last ? split : 0.0;
            auto const fits = tenants.it_mw[tenant] > 0.0
                                  ? there + places.room_mw(*host) / tenants.it_mw[tenant]
                                  : 1.0;
            auto const share = std::min({shortage[*here], most_share_, fits});
            if (host != last ? share > split + step_share_
                             : std::abs(share - split) > step_share_) {
                moves.push_back(places.split(tenant, *host, share));
            }
        }
        return moves;
    }

private:
    /// The site that lacks least and has room for some of the load; that of the last split where it
    /// is as good.
    [[nodiscard]] static std::optional<std::size_t> replica_at(
        Places const& places, std::span<double const> shortage,
        std::span<std::size_t const> most_power_first, std::size_t here,
        std::optional<std::size_t> last) {
        for (auto const host : most_power_first) {
            if (!(shortage[host] < shortage[here])) {
                break;
            }
            if (last && *last != here && shortage[*last] <= shortage[host]) {
                return last;
            }
            if (host != here && (places.room_mw(host) > 0.0 || last == host)) {
                return host;
            }
        }
        return std::nullopt;
    }

    double most_share_, step_share_;
};

}  // namespace

std::span<ParameterInfo const> split_inference_parameters() {
    static std::vector<ParameterInfo> const declared{
        {.name = "most_share",
         .default_value = 1.0,
         .minimum = 0.0,
         .maximum = 1.0,
         .choices = {},
         .description = "of a load that is served elsewhere at most",
         .source = "modelling choice"},
        {.name = "step_share",
         .default_value = 0.05,
         .minimum = 0.0,
         .maximum = 1.0,
         .choices = {},
         .description = "by which the share must change before it is changed",
         .source = "modelling choice: a split is not set anew for every small change of power"}};
    return declared;
}

std::unique_ptr<MigrationPolicy> make_split_inference(Parameters const& parameters) {
    return std::make_unique<SplitInference>(parameters);
}

}  // namespace gridrush
