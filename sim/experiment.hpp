#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "topology/issue.hpp"
#include "topology/time.hpp"
#include "policies/catalog.hpp"
#include "policies/interconnection/applicant_class.hpp"
#include "sim/distribution.hpp"
#include "sim/operations/curtailment_contract.hpp"
#include "sim/operations/dispatch.hpp"
#include "sim/operations/transformer_unit.hpp"
#include "sim/tenants/tenant_spec.hpp"

namespace gridrush {

enum class LoadClass { mine, ai_campus, industry };
inline constexpr std::size_t load_class_count = 3;
[[nodiscard]] std::string_view to_string(LoadClass load_class);

/// A share of a mine's megawatts with machines of one efficiency.
struct TrancheSpec {
    std::string model;
    double share = 0.0;     ///< of the mine's contracted MW; a fleet's shares sum to 1
    double j_per_th = 0.0;  ///< at the wall of the machine, joule per terahash
};

/// How a mine answers to prices.
enum class MineResponse {
    bid,         ///< bids its break-even price into the dispatch
    last_price,  ///< runs by the last interval's LMP at its bus
};

/// A kind of mine. Break-even in USD/MWh at the meter, for a hashprice h in USD/PH/day:
/// h (1 - pool_fee) / (24 j_per_th overhead / 1000) - variable_om_usd_per_mwh.
struct FleetSpec {
    Location at;
    std::string id;
    std::vector<TrancheSpec> tranches;
    double overhead = 1.05;  ///< meter MW per machine MW (PUE)
    double pool_fee = 0.01;
    double variable_om_usd_per_mwh = 0.0;
    MineResponse response = MineResponse::bid;
};

enum class ProfileShape { flat, diurnal, tenants };

/// How an AI campus or another industry uses what it may draw. Diurnal: a cosine over the day (UTC)
/// between peak_utilisation * trough_to_peak and peak_utilisation, highest at peak_hour. Tenants:
/// what they draw, as do sites that a tenant names, whatever their profile.
struct ProfileSpec {
    Location at;
    std::string id;
    ProfileShape shape = ProfileShape::flat;
    double peak_utilisation = 0.9;  ///< fraction of the contract
    double trough_to_peak = 1.0;
    double peak_hour = 21.0;
};

/// What a large load is, whether it stands or asks to connect.
struct LoadSpec {
    Location at;
    std::string id;
    LoadClass load_class = LoadClass::mine;
    std::string substation;
    double mw = 0.0;                   ///< contracted (site) or requested (request), at the meter
    std::string behaviour;             ///< id of a fleet (mine) or of a profile (others)
    double interruptible_share = 0.0;  ///< of a firm contract that the curtailment policy may cut
    double interruption_usd_per_mwh = 1000.0;  ///< its bid: what an interruption is worth to it
    std::string contract;  ///< id of the contract under which it is cut; empty = none
};

/// A large load in operation at the start, with a firm contract.
struct SiteSpec : LoadSpec {
    double transfer_usd_per_mw = 0.0;  ///< what its holder wants for giving the connection up
};

/// A large load that applies for connection.
struct RequestSpec : LoadSpec {
    TimePoint applied_on{};
    double patience_months = 60.0;  ///< withdraws when not granted by then
    double build_months = 18.0;     ///< grant to energisation, median
    double build_sigma = 0.0;       ///< lognormal spread of the build time; 0 = always the median
    double ramp_months = 24.0;      ///< energisation to full contract, linear from first_fraction
    double first_fraction = 0.25;

