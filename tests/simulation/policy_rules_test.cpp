#include <algorithm>
#include <functional>
#include <limits>
#include <stdexcept>

#include <gtest/gtest.h>

#include "tests/worlds/small_worlds.hpp"

namespace gridrush {
namespace {

using testing::MemoryObserver;
using testing::metric;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr SubstationId s1{0};

/// A policy that decides as a function says.
template <class Base>
struct Scripted : Base {
    using View = typename Base::view_type;
    using Decision = typename Base::decision_type;

    explicit Scripted(std::function<Decision(View const&)> rule) : rule_{std::move(rule)} {}
    Decision decide(View const& view, Rng&) override { return rule_(view); }

    std::function<Decision(View const&)> rule_;
};

/// Two campuses and a mine in operation and one request, until April.
struct Case {
    explicit Case(OnInvalid on_invalid)
        : experiment{testing::quiet_year()},
          policies{testing::policies_of("connect_and_manage", "pro_rata")} {
        experiment.end = make_time(2025, 4, 2);
        experiment.policies = default_policies();
        experiment.policies->on_invalid = on_invalid;
        for (auto const* id : {"east", "west", "mine"}) {
            auto& site = experiment.sites.emplace_back();
            site.id = id;
            auto const mines = site.id == "mine";
            site.load_class = mines ? LoadClass::mine : LoadClass::ai_campus;
            site.substation = "S1";
            site.mw = 20.0;
            site.behaviour = mines ? "s21" : "flat";
        }
        auto& request = experiment.requests.emplace_back();
        request.id = "north";
        request.load_class = LoadClass::ai_campus;
        request.substation = "S2";
        request.mw = 10.0;
        request.behaviour = "flat";
        request.applied_on = make_time(2025, 1, 15);
        request.build_months = 1.0;
    }

    RunResult run() {
        Grid const grid{testing::ring()};
        return simulate(experiment, grid, policies, seen);
    }

    /// The error that ends a run in which the rule is broken.
    PolicyError error() {
        try {
            run();
        } catch (PolicyError const& told) {
            EXPECT_EQ(seen.result.status, RunStatus::failed);
            return told;
        }
        throw std::runtime_error{"the run did not fail"};
    }

    long clipped_rows() const {
        return std::ranges::count(seen.decisions, Outcome::clipped, &DecisionRow::outcome);
    }

