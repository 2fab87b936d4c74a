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

constexpr auto infinite = std::numeric_limits<double>::infinity();
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
      stands_down_{calls.ask(family, experiment.start, [&] { return policy.stands_down(); })},
      sites_of_substation_(world.firm_capacity_mw.size()),
      contracted_mw_(world.firm_capacity_mw.size()),
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
    return infinite;
}

void Curtailment::lay_out() {
    if (std::exchange(laid_out_, true)) {
        return;
    }
    auto const& sites = world_.sites;
    std::vector<double> offers(sites.size(), infinite);
    std::ranges::fill(contracted_mw_, 0.0);
    for (std::size_t site = 0; site < sites.size(); ++site) {
        contracted_mw_[sites.substation[site].index()] +=
            sites.contract_mw(site) * sites.energised[site];
        offers[site] = sites.energised[site] > 0.0 ? ask_offer(site) : offers[site];
    }
    ladder_.lay_out(offers);
    blocks_.clear();
    tiers_.clear();
    add_tranches();
    std::map<std::pair<CurtailmentTier, double>, std::vector<std::size_t>> tiers;
    auto const& rungs = ladder_.rungs();
    block_of_.assign(rungs.size(), npos);
    switches_ = false;
    for (std::size_t row = 0; row < rungs.size(); ++row) {
        switches_ = switches_ || rungs[row].tier == CurtailmentTier::remote_disconnect;
        if (rungs[row].in_dispatch) {
            tiers[{rungs[row].tier, rungs[row].price_usd_per_mwh}].push_back(row);
        }
    }
    lowest_rung_usd_per_mwh_ = infinite;
    for (auto const& [key, members] : tiers) {
        lowest_rung_usd_per_mwh_ = std::min(lowest_rung_usd_per_mwh_, key.second);
        add_tier(members);
    }
}

void Curtailment::add_tranches() {
    auto const& tranches = world_.tranches;
    bidders_.clear();
    for (std::size_t site = 0; site < world_.sites.size(); ++site) {
        auto const first = world_.first_tranche[site];
        auto const count = world_.first_tranche[site + 1] - first;
        if (count > 0 && tranches.response[first] == MineResponse::bid &&
            world_.sites.energised[site] > 0.0) {
            bidders_.push_back(
                {.site = site, .tranche = first, .block = blocks_.size(), .count = count});
            blocks_.resize(blocks_.size() + count, {.bus = world_.sites.bus[site]});
        }
    }
    bid_blocks_ = blocks_.size();
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
        block_of_[rung] = group->block;
    }
    tiers_.push_back(std::move(tier));
}

void Curtailment::find_rungs() {
    if (!std::exchange(rungs_found_, true)) {
        ladder_.begin(now_, interval_h_, left_mw_, notices_, backup_, ledger_);
        hold();
    }
}

std::span<CutBlock const> Curtailment::bids(std::span<double> load_mw) {
    auto const& bus = world_.sites.bus;
    for (std::size_t site = 0; site < left_mw_.size(); ++site) {
        load_mw[bus[site].index()] += left_mw_[site];
    }
    refresh_bids();
    return blocks_;
}

double Curtailment::lowest_rung_usd_per_mwh() const {
    return rungs_found_ ? -infinite : lowest_rung_usd_per_mwh_;
}

std::span<CutBlock const> Curtailment::blocks() {
    find_rungs();
    refresh_rungs();
    return blocks_;
}

void Curtailment::refresh_bids() {
    for (auto& bidder : bidders_) {
        auto const wanted = world_.sites.wanted_mw[bidder.site];
        auto const left = left_mw_[bidder.site];
        auto const paying = paying_mw_[bidder.site];
        // The hashprice moves those of all tranches.
        auto const break_even = world_.tranches.break_even_usd_per_mwh[bidder.tranche];
        if (wanted != bidder.wanted_mw || left != bidder.left_mw || paying != bidder.paying_mw ||
            break_even != bidder.break_even_usd_per_mwh) {
            bidder.wanted_mw = wanted;
            bidder.left_mw = left;
            bidder.paying_mw = paying;
            bidder.break_even_usd_per_mwh = break_even;
            set_bids(bidder);
        }
    }
}

void Curtailment::set_bids(Bidder const& bidder) {
    auto const& tranches = world_.tranches;
    for (std::size_t row = 0; row < bidder.count; ++row) {
        auto const tranche = bidder.tranche + row;
        auto& block = blocks_[bidder.block + row];
        // However much a mine earns, it goes before native customers.
        block.usd_per_mwh = std::min(tranches.break_even_usd_per_mwh[tranche],
                                     experiment_.large_load_shed_usd_per_mwh);
        // Tranches that do not pay at a price of 0 are off already; the others share what is left
        // in proportion.
        block.mw =
            block.usd_per_mwh > 0.0 && bidder.paying_mw > 0.0
                ? tranches.share[tranche] * bidder.wanted_mw * bidder.left_mw / bidder.paying_mw
                : 0.0;
    }
}

void Curtailment::forget_rungs() {
    for (auto block = bid_blocks_; block < blocks_.size(); ++block) {
        blocks_[block].mw = 0.0;
    }
}

void Curtailment::refresh_rungs() {
    forget_rungs();
    auto const& rungs = ladder_.rungs();
    for (std::size_t row = 0; row < rungs.size(); ++row) {
        if (block_of_[row] != npos) {
            blocks_[block_of_[row]].mw += rungs[row].room_mw();
        }
    }
}

void Curtailment::meter(double system_mw) {
    was_cut_ = std::ranges::any_of(cuts_, [](Cut const& cut) {
        return cut.cause == CutCause::branch || cut.cause == CutCause::supply ||
               cut.cause == CutCause::emergency;
    });
    if (ledger_.month() != month_) {
        month_ = ledger_.month();
        month_peak_mw_ = 0.0;
    }
    month_peak_mw_ = system_mw > month_peak_mw_ ? system_mw : month_peak_mw_;
    for (std::size_t stage = 0; stage < static_cast<std::size_t>(stage_); ++stage) {
        stage_hours_[stage] += interval_h_;
    }
    first_interval_ = false;
}

}  // namespace gridrush
