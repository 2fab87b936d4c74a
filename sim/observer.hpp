#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "topology/grid.hpp"
#include "policies/curtailment/curtailment.hpp"
#include "policies/interconnection/connection_rules.hpp"
#include "sim/experiment.hpp"
#include "sim/interconnection/upgrade.hpp"

namespace gridrush {

using Column = std::span<double const>;

/// Why a large load does not get what it wants.
enum class CutCause {
    price,
    transformer,
    branch,
    supply,
    emergency,
    contract,  ///< kept off by the terms of its contract though the grid could serve it
};
inline constexpr std::size_t cut_cause_count = 6;
[[nodiscard]] std::string_view to_string(CutCause cause);

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
    double cut_emergency_mw = 0.0;  ///< in an emergency stage, or firm large load lost
    double cut_contract_mw = 0.0;   ///< kept off by the terms of contracts
    double backup_mw = 0.0;         ///< of all that is cut, carried by sites' own generators
    double reserve_mw = 0.0;        ///< what generators could produce beyond what they do
    double emergency_stage = 0.0;   ///< deepest that was declared, from 1; 0 = none
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
        site_cut_emergency_mw, site_cut_contract_mw;
    Column site_backup_mw;
    Column site_lmp_usd_per_mwh;
    Column tenant_wanted_mw, tenant_granted_mw, tenant_throughput;
    Column tenant_site;  ///< row, -1 = has no lease
    Column tenant_running_jobs, tenant_queued_jobs;
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
    emergency_declared,
    emergency_ended,
    frequency_relays,
    wan_failed,
    wan_restored,
};
inline constexpr std::size_t event_kind_count = 26;
[[nodiscard]] std::string_view to_string(EventKind kind);

struct EventRow {
    TimePoint time;
    EventKind kind = EventKind::applied;
    std::int32_t entity = -1;  ///< row of the request, branch, generator, bank, site, maintenance,
                               ///< stage or substation
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
    filing,    ///< at the gates of its application
    in_study,  ///< waits for engineers, or they are at it
    studied,
    asked,   ///< an offer or a demand for money is out
    lapsed,  ///< lost its contract by not using it
};
inline constexpr std::size_t request_state_count = 12;
[[nodiscard]] std::string_view to_string(RequestState state);

/// The queue at the end of a run, one row per request; a date that never came is TimePoint::min().
struct QueueColumns {
    std::vector<RequestState> state;
    std::vector<TimePoint> applied_at, ruled_at, energised_at, operating_at, left_at;
    std::vector<double> requested_mw, firm_mw, non_firm_mw;  ///< contracted in full
    std::vector<std::int32_t> rulings;                       ///< times the policy ruled on it

    std::vector<TimePoint> studied_at, offered_at,
        signed_at;                                    ///< first study done, last offer made
    std::vector<double> studied_mw;                   ///< firm by its last study, most of any year
    std::vector<double> granted_mw;                   ///< contracted MW in year k after signing,
    int horizon_years = 0;                            ///< requests x this
    std::vector<double> metered_mw;                   ///< highest consumption so far
    std::vector<double> fees_usd;                     ///< paid and not given back
    std::vector<double> held_usd;                     ///< securities held at the end
    std::vector<double> returned_usd, forfeited_usd;  ///< of securities
    std::vector<double> upgrade_usd;                  ///< allocated when it signed
    std::vector<double> penalty_usd;                  ///< exit fees and minimum take beyond use
    std::vector<double> kept_mw;  ///< of its contract, taken over from the site that it converts
    std::vector<double> transfer_usd;       ///< for what the holder of that site gave up
    std::vector<double> rest_mw;            ///< still in the queue beyond its contract
    std::vector<std::int32_t> studies;      ///< times it was studied
    std::vector<std::int32_t> upgrades;     ///< that it tipped
    std::vector<std::int32_t> exit_reason;  ///< code of ExitReason
    std::vector<std::int32_t> exit_state;   ///< code of the RequestState it left from
};

/// What happened to a request, step by step.
enum class QueueEventKind {
    filed,
    gate_passed,
    fee_paid,
    security_posted,
    security_returned,
    security_forfeited,
    queued,
    study_began,
    study_ended,
    stale,  ///< its finding no longer holds
    offered,
    shrunk,
    signed_,
    upgrade_ordered,
    energised,
    stepped_up,  ///< contracted MW rose as granted
    in_operation,
    lapsed,
    transferred,
    left,
    relinquished,  ///< MW of the site that it converts went back to the pool
    rest_queued,   ///< MW beyond its contract stay in the queue
    rest_left,     ///< these are given up
    site_lapsed,   ///< a site of the start lost MW by not using them; no request
};
inline constexpr std::size_t queue_event_kind_count = 24;
[[nodiscard]] std::string_view to_string(QueueEventKind kind);

struct QueueEventRow {
    TimePoint time;
    QueueEventKind kind = QueueEventKind::filed;
    std::int32_t request = -1;
    double mw = 0.0;
    double usd = 0.0;
    std::int32_t detail =
        -1;  ///< gate's row in the rules, study's number, upgrade's row, ExitReason, site's row
};

