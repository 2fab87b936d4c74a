#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <simgrid/s4u.hpp>

#include "topology/random.hpp"
#include "policies/curtailment/rules.hpp"
#include "sim/engine_settings.hpp"

namespace gridrush {
namespace {

namespace sg4 = simgrid::s4u;

constexpr double bytes_per_s = 1e6;  // for each MW: far above SimGrid's tolerance of rates

/// Loads below feeders below a transformer, MW.
struct Tree {
    double transformer_mw = 0.0;
    std::vector<double> feeder_mw{};
    std::vector<std::size_t> feeder{};  ///< of each load
    std::vector<double> wanted_mw{};
};

Tree random_tree(std::size_t loads, Rng& rng) {
    Tree tree;
    for (std::size_t feeder = 0; feeder < 1 + loads / 10; ++feeder) {
        tree.feeder_mw.push_back(rng.uniform(50.0, 600.0));
    }
    for (std::size_t load = 0; load < loads; ++load) {
        auto const feeders = static_cast<double>(tree.feeder_mw.size());
        tree.feeder.push_back(static_cast<std::size_t>(rng.uniform() * feeders));
        tree.wanted_mw.push_back(rng.uniform(1.0, 200.0));
    }
    tree.transformer_mw =
        rng.uniform(0.3, 1.0) * std::reduce(tree.feeder_mw.begin(), tree.feeder_mw.end());
    return tree;
}

/// What the policy leaves of the loads in `rows` when they may draw `limit_mw` together.
void cut_to(double limit_mw, std::vector<std::size_t> const& rows, std::vector<double>& served) {
    std::vector<SiteId> site;
    std::vector<double> wanted;
    for (auto const row : rows) {
        site.emplace_back(row);
        wanted.push_back(served[row]);
    }
    auto const excess = std::reduce(wanted.begin(), wanted.end()) - limit_mw;
    if (excess <= 0.0) {
        return;
    }
    CurtailmentView view;
    view.cut_mw = excess;
    view.site = site;
    view.cuttable_mw = wanted;
    auto const cut = split_max_min_fair(view);
    for (std::size_t k = 0; k < rows.size(); ++k) {
        served[rows[k]] -= cut[k];
    }
}

/// As cuts are made: feeder by feeder, then under the transformer.
std::vector<double> served_by_policy(Tree const& tree) {
    auto served = tree.wanted_mw;
    std::vector<std::size_t> all(served.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    for (std::size_t feeder = 0; feeder < tree.feeder_mw.size(); ++feeder) {
        std::vector<std::size_t> members;
        std::ranges::copy_if(all, std::back_inserter(members),
                             [&](std::size_t row) { return tree.feeder[row] == feeder; });
        cut_to(tree.feeder_mw[feeder], members, served);
    }
    cut_to(tree.transformer_mw, all, served);
    return served;
}

/// Each load is a flow over a link of its own that is as wide as it wants, its feeder's and the
/// transformer's: SimGrid shares them by progressive filling.
std::vector<double> served_by_simgrid(Tree const& tree) {
    SimGridArguments arguments;
    sg4::Engine engine{arguments.count(), arguments.values()};
    auto* const zone = sg4::create_full_zone("tree");
    auto* const source = zone->create_host("source", 1.0);
    auto const link = [&](std::string const& name, double mw) {
        return zone->create_link(name, mw * bytes_per_s)->set_latency(0.0)->seal();
    };
    auto* const transformer = link("transformer", tree.transformer_mw);
    std::vector<sg4::Link*> feeders, own;
    for (std::size_t feeder = 0; feeder < tree.feeder_mw.size(); ++feeder) {
        feeders.push_back(link("feeder" + std::to_string(feeder), tree.feeder_mw[feeder]));
    }
    std::vector<sg4::Host*> hosts;
    for (std::size_t load = 0; load < tree.wanted_mw.size(); ++load) {
        own.push_back(link("own" + std::to_string(load), tree.wanted_mw[load]));
        hosts.push_back(zone->create_host("load" + std::to_string(load), 1.0));
        zone->add_route(source->get_netpoint(), hosts.back()->get_netpoint(), nullptr, nullptr,
                        {{transformer, sg4::LinkInRoute::Direction::NONE},
                         {feeders[tree.feeder[load]], sg4::LinkInRoute::Direction::NONE},
                         {own.back(), sg4::LinkInRoute::Direction::NONE}},
                        false);
    }
    zone->seal();
    std::vector<double> served;
    sg4::Actor::create("loads", source, [&] {
        std::vector<sg4::CommPtr> flows;
        for (auto* const host : hosts) {
            flows.push_back(sg4::Comm::sendto_async(source, host, 1'000'000'000'000'000));
        }
        sg4::this_actor::sleep_for(1.0);
        for (auto* const one : own) {
            served.push_back(one->get_usage() / bytes_per_s);
        }
        for (auto const& flow : flows) {
            flow->cancel();
        }
    });
    engine.run();
    return served;
}

void expect_same_shares(std::size_t loads, std::uint32_t stream) {
    Rng rng{17, Purpose::test, stream};
    auto const tree = random_tree(loads, rng);
    auto const by_policy = served_by_policy(tree);
    auto const by_simgrid = served_by_simgrid(tree);
    ASSERT_EQ(by_simgrid.size(), loads);
    EXPECT_LT(std::reduce(by_policy.begin(), by_policy.end()),
              0.9 * std::reduce(tree.wanted_mw.begin(), tree.wanted_mw.end()));
    for (std::size_t load = 0; load < loads; ++load) {
        EXPECT_NEAR(by_policy[load], by_simgrid[load], 1e-6) << "load " << load;
    }
}

// One engine per process: a test each.
TEST(MaxMinFair, shares_a_radial_tree_of_10_loads_as_SimGrid_shares_its_links) {
    expect_same_shares(10, 1);
}

TEST(MaxMinFair, shares_a_radial_tree_of_100_loads_as_SimGrid_shares_its_links) {
    expect_same_shares(100, 2);
}

TEST(MaxMinFair, shares_a_radial_tree_of_1000_loads_as_SimGrid_shares_its_links) {
    expect_same_shares(1000, 3);
}

}  // namespace
}  // namespace gridrush
