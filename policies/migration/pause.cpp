#include <algorithm>

#include "policies/built_in.hpp"
#include "policies/migration/places.hpp"

namespace gridrush {
namespace {

/// Saves its work and draws nothing while the site lacks much of its power; who serves requests
/// goes on.
class Pause : public MigrationPolicy {
public:
    explicit Pause(Parameters const& parameters)
        : cut_share_{parameters.number("cut_share")},
          resume_share_{parameters.number("resume_share")} {}

    MigrationDecision decide(MigrationView const& view, Rng&) override {
        MigrationDecision moves;
        Places const places{view};
        auto const& tenants = view.tenants;
        for (auto const tenant : places.tenants()) {
            auto const here = places.host_of(tenant);
            if (!here || tenants.kind[tenant] == TenantKind::inference) {
                continue;
            }
            bool const paused = tenants.paused[tenant] != 0;
            auto const shortage = places.shortage(*here);
            if (!paused && shortage > cut_share_) {
                moves.push_back({.tenant = tenants.tenant[tenant], .kind = MoveKind::pause});
            } else if (paused && shortage <= std::min(resume_share_, cut_share_)) {
                moves.push_back({.tenant = tenants.tenant[tenant], .kind = MoveKind::resume});
            }
        }
        return moves;
    }

private:
    double cut_share_, resume_share_;
};

}  // namespace

std::span<ParameterInfo const> pause_parameters() {
    static std::vector<ParameterInfo> const declared{
        {.name = "cut_share",
         .default_value = 0.5,
         .minimum = 0.0,
         .maximum = 1.0,
         .choices = {},
         .description = "of its power that the site lacks, above which tenants pause",
         .source = "Emerald, review of arXiv 2507.00909 (2025): flexibility tier 3 tolerates 50 % "
                   "less throughput"},
        {.name = "resume_share",
         .default_value = 0.1,
         .minimum = 0.0,
         .maximum = 1.0,
         .choices = {},
         .description = "of its power that the site may still lack when they go on",
         .source = "modelling choice: well below cut_share, so that they do not go to and fro"}};
    return declared;
}

std::unique_ptr<MigrationPolicy> make_pause(Parameters const& parameters) {
    return std::make_unique<Pause>(parameters);
}

}  // namespace gridrush
