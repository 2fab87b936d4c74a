#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "topology/grid.hpp"
#include "sim/experiment.hpp"

namespace gridrush {

using Column = std::span<double const>;

/// Whole-system numbers of one interval.
struct SystemRow {
    double native_load_mw = 0.0;   ///< asked for by native customers
    double mine_mw = 0.0;          ///< consumed
    double ai_campus_mw = 0.0;     ///< consumed
    double industry_mw = 0.0;      ///< consumed
    double wanted_large_mw = 0.0;  ///< what large loads would draw if nothing limited them
    double generation_mw = 0.0;
    double available_mw = 0.0;  ///< what generators could produce in this interval
    double shed_mw = 0.0;       ///< native load lost
    double cut_price_mw = 0.0;  ///< left off because the price is above break-even
    double cut_transformer_mw = 0.0;
    double cut_branch_mw = 0.0;
    double cut_supply_mw = 0.0;
    double cut_emergency_mw = 0.0;  ///< firm large load lost
    double renewable_spilled_mw = 0.0;
    double energised_contract_mw = 0.0;
    double queued_mw = 0.0;  ///< requested by open requests
    double objective_usd_per_h = 0.0;
    double generation_usd_per_h = 0.0;
    double lmp_mean_usd_per_mwh = 0.0;  ///< weighted by consumption
    double lmp_min_usd_per_mwh = 0.0;
    double lmp_max_usd_per_mwh = 0.0;
    double co2_t_per_h = 0.0;
    double hashprice_usd_per_ph_day = 0.0;
    double binding_branches = 0.0;
    double dispatch_status = 0.0;  ///< code of SolveStatus
    double storage_charge_mw = 0.0;
    double storage_discharge_mw = 0.0;
    double storage_energy_mwh = 0.0;  ///< at the interval's end
    double generation_out_mw = 0.0;   ///< capacity of units out by failure or maintenance
    double branches_out = 0.0;        ///< by failure or maintenance
    double banks_out = 0.0;           ///< by failure or maintenance
};

/// One operating interval, everything that can be recorded of it. Spans are valid during the call.
struct IntervalRow {
    TimePoint start;
    double length_h = 1.0;
    SystemRow system;

    Column fuel_generation_mw;  ///< per Fuel
    Column bus_load_mw, bus_lmp_usd_per_mwh, bus_shed_mw;
    Column branch_flow_mw, branch_price_usd_per_mwh;
    Column generator_mw, generator_available_mw;
    Column storage_charge_mw, storage_discharge_mw;
    Column storage_energy_mwh;  ///< at the interval's end
    Column bank_load_pu, bank_top_oil_c, bank_hot_spot_c, bank_ageing_rate;
    Column bank_consumed_life;  ///< share of the normal life
    Column substation_load_mw, substation_firm_mw, substation_limit_mw, substation_loading;
    Column site_wanted_mw, site_consumed_mw, site_limit_mw;
    Column site_cut_price_mw, site_cut_transformer_mw, site_cut_branch_mw, site_cut_supply_mw,
        site_cut_emergency_mw;
    Column site_lmp_usd_per_mwh;
};

enum class EventKind {
    applied,
    granted,
    refused,
    withdrawn,
    energised,
    in_operation,
    branch_added,
    branch_retired,
    generator_added,
    generator_retired,
    bank_added,
    bank_retired,
    load_moved,
    generator_failed,
    generator_repaired,
    branch_failed,
    branch_repaired,
    bank_failed,
    bank_replaced,
    maintenance_began,
    maintenance_ended,
};
inline constexpr std::size_t event_kind_count = 21;
[[nodiscard]] std::string_view to_string(EventKind kind);

struct EventRow {
    TimePoint time;
    EventKind kind = EventKind::applied;
    std::int32_t entity =
        -1;  ///< row of the request, branch, generator, bank, site or maintenance by kind
    double mw = 0.0;
};

/// A decision as it was made and what became of it.
enum class Outcome { accepted, clipped, refused };
inline constexpr std::size_t outcome_count = 3;
[[nodiscard]] std::string_view to_string(Outcome outcome);

struct DecisionRow {
    TimePoint time;
    PolicyFamily family = PolicyFamily::interconnection;
    std::int32_t entity = -1;  ///< request (interconnection) or site (others)
    std::int32_t choice = 0;   ///< RulingKind, or the family's own code
    std::int32_t reason = -1;  ///< RulingReason, -1 where the family gives none
    double firm_mw = 0.0;
    double non_firm_mw = 0.0;
    Outcome outcome = Outcome::accepted;
};

enum class RequestState {
    planned,  ///< has not applied yet
    waiting,
    building,
    ramping,
    operating,
    refused,
    withdrawn,
};
inline constexpr std::size_t request_state_count = 7;
[[nodiscard]] std::string_view to_string(RequestState state);

/// The queue at the end of a run, one row per request; a date that never came is TimePoint::min().
struct QueueColumns {
    std::vector<RequestState> state;
    std::vector<TimePoint> applied_at, ruled_at, energised_at, operating_at, left_at;
    std::vector<double> requested_mw, firm_mw, non_firm_mw;
    std::vector<std::int32_t> rulings;  ///< times the policy ruled on it
};

/// One number of the summary.
struct Metric {
    std::string name;
    std::string unit;
    std::string description;
    double value = 0.0;
};

enum class RunStatus { running, complete, interrupted, failed };
[[nodiscard]] std::string_view to_string(RunStatus status);

/// Wall-clock seconds of a run by what they were spent on.
struct Timing {
    double total_s = 0.0;
    double engine_s = 0.0;
    double dispatch_s = 0.0;
    double policies_s = 0.0;
    double studies_s = 0.0;  ///< interconnection studies
    double recording_s = 0.0;
    double loads_s = 0.0;
};

struct RunInfo {
    Grid const& grid;
    Experiment const& experiment;
    std::span<std::string const> site_ids;  ///< sites of the start, then one per request
    std::span<std::string const> request_ids;
};

struct RunResult {
    RunStatus status = RunStatus::complete;
    TimePoint reached;  ///< end of the last simulated interval
    QueueColumns queue;
    std::vector<Metric> summary;
    Timing timing;
};

/// Sees a run as it happens. Calls come in simulated-time order.
class Observer {
public:
    virtual ~Observer() = default;
    virtual void begin(RunInfo const& info) = 0;
    virtual void interval(IntervalRow const& row) = 0;
    virtual void event(EventRow const& row) = 0;
    virtual void decision(DecisionRow const& row) = 0;
    /// A simulated month is over: what was seen so far must survive a kill.
    virtual void month_end(TimePoint time) = 0;
    /// The last call, also after an interruption.
    virtual void end(RunResult const& result) = 0;
};

}  // namespace gridrush