    std::optional<ApplicantClass> applicant;  ///< none: what its class suggests
    std::string project;     ///< requests of one project are one load filed in several places
    std::string converts;    ///< id of the site whose connection it takes over; empty = greenfield
    bool successor = false;  ///< another company than the holder of that site
    bool remote_disconnect = true;     ///< can be switched off from afar
    double site_control_months = 0.0;  ///< after filing, until the land is held; inf = never
    double permit_months = 0.0;        ///< after filing, until permits are there; inf = never
    double financing_months = 0.0;     ///< after filing, until money is committed; inf = never
    double security_limit_usd_per_mw = std::numeric_limits<double>::infinity();  ///< it can post
    double willing_usd_per_mw = std::numeric_limits<double>::infinity();  ///< for fees and upgrades
    double delay_usd_per_mw_month = 0.0;  ///< what a month of waiting takes from that
    double least_share = 1.0;             ///< of the request, the smallest offer worth building
    double least_firm_share = 0.0;        ///< of an offer that must be firm
    double bid_usd_per_mw = 0.0;          ///< for capacity, in an auction
    double own_generation_mw = 0.0;       ///< accredited, that it brings
    double metered_share = 1.0;           ///< drawn at most, of the contract, once ramped
    double withdrawal_per_year = 0.0;     ///< hazard of changing its mind before it signs

    [[nodiscard]] ApplicantClass applicant_class() const;
};

/// Hashprice over time: constant, or a piecewise constant path.
struct HashpriceSpec {
    struct Step {
        TimePoint from{};
        double usd_per_ph_day = 0.0;
    };
    double usd_per_ph_day = 45.0;  ///< before the first step
    std::vector<Step> steps;       ///< increasing times
};

/// Hours of a forecast year that a planning study looks at; see PlanningSnapshots.
enum class SnapshotKind { summer_peak, winter_peak, net_peak, light_load };
inline constexpr std::size_t snapshot_kind_count = 4;
[[nodiscard]] std::string_view to_string(SnapshotKind kind);

/// How requests are studied.
struct StudySpec {
    int forecast_years = 1;  ///< the snapshot's native load is that of this many years ahead
    int peak_hours = 20;     ///< renewables count with their mean over this many highest-load hours
    Security security = Security::n_1;  ///< criterion of studies that take time
    std::vector<SnapshotKind> snapshots{SnapshotKind::summer_peak, SnapshotKind::winter_peak,
                                        SnapshotKind::net_peak, SnapshotKind::light_load};
    /// Where units can produce less than this multiple of a snapshot's native load, all of them
    /// count with more, in proportion: generation is taken to grow with load. 0 = as it is.
    double supply_ratio = 0.0;
    int horizon_years = 6;   ///< years of a finding
    int engineers = 4;       ///< studies at a time
    int bank_positions = 2;  ///< empty ones at every substation that feeds large loads
    bool verify = false;     ///< what studies that take time grant is checked by PlanningCheck
};

/// What an applicant is once it runs: mines are mines, data centres are AI campuses (those that
/// bring power stations too), industry is industry.
[[nodiscard]] LoadClass load_class_of(ApplicantClass applicant);

/// Applicants of one kind that arrive at random; every one becomes a RequestSpec.
struct ApplicantSpec {
    Location at;
    std::string id;
    ApplicantClass applicant = ApplicantClass::ai_training;
    std::vector<double> per_year;  ///< mean arrivals in each year of the run; the last goes on
    Draw mw;
    double least_mw = 1.0, most_mw = 5000.0;  ///< sizes outside are moved to these
    /// Weights of what draws it to a substation, >= 0; all 0 = any alike.
    double by_headroom = 0.0, by_price = 0.0, by_resource = 0.0, by_fibre = 0.0;
    std::vector<std::string> substations;  ///< among these; empty = all
    double duplicate_probability = 0.0;    ///< that it files elsewhere too
    int most_duplicates = 2;               ///< then so many more at most, all alike likely
    /// That it looks for a site to convert: one of another class and within its sizes, where it
    /// looks, whose holder wants no more than it would pay. Then it asks for that site's MW.
    double conversion_probability = 0.0;
    std::string behaviour;  ///< of a fleet or a profile
    double interruptible_share = 0.0;
    Draw interruption_usd_per_mwh{Draw::Shape::constant, 1000.0};
    std::string contract;  ///< id of the contract under which it is cut; empty = none
    Draw patience_months{Draw::Shape::constant, 60.0};
    Draw build_months{Draw::Shape::constant, 18.0};
    Draw ramp_months{Draw::Shape::constant, 24.0};
    double first_fraction = 0.25;
    Draw site_control_months, permit_months, financing_months;
    Draw security_limit_usd_per_mw{.never = 1.0};
    Draw willing_usd_per_mw{.never = 1.0};
    Draw delay_usd_per_mw_month;
    Draw least_share{Draw::Shape::constant, 1.0};
    Draw least_firm_share;
    Draw bid_usd_per_mw;
    Draw own_generation_share;  ///< of the request
    Draw metered_share{Draw::Shape::constant, 1.0};
    Draw withdrawal_per_year;
};

/// Which equipment fails at random, each unit by its own exponential times (its MTTF and MTTR, a
/// branch's outages_per_year and outage_hours) from its own random stream.
struct OutageSpec {
    bool generators = false;
    bool branches = false;
    bool maintenance = true;  ///< the grid's scheduled maintenance is carried out
};

/// Temperature, ageing and failures of the banks that feed large loads.
struct TransformerSpec {
    ThermalStandard standard = ThermalStandard::iec;
    Paper paper = Paper::upgraded;
    double ambient_c = 20.0;  ///< where the substation has no series
    double normal_life_years = 20.5;
    bool failures = false;
    double new_failures_per_year = 0.003;  ///< hazard of a bank with its whole life ahead
    double old_failures_per_year = 0.03;   ///< hazard at the end of the normal life
    double lead_time_weeks = 128.0;        ///< until a failed bank without a spare is replaced
    double spare_weeks = 4.0;              ///< until a spare is in its place
    int spares = 0;                        ///< owned at the start, for any substation
};

/// How stores of energy are run.
struct StorageRules {
    bool enabled = true;          ///< false: no store does anything
    int look_ahead_h = 24;        ///< hours of a plan, >= 2
    double replan_every_h = 6.0;  ///< 0 < it <= look_ahead_h
};

enum class RecordInterval { none, hour, day, month };
enum class RecordAggregate { mean, min, max, sum };

/// What is kept of one group of variables.
struct RecordSpec {
    std::string group;
    RecordInterval interval = RecordInterval::hour;  ///< hour = every operating interval
    RecordAggregate aggregate = RecordAggregate::mean;
    std::vector<std::string> variables;  ///< empty = all of the group
};

/// A whole question: everything of an experiment but the grid itself. Valid once built by a reader
/// that checked it; `validate` finds what does not fit the grid.
struct Experiment {
    std::string name = "unnamed";
    std::string description;
    std::uint64_t seed = 1;
    std::uint32_t replicate = 0;
    TimePoint start = make_time(2025, 1, 1);
    TimePoint end = make_time(2026, 1, 1);
    Seconds interval{3600};

