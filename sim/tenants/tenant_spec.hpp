#pragma once

#include <optional>
#include <string>

#include "topology/issue.hpp"
#include "topology/time.hpp"
#include "policies/migration/migration.hpp"
#include "sim/distribution.hpp"

namespace gridrush {

/// Who leases machines at a site: what they compute and what it takes. Sources of the defaults are
/// in EXPERIMENT.md.
struct TenantSpec {
    Location at;
    std::string id;
    TenantKind kind = TenantKind::training;
    std::string site;                      ///< of a site or a request, where it is at first
    double it_mw = 0.0;                    ///< leased
    double pue = 1.2;                      ///< meter MW per IT MW
    double gpu_kw = 1.5;                   ///< IT power per GPU under load
    double idle_share = 0.2;               ///< of the leased IT power, drawn whatever is computed
    std::optional<double> flexible_share;  ///< of throughput, that it tolerates to lose
    std::optional<TimePoint> lease_from, lease_until;
    bool renews = true;  ///< stays where it is for as long again, when its lease ends
    double worth_usd_per_mwh = 1300.0;  ///< of the IT energy that its work takes
    double sla_usd_per_mwh = 300.0;     ///< credit for IT energy of work missed beyond the flexible
    double move_usd = 10'000.0;         ///< fee of a move

    double parameters_billion = 70.0;
    double bytes_per_parameter = 12.0;
    double checkpoint_minutes = 30.0;  ///< of computing
    double restart_minutes = 11.0;
    double interruptions_per_gpu_day = 4.7e-4;  ///< of computing

    double load_factor = 0.9;   ///< of its GPUs, in the endless job of who has no jobs
    double jobs_per_day = 0.0;  ///< arrive at random (Poisson)
    Draw job_gpu_hours{Draw::Shape::lognormal, 1000.0, 1.0};
    Draw job_gpus{Draw::Shape::constant, 64.0};

    double peak_utilisation = 0.79;  ///< inference: of the leased power, by requests
    double trough_to_peak = 0.5;
    double peak_hour = 21.0;           ///< UTC
    double service_ms = 200.0;         ///< of a request on machines without a queue
    double latency_bound_ms = 2000.0;  ///< mean, way over the WAN included

    [[nodiscard]] double flexible() const;
    [[nodiscard]] int gpus() const;
    [[nodiscard]] double meter_mw() const { return it_mw * pue; }
    /// Checkpoint and weights, 1e9 byte.
    [[nodiscard]] double state_gb() const { return parameters_billion * bytes_per_parameter; }
};

/// A job that a tenant is known to get.
struct JobSpec {
    Location at;
    std::string id;
    std::string tenant;
    TimePoint arrives_on{};
    double gpu_hours = 0.0;
    double gpus = 0.0;
};

/// The WAN between substations, beside their bandwidth and latency.
struct WanRules {
    double outages_per_year = 0.0;  ///< of a substation's WAN
    double outage_hours = 4.0;      ///< mean
    double kwh_per_gb = 0.002;      ///< that a transfer takes
    double retry_minutes = 10.0;    ///< after a transfer that failed
};

}  // namespace gridrush
