#include <array>

#include "results/code_names.hpp"
#include "results/schema.hpp"

// Tenants at the end of a run, their jobs and their moves.

namespace gridrush {
namespace {

using T = TenantRow;
using J = JobRow;
using M = MigrationRow;

constexpr std::array tenants{
    RowColumn<T>{"jobs", "1", "Jobs that arrived", [](T const& r, TimePoint) { return r.jobs; }},
    RowColumn<T>{"jobs_done", "1", "Of them, finished",
                 [](T const& r, TimePoint) { return r.jobs_done; }},
    RowColumn<T>{"jobs_given_up", "1", "Of them, ended with its lease",
                 [](T const& r, TimePoint) { return r.jobs_given_up; }},
    RowColumn<T>{"job_failures", "1", "Failures of machines that stopped a job",
                 [](T const& r, TimePoint) { return r.job_failures; }},
    RowColumn<T>{"submitted_gpu_h", "h", "GPU-hours of work that arrived: done, given up and left",
                 [](T const& r, TimePoint) { return r.submitted_gpu_h; }},
    RowColumn<T>{"done_gpu_h", "h", "Of it, done",
                 [](T const& r, TimePoint) { return r.done_gpu_h; }},
    RowColumn<T>{"given_up_gpu_h", "h", "Of it, of jobs that ended with its lease",
                 [](T const& r, TimePoint) { return r.given_up_gpu_h; }},
    RowColumn<T>{"left_gpu_h", "h", "Of it, left at the end of the run",
                 [](T const& r, TimePoint) { return r.left_gpu_h; }},
    RowColumn<T>{"lost_gpu_h", "h", "Done and lost again by failures and moves",
                 [](T const& r, TimePoint) { return r.lost_gpu_h; }},
    RowColumn<T>{"wanted_mwh", "MWh", "What it would have drawn at the meter",
                 [](T const& r, TimePoint) { return r.wanted_mwh; }},
    RowColumn<T>{"granted_mwh", "MWh", "What it was granted",
                 [](T const& r, TimePoint) { return r.granted_mwh; }},
    RowColumn<T>{"work_mwh", "MWh", "IT energy under load of all that it had to do",
                 [](T const& r, TimePoint) { return r.work_mwh; }},
    RowColumn<T>{"missed_mwh", "MWh", "Of it, what it could not do in time",
                 [](T const& r, TimePoint) { return r.missed_mwh; }},
    RowColumn<T>{"sla_missed_mwh", "MWh", "Of that, beyond what it tolerates to lose",
                 [](T const& r, TimePoint) { return r.sla_missed_mwh; }},
    RowColumn<T>{"sla_credit_usd", "USD", "Credit for that",
                 [](T const& r, TimePoint) { return r.sla_credit_usd; }},
    RowColumn<T>{"moves", "1", "Moves and splits that arrived",
                 [](T const& r, TimePoint) { return r.moves; }},
    RowColumn<T>{"moved_gb", "GB", "Data that arrived by them",
                 [](T const& r, TimePoint) { return r.moved_gb; }},
    RowColumn<T>{"failed_transfers", "1", "Transfers of theirs that came to nothing",
                 [](T const& r, TimePoint) { return r.failed_transfers; }},
    RowColumn<T>{"move_energy_mwh", "MWh", "Energy taken by them",
                 [](T const& r, TimePoint) { return r.move_energy_mwh; }},
    RowColumn<T>{"move_usd", "USD", "Fees for them",
                 [](T const& r, TimePoint) { return r.move_usd; }},
    RowColumn<T>{"site", "", "Row of its site in /site at the end, -1 = has no lease",
                 [](T const& r, TimePoint) { return static_cast<double>(r.site.code()); }},
};

constexpr std::array jobs{
    RowColumn<J>{"tenant", "", "Row of its tenant",
                 [](J const& r, TimePoint) { return static_cast<double>(r.tenant.code()); }},
    RowColumn<J>{"number", "1", "Among its tenant's jobs, from 1, in the order of arrival",
                 [](J const& r, TimePoint) { return static_cast<double>(r.number); }},
    RowColumn<J>{"state", "1", "What became of it",
                 [](J const& r, TimePoint) { return static_cast<double>(r.state); },
                 code_names<JobRow::State, job_state_count>},
    RowColumn<J>{"arrived_at", time_unit, "When it joined the line",
                 [](J const& r, TimePoint start) { return seconds_since(start, r.arrived_at); }},
    RowColumn<J>{"began_at", time_unit, "When it began to compute",
                 [](J const& r, TimePoint start) { return seconds_since(start, r.began_at); },
                 nullptr, true},
    RowColumn<J>{"ended_at", time_unit, "When it was done or given up",
                 [](J const& r, TimePoint start) { return seconds_since(start, r.ended_at); },
                 nullptr, true},
    RowColumn<J>{"site", "", "Row of its site in /site, the last; -1 = it never began",
                 [](J const& r, TimePoint) { return static_cast<double>(r.site.code()); }},
    RowColumn<J>{"gpus", "1", "GPUs that it needs", [](J const& r, TimePoint) { return r.gpus; }},
    RowColumn<J>{"gpu_hours", "h", "Its work: GPUs times hours",
                 [](J const& r, TimePoint) { return r.gpu_hours; }},
    RowColumn<J>{"done_gpu_h", "h", "Of it, done",
                 [](J const& r, TimePoint) { return r.done_gpu_h; }},
    RowColumn<J>{"lost_gpu_h", "h", "Done and lost again by failures and moves",
                 [](J const& r, TimePoint) { return r.lost_gpu_h; }},
    RowColumn<J>{"failures", "1", "Failures of machines that stopped it",
                 [](J const& r, TimePoint) { return r.failures; }},
};

constexpr std::array migrations{
    RowColumn<M>{"decided_at", time_unit, "When it began",
                 [](M const& r, TimePoint start) { return seconds_since(start, r.decided_at); }},
    RowColumn<M>{"sent_at", time_unit, "When the last byte was there",
                 [](M const& r, TimePoint start) { return seconds_since(start, r.sent_at); },
                 nullptr, true},
    RowColumn<M>{"arrived_at", time_unit, "When it could compute there",
                 [](M const& r, TimePoint start) { return seconds_since(start, r.arrived_at); },
                 nullptr, true},
    RowColumn<M>{"tenant", "", "Row of the tenant",
                 [](M const& r, TimePoint) { return static_cast<double>(r.tenant.code()); }},
    RowColumn<M>{"kind", "1", "What was decided",
                 [](M const& r, TimePoint) { return static_cast<double>(r.kind); },
                 code_names<MoveKind, move_kind_count>},
    RowColumn<M>{"from", "", "Row of the site in /site that it came from",
                 [](M const& r, TimePoint) { return static_cast<double>(r.from.code()); }},
    RowColumn<M>{"to", "", "Row of the site in /site that it went to",
                 [](M const& r, TimePoint) { return static_cast<double>(r.to.code()); }},
    RowColumn<M>{"share", "1", "Of its load, that is served there from then on",
                 [](M const& r, TimePoint) { return r.share; }},
    RowColumn<M>{"gb", "GB", "Data that it took along", [](M const& r, TimePoint) { return r.gb; }},
    RowColumn<M>{"failures", "1", "Transfers that came to nothing",
                 [](M const& r, TimePoint) { return r.failures; }},
    RowColumn<M>{"lost_gpu_h", "h", "Work since the last checkpoint, lost by it",
                 [](M const& r, TimePoint) { return r.lost_gpu_h; }},
    RowColumn<M>{"energy_mwh", "MWh", "Of its transfers, and at rest until it could compute",
                 [](M const& r, TimePoint) { return r.energy_mwh; }},
    RowColumn<M>{"usd", "USD", "Fee", [](M const& r, TimePoint) { return r.usd; }},
};

}  // namespace

std::span<RowColumn<TenantRow> const> tenant_outcomes() {
    return tenants;
}
std::span<RowColumn<JobRow> const> job_columns() {
    return jobs;
}
std::span<RowColumn<MigrationRow> const> migration_columns() {
    return migrations;
}

}  // namespace gridrush
