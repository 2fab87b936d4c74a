#include "experiments/experiment_keys.hpp"

namespace gridrush {
namespace {

constexpr double most_replicates = 4294967295.0;

Table<ExperimentFile> make_experiment_table() {
    Table<ExperimentFile> table;
    table.key("name", &ExperimentFile::name)
        .says("Name of the experiment; the results folder is named after it.");
    table.key("description", &ExperimentFile::description).says("What is asked, in free text.");
    table.key("seed", &ExperimentFile::seed)
        .at_least(0)
        .says("Seed of every random draw: same experiment, seed and version, same results.");
    table.key("replicate", &ExperimentFile::replicate)
        .between(0, most_replicates)
        .says("Number of this run among runs of the same seed that differ by chance only.");
    table.section("horizon", &ExperimentFile::horizon, horizon_table())
        .says("Which span is simulated: `start` and one of `years`, `days` and `end`.");
    table.key("interval_minutes", &ExperimentFile::interval_minutes)
        .unit("min")
        .one_of({"5", "10", "15", "20", "30", "60"})
        .says("Length of an operating interval.");
    table.section("grid", &ExperimentFile::grid, grid_table())
        .required()
        .says("The grid. A bare value is its `path`.");
    table.section("dispatch", &ExperimentFile::dispatch, dispatch_table())
        .says("How every interval is dispatched.");
    table.section("outages", &ExperimentFile::outages, outages_table())
        .says("What is out of service by chance and by plan.");
    table.section("storage", &ExperimentFile::storage, storage_table())
        .says("How stores of energy are run. A bare value is `enabled`.");
    table.section("substations", &ExperimentFile::substations, substations_table())
        .says("What holds at every substation that feeds large loads.");
    table.section("curtailment", &ExperimentFile::curtailment, curtailment_table())
        .says("How load is cut: prices of the ladder's rungs, emergency stages, relays.");
    table
        .keyed("curtailment_contracts", &ExperimentFile::curtailment_contracts,
               curtailment_contract_table())
        .says(
            "What large loads have agreed to about being cut, by an id of your own that `contract` "
            "of sites, requests and classes of applicants names, in the order in which a policy "
            "that goes by contracts cuts them. Known without being declared: " +
            known_contracts_text() + ".");
    table.section("transformers", &ExperimentFile::transformers, transformers_table())
        .says("Temperature, ageing and failures of the transformer banks of substations.");
    table.section("hashprice", &ExperimentFile::hashprice, hashprice_table())
        .says("What a mine earns. A bare value is `usd_per_ph_day`.");
    table.section("study", &ExperimentFile::study, study_table())
        .says("How connection requests are studied.");
    table.keyed("fleets", &ExperimentFile::fleets, fleet_table())
        .says("Kinds of mines, by an id of your own that `behaviour` names.");
    table.keyed("profiles", &ExperimentFile::profiles, profile_table())
        .says("Kinds of AI campuses and industries, by an id of your own that `behaviour` names.");
    table.rows("sites", &ExperimentFile::sites, site_table())
        .says("Large loads in operation at the start, with firm contracts.");
    table.rows("requests", &ExperimentFile::requests, request_table())
        .says("Large loads that apply for connection.");
    table.keyed("population", &ExperimentFile::population, applicant_table())
        .says(
            "Kinds of applicants that arrive at random, by an id of your own: each becomes a "
            "request `<id>_0001`, `<id>_0002`, ... Seed and replicate alone move the draws, no "
            "policy does.");
    table.rows("tenants", &ExperimentFile::tenants, tenant_table())
        .says("Who leases machines at AI campuses, and what they compute.");
    table.rows("jobs", &ExperimentFile::jobs, job_table())
        .says("Jobs of tenants that are known beforehand, beside those that arrive at random.");
    table.section("wan", &ExperimentFile::wan, wan_table())
        .says("The network that tenants move over; its bandwidth and latency are the grid's.");
    table.key("job_sample", &ExperimentFile::job_sample)
        .between(0, 1)
        .says(
            "Share of the jobs that results show one by one, chosen by their ids: the same under "
            "any policy.");
    table.section("policies", &ExperimentFile::policies, policies_table())
        .says("The rules: one policy of each family.");
    table.section("record", &ExperimentFile::record, record_table())
        .says("What is kept, by group of variables. A bare value is the group's `interval`.");
    table.check([](ExperimentFile& file, DocNode const&, std::string const&, Reading&) {
        add_known_contracts(file);
    });
    return table;
}

TimePoint end_of(HorizonKeys const& horizon) {
    if (horizon.end) {
        return *horizon.end;
    }
    if (horizon.days) {
        return horizon.start + std::chrono::days{*horizon.days};
    }
    return add_years(horizon.start, horizon.years.value_or(1));
}

}  // namespace

Table<ExperimentFile> const& experiment_table() {
    static Table<ExperimentFile> const table = make_experiment_table();
    return table;
}

Experiment make_experiment(ExperimentFile const& file) {
    Experiment experiment;
    experiment.name = file.name;
    experiment.description = file.description;
    experiment.seed = file.seed;
    experiment.replicate = file.replicate;
    experiment.start = file.horizon.start;
    experiment.end = end_of(file.horizon);
    experiment.interval = std::chrono::minutes{file.interval_minutes};
    experiment.convention = file.grid.convention;
    experiment.dispatch = file.dispatch;
    experiment.outages = file.outages;
    experiment.storage = file.storage;
    experiment.curtailment = file.curtailment;
    experiment.curtailment_contracts = file.curtailment_contracts;
    experiment.override_load_growth = file.grid.load_growth_per_year.has_value();
    experiment.load_growth_override_per_year = file.grid.load_growth_per_year.value_or(0.0);
    experiment.spare_banks = file.substations.spare_banks;
    experiment.power_factor = file.substations.power_factor;
    experiment.large_load_shed_usd_per_mwh = file.substations.firm_large_load_shed_usd_per_mwh;
    experiment.transformers = file.transformers;
    experiment.fleets = file.fleets;
    experiment.profiles = file.profiles;
    experiment.hashprice = file.hashprice.path;
    experiment.study = file.study;
    experiment.sites = file.sites;
    experiment.requests = file.requests;
    experiment.population = file.population;
    experiment.tenants = file.tenants;
    experiment.jobs = file.jobs;
    experiment.wan = file.wan;
    experiment.job_sample = file.job_sample;
    experiment.policies = file.policies;
    auto const& record = file.record;
    experiment.record = {record.system,    record.fuel,    record.bus,  record.branch,
                         record.generator, record.storage, record.bank, record.substation,
                         record.site,      record.tenant};
    for (std::size_t i = 0; i < experiment.record.size(); ++i) {
        experiment.record[i].group = record_table().infos()[i].name;
    }
    return experiment;
}

}  // namespace gridrush
