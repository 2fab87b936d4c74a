#include "sim/operations/curtail.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

#include "sim/stopwatch.hpp"

namespace gridrush {
namespace {

constexpr auto npos = static_cast<std::size_t>(-1);
constexpr auto family = PolicyFamily::curtailment;

}  // namespace

Curtailment::Curtailment(World& world, Experiment const& experiment, DcNetwork const& network,
                         Supply const& supply, CurtailmentPolicy& policy, PolicyCalls& calls)
    : world_{world},
      experiment_{experiment},
      network_{network},
      supply_{supply},
      policy_{policy},
      calls_{calls},
      payment_{calls.ask(family, experiment.start, [&] { return policy.payment(); })},
      ladder_{world, experiment,
              calls.ask(family, experiment.start, [&] { return policy.caps(); })},
      ledger_{world.sites.size()},
      backup_{world, experiment},
      forecast_{experiment, supply, network.grid().buses().size()},
      notices_{experiment, ladder_.notices()},
      splitter_{world, experiment, ladder_, ledger_, policy, calls},
      sites_of_substation_(world.firm_capacity_mw.size()),
      paying_mw_(world.sites.size()),
      left_mw_(world.sites.size()),
      bus_shift_mw_(network.grid().buses().size()),
      trial_flow_(network.grid().branches().size()),
      forced_mw_(network.grid().buses().size()),
      stage_hours_(experiment.curtailment.emergency_stages.size()) {
    for (std::size_t site = 0; site < world_.sites.size(); ++site) {
        sites_of_substation_[world_.sites.substation[site].index()].push_back(site);
    }
}

double Curtailment::ask_offer(std::size_t site) {
    auto const bid = world_.sites.bid_usd_per_mwh[site];
    auto const offer = [&] {
        Stopwatch const watch{policy_wall_s_};
        return calls_.ask(family, now_, [&] { return policy_.offer_usd_per_mwh(bid); });
    }();
    if (offer >= 0.0) {
        return offer;
    }
    calls_.break_silent_rule(family, now_,
                             {.problem = "must offer a price that is a number and not negative",
                              .entity = "site " + world_.sites.id[site],
                              .row = static_cast<std::int32_t>(site),
                              .value = offer,
                              .limit = 0.0,
                              .unit = "USD/MWh"});
    return std::numeric_limits<double>::infinity();
}

void Curtailment::lay_out() {
    if (std::exchange(laid_out_, true)) {
        return;
    }
    auto const& sites = world_.sites;
    std::vector<double> offers(sites.size(), std::numeric_limits<double>::infinity());
    for (std::size_t site = 0; site < sites.size(); ++site) {
        offers[site] = sites.energised[site] > 0.0 ? ask_offer(site) : offers[site];
    }
    ladder_.lay_out(offers);
    blocks_.clear();
    tiers_.clear();
    add_tranches();
    std::map<std::pair<CurtailmentTier, double>, std::vector<std::size_t>> tiers;
    auto const& rungs = ladder_.rungs();
    for (std::size_t row = 0; row < rungs.size(); ++row) {
        if (rungs[row].in_dispatch) {
            tiers[{rungs[row].tier, rungs[row].price_usd_per_mwh}].push_back(row);
        }
    }
    for (auto const& [key, members] : tiers) {
        add_tier(members);
    }
}

void Curtailment::add_tranches() {
    auto const& tranches = world_.tranches;
    tranche_block_.assign(tranches.size(), npos);
    for (std::size_t row = 0; row < tranches.size(); ++row) {
        auto const site = tranches.site[row].index();
        if (tranches.response[row] == MineResponse::bid && world_.sites.energised[site] > 0.0) {
            tranche_block_[row] = blocks_.size();
            blocks_.push_back({.bus = world_.sites.bus[site]});
        }
    }
}

void Curtailment::add_tier(std::vector<std::size_t> const& rungs) {
    auto const& first = ladder_.rungs()[rungs.front()];
    Tier tier{.rung = first.tier, .groups = {}, .rungs = rungs};
    for (auto const rung : rungs) {
        auto const bus = world_.sites.bus[ladder_.rungs()[rung].site];
        auto group = std::ranges::find(tier.groups, bus, &Group::bus);
        if (group == tier.groups.end()) {
            tier.groups.push_back({.bus = bus, .block = blocks_.size(), .rungs = {}});
            blocks_.push_back({.bus = bus, .mw = 0.0, .usd_per_mwh = first.price_usd_per_mwh});
            group = std::prev(tier.groups.end());
        }
        group->rungs.push_back(rung);
    }
    tiers_.push_back(std::move(tier));
}

std::span<CutBlock const> Curtailment::blocks(std::span<double> load_mw) {
    auto const& sites = world_.sites;
    for (std::size_t site = 0; site < sites.size(); ++site) {
        if (sites.limit_mw[site] > 0.0) {
            load_mw[sites.bus[site].index()] += left_mw_[site];
        }
    }
    refresh_blocks();
    return blocks_;
}

void Curtailment::refresh_blocks() {
    auto const& sites = world_.sites;
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
        // Tranches that do not pay at a price of 0 are off already; the others share what is left
        // in proportion.
        block.mw =
            block.usd_per_mwh > 0.0 && paying_mw_[site] > 0.0
                ? tranches.share[row] * sites.wanted_mw[site] * left_mw_[site] / paying_mw_[site]
                : 0.0;
    }
    for (auto const& tier : tiers_) {
        for (auto const& group : tier.groups) {
            double mw = 0.0;
            for (auto const rung : group.rungs) {
                mw += ladder_.rungs()[rung].room_mw();
            }
            blocks_[group.block].mw = mw;
        }
    }
}

void Curtailment::meter(double system_mw) {
    was_cut_ = std::ranges::any_of(cuts_, [](Cut const& cut) {
        return cut.cause == CutCause::branch || cut.cause == CutCause::supply ||
               cut.cause == CutCause::emergency;
    });
    if (auto const month = calendar_hour(now_).month; month != month_) {
        month_ = month;
        month_peak_mw_ = 0.0;
    }
    month_peak_mw_ = system_mw > month_peak_mw_ ? system_mw : month_peak_mw_;
    for (std::size_t stage = 0; stage < static_cast<std::size_t>(stage_); ++stage) {
        stage_hours_[stage] += interval_h_;
    }
    first_interval_ = false;
}

}  // namespace gridrush