    Experiment experiment;
    Policies policies;
    MemoryObserver seen;
};

template <class Base, class Rule>
void set(std::unique_ptr<Base>& policy, Rule rule) {
    policy = std::make_unique<Scripted<Base>>(std::move(rule));
}

auto grant(double firm_mw, double non_firm_mw) {
    return [=](InterconnectionView const& view) {
        return InterconnectionDecision{
            {view.request.front(), RulingKind::grant, firm_mw, non_firm_mw, RulingReason::fits}};
    };
}

TEST(PolicyRules, a_grant_above_what_was_asked_ends_the_run_with_the_facts) {
    Case world{OnInvalid::fail};
    set(world.policies.interconnection, grant(8.0, 5.0));
    auto const error = world.error();
    EXPECT_EQ(error.family(), PolicyFamily::interconnection);
    EXPECT_EQ(error.policy(), "serial_fcfs");  // as the experiment names it
    EXPECT_EQ(error.time(), make_time(2025, 2, 1));
    EXPECT_EQ(error.rule().value, 13.0);
    EXPECT_EQ(error.rule().limit, 10.0);
    EXPECT_STREQ(error.what(),
                 "interconnection policy serial_fcfs at 2025-02-01: must not grant more than was "
                 "asked for (found request north: 13 MW; limit 10 MW)");
    EXPECT_EQ(world.seen.result.reached, make_time(2025, 2, 1));
}

TEST(PolicyRules, a_grant_above_what_was_asked_is_cut_down_to_it) {
    Case world{OnInvalid::clip};
    set(world.policies.interconnection, grant(8.0, 5.0));
    auto const result = world.run();
    EXPECT_EQ(metric(result, "clipped_decisions"), 1.0);
    EXPECT_EQ(world.clipped_rows(), 1);
    EXPECT_EQ(result.queue.firm_mw[0], 8.0);
    EXPECT_EQ(result.queue.non_firm_mw[0], 2.0);
}

TEST(PolicyRules, a_grant_of_no_number_leaves_the_request_waiting) {
    Case world{OnInvalid::clip};
    set(world.policies.interconnection, grant(nan, 0.0));
    auto const result = world.run();
    EXPECT_EQ(metric(result, "clipped_decisions"), 3.0);  // February to April
    EXPECT_EQ(world.clipped_rows(), 3);
    EXPECT_EQ(result.queue.state[0], RequestState::waiting);
}

TEST(PolicyRules, a_request_is_ruled_on_once) {
    Case world{OnInvalid::fail};
    set(world.policies.interconnection, [](InterconnectionView const& view) {
        return InterconnectionDecision{{view.request.front()}, {view.request.front()}};
    });
    EXPECT_STREQ(world.error().what(),
                 "interconnection policy serial_fcfs at 2025-02-01: ruled on request row 0, which "
                 "it has ruled on already");
}

TEST(PolicyRules, a_question_about_an_unknown_request_is_the_policys_error) {
    Case world{OnInvalid::clip};
    set(world.policies.interconnection, [](InterconnectionView const& view) {
        static_cast<void>(view.study(RequestId{7}, {}));
        return InterconnectionDecision{};
    });
    EXPECT_STREQ(world.error().what(),
                 "interconnection policy serial_fcfs at 2025-02-01: threw: study asked for request "
                 "row 7, which there is not");
}

TEST(PolicyRules, every_mine_has_a_use_that_there_is) {
    Case world{OnInvalid::fail};
    set(world.policies.strategy,
        [](StrategyView const&) { return StrategyDecision{static_cast<MineUse>(7)}; });
    EXPECT_STREQ(world.error().what(),
                 "strategy policy keep_mining at 2025-04-01: must name a use that there is (found "
                 "site mine: 7 as its code)");
}

TEST(PolicyRules, a_limit_for_every_substation) {
    Case world{OnInvalid::fail};
    set(world.policies.loading, [](LoadingView const&) { return LoadingDecision{1.0}; });
    EXPECT_STREQ(world.error().what(),
                 "loading policy nameplate at 2025-01-01: must return 2 numbers, one for each "
                 "substation (found 1)");
}

TEST(PolicyRules, limits_that_are_no_numbers_are_nameplate_and_negative_ones_nothing) {
    Case world{OnInvalid::clip};
    world.experiment.end = make_time(2025, 1, 2);
    set(world.policies.loading, [](LoadingView const&) { return LoadingDecision{nan, -1.0}; });
    auto const result = world.run();
    EXPECT_EQ(metric(result, "clipped_decisions"), 48.0);
    auto const& last = world.seen.intervals.back();
    EXPECT_EQ(last.substation_limit[s1.index()], last.substation_firm[s1.index()]);
    EXPECT_EQ(last.substation_limit[1], 0.0);
}

TEST(PolicyRules, a_limit_above_what_current_allows_breaks_no_rule) {
    Case world{OnInvalid::fail};
    world.experiment.end = make_time(2025, 1, 2);
    set(world.policies.loading, [](LoadingView const& view) {
        return LoadingDecision(view.substation.size(), std::numeric_limits<double>::infinity());
    });
    auto const result = world.run();
    EXPECT_EQ(metric(result, "clipped_decisions"), 0.0);
    EXPECT_EQ(metric(result, "clipped_loadings"), 48.0);
}

TEST(PolicyRules, what_a_policy_throws_names_it_and_the_time) {
    Case world{OnInvalid::clip};
    set(world.policies.strategy,
        [](StrategyView const&) -> StrategyDecision { throw std::out_of_range{"site 12"}; });
    EXPECT_STREQ(world.error().what(), "strategy policy keep_mining at 2025-04-01: threw: site 12");
}

}  // namespace
}  // namespace gridrush
