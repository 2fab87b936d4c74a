#include "sim/economy/strategy_desk.hpp"

#include <vector>

#include <fmt/format.h>

#include "sim/economy/hashprice.hpp"
#include "sim/stopwatch.hpp"

namespace gridrush {
namespace {

constexpr auto family = PolicyFamily::strategy;

}  // namespace

StrategyDesk::StrategyDesk(World const& world, Experiment const& experiment, StrategyPolicy& policy,
                           PolicyCalls& calls)
    : world_{world},
      experiment_{experiment},
      policy_{policy},
      calls_{calls},
      rng_{experiment.seed, Purpose::policy, static_cast<std::uint32_t>(family),
           experiment.replicate} {}

void StrategyDesk::review(TimePoint now) {
    auto const& sites = world_.sites;
    std::vector<SiteId> rows;
    std::vector<double> contracted, mined, margin;
    for (std::size_t site = 0; site < sites.size(); ++site) {
        if (sites.load_class[site] == LoadClass::mine && sites.energised[site] > 0.0) {
            rows.emplace_back(site);
            contracted.push_back(sites.contract_mw(site));
            mined.push_back(sites.quarter_consumed_mwh[site]);
            margin.push_back(sites.quarter_margin_usd[site]);
        }
    }
    StrategyDecision uses;
    {
        Stopwatch const watch{policy_wall_s_};
        StrategyView const view{now,   rows,   contracted,
                                mined, margin, hashprice_at(experiment_.hashprice, now)};
        uses = calls_.ask(family, now, [&] { return policy_.decide(view, rng_); });
    }
    judge(uses, rows, now);
}

/// A mine goes on as it is where the answer is none.
void StrategyDesk::judge(StrategyDecision const& uses, std::span<SiteId const> mines,
                         TimePoint now) {
    if (uses.size() != mines.size()) {
        calls_.break_silent_rule(family, now,
                                 {fmt::format("must return a use for each of {} mines (found {})",
                                              mines.size(), uses.size())});
        return;
    }
    for (std::size_t row = 0; row < mines.size(); ++row) {
        if (uses[row] != MineUse::mine) {
            calls_.break_silent_rule(family, now,
                                     {.problem = "must name a use that there is",
                                      .entity = "site " + world_.sites.id[mines[row].index()],
                                      .row = mines[row].code(),
                                      .value = static_cast<double>(uses[row]),
                                      .unit = "as its code"});
        }
    }
}

}  // namespace gridrush
