#pragma once

#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "topology/issue.hpp"
#include "policies/curtailment/curtailment.hpp"

namespace gridrush {

/// Generators of a site that carry its load in place of the grid, once a contract orders them.
struct BackupSpec {
    double share = 0.0;  ///< of the contracted MW that they carry; 0 = none
    double mw = std::numeric_limits<double>::infinity();  ///< at most
    double usd_per_mwh = 300.0;
    double fuel_hours = 48.0;    ///< on site, at full output
    double refuel_hours = 24.0;  ///< from when they are first used until the tank is full again
    double permit_hours_per_year = std::numeric_limits<double>::infinity();
    double start_minutes = 0.0;
};

/// What a large load has agreed to about being cut. Limits are per calendar year unless said.
struct CurtailmentContractSpec {
    Location at;
    std::string id;
    /// Rung of the ladder: non_firm, demand_response, backup_generation or remote_disconnect.
    CurtailmentTier tier = CurtailmentTier::demand_response;
    double share = 1.0;            ///< of the MW that would be firm without it
    double firm_level_mw = 0.0;    ///< that it leaves at least
    double usd_per_mwh = 0.0;      ///< paid for what is cut
    double usd_per_kw_year = 0.0;  ///< paid for standing ready, cut or not
    double notice_minutes = 0.0;   ///< a cut must be announced so long before
    double ramp_mw_per_min = std::numeric_limits<double>::infinity();  ///< of the cut, both ways
    double least_down_minutes = 0.0;  ///< once cut, it stays cut so long
    double hours_per_year = std::numeric_limits<double>::infinity();
    double events_per_year = std::numeric_limits<double>::infinity();
    double events_per_month = std::numeric_limits<double>::infinity();
    double energy_share = 1.0;       ///< of a year at its contracted MW
    bool remote_disconnect = false;  ///< the whole site can be switched off as well
    BackupSpec backup;
};

/// Load is cut, although the dispatch would balance, to keep an operating reserve.
struct EmergencyStageSpec {
    Location at;
    std::string name;
    double reserve_mw = 0.0;     ///< declared below it; the larger of the two
    double reserve_share = 0.0;  ///< of the load
    CurtailmentTier deploys = CurtailmentTier::demand_response;  ///< and the rungs below it
};

/// Relays that shed all load alike when generation is lost faster than reserve answers.
struct UnderFrequencySpec {
    std::vector<double> stages;     ///< cumulative shares of load, rising; none = no relays
    double responsive_share = 1.0;  ///< of the last interval's reserve, that answers in time
};

/// What holds for cutting load in the whole system. Prices of rungs rise strictly; the non-firm
/// rung has the price that the policy offers, below these.
struct CurtailmentSpec {
    double demand_response_usd_per_mwh = 2000.0;
    double backup_usd_per_mwh = 3000.0;
    double remote_disconnect_usd_per_mwh = 5000.0;
    std::vector<EmergencyStageSpec> emergency_stages;  ///< falling reserves
    UnderFrequencySpec under_frequency;
    double forecast_error_share = 0.0;  ///< standard deviation of a day's load forecast
};

/// A contract that experiments can name without declaring it.
struct KnownContract {
    CurtailmentContractSpec spec;
    std::string_view source;
    std::string_view as_of;
};
[[nodiscard]] std::span<KnownContract const> known_contracts();

/// Prices that do not rise below `firm_usd_per_mwh`, and stages out of order. Paths are
/// `curtailment.<key>`.
[[nodiscard]] Issues find_ladder_mistakes(CurtailmentSpec const& spec, double firm_usd_per_mwh);

}  // namespace gridrush
