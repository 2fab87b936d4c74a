#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/experiment.hpp"
#include "experiments/grid_file.hpp"
#include "experiments/key_table.hpp"
#include "experiments/policy_keys.hpp"

namespace gridrush {

/// Which span is simulated: `start` and exactly one of the others, a year when none is given.
struct HorizonKeys {
    TimePoint start = Experiment{}.start;
    std::optional<int> years;
    std::optional<int> days;
    std::optional<TimePoint> end;
};

/// Which grid, and how it is read.
struct GridKeys {
    std::string path;
    Convention convention = Experiment{}.convention;
    std::optional<double> load_growth_per_year;
    NewSubstations new_substations;
};

/// What holds at every substation that feeds large loads.
struct SubstationKeys {
    int spare_banks = Experiment{}.spare_banks;
    double power_factor = Experiment{}.power_factor;
    double firm_large_load_shed_usd_per_mwh = Experiment{}.large_load_shed_usd_per_mwh;
};

/// Hashprice as the file says it; both forms of a path fill `path.steps`.
struct HashpriceKeys {
    HashpriceSpec path;
    std::optional<std::string> csv;  ///< only while reading
};

/// What is kept of each group of variables.
struct RecordKeys {
    RecordSpec system, fuel, bus, branch, generator, storage, bank, substation, site, tenant;
};

/// An experiment file as it is written: one member per top-level key.
struct ExperimentFile {
    std::string name = Experiment{}.name;
    std::string description;
    std::uint64_t seed = Experiment{}.seed;
    std::uint32_t replicate = Experiment{}.replicate;
    HorizonKeys horizon;
    int interval_minutes = static_cast<int>(
        std::chrono::duration_cast<std::chrono::minutes>(Experiment{}.interval).count());
    GridKeys grid;
    DispatchSpec dispatch;
    OutageSpec outages;
    StorageRules storage;
    CurtailmentSpec curtailment;
    std::vector<CurtailmentContractSpec> curtailment_contracts;
    SubstationKeys substations;
    TransformerSpec transformers;
    HashpriceKeys hashprice;
    StudySpec study;
    std::vector<FleetSpec> fleets;
    std::vector<ProfileSpec> profiles;
    std::vector<SiteSpec> sites;
    std::vector<RequestSpec> requests;
    std::vector<ApplicantSpec> population;
    std::vector<TenantSpec> tenants;
    std::vector<JobSpec> jobs;
    WanRules wan;
    double job_sample = Experiment{}.job_sample;
    PolicyChoices policies = default_policies();
    RecordKeys record;
};

/// The source of a default that is nobody else's number.
inline constexpr char const* choice_of_ours = "modelling choice";

/// Every key of an experiment file, each declared once. Built on the first call.
[[nodiscard]] Table<ExperimentFile> const& experiment_table();

/// The parts of the above, by what they describe.
[[nodiscard]] Table<HorizonKeys> horizon_table();
[[nodiscard]] Table<GridKeys> grid_table();
[[nodiscard]] Table<NewSubstations> new_substations_table();
[[nodiscard]] Table<DispatchSpec> dispatch_table();
[[nodiscard]] Table<OutageSpec> outages_table();
[[nodiscard]] Table<StorageRules> storage_table();
[[nodiscard]] Table<SubstationKeys> substations_table();
[[nodiscard]] Table<CurtailmentSpec> curtailment_table();
[[nodiscard]] Table<CurtailmentContractSpec> curtailment_contract_table();
/// Declares the known contracts that loads of the file name, behind its own.
void add_known_contracts(ExperimentFile& file);
/// Names, terms and sources of these.
[[nodiscard]] std::string known_contracts_text();
[[nodiscard]] Table<TransformerSpec> transformers_table();
[[nodiscard]] Table<HashpriceKeys> hashprice_table();
[[nodiscard]] Table<StudySpec> study_table();
[[nodiscard]] Table<FleetSpec> fleet_table();
[[nodiscard]] Table<ProfileSpec> profile_table();
[[nodiscard]] Table<SiteSpec> site_table();
[[nodiscard]] Table<RequestSpec> request_table();
[[nodiscard]] Table<ApplicantSpec> applicant_table();
/// Words for who asks for a connection.
[[nodiscard]] std::vector<std::pair<std::string, ApplicantClass>> applicant_words();
[[nodiscard]] Table<TenantSpec> tenant_table();
[[nodiscard]] Table<JobSpec> job_table();
[[nodiscard]] Table<WanRules> wan_table();
[[nodiscard]] Table<PolicyChoices> policies_table();
[[nodiscard]] Table<RecordKeys> record_table();

/// The experiment that a file asks for. Precondition: the file was read without issues.
[[nodiscard]] Experiment make_experiment(ExperimentFile const& file);

}  // namespace gridrush
