#include "sim/operations/interval.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "sim/economy/hashprice.hpp"
#include "sim/loads/campus.hpp"
#include "sim/stopwatch.hpp"

namespace gridrush {

Operations::Operations(World& world, Experiment const& experiment, Grid const& grid,
                       CurtailmentPolicy& curtailment, LoadingPolicy& loading, PolicyCalls& calls,
                       Timing& timing)
    : world_{world},
      experiment_{experiment},
      grid_{grid},
      timing_{timing},
      supply_{grid, experiment},
      banks_{world, experiment, grid, supply_, loading, calls},
      in_service_{grid.branches_in_service(experiment.start)},
      network_{grid, experiment.convention, in_service_},
      dispatch_{network_, experiment.dispatch},
      curtailment_{world, experiment, network_, supply_, curtailment, calls},
      relays_{grid, experiment.curtailment.under_frequency},
      storage_{grid, experiment, network_},
      native_mw_(grid.buses().size()),
      load_mw_(grid.buses().size()),
      minimum_mw_(grid.generators().size()),
      maximum_mw_(grid.generators().size()),
      spillable_mw_(grid.generators().size()),
      injection_mw_(grid.buses().size()),
      flow_mw_(grid.branches().size()),
      served_mw_(grid.buses().size()),
      fuel_mw_(fuel_count),
      loading_(grid.substations().size()),
      large_mw_(grid.buses().size()),
      store_injection_mw_(grid.buses().size()),
      relay_mw_(grid.buses().size()),
      shed_mw_(grid.buses().size()) {
    set_date(experiment.start);
}

void Operations::set_date(TimePoint time) {
    supply_.set_date(time, world_.generator_out);
    update_bank_capacity(time);
    storage_.equipment_changed();
    update_branches(time);
    count_outages(time);
}

void Operations::update_branches(TimePoint time) {
    auto in_service = grid_.branches_in_service(time);
    for (std::size_t row = 0; row < in_service.size(); ++row) {
        in_service[row] = world_.branch_out[row] > 0 ? char{0} : in_service[row];
    }
    auto const strengthened = std::exchange(branches_strengthened_, false);
    if (strengthened || in_service != in_service_) {
        in_service_ = std::move(in_service);
        try {
            if (strengthened) {
                network_ = DcNetwork{grid_, experiment_.convention, in_service_};
            } else {
                network_.change_branches(in_service_);
            }
        } catch (std::runtime_error const& singular) {
            throw std::runtime_error{fmt::format("at {}: {}", format_time(time), singular.what())};
        }
        dispatch_.change_network(network_);
        storage_.change_network(network_);
    }
}

void Operations::count_outages(TimePoint time) {
    auto const out = [time](auto const& table, std::vector<int> const& reasons, std::size_t row) {
        return reasons[row] > 0 && table.from_date[row] <= time && time < table.until_date[row];
    };
    auto const& generators = grid_.generators();
    generation_out_mw_ = 0.0;
    for (std::size_t row = 0; row < generators.size(); ++row) {
        generation_out_mw_ +=
            generators.in_service[row] && out(generators, world_.generator_out, row)
                ? generators.max_mw[row]
                : 0.0;
    }
    auto const& branches = grid_.branches();
    branches_out_ = 0;
    for (std::size_t row = 0; row < branches.size(); ++row) {
        branches_out_ += branches.in_service[row] && out(branches, world_.branch_out, row) ? 1 : 0;
    }
}

void Operations::set_loads(TimePoint start) {
    auto& sites = world_.sites;
    auto const hashprice = hashprice_at(experiment_.hashprice, start);
    if (hashprice != row_.system.hashprice_usd_per_ph_day) {
        set_hashprice(world_.tranches, hashprice);
        row_.system.hashprice_usd_per_ph_day = hashprice;
    }
    auto const seconds_of_day = start - std::chrono::floor<std::chrono::days>(start);
    auto const hour = static_cast<double>(seconds_of_day.count()) / 3600.0;
    for (auto& cut : sites.cut_mw) {
        std::ranges::fill(cut, 0.0);
    }
    for (std::size_t site = 0; site < sites.size(); ++site) {
        auto const limit = sites.contract_mw(site) * sites.energised[site];
        sites.limit_mw[site] = limit;
        auto const hosted = sites.hosted_mw[site];
        if (!std::isnan(hosted)) {
            sites.wanted_mw[site] = std::clamp(hosted, 0.0, limit);
        } else if (sites.load_class[site] == LoadClass::mine) {
            sites.wanted_mw[site] = limit * sites.metered_share[site];
        } else {
            auto const& profile = experiment_.profiles[sites.behaviour[site]];
            auto const drawn = limit * sites.metered_share[site];
            sites.wanted_mw[site] =
                limit > 0.0 ? std::clamp(drawn * utilisation(profile, hour), 0.0, limit) : 0.0;
        }
    }
    idle_by_price(world_.tranches, sites.wanted_mw, sites.lmp_usd_per_mwh,
                  sites.cut_mw[static_cast<std::size_t>(CutCause::price)]);
}

/// Adds what the stores do in the interval to loads and injections.
SolveStatus Operations::add_stores(TimePoint start, double length_h,
                                   std::span<CutBlock const> blocks) {
    for (std::size_t bus = 0; bus < large_mw_.size(); ++bus) {
        large_mw_[bus] = load_mw_[bus] - (native_mw_[bus] - relay_mw_[bus]);
    }
    auto const status = storage_.decide(start, length_h, supply_, large_mw_, blocks);
    std::ranges::fill(store_injection_mw_, 0.0);
    for (std::size_t row = 0; row < grid_.storages().size(); ++row) {
        auto const bus = grid_.storages().bus[row].index();
        load_mw_[bus] += storage_.charge_mw()[row];
        store_injection_mw_[bus] += storage_.discharge_mw()[row];
    }
    return status;
}

DispatchInput Operations::question(std::span<CutBlock const> blocks) const {
    return {.load_mw = load_mw_,
            .generator_min_mw = minimum_mw_,
            .generator_max_mw = maximum_mw_,
            .cuts = blocks,
            .injection_mw = storage_.any() ? std::span<double const>{store_injection_mw_}
                                           : std::span<double const>{}};
}

DispatchResult const& Operations::solve(std::span<CutBlock const> blocks) {
    auto input = question(blocks);
    auto const* result = &dispatch_.solve(input);
    if (result->status == SolveStatus::infeasible) {
        // Must-run output that nobody can take is spilled before the interval is given up.
        for (std::size_t row = 0; row < spillable_mw_.size(); ++row) {
            spillable_mw_[row] = std::min(minimum_mw_[row], 0.0);
        }
        input.generator_min_mw = spillable_mw_;
        result = &dispatch_.solve(input);
    }
    return *result;
}

bool Operations::loses_firm_load(DispatchResult const& result,
                                 std::span<CutBlock const> blocks) const {
    constexpr double noticeable_mw = 1e-6;
    if (result.status != SolveStatus::optimal ||
        std::ranges::any_of(result.shed_mw, [](double mw) { return mw > noticeable_mw; })) {
        return true;
    }
    for (std::size_t block = 0; block < blocks.size(); ++block) {
        if (blocks[block].usd_per_mwh >= experiment_.large_load_shed_usd_per_mwh &&
            result.cut_mw[block] > noticeable_mw) {
            return true;
        }
    }
    return false;
}

/// The interval is not what the plan expected: the stores do what they can for firm load.
DispatchResult const& Operations::dispatch_with_help(std::span<CutBlock const> blocks) {
    help_blocks_.assign(blocks.begin(), blocks.end());
    storage_.offer_help(load_mw_, store_injection_mw_, help_blocks_);
    auto const& result = solve(help_blocks_);
    if (result.status == SolveStatus::optimal) {
        help_usd_per_h_ = storage_.take_help(std::span{result.cut_mw}.subspan(blocks.size()),
                                             load_mw_, store_injection_mw_);
    }
    return result;
}

/// Share of all load that relays shed in this interval.
double Operations::act_on_frequency() {
    auto const native = std::reduce(native_mw_.begin(), native_mw_.end());
    auto const& wanted = world_.sites.wanted_mw;
    auto const large = std::reduce(wanted.begin(), wanted.end());
    auto const share = relays_.shed_share(world_.generator_out, native + large);
    relay_shed_mw_ = share * (native + large);
    for (std::size_t bus = 0; bus < native_mw_.size(); ++bus) {
        relay_mw_[bus] = share * std::max(native_mw_[bus], 0.0);
    }
    return share;
}

double Operations::reserve_mw(DispatchResult const& result) const {
    double mw = 0.0;
    for (std::size_t row = 0; row < maximum_mw_.size(); ++row) {
        mw += std::max(maximum_mw_[row], 0.0) - result.generator_mw[row];
    }
    return mw;
}

/// Again and again where sites are switched off, a reserve is to be kept or cuts are shared by the
/// policy at branches that bind.
DispatchResult const& Operations::dispatch(TimePoint start, double length_h) {
    constexpr int most_passes = 12;  // each takes load off for good; two are the rule
    auto const* result = &dispatch_once(start, length_h);
    for (int pass = 0;
         pass < most_passes && curtailment_.forces() && result->status == SolveStatus::optimal &&
         curtailment_.force(*result, reserve_mw(*result), load_mw_);
         ++pass) {
        Stopwatch const watch{timing_.dispatch_s};
        result = &solve(curtailment_.layout());
    }
    while (curtailment_.share_at_branches(*result, load_mw_)) {
        Stopwatch const watch{timing_.dispatch_s};
        result = &solve(curtailment_.layout());
    }
    return *result;
}

DispatchResult const& Operations::dispatch_once(TimePoint start, double length_h) {
    for (std::size_t bus = 0; bus < native_mw_.size(); ++bus) {
        load_mw_[bus] = native_mw_[bus] - relay_mw_[bus];
    }
    auto const bids = curtailment_.bids(load_mw_);
    Stopwatch const watch{timing_.dispatch_s};
    if (!storage_.any()) {
        auto const* result =
            dispatch_.solve_below(question(bids), curtailment_.lowest_rung_usd_per_mwh());
        return result != nullptr ? *result : solve(curtailment_.blocks());
    }
    auto const blocks = curtailment_.blocks();
    help_usd_per_h_ = 0.0;
    // Without a plan loads are NaN, and so is the answer.
    plan_status_ = add_stores(start, length_h, blocks);
    auto const* result = &solve(blocks);
    if (plan_status_ == SolveStatus::optimal && loses_firm_load(*result, blocks)) {
        result = &dispatch_with_help(blocks);
    }
    storage_.settle(result->status == SolveStatus::optimal);
    return *result;
}

void Operations::measure(DispatchResult const& result) {
    std::ranges::fill(injection_mw_, 0.0);
    auto const& generators = grid_.generators();
    for (std::size_t row = 0; row < generators.size(); ++row) {
        injection_mw_[generators.bus[row].index()] += result.generator_mw[row];
    }
    auto const& lines = grid_.dc_lines();
    for (std::size_t row = 0; row < lines.size(); ++row) {
        auto const flow = result.dc_line_mw[row];
        injection_mw_[lines.from[row].index()] -= flow;
        injection_mw_[lines.to[row].index()] += flow;
    }
    for (std::size_t bus = 0; bus < injection_mw_.size(); ++bus) {
        injection_mw_[bus] += store_injection_mw_[bus];
        injection_mw_[bus] -= load_mw_[bus] - result.shed_mw[bus];
    }
    auto const blocks = curtailment_.layout();
    for (std::size_t block = 0; block < blocks.size(); ++block) {
        injection_mw_[blocks[block].bus.index()] += result.cut_mw[block];
    }
    std::ranges::copy(result.flow_mw, flow_mw_.begin());
}

void Operations::add_stores(bool served) {
    auto& system = row_.system;
    for (std::size_t row = 0; row < grid_.storages().size(); ++row) {
        system.storage_charge_mw += storage_.charge_mw()[row];
        system.storage_discharge_mw += storage_.discharge_mw()[row];
        system.storage_energy_mwh += storage_.energy_mwh()[row];
    }
    if (served && storage_.any()) {
        system.objective_usd_per_h += storage_.usd_per_h() - help_usd_per_h_;
    }
}

void Operations::add_fuels(DispatchResult const& result) {
    auto& system = row_.system;
    auto const& generators = grid_.generators();
    std::ranges::fill(fuel_mw_, 0.0);
    for (std::size_t row = 0; row < generators.size(); ++row) {
        auto const mw = result.generator_mw[row];
        fuel_mw_[static_cast<std::size_t>(generators.fuel[row])] += mw;
        system.generation_mw += mw;
        system.available_mw += std::max(maximum_mw_[row], 0.0);
        system.co2_t_per_h += mw * generators.co2_t_per_mwh[row];
        auto const renewable =
            generators.fuel[row] == Fuel::wind || generators.fuel[row] == Fuel::solar;
        system.renewable_spilled_mw += renewable ? maximum_mw_[row] - mw : 0.0;
    }
}

void Operations::add_sites() {
    auto& system = row_.system;
    auto& sites = world_.sites;
    std::ranges::fill(world_.substation_load_mw, 0.0);
    std::array<double*, load_class_count> const by_class{&system.mine_mw, &system.ai_campus_mw,
                                                         &system.industry_mw};
    std::array<double*, cut_cause_count> const by_cause{
        &system.cut_price_mw,  &system.cut_transformer_mw, &system.cut_branch_mw,
        &system.cut_supply_mw, &system.cut_emergency_mw,   &system.cut_contract_mw};
    for (std::size_t site = 0; site < sites.size(); ++site) {
        auto const consumed = sites.consumed_mw[site];
        *by_class[static_cast<std::size_t>(sites.load_class[site])] += consumed;
        for (std::size_t cause = 0; cause < cut_cause_count; ++cause) {
            *by_cause[cause] += sites.cut_mw[cause][site];
        }
        system.wanted_large_mw += sites.wanted_mw[site];
        system.backup_mw += sites.backup_mw[site];
        system.energised_contract_mw += sites.limit_mw[site];
        world_.substation_load_mw[sites.substation[site].index()] += consumed;
        served_mw_[sites.bus[site].index()] += consumed;
    }
    for (std::size_t row = 0; row < loading_.size(); ++row) {
        auto const firm = world_.firm_capacity_mw[row];
        loading_[row] = firm > 0.0 ? world_.substation_load_mw[row] / firm
                                   : std::numeric_limits<double>::quiet_NaN();
    }
}

void Operations::add_prices(DispatchResult const& result) {
    auto& system = row_.system;
    auto const& lmp = result.lmp_usd_per_mwh;
    double value = 0.0;
    double energy = 0.0;
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (std::size_t bus = 0; bus < lmp.size(); ++bus) {
        if (std::isnan(lmp[bus])) {
            continue;
        }
        value += lmp[bus] * served_mw_[bus];
        energy += served_mw_[bus];
        low = std::min(low, lmp[bus]);
        high = std::max(high, lmp[bus]);
    }
    auto const nan = std::numeric_limits<double>::quiet_NaN();
    system.lmp_mean_usd_per_mwh = energy > 0.0 ? value / energy : nan;
    system.lmp_min_usd_per_mwh = low <= high ? low : nan;
    system.lmp_max_usd_per_mwh = low <= high ? high : nan;
    auto& sites = world_.sites;
    for (std::size_t site = 0; site < sites.size(); ++site) {
        sites.lmp_usd_per_mwh[site] = lmp[sites.bus[site].index()];
    }
}

void Operations::fill_system(DispatchResult const& result, double queued_mw) {
    row_.system = {.hashprice_usd_per_ph_day = row_.system.hashprice_usd_per_ph_day};
    auto& system = row_.system;
    system.queued_mw = queued_mw;
    system.objective_usd_per_h = result.objective_usd_per_h + curtailment_.shared_usd_per_h();
    system.generation_usd_per_h = result.generation_usd_per_h;
    system.dispatch_status =
        static_cast<double>(plan_status_ == SolveStatus::optimal ? result.status : plan_status_);
    system.binding_branches = result.binding_branches;
    system.generation_out_mw = generation_out_mw_;
    system.branches_out = branches_out_;
    for (std::size_t bus = 0; bus < native_mw_.size(); ++bus) {
        shed_mw_[bus] = result.shed_mw[bus] + relay_mw_[bus];
        system.native_load_mw += native_mw_[bus];
        system.shed_mw += shed_mw_[bus];
        served_mw_[bus] = native_mw_[bus] - shed_mw_[bus];
    }
    system.reserve_mw = reserve_mw(result);
    system.emergency_stage = curtailment_.emergency_stage();
    add_stores(result.status == SolveStatus::optimal);
    add_fuels(result);
    add_sites();
    add_prices(result);
    system.banks_out = banks_.out_count();
}

void Operations::set_spans(DispatchResult const& result) {
    auto const& sites = world_.sites;
    row_.fuel_generation_mw = fuel_mw_;
    row_.bus_load_mw = served_mw_;
    row_.bus_lmp_usd_per_mwh = result.lmp_usd_per_mwh;
    row_.bus_shed_mw = shed_mw_;
    row_.branch_flow_mw = flow_mw_;
    row_.branch_price_usd_per_mwh = result.branch_price_usd_per_mwh;
    row_.generator_mw = result.generator_mw;
    row_.generator_available_mw = maximum_mw_;
    row_.storage_charge_mw = storage_.charge_mw();
    row_.storage_discharge_mw = storage_.discharge_mw();
    row_.storage_energy_mwh = storage_.energy_mwh();
    set_bank_spans();
    row_.substation_load_mw = world_.substation_load_mw;
    row_.substation_firm_mw = world_.firm_capacity_mw;
    row_.substation_limit_mw = world_.substation_limit_mw;
    row_.substation_loading = loading_;
    row_.site_wanted_mw = sites.wanted_mw;
    row_.site_consumed_mw = sites.consumed_mw;
    row_.site_limit_mw = sites.limit_mw;
    row_.site_cut_price_mw = sites.cut_mw[0];
    row_.site_cut_transformer_mw = sites.cut_mw[1];
    row_.site_cut_branch_mw = sites.cut_mw[2];
    row_.site_cut_supply_mw = sites.cut_mw[3];
    row_.site_cut_emergency_mw = sites.cut_mw[4];
    row_.site_cut_contract_mw = sites.cut_mw[5];
    row_.site_backup_mw = sites.backup_mw;
    row_.site_lmp_usd_per_mwh = sites.lmp_usd_per_mwh;
}

void Operations::set_bank_spans() {
    row_.bank_load_pu = banks_.load_pu();
    row_.bank_top_oil_c = banks_.top_oil_c();
    row_.bank_hot_spot_c = banks_.hot_spot_c();
    row_.bank_ageing_rate = banks_.ageing_rate();
    row_.bank_consumed_life = world_.bank_consumed_life;
}

IntervalRow const& Operations::step(TimePoint start, double length_h, double queued_mw) {
    row_.start = start;
    row_.length_h = length_h;
    {
        Stopwatch const watch{timing_.loads_s};
        set_loads(start);
        banks_.set_limits(start, length_h);
        supply_.native_load(start, native_mw_);
        curtailment_.begin(start, length_h, act_on_frequency());
        curtailment_.cut_to_banks();
        storage_.set_date(start);
        supply_.generator_limits(start, minimum_mw_, maximum_mw_);
        storage_.replace_generators(minimum_mw_, maximum_mw_);
    }
    auto const& result = dispatch(start, length_h);
    Stopwatch const watch{timing_.loads_s};
    measure(result);
    curtailment_.settle(result, dispatch_, injection_mw_, flow_mw_);
    fill_system(result, queued_mw);
    auto const& system = row_.system;
    curtailment_.meter(system.native_load_mw - system.shed_mw + system.mine_mw +
                       system.ai_campus_mw + system.industry_mw);
    relays_.remember(world_.generator_out, result.generator_mw, maximum_mw_);
    banks_.step(length_h);
    set_spans(result);
    return row_;
}

}  // namespace gridrush
