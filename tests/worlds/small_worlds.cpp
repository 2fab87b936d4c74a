#include "tests/worlds/small_worlds.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <stdexcept>

#include <fmt/format.h>

namespace gridrush::testing {
namespace {

std::vector<double> copy(Column column) {
    return {column.begin(), column.end()};
}

BranchSpec line(std::string id, std::string from, std::string to, double x_pu, double rating_mw) {
    BranchSpec spec;
    spec.id = std::move(id);
    spec.from = std::move(from);
    spec.to = std::move(to);
    spec.x_pu = x_pu;
    spec.rating_mw = rating_mw;
    return spec;
}

GeneratorSpec plant(std::string id, std::string bus, Fuel fuel, double mw, double usd_per_mwh) {
    GeneratorSpec spec;
    spec.id = std::move(id);
    spec.bus = std::move(bus);
    spec.fuel = fuel;
    spec.max_mw = mw;
    spec.cost.points = {{0.0, 0.0}, {mw, mw * usd_per_mwh}};
    return spec;
}

BankSpec bank(std::string id, std::string substation, double mva) {
    BankSpec spec;
    spec.id = std::move(id);
    spec.substation = std::move(substation);
    spec.mva = mva;
    return spec;
}

SeriesSpec hourly(std::string id, Rng& rng, double mean, double day, double night_noise) {
    SeriesSpec spec;
    spec.id = std::move(id);
    spec.start = make_time(2025, 1, 1);
    for (int hour = 0; hour < 8760; ++hour) {
        auto const phase = 2.0 * std::numbers::pi * (hour % 24) / 24.0;
        auto const value =
            mean * (1.0 + day * std::sin(phase)) + night_noise * mean * (rng.uniform() - 0.5);
        spec.values.push_back(std::max(value, 0.0));
    }
    return spec;
}

void add_random_loads(RandomCase& made, Rng& rng, std::size_t substations) {
    auto& experiment = made.experiment;
    experiment.fleets = {{.id = "old", .tranches = {{"S19", 0.6, 34.2}, {"S19 XP", 0.4, 21.5}}},
                         {.id = "new",
                          .tranches = {{"S21", 1.0, 17.5}},
                          .variable_om_usd_per_mwh = 2.0,
                          .response = MineResponse::last_price}};
    experiment.profiles = {
        {.id = "training"},
        {.id = "inference", .shape = ProfileShape::diurnal, .trough_to_peak = 0.5}};
    auto const any_load = [&](LoadSpec& load, std::string id) {
        load.id = std::move(id);
        load.load_class = static_cast<LoadClass>(static_cast<int>(rng.uniform() * 3.0));
        load.substation =
            fmt::format("S{}", static_cast<int>(rng.uniform() * static_cast<double>(substations)));
        load.mw = rng.uniform(10.0, 90.0);
        auto const first = rng.uniform() < 0.5;
        load.behaviour = load.load_class == LoadClass::mine ? (first ? "old" : "new")
                                                            : (first ? "training" : "inference");
        load.interruptible_share = rng.uniform() < 0.5 ? 0.0 : 0.3;
        load.interruption_usd_per_mwh = rng.uniform(100.0, 3000.0);
    };
    for (int row = 0; row < 4; ++row) {
        any_load(experiment.sites.emplace_back(), fmt::format("site{}", row));
    }
    for (int row = 0; row < 8; ++row) {
        auto& request = experiment.requests.emplace_back();
        any_load(request, fmt::format("request{}", row));
        request.applied_on =
            experiment.start + std::chrono::days{static_cast<int>(rng.uniform(0.0, 60.0))};
        request.patience_months = rng.uniform(0.5, 12.0);
        request.build_months = rng.uniform(0.0, 2.0);
        request.ramp_months = rng.uniform() < 0.3 ? 0.0 : 2.0;
    }
}

}  // namespace

void MemoryObserver::begin(RunInfo const& info) {
    site_ids = {info.site_ids.begin(), info.site_ids.end()};
}

void MemoryObserver::interval(IntervalRow const& row) {
    intervals.push_back({row.start,
                         row.length_h,
                         row.system,
                         copy(row.bus_load_mw),
                         copy(row.bus_lmp_usd_per_mwh),
                         copy(row.bus_shed_mw),
                         copy(row.branch_flow_mw),
                         copy(row.generator_mw),
                         copy(row.generator_available_mw),
                         copy(row.substation_load_mw),
                         copy(row.substation_firm_mw),
                         copy(row.substation_limit_mw),
                         copy(row.bank_load_pu),
                         copy(row.bank_hot_spot_c),
                         copy(row.bank_consumed_life),
                         copy(row.site_wanted_mw),
                         copy(row.site_consumed_mw),
                         copy(row.site_limit_mw),
                         {copy(row.site_cut_price_mw), copy(row.site_cut_transformer_mw),
                          copy(row.site_cut_branch_mw), copy(row.site_cut_supply_mw),
                          copy(row.site_cut_emergency_mw), copy(row.site_cut_contract_mw)},
                         copy(row.site_backup_mw),
                         copy(row.storage_charge_mw),
                         copy(row.storage_discharge_mw),
                         copy(row.storage_energy_mwh)});
}

GridSpec ring() {
    GridSpec spec;
    spec.name = "ring";
    spec.areas = {{.id = "all"}};
    spec.buses = {{.id = "A", .area = "all", .reference = true},
                  {.id = "B", .area = "all"},
                  {.id = "C", .area = "all", .load_mw = 100.0}};
    spec.branches = {line("AB", "A", "B", 0.1, 100.0), line("BC", "B", "C", 0.1, 100.0),
                     line("AC", "A", "C", 0.1, 100.0)};
    spec.generators = {plant("cheap", "A", Fuel::gas, 500.0, 20.0),
                       plant("dear", "B", Fuel::gas, 500.0, 50.0)};
    spec.substations = {{.id = "S1", .bus = "C"}, {.id = "S2", .bus = "B"}};
    spec.banks = {bank("S1-1", "S1", 100.0), bank("S1-2", "S1", 100.0), bank("S2-1", "S2", 60.0),
                  bank("S2-2", "S2", 60.0)};
    return spec;
}

Experiment quiet_year() {
    Experiment experiment;
    experiment.name = "quiet year";
    experiment.power_factor = 1.0;
    experiment.profiles = {{.id = "flat", .peak_utilisation = 1.0}};
    experiment.fleets = {{.id = "s21", .tranches = {{"S21", 1.0, 17.5}}}};
    return experiment;
}

RandomCase random_case(std::uint32_t seed) {
    Rng rng{seed, Purpose::test, 42};
    RandomCase made;
    auto& grid = made.grid;
    grid.name = "random";
    auto const buses = 4 + static_cast<std::size_t>(rng.uniform() * 9.0);
    grid.series = {hourly("load", rng, 60.0 * static_cast<double>(buses), 0.2, 0.1),
                   hourly("wind", rng, 0.5, 0.3, 0.8)};
    grid.areas = {{.id = "all", .load_series = "load", .growth_per_year = 0.02}};
    for (std::size_t bus = 0; bus < buses; ++bus) {
        grid.buses.push_back({.id = fmt::format("{}", bus),
                              .area = "all",
                              .load_mw = rng.uniform(10.0, 100.0),
                              .reference = bus == 0});
        if (bus > 0) {
            auto const other = static_cast<std::size_t>(rng.uniform() * static_cast<double>(bus));
            grid.branches.push_back(line(fmt::format("tree{}", bus), fmt::format("{}", other),
                                         fmt::format("{}", bus), rng.uniform(0.02, 0.2),
                                         rng.uniform(80.0, 400.0)));
        }
    }
    for (std::size_t extra = 0; extra < buses / 2; ++extra) {
        auto const from = static_cast<std::size_t>(rng.uniform() * static_cast<double>(buses));
        auto const to =
            (from + 1 + static_cast<std::size_t>(rng.uniform() * static_cast<double>(buses - 1))) %
            buses;
        grid.branches.push_back(line(fmt::format("loop{}", extra), fmt::format("{}", from),
                                     fmt::format("{}", to), rng.uniform(0.02, 0.2),
                                     rng.uniform(50.0, 300.0)));
    }
    if (rng.uniform() < 0.5) {
        grid.branches.back().from_date = make_time(2025, 2, 10);
    }
    for (std::size_t unit = 0; unit < buses; ++unit) {
        auto const at = static_cast<std::size_t>(rng.uniform() * static_cast<double>(buses));
        auto const wind = rng.uniform() < 0.4;
        auto& made_plant = grid.generators.emplace_back(
            plant(fmt::format("unit{}", unit), fmt::format("{}", at), wind ? Fuel::wind : Fuel::gas,
                  rng.uniform(40.0, 220.0), wind ? 0.0 : rng.uniform(15.0, 90.0)));
        if (wind) {
            made_plant.availability_series = "wind";
            made_plant.series_is_mw = false;
        }
    }
    auto const substations = 2 + static_cast<std::size_t>(rng.uniform() * 3.0);
    for (std::size_t row = 0; row < substations; ++row) {
        auto const id = fmt::format("S{}", row);
        grid.substations.push_back(
            {.id = id,
             .bus = fmt::format(
                 "{}", static_cast<std::size_t>(rng.uniform() * static_cast<double>(buses)))});
        for (int unit = 0; unit < 3; ++unit) {
            grid.banks.push_back(bank(fmt::format("{}-{}", id, unit), id, rng.uniform(30.0, 90.0)));
        }
    }
    made.experiment.name = "random";
    made.experiment.seed = seed;
    made.experiment.end = make_time(2025, 5, 1);
    made.experiment.hashprice.usd_per_ph_day = rng.uniform(20.0, 80.0);
    add_random_loads(made, rng, substations);
    return made;
}

void add_random_stores(RandomCase& made, std::uint32_t seed) {
    Rng rng{seed, Purpose::test, 43};
    for (int row = 0; row < 3; ++row) {
        auto& store = made.grid.storages.emplace_back();
        store.id = fmt::format("store{}", row);
        store.bus = made.grid
                        .buses[static_cast<std::size_t>(
                            rng.uniform() * static_cast<double>(made.grid.buses.size()))]
                        .id;
        store.charge_mw = row == 2 ? 0.0 : rng.uniform(5.0, 60.0);
        store.discharge_mw = rng.uniform(5.0, 60.0);
        store.energy_mwh = rng.uniform(20.0, 300.0);
        store.charge_efficiency = rng.uniform(0.7, 1.0);
        store.discharge_efficiency = rng.uniform(0.7, 1.0);
        store.standing_loss_per_h = rng.uniform(0.0, 0.01);
        store.initial_share = rng.uniform();
        store.usd_per_mwh = rng.uniform(0.0, 3.0);
        if (row == 2) {
            store.inflow_series = "wind";
            store.series_is_mw = false;
        }
    }
    made.grid.storages[0].from_date = make_time(2025, 2, 3);
    made.grid.storages[1].until_date = make_time(2025, 3, 20);
    static constexpr std::array replan_every_h{1.0, 6.0, 24.0};
    made.experiment.storage.replan_every_h = replan_every_h[seed % 3];
}

void let_fail(GridSpec& grid) {
    for (auto& unit : grid.generators) {
        unit.mttf_h = 180.0;
        unit.mttr_h = 20.0;
    }
    for (auto& branch : grid.branches) {
        branch.outages_per_year = 20.0;
        branch.outage_hours = 24.0;
    }
}

Policies policies_of(std::string const& interconnection, std::string const& curtailment,
                     std::string const& loading) {
    Issues issues;
    auto const choice = [&](PolicyFamily family, std::string const& name) {
        auto const declared = find_policy(family, name)->parameters();
        std::map<std::string, ParameterValue> given;
        if (std::ranges::find(declared, "p90_over_median", &ParameterInfo::name) !=
            declared.end()) {
            given["p90_over_median"] = 1.0;  // a study takes just as long as it says
        }
        return PolicyChoice{name, Parameters{declared, given, "", {}, issues}};
    };
    return make_policies(
        {choice(PolicyFamily::interconnection, interconnection),
         choice(PolicyFamily::curtailment, curtailment), choice(PolicyFamily::migration, "stay"),
         choice(PolicyFamily::strategy, "keep_mining"), choice(PolicyFamily::loading, loading)});
}

double metric(RunResult const& result, std::string const& name) {
    auto const found = std::ranges::find(result.summary, name, &Metric::name);
    if (found == result.summary.end()) {
        throw std::out_of_range{"no metric " + name};
    }
    return found->value;
}

}  // namespace gridrush::testing
