#include "sim/operations/curtail_split.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "policies/curtailment/split.hpp"
#include "sim/stopwatch.hpp"

namespace gridrush {
namespace {

constexpr double slack_mw = 1e-6;  // of a policy's arithmetic; that of a sum grows with it
constexpr auto family = PolicyFamily::curtailment;

void put_right(CurtailmentDecision& cut, CurtailmentView const& view) {
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

}  // namespace

CutSplitter::CutSplitter(World const& world, Experiment const& experiment, Ladder& ladder,
                         CutLedger const& ledger, CurtailmentPolicy& policy, PolicyCalls& calls)
    : world_{world},
      experiment_{experiment},
      ladder_{ladder},
      ledger_{ledger},
      policy_{policy},
      calls_{calls},
      rng_{experiment.seed, Purpose::policy, static_cast<std::uint32_t>(PolicyFamily::curtailment),
           experiment.replicate} {}

void CutSplitter::set_relief(std::span<double const> lmp_usd_per_mwh, int binding_branches,
                             Islands const& islands) {
    relief_usd_.clear();
    if (binding_branches == 0) {
        return;
    }
    std::vector<double> least(static_cast<std::size_t>(islands.count),
                              std::numeric_limits<double>::infinity());
    auto const least_at = [&](std::size_t bus) -> double& {
        return least[static_cast<std::size_t>(islands.island_of_bus[bus])];
    };
    for (std::size_t bus = 0; bus < lmp_usd_per_mwh.size(); ++bus) {
        auto const lmp = lmp_usd_per_mwh[bus];
        least_at(bus) = lmp < least_at(bus) ? lmp : least_at(bus);  // false for NaN
    }
    for (auto const bus : world_.sites.bus) {
        auto const lmp = lmp_usd_per_mwh[bus.index()];
        relief_usd_.push_back(std::isnan(lmp) ? 0.0 : lmp - least_at(bus.index()));
    }
}

void CutSplitter::fill(std::span<std::size_t const> members) {
    columns_ = {};
    auto const& sites = world_.sites;
    double best = 0.0;
    for (auto const member : members) {
        auto const& rung = ladder_.rungs()[member];
        auto const& use = ledger_.use(rung.site, rung.tier);
        auto const contract = sites.contract[rung.site];
        columns_.site.emplace_back(rung.site);
        columns_.contracted_mw.push_back(sites.contract_mw(rung.site));
        columns_.bid_usd_per_mwh.push_back(sites.bid_usd_per_mwh[rung.site]);
        columns_.energised_at.push_back(sites.energised_at[rung.site]);
        columns_.contract_class.push_back(
            contract >= 0 ? contract
                          : static_cast<std::int32_t>(experiment_.curtailment_contracts.size()));
        columns_.paid_usd_per_mwh.push_back(ladder_.terms(member).usd_per_mwh);
        columns_.cut_hours.push_back(use.year_hours);
        columns_.cut_mwh.push_back(use.year_mwh);
        columns_.hours_left.push_back(ladder_.hours_left(member, use));
        columns_.mwh_left.push_back(ladder_.mwh_left(member, use));
        columns_.last_cut_at.push_back(use.last_cut_at);
        columns_.relief.push_back(relief_usd_.empty() ? 1.0 : relief_usd_[rung.site]);
        best = std::max(best, columns_.relief.back());
    }
    for (auto& relief : columns_.relief) {
        relief = best > 0.0 ? relief / best : 1.0;
    }
}

std::vector<double> CutSplitter::split(std::span<std::size_t const> members,
                                       std::span<double const> most_mw, double cut_mw,
                                       TimePoint now, double interval_h) {
    fill(members);
    CurtailmentView const view{.now = now,
                               .interval_h = interval_h,
                               .cut_mw = cut_mw,
                               .tier = ladder_.rungs()[members.front()].tier,
                               .site = columns_.site,
                               .contracted_mw = columns_.contracted_mw,
                               .cuttable_mw = most_mw,
                               .bid_usd_per_mwh = columns_.bid_usd_per_mwh,
                               .energised_at = columns_.energised_at,
                               .contract_class = columns_.contract_class,
                               .paid_usd_per_mwh = columns_.paid_usd_per_mwh,
                               .cut_hours = columns_.cut_hours,
                               .cut_mwh = columns_.cut_mwh,
                               .hours_left = columns_.hours_left,
                               .mwh_left = columns_.mwh_left,
                               .last_cut_at = columns_.last_cut_at,
                               .relief = columns_.relief};
    auto cut = ask(view);
    put_right(cut, view);
    return cut;
}

/// Tells the first rule that a split breaks, if any.
void CutSplitter::judge(CurtailmentDecision const& cut, CurtailmentView const& view) {
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

/// The policy's answer; a split by contract where it is none.
CurtailmentDecision CutSplitter::ask(CurtailmentView const& view) {
    CurtailmentDecision cut;
    {
        Stopwatch const watch{wall_s_};
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

}  // namespace gridrush
