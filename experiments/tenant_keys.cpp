#include <string>
#include <utility>
#include <vector>

#include "experiments/experiment_keys.hpp"
#include "experiments/key_draws.hpp"

namespace gridrush {
namespace {

using Spec = TenantSpec;

constexpr double largest_mw = 100'000.0;

template <std::size_t Count>
auto words_of(auto enumerator) {
    using Enum = decltype(enumerator);
    std::vector<std::pair<std::string, Enum>> words;
    for (std::size_t i = 0; i < Count; ++i) {
        words.emplace_back(to_string(static_cast<Enum>(i)), static_cast<Enum>(i));
    }
    return words;
}

/// What is leased, where and when.
void add_lease(Table<Spec>& table) {
    table.key("id", &Spec::id).required().says("Unique among tenants.");
    table
        .choice<TenantKind Spec::*, TenantKind>("kind", &Spec::kind,
                                                words_of<tenant_kind_count>(TenantKind{}))
        .required()
        .says("What it computes: jobs, or for `inference` requests.");
    table.key("site", &Spec::site)
        .required()
        .says(
            "Id of the site or request, an AI campus, where it is at first. Sites that tenants "
            "name "
            "draw what these draw, and so do those with a profile of the shape `tenants`.");
    table.key("it_mw", &Spec::it_mw)
        .unit("MW")
        .above(0)
        .at_most(largest_mw)
        .required()
        .says("Leased IT power.");
    table.key("pue", &Spec::pue)
        .between(1, 5)
        .says("Meter MW per IT MW.",
              "between 1.10-1.15 of hyperscale sites and the average of 1.54 (Uptime 2025, by "
              "secondary sources of 2026-01)");
    table.key("gpu_kw", &Spec::gpu_kw)
        .unit("kW")
        .between(0.01, 1000)
        .says(
            "IT power per GPU under load, all that belongs to it included.",
            "150 MW of facility for 83,000 GPUs of the GB200 class (Meta, arXiv 2605.24461), over "
            "the PUE of 1.2");
    table.key("idle_share", &Spec::idle_share)
        .between(0, 1)
        .says("Of the leased IT power, drawn by machines at rest.", "modelling choice, unverified");
    table.key("flexible_share", &Spec::flexible_share)
        .between(0, 1)
        .says(
            "Of its throughput, that it tolerates to lose: cut first, and no credit is due for it. "
            "Left out: 0.25 for training, 0.5 for fine_tuning and batch, 0.1 for inference.",
            "the tiers Flex 0 to 3 of 0, 10, 25 and 50 % (review of arXiv 2507.00909); which kind "
            "is in which is a modelling choice");
    table.key("lease_from", &Spec::lease_from).says("Left out: the start.");
    table.key("lease_until", &Spec::lease_until).says("Left out: it never ends.");
    table.key("renews", &Spec::renews)
        .says(
            "At the end of its lease it stays for as long again, unless the migration policy moves "
            "it; else it leaves and gives up its jobs. A move begins a new lease of the same "
            "length.");
}

void add_money(Table<Spec>& table) {
    table.key("worth_usd_per_mwh", &Spec::worth_usd_per_mwh)
        .unit("USD/MWh")
        .at_least(0)
        .says("Of the IT energy that its work takes.",
              "about 2 USD per GPU-hour over 1.5 kW; unverified");
    table.key("sla_usd_per_mwh", &Spec::sla_usd_per_mwh)
        .unit("USD/MWh")
        .at_least(0)
        .says("Credit for the IT energy of work missed beyond `flexible_share`.",
              "modelling choice: a quarter of its worth");
    table.key("move_usd", &Spec::move_usd)
        .unit("USD")
        .at_least(0)
        .says("Fee of a move or split.", choice_of_ours);
}

/// What a failure or a move costs.
void add_checkpoints(Table<Spec>& table) {
    table.key("parameters_billion", &Spec::parameters_billion)
        .between(0, 1e6)
        .says("Size of its model, in 1e9 parameters.", choice_of_ours);
    table.key("bytes_per_parameter", &Spec::bytes_per_parameter)
        .unit("byte")
        .between(0, 1000)
        .says("Of what a move carries.",
              "70e9 parameters have 782 GB (NVIDIA on nvCOMP): 11.2; upper rule 16");
    table.key("checkpoint_minutes", &Spec::checkpoint_minutes)
        .unit("min")
        .between(0, 100'000)
        .says("Of computing between checkpoints; 0 = what was done is never lost.",
              "15 to 30 minutes (NVIDIA on nvCOMP)");
    table.key("restart_minutes", &Spec::restart_minutes)
        .unit("min")
        .between(0, 100'000)
        .says("After a failure, and after the data of a move have arrived.",
              "median interval of automatic retries, arXiv 2605.09370");
    table.key("interruptions_per_gpu_day", &Spec::interruptions_per_gpu_day)
        .unit("1/day")
        .between(0, 1000)
        .says("Hazard of a failure that stops the whole job, per GPU and day of computing.",
              "466 interruptions in 54 days of 16,384 GPUs = 5.3e-4, 419 of them unexpected = "
              "4.7e-4 (Llama 3)");
}

void add_stream(Table<Spec>& table) {
    table.key("load_factor", &Spec::load_factor)
        .between(0, 1)
        .says("Of its GPUs, in the one endless job of a tenant that has no other jobs.",
              choice_of_ours);
    table.key("jobs_per_day", &Spec::jobs_per_day)
        .unit("1/day")
        .between(0, 1e6)
        .says("Mean number of jobs that arrive at random instants (Poisson).");
    table.key("job_gpu_hours", &Spec::job_gpu_hours)
        .unit("h")
        .above(0)
        .at_most(1e9)
        .says("Work of such a job, GPUs times hours.", choice_of_ours);
    table.key("job_gpus", &Spec::job_gpus)
        .between(1, 1e6)
        .says("GPUs of such a job; more than the tenant has become all it has.", choice_of_ours);
}

void add_service(Table<Spec>& table) {
    table.key("peak_utilisation", &Spec::peak_utilisation)
        .between(0, 1)
        .says("Inference: of the leased power, by requests at the peak.",
              "79 % of provisioned power at the peak (POLCA, ASPLOS 2024; unverified)");
    table.key("trough_to_peak", &Spec::trough_to_peak)
        .between(0, 1)
        .says("Inference: lowest over highest load of the day.", choice_of_ours);
    table.key("peak_hour", &Spec::peak_hour)
        .unit("h UTC")
        .between(0, 24)
        .says("Inference: when there are most requests.", choice_of_ours);
    table.key("service_ms", &Spec::service_ms)
        .unit("ms")
        .above(0)
        .at_most(1e9)
        .says("Inference: mean time of a request on machines without a queue.",
              "modelling choice, unverified");
    table.key("latency_bound_ms", &Spec::latency_bound_ms)
        .unit("ms")
        .above(0)
        .at_most(1e9)
        .says(
            "Inference: mean time to be kept, queue and way over the WAN included. It limits how "
            "full machines may run; what they cannot serve then is missed.",
            "modelling choice, unverified");
}

}  // namespace

Table<TenantSpec> tenant_table() {
    Table<TenantSpec> table;
    add_lease(table);
    add_money(table);
    add_checkpoints(table);
    add_stream(table);
    add_service(table);
    return table;
}

Table<JobSpec> job_table() {
    Table<JobSpec> table;
    table.key("id", &JobSpec::id).required().says("Unique among jobs.");
    table.key("tenant", &JobSpec::tenant).required().says("Id of the tenant that runs it.");
    table.key("arrives_on", &JobSpec::arrives_on)
        .required()
        .says("When it joins the tenant's line; before the start is at the start.");
    table.key("gpu_hours", &JobSpec::gpu_hours)
        .unit("h")
        .above(0)
        .at_most(1e9)
        .required()
        .says("Its work: GPUs times hours at full speed.");
    table.key("gpus", &JobSpec::gpus).between(1, 1e6).required().says("That it needs at once.");
    return table;
}

Table<WanRules> wan_table() {
    Table<WanRules> table;
    table.key("outages_per_year", &WanRules::outages_per_year)
        .unit("1/year")
        .between(0, 8760)
        .says("Failures of a substation's WAN, at random (exponential times).");
    table.key("outage_hours", &WanRules::outage_hours)
        .unit("h")
        .above(0)
        .at_most(8760)
        .says("Mean length of one.", choice_of_ours);
    table.key("kwh_per_gb", &WanRules::kwh_per_gb)
        .unit("kWh/GB")
        .between(0, 100)
        .says("Energy that a transfer takes.",
              "0.06 in 2015, halved every two years (Aslan and others 2018; unverified)");
    table.key("retry_minutes", &WanRules::retry_minutes)
        .unit("min")
        .between(1, 10'000)
        .says("After a transfer that failed, until it is tried again.", choice_of_ours);
    return table;
}

}  // namespace gridrush