/// The queue over one calendar year. Counts and MW are of what happened within it unless said.
struct QueueYearRow {
    int year = 0;
    std::array<double, applicant_class_count> filed_mw{}, signed_mw{}, energised_mw{};
    std::array<double, gate_stage_count> withdrawn_mw{};  ///< by the last gate it had passed
    double wait_p50_months = 0.0, wait_p90_months = 0.0;  ///< filing to energisation, of those
                                                          ///< energised; NaN = none
    double waiting_mw = 0.0;                              ///< open at its end
    double backlog = 0.0;  ///< studies that wait for engineers at its end
    double studies = 0.0, restudies = 0.0;
    double stranded_usd = 0.0;              ///< of upgrades
    double idle_contracted_mw_years = 0.0;  ///< contracted less the highest metered
    double jain_granted_share = 0.0;  ///< of granted over asked, of all ruled on so far; NaN = none
    double gini_granted_share = 0.0;
    double hhi_granted_mw = 0.0;              ///< over projects, 0..10,000, so far
    double rate_payer_share = 0.0;            ///< of upgrade cost ordered so far; NaN = none
    double conversion_wait_p50_months = 0.0;  ///< filing to energisation of conversions,
    double greenfield_wait_p50_months = 0.0;  ///< and of the others; NaN = none
};

/// What was cut of a site on one rung under one contract for one cause, in one calendar year.
struct CurtailmentRow {
    std::int32_t site = -1;
    CurtailmentTier tier = CurtailmentTier::price_response;
    std::int32_t contract = -1;  ///< row in the experiment; -1 = the grant's right, or none
    CutCause cause = CutCause::price;
    int year = 0;
    double hours = 0.0;
    int events = 0;  ///< runs of intervals, each counted in every year that it touches
    double mwh = 0.0;
    double longest_h = 0.0;
    double deepest_mw = 0.0;
    double paid_usd = 0.0;      ///< for what was cut
    double stand_by_usd = 0.0;  ///< for standing ready
    TimePoint capped_at =
        TimePoint::min();  ///< first refused because a cap was reached; min = never
};

/// A job of a tenant, once it ended or the run did.
struct JobRow {
    enum class State { done, given_up, running, queued };
    TenantId tenant;
    std::int32_t number = 0;  ///< among its tenant's jobs, from 1, in the order of arrival
    State state = State::queued;
    TimePoint arrived_at, began_at, ended_at;  ///< TimePoint::min() = never
    SiteId site;                               ///< where its tenant was then
    double gpus = 0.0;
    double gpu_hours = 0.0;   ///< of work, as submitted
    double done_gpu_h = 0.0;  ///< and kept
    double lost_gpu_h = 0.0;  ///< done and to be done again, after failures and moves
    double failures = 0.0;
};
inline constexpr std::size_t job_state_count = 4;
[[nodiscard]] std::string_view to_string(JobRow::State state);

/// A tenant's data on their way, once they arrived or the run ended.
struct MigrationRow {
    TimePoint decided_at;
    TimePoint sent_at = TimePoint::min();     ///< the last byte; min = the run ended before
    TimePoint arrived_at = TimePoint::min();  ///< and computes again
    TenantId tenant;
    MoveKind kind = MoveKind::move;  ///< move or split
    SiteId from, to;
    double share = 1.0;     ///< of its load that is to be served there
    double gb = 0.0;        ///< 1e9 byte
    double failures = 0.0;  ///< transfers that came to nothing
    double lost_gpu_h = 0.0;
    double energy_mwh = 0.0;  ///< of the transfers, and at rest until it computes again
    double usd = 0.0;         ///< fee
};

/// A tenant over the whole run.
struct TenantRow {
    double jobs = 0.0, jobs_done = 0.0, jobs_given_up = 0.0, job_failures = 0.0;
    double submitted_gpu_h = 0.0;  ///< = done + given up + left
    double done_gpu_h = 0.0;
    double given_up_gpu_h = 0.0;                 ///< of jobs that ended with the lease
    double left_gpu_h = 0.0;                     ///< at the end of the run
    double lost_gpu_h = 0.0;                     ///< done and to be done again
    double wanted_mwh = 0.0, granted_mwh = 0.0;  ///< at the meter
    double work_mwh = 0.0;                       ///< IT energy under load of all that it had to do
    double missed_mwh = 0.0;                     ///< of it
    double sla_missed_mwh = 0.0;                 ///< of it, beyond what the tenant tolerates
    double sla_credit_usd = 0.0;
    double moves = 0.0, moved_gb = 0.0, failed_transfers = 0.0, move_energy_mwh = 0.0,
           move_usd = 0.0;
    SiteId site;  ///< at the end
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
    std::vector<QueueYearRow> queue_years{};
    std::vector<UpgradeRow> upgrades{};
    std::vector<CurtailmentRow> curtailment{};
    std::vector<TenantRow> tenants{};  ///< as in the experiment
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
    virtual void queue_event(QueueEventRow const&) {}
    virtual void job(JobRow const&) {}
    virtual void migration(MigrationRow const&) {}
    /// A simulated month is over: what was seen so far must survive a kill.
    virtual void month_end(TimePoint time) = 0;
    /// The last call, also after an interruption.
    virtual void end(RunResult const& result) = 0;
};

}  // namespace gridrush
