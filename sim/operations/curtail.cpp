#include "sim/operations/curtail.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "policies/curtailment/split.hpp"
#include "sim/stopwatch.hpp"

namespace gridrush {
namespace {

constexpr auto npos = static_cast<std::size_t>(-1);
constexpr double negligible_mw = 1e-9;
constexpr double slack_mw = 1e-6;  // of a policy's arithmetic; that of a sum grows with it
constexpr auto family = PolicyFamily::curtailment;

auto& cuts(World& world, CutCause cause) {
    return world.sites.cut_mw[static_cast<std::size_t>(cause)];
}

}  // namespace

Curtailment::Curtailment(World& world, Experiment const& experiment, DcNetwork const& network,
                         CurtailmentPolicy& policy, PolicyCalls& calls)
    : world_{world},
      experiment_{experiment},
      network_{network},
      policy_{policy},
      calls_{calls},
      rng_{experiment.seed, Purpose::policy, static_cast<std::uint32_t>(PolicyFamily::curtailment),
           experiment.replicate},
      sites_of_substation_(world.firm_capacity_mw.size()),
      bus_shift_mw_(network.grid().buses().size()),
      trial_flow_(network.grid().branches().size()) {
    for (std::size_t site = 0; site < world_.sites.size(); ++site) {
        sites_of_substation_[world_.sites.substation[site].index()].push_back(site);
    }
}

bool Curtailment::bids(std::size_t site) const {
    return world_.sites.load_class[site] == LoadClass::mine &&
           experiment_.fleets[world_.sites.behaviour[site]].response == MineResponse::bid;
}

double Curtailment::ask_offer(std::size_t site, TimePoint now) {
    auto const bid = world_.sites.bid_usd_per_mwh[site];
    auto const offer = [&] {
        Stopwatch const watch{policy_wall_s_};
        return calls_.ask(family, now, [&] { return policy_.offer_usd_per_mwh(bid); });
    }();
    if (offer >= 0.0) {
        return offer;
    }
    calls_.break_silent_rule(family, now,
                             {.problem = "must offer a price that is a number and not negative",
                              .entity = "site " + world_.sites.id[site],
                              .row = static_cast<std::int32_t>(site),
                              .value = offer,
                              .limit = 0.0,
                              .unit = "USD/MWh"});
    return std::numeric_limits<double>::infinity();
}

void Curtailment::lay_out(TimePoint now) {
    if (std::exchange(laid_out_, true)) {
        return;
    }
    auto const& sites = world_.sites;
    offer_usd_per_mwh_.assign(sites.size(), std::numeric_limits<double>::infinity());
    blocks_.clear();
    tiers_.clear();
    tranche_block_.assign(world_.tranches.size(), npos);
    std::map<double, std::vector<std::size_t>> by_offer;
    std::vector<std::size_t> firm;
    for (std::size_t site = 0; site < sites.size(); ++site) {
        if (sites.energised[site] <= 0.0) {
            continue;
        }
        auto const offer = offer_usd_per_mwh_[site] = ask_offer(site, now);
        if (bids(site)) {
            for (auto row = world_.first_tranche[site]; row < world_.first_tranche[site + 1];
                 ++row) {
                tranche_block_[row] = blocks_.size();
                blocks_.push_back({.bus = sites.bus[site]});
            }
            continue;
        }
        firm.push_back(site);
        if (offer < experiment_.large_load_shed_usd_per_mwh) {
            by_offer[offer].push_back(site);
        }
    }
    for (auto const& [offer, members] : by_offer) {
        add_tier(offer, false, members);
    }
    add_tier(experiment_.large_load_shed_usd_per_mwh, true, firm);
}

void Curtailment::add_tier(double usd_per_mwh, bool firm, std::vector<std::size_t> const& sites) {
    Tier tier{.usd_per_mwh = usd_per_mwh, .firm = firm, .groups = {}, .sites = sites};
    for (auto const site : sites) {
        auto const bus = world_.sites.bus[site];
        auto group = std::ranges::find(tier.groups, bus, &Group::bus);
        if (group == tier.groups.end()) {
            tier.groups.push_back({.bus = bus, .block = blocks_.size(), .sites = {}});
            blocks_.push_back({.bus = bus, .mw = 0.0, .usd_per_mwh = usd_per_mwh});
            group = std::prev(tier.groups.end());
        }
        group->sites.push_back(site);
    }
    tiers_.push_back(std::move(tier));
}

double Curtailment::demand_mw(std::size_t site) const {
    auto const& sites = world_.sites;
    return sites.wanted_mw[site] - sites.cut_mw[static_cast<std::size_t>(CutCause::price)][site] -
           sites.cut_mw[static_cast<std::size_t>(CutCause::transformer)][site];
}

double Curtailment::protected_mw(std::size_t site) const {
    auto const& sites = world_.sites;
    if (!(offer_usd_per_mwh_[site] < experiment_.large_load_shed_usd_per_mwh)) {
        return std::numeric_limits<double>::infinity();
    }
    return sites.firm_mw[site] * sites.energised[site] * (1.0 - sites.interruptible_share[site]);
}

double Curtailment::tier_mw(std::size_t site, bool firm) const {
    auto const demand = demand_mw(site);
    auto const kept = std::min(demand, protected_mw(site));
    return firm ? kept : demand - kept;
}

void Curtailment::cut_to_banks(TimePoint now, double interval_h) {
    for (std::size_t substation = 0; substation < sites_of_substation_.size(); ++substation) {
        auto const& members = sites_of_substation_[substation];
        double demand = 0.0;
        for (auto const site : members) {
            demand += demand_mw(site);
        }
        auto excess = demand - world_.substation_limit_mw[substation];
        for (auto const firm : {false, true}) {
            if (excess <= negligible_mw) {
                break;
            }
            cuttable_.clear();
            for (auto const site : members) {
                cuttable_.push_back(tier_mw(site, firm));
            }
            auto const most = std::reduce(cuttable_.begin(), cuttable_.end());
            auto const cut = std::min(excess, most);
            cut_group(members, cuttable_, cut, CutCause::transformer, now, interval_h);
            excess -= cut;
        }
    }
}

std::span<CutBlock const> Curtailment::blocks(std::span<double> load_mw) {
    auto const& sites = world_.sites;
    for (std::size_t site = 0; site < sites.size(); ++site) {
        if (sites.limit_mw[site] > 0.0) {
            load_mw[sites.bus[site].index()] += demand_mw(site);
        }
    }
    auto const& tranches = world_.tranches;
    for (std::size_t row = 0; row < tranches.size(); ++row) {
        if (tranche_block_[row] == npos) {
            continue;
        }
        auto const site = tranches.site[row].index();
        auto& block = blocks_[tranche_block_[row]];
        // However much a mine earns, it goes before native customers.
        block.usd_per_mwh =
            std::min(tranches.break_even_usd_per_mwh[row], experiment_.large_load_shed_usd_per_mwh);
        auto const idle = sites.cut_mw[static_cast<std::size_t>(CutCause::price)][site];
        auto const paying = sites.wanted_mw[site] - idle;
        // Tranches that do not pay at a price of 0 are off already; the others share what the
        // banks leave in proportion.
        block.mw = block.usd_per_mwh > 0.0 && paying > 0.0
                       ? tranches.share[row] * sites.wanted_mw[site] * demand_mw(site) / paying
                       : 0.0;
    }
    for (auto const& tier : tiers_) {
        for (auto const& group : tier.groups) {
            double mw = 0.0;
            for (auto const site : group.sites) {
                mw += tier_mw(site, tier.firm);
            }
            blocks_[group.block].mw = mw;
        }
    }
    return blocks_;
}

/// Tells the first rule that a split breaks, if any.
void Curtailment::judge(CurtailmentDecision const& cut, CurtailmentView const& view) {
    double sum = 0.0;
    for (std::size_t row = 0; row < cut.size(); ++row) {
        auto const held = std::clamp(cut[row], 0.0, view.cuttable_mw[row]);
        if (!(std::abs(held - cut[row]) <= slack_mw)) {
            auto const site = view.site[row];
            calls_.break_silent_rule(
                family, view.now,
                {.problem = held > cut[row] ? "must not cut less than nothing"
                                            : "must not cut more than a site may lose in this cut",
                 .entity = "site " + world_.sites.id[site.index()],
                 .row = site.code(),
                 .value = cut[row],
                 .limit = held});
            return;
        }
        sum += held;
    }
    if (std::abs(sum - view.cut_mw) > slack_mw * (1.0 + view.cut_mw)) {
        calls_.break_silent_rule(family, view.now,
                                 {.problem = "must share out the whole cut and no more",
                                  .entity = fmt::format("sum over {} sites", cut.size()),
                                  .value = sum,
                                  .limit = view.cut_mw});
    }
}

void Curtailment::put_right(CurtailmentDecision& cut, CurtailmentView const& view) {
    auto const rows = view.site.size();
    double sum = 0.0;
    for (std::size_t row = 0; row < rows; ++row) {
        cut[row] = std::clamp(cut[row], 0.0, view.cuttable_mw[row]);
        sum += cut[row];
    }
    // What is missing or too much is spread in proportion to the room that each row has.
    auto const gap = view.cut_mw - sum;
    double room = 0.0;
    for (std::size_t row = 0; row < rows; ++row) {
        room += gap > 0.0 ? view.cuttable_mw[row] - cut[row] : cut[row];
    }
    if (room <= 0.0) {
        return;
    }
    for (std::size_t row = 0; row < rows; ++row) {
        cut[row] += gap * (gap > 0.0 ? view.cuttable_mw[row] - cut[row] : cut[row]) / room;
    }
}

std::vector<double> Curtailment::split(std::vector<std::size_t> const& sites,
                                       std::vector<double> const& cuttable, double cut_mw,
                                       TimePoint now, double interval_h) {
    scratch_ = {};
    for (auto const site : sites) {
        scratch_.site.emplace_back(site);
        scratch_.contracted_mw.push_back(world_.sites.contract_mw(site));
        scratch_.bid_usd_per_mwh.push_back(world_.sites.bid_usd_per_mwh[site]);
        scratch_.energised_at.push_back(world_.sites.energised_at[site]);
    }
    CurtailmentView const view{.now = now,
                               .interval_h = interval_h,
                               .cut_mw = cut_mw,
                               .site = scratch_.site,
                               .contracted_mw = scratch_.contracted_mw,
                               .cuttable_mw = cuttable,
                               .bid_usd_per_mwh = scratch_.bid_usd_per_mwh,
                               .energised_at = scratch_.energised_at};
    auto cut = ask_split(view);
    put_right(cut, view);
    return cut;
}

/// The policy's answer; a split by contract where it is none.
CurtailmentDecision Curtailment::ask_split(CurtailmentView const& view) {
    CurtailmentDecision cut;
    {
        Stopwatch const watch{policy_wall_s_};
        cut = calls_.ask(family, view.now, [&] { return policy_.decide(view, rng_); });
    }
    auto const not_a_number = std::ranges::find_if(cut, [](double mw) { return std::isnan(mw); });
    if (cut.size() == view.site.size() && not_a_number == cut.end()) {
        judge(cut, view);
        return cut;
    }
    BrokenRule rule{.problem = fmt::format("must return {} numbers to split {:.9g} MW, one for "
                                           "each site (found {})",
                                           view.site.size(), view.cut_mw, cut.size())};
    if (cut.size() == view.site.size()) {
        auto const site = view.site[static_cast<std::size_t>(not_a_number - cut.begin())];
        rule = {.problem = "must return numbers",
                .entity = "site " + world_.sites.id[site.index()],
                .row = site.code()};
    }
    calls_.break_silent_rule(family, view.now, rule);
    return split_in_proportion(view, view.contracted_mw);
}

void Curtailment::cut_group(std::vector<std::size_t> const& sites,
                            std::vector<double> const& cuttable, double cut_mw, CutCause cause,
                            TimePoint now, double interval_h) {
    if (cut_mw <= negligible_mw) {
        return;
    }
    auto const shares = split(sites, cuttable, cut_mw, now, interval_h);
    for (std::size_t row = 0; row < sites.size(); ++row) {
        cuts(world_, cause)[sites[row]] += shares[row];
    }
}

void Curtailment::settle_mines(DispatchResult const& result) {
    auto& by_price = cuts(world_, CutCause::price);
    for (std::size_t row = 0; row < world_.tranches.size(); ++row) {
        if (tranche_block_[row] != npos) {
            by_price[world_.tranches.site[row].index()] += result.cut_mw[tranche_block_[row]];
        }
    }
}

void Curtailment::settle_tier_by_bus(Tier const& tier, DispatchResult const& result, TimePoint now,
                                     double interval_h) {
    auto const cause = tier.firm                     ? CutCause::emergency
                       : result.binding_branches > 0 ? CutCause::branch
                                                     : CutCause::supply;
    for (auto const& group : tier.groups) {
        auto const cut = result.cut_mw[group.block];
        if (cut <= negligible_mw) {
            continue;
        }
        cuttable_.clear();
        for (auto const site : group.sites) {
            cuttable_.push_back(tier_mw(site, tier.firm));
        }
        auto const most = std::reduce(cuttable_.begin(), cuttable_.end());
        cut_group(group.sites, cuttable_, std::min(cut, most), cause, now, interval_h);
    }
}

bool Curtailment::settle_tier(Tier const& tier, DispatchResult const& result, TimePoint now,
                              double interval_h) {
    double cut = 0.0;
    for (auto const& group : tier.groups) {
        cut += result.cut_mw[group.block];
    }
    if (cut <= negligible_mw || result.binding_branches > 0 || tier.groups.size() < 2) {
        return false;
    }
    cuttable_.clear();
    for (auto const site : tier.sites) {
        cuttable_.push_back(tier_mw(site, tier.firm));
    }
    auto const most = std::reduce(cuttable_.begin(), cuttable_.end());
    auto const shares = split(tier.sites, cuttable_, std::min(cut, most), now, interval_h);
    for (std::size_t row = 0; row < tier.sites.size(); ++row) {
        auto const site = tier.sites[row];
        cuts(world_, tier.firm ? CutCause::emergency : CutCause::supply)[site] += shares[row];
        bus_shift_mw_[world_.sites.bus[site].index()] += shares[row];
    }
    for (auto const& group : tier.groups) {
        bus_shift_mw_[group.bus.index()] -= result.cut_mw[group.block];
    }
    return true;
}

bool Curtailment::settle(DispatchResult const& result, Dispatch& dispatch,
                         std::span<double const> bus_injection_mw, std::span<double> flow_mw,
                         TimePoint now, double interval_h) {
    if (result.status != SolveStatus::optimal) {
        std::ranges::fill(world_.sites.consumed_mw, std::numeric_limits<double>::quiet_NaN());
        return false;
    }
    settle_mines(result);
    auto const moved =
        any_tier_cut(result) && settle_tiers(result, dispatch, bus_injection_mw, now, interval_h);
    if (moved) {
        std::ranges::copy(trial_flow_, flow_mw.begin());
    }
    set_consumption();
    return moved;
}

bool Curtailment::any_tier_cut(DispatchResult const& result) const {
    for (auto const& tier : tiers_) {
        for (auto const& group : tier.groups) {
            if (result.cut_mw[group.block] > negligible_mw) {
                return true;
            }
        }
    }
    return false;
}

bool Curtailment::settle_tiers(DispatchResult const& result, Dispatch& dispatch,
                               std::span<double const> bus_injection_mw, TimePoint now,
                               double interval_h) {
    auto const before = world_.sites.cut_mw;
    std::ranges::fill(bus_shift_mw_, 0.0);
    bool moved = false;
    for (auto const& tier : tiers_) {
        if (settle_tier(tier, result, now, interval_h)) {
            moved = true;
        } else {
            settle_tier_by_bus(tier, result, now, interval_h);
        }
    }
    if (!moved) {
        return false;
    }
    for (std::size_t bus = 0; bus < bus_shift_mw_.size(); ++bus) {
        bus_shift_mw_[bus] += bus_injection_mw[bus];
    }
    network_.solve_flows(bus_shift_mw_, trial_flow_);
    if (trial_flow_is_allowed(dispatch)) {
        return true;
    }
    world_.sites.cut_mw = before;
    for (auto const& tier : tiers_) {
        settle_tier_by_bus(tier, result, now, interval_h);
    }
    return false;
}

bool Curtailment::trial_flow_is_allowed(Dispatch& dispatch) const {
    auto const& rating = network_.grid().branches().rating_mw;
    for (std::size_t branch = 0; branch < rating.size(); ++branch) {
        if (std::abs(trial_flow_[branch]) >
            rating[branch] + experiment_.dispatch.flow_tolerance_mw) {
            return false;
        }
    }
    return dispatch.survives_outages(trial_flow_);
}

void Curtailment::set_consumption() {
    auto& sites = world_.sites;
    for (std::size_t site = 0; site < sites.size(); ++site) {
        double consumed = sites.wanted_mw[site];
        for (auto const& cut : sites.cut_mw) {
            consumed -= cut[site];
        }
        sites.consumed_mw[site] = std::max(consumed, 0.0);
    }
}

}  // namespace gridrush