    Convention convention = Convention::matpower;
    DispatchSpec dispatch;
    double load_growth_override_per_year = 0.0;
    bool override_load_growth = false;

    int spare_banks = 1;         ///< banks left out of a substation's firm capacity
    double power_factor = 0.98;  ///< MW per MVA of large loads
    double large_load_shed_usd_per_mwh = 9000.0;  ///< firm large load goes before native load

    OutageSpec outages;
    TransformerSpec transformers;
    StorageRules storage;
    CurtailmentSpec curtailment;
    std::vector<CurtailmentContractSpec> curtailment_contracts;  ///< in the order of being cut

    std::vector<FleetSpec> fleets;
    std::vector<ProfileSpec> profiles;
    HashpriceSpec hashprice;
    StudySpec study;
    std::vector<SiteSpec> sites;
    std::vector<RequestSpec> requests;  ///< those of the population included, once it was drawn
    std::vector<ApplicantSpec> population;
    std::vector<TenantSpec> tenants;
    std::vector<JobSpec> jobs;
    WanRules wan;
    double job_sample = 1.0;  ///< share of the jobs that are kept in the results
    std::vector<RecordSpec> record;
    std::optional<PolicyChoices> policies;  ///< none = the first of each family with defaults
};

/// Mistakes that show only beside the grid: unknown substations, behaviours, dates outside the run.
[[nodiscard]] Issues validate(Experiment const& experiment, Grid const& grid);

}  // namespace gridrush
