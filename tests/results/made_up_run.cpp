#include "tests/results/made_up_run.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <sys/wait.h>

#include <fmt/core.h>

#include "sim/interconnection/applicant.hpp"

namespace gridrush::testing {
namespace {

constexpr std::size_t fuels = 10;

GridSpec ring(std::size_t buses) {
    GridSpec spec;
    spec.name = "ring";
    spec.areas.push_back({{}, "north", "", 0.0, std::nullopt});
    for (std::size_t b = 0; b < buses; ++b) {
        BusSpec bus;
        bus.id = fmt::format("bus_{}", b);
        bus.base_kv = 230.0;
        bus.area = "north";
        bus.load_mw = 10.0;
        bus.reference = b == 0;
        spec.buses.push_back(bus);
        BranchSpec branch;
        branch.id = fmt::format("line_{}", b);
        branch.from = bus.id;
        branch.to = fmt::format("bus_{}", (b + 1) % buses);
        branch.x_pu = 0.1;
        branch.rating_mw = b == 0 ? unlimited : 100.0;
        spec.branches.push_back(branch);
        GeneratorSpec generator;
        generator.id = fmt::format("unit_{}", b);
        generator.bus = bus.id;
        generator.fuel = b % 2 == 0 ? Fuel::gas : Fuel::wind;
        generator.max_mw = 50.0;
        generator.cost.polynomial = {0.0, 20.0};
        spec.generators.push_back(generator);
    }
    SubstationSpec substation;
    substation.id = "west";
    substation.bus = "bus_1";
    spec.substations.push_back(substation);
    spec.banks.push_back({{}, "west_1", "west", 100.0, Cooling::onaf, 0.0, always_since, for_ever});
    return spec;
}

LoadSpec load(std::string id, LoadClass load_class, double mw) {
    LoadSpec spec;
    spec.id = std::move(id);
    spec.load_class = load_class;
    spec.substation = "west";
    spec.mw = mw;
    spec.behaviour = "flat";
    return spec;
}

}  // namespace

MadeUpRun::MadeUpRun(std::size_t buses) : grid_{ring(buses)} {
    experiment.name = "made up";
    experiment.description = "A run without a simulation, ü";
    experiment.seed = 18446744073709551615U;
    experiment.sites.push_back({load("älteste mine", LoadClass::mine, 40.0)});
    experiment.sites.push_back({load("campus", LoadClass::ai_campus, 60.0)});
    RequestSpec request;
    static_cast<LoadSpec&>(request) = load("works", LoadClass::industry, 25.0);
    request.applied_on = experiment.start;
    request.project = "works of the valley";
    request.applicant = ApplicantClass::generator_backed;
    request.willing_usd_per_mw = 12.5;
    experiment.requests.push_back(request);
    site_ids_ = {"älteste mine", "campus", "works"};
    request_ids_ = {"works"};

    std::array const widths{fuels, buses, buses,          buses,          buses,         buses,
                            buses, buses, std::size_t{1}, std::size_t{1}, std::size_t{1}};
    for (std::size_t const width : widths) {
        columns_.emplace_back(width);
    }
    for (int i = 0; i < 9; ++i) {
        columns_.emplace_back(site_ids_.size());
    }
    auto const storages = grid_.storages().size();
    auto const banks = grid_.banks().size();
    for (std::size_t const width : {storages, storages, storages, banks, banks, banks, banks, banks,
                                    std::size_t{1}, site_ids_.size(), site_ids_.size()}) {
        columns_.emplace_back(width);
    }
    std::array const members{&row_.fuel_generation_mw,    &row_.bus_load_mw,
                             &row_.bus_lmp_usd_per_mwh,   &row_.bus_shed_mw,
                             &row_.branch_flow_mw,        &row_.branch_price_usd_per_mwh,
                             &row_.generator_mw,          &row_.generator_available_mw,
                             &row_.substation_load_mw,    &row_.substation_firm_mw,
                             &row_.substation_loading,    &row_.site_wanted_mw,
                             &row_.site_consumed_mw,      &row_.site_limit_mw,
                             &row_.site_cut_price_mw,     &row_.site_cut_transformer_mw,
                             &row_.site_cut_branch_mw,    &row_.site_cut_supply_mw,
                             &row_.site_cut_emergency_mw, &row_.site_lmp_usd_per_mwh,
                             &row_.storage_charge_mw,     &row_.storage_discharge_mw,
                             &row_.storage_energy_mwh,    &row_.bank_load_pu,
                             &row_.bank_top_oil_c,        &row_.bank_hot_spot_c,
                             &row_.bank_ageing_rate,      &row_.bank_consumed_life,
                             &row_.substation_limit_mw,   &row_.site_cut_contract_mw,
                             &row_.site_backup_mw};
    for (std::size_t v = 0; v < members.size(); ++v) {
        *members[v] = columns_[v];
    }
}

void MadeUpRun::fill(std::size_t k) {
    row_.start = experiment.start + experiment.interval * static_cast<long>(k);
    row_.length_h = static_cast<double>(experiment.interval.count()) / 3600.0;
    row_.system.native_load_mw = static_cast<double>(k);
    row_.system.dispatch_status = k % 24 == 3 ? 1.0 : 0.0;
    for (std::size_t v = 0; v < columns_.size(); ++v) {
        for (std::size_t e = 0; e < columns_[v].size(); ++e) {
            columns_[v][e] = value(v, e, k);
        }
    }
}

void MadeUpRun::tell_intervals(Observer& observer, std::size_t first, std::size_t last) {
    for (std::size_t k = first; k < last; ++k) {
        fill(k);
        if (calendar_hour(row_.start).hour == 0) {
            observer.event({row_.start, EventKind::granted, 0, static_cast<double>(k)});
            observer.decision(
                {row_.start, PolicyFamily::interconnection, 0, 1, 0, 25.0, 0.0, Outcome::accepted});
            observer.queue_event({row_.start, QueueEventKind::fee_paid, 0, 25.0,
                                  100.0 * static_cast<double>(k), static_cast<std::int32_t>(k)});
        }
        observer.interval(row_);
        TimePoint const end = row_.start + experiment.interval;
        if (next_month(row_.start) <= end) {
            observer.month_end(end);
        }
    }
}

RunResult MadeUpRun::result(std::size_t hours, RunStatus status) const {
    RunResult result;
    result.status = status;
    result.reached = experiment.start + experiment.interval * static_cast<long>(hours);
    result.queue = queue();
    result.queue_years = {{.year = 2025, .backlog = 3.0}, {.year = 2026, .backlog = 4.0}};
    result.queue_years[1].filed_mw = {1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0};
    result.queue_years[1].withdrawn_mw = {0.0, 0.5, 0.0, 0.0};
    result.upgrades.resize(2);
    result.upgrades[0].what = {UpgradeKind::reconductor, BranchId{1}, {}, 40.0, 1.0, 2e6, {}};
    result.upgrades[0].ordered_at = experiment.start;
    result.upgrades[1].what = {UpgradeKind::new_bank, {}, SubstationId{0}, 100.0, 1.0, 5e6, {}};
    result.upgrades[1].state = UpgradeState::cancelled;
    result.curtailment = {{.site = 0,
                           .tier = CurtailmentTier::demand_response,
                           .contract = 0,
                           .cause = CutCause::supply,
                           .year = 2025,
                           .hours = 3.0,
                           .events = 2,
                           .mwh = 40.0,
                           .longest_h = 2.0,
                           .deepest_mw = 20.0,
                           .paid_usd = 4000.0,
                           .stand_by_usd = 10.0,
                           .capped_at = experiment.start + std::chrono::hours{2}}};
    result.summary = {{"served_mwh", "MWh", "Energy served", 1.0 / 3.0},
                      {"lole_days_per_year", "1/year", "Loss of load", 0.0}};
    result.timing.total_s = 1.5;
    return result;
}

/// The queue of one request that builds; numbers are those of their columns' places.
QueueColumns MadeUpRun::queue() const {
    QueueColumns queue;
    queue.state = {RequestState::building};
    queue.applied_at = queue.ruled_at = queue.studied_at = queue.offered_at =
        queue.signed_at = {experiment.start};
    queue.energised_at = queue.operating_at = queue.left_at = {TimePoint::min()};
    queue.requested_mw = queue.firm_mw = {25.0};
    queue.non_firm_mw = {0.0};
    queue.rulings = {1};
    queue.horizon_years = experiment.study.horizon_years;
    for (int year = 1; year <= queue.horizon_years; ++year) {
        queue.granted_mw.push_back(5.0 * year);
    }
    queue.studied_mw = {20.0};
    queue.metered_mw = {1.0};
    queue.fees_usd = {2.0};
    queue.held_usd = {3.0};
    queue.returned_usd = {4.0};
    queue.forfeited_usd = {5.0};
    queue.upgrade_usd = {6.0};
    queue.penalty_usd = {7.0};
    queue.studies = {8};
    queue.upgrades = {9};
    queue.kept_mw = {10.0};
    queue.transfer_usd = {11.0};
    queue.rest_mw = {12.0};
    queue.exit_reason = {static_cast<std::int32_t>(ExitReason::none)};
    queue.exit_state = {-1};
    return queue;
}

void MadeUpRun::tell(Observer& observer, std::size_t hours, RunStatus status) {
    observer.begin(info());
    tell_intervals(observer, 0, hours);
    if (status != RunStatus::running) {
        observer.end(result(hours, status));
    }
}

ShellResult shell(std::string const& command) {
    FILE* const pipe = popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) {
        throw std::runtime_error{"no shell"};
    }
    ShellResult result;
    std::array<char, 4096> part{};
    while (std::size_t const size = fread(part.data(), 1, part.size(), pipe)) {
        result.output.append(part.data(), size);
    }
    int const status = pclose(pipe);
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return result;
}

}  // namespace gridrush::testing
