#include "policies/laws/laws.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "policies/built_in.hpp"
#include "policies/curtailment/split.hpp"

namespace gridrush {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

LawOptions some_cases() {
    return {.cases = 300, .seed = 3, .decisions = nullptr, .number = nullptr};
}

/// `law case rows` of every law that was broken.
std::vector<std::string> broken(LawReport const& report) {
    std::vector<std::string> laws;
    for (LawBreak const& one : report.breaks) {
        laws.emplace_back(one.law);
    }
    return laws;
}

bool breaks(LawReport const& report, std::string const& law) {
    return std::ranges::count(broken(report), law) > 0;
}

template <class P>
PolicyMaker<P> built_in(PolicyFamily family, std::string const& name,
                        std::unique_ptr<P> Policies::* member,
                        PolicyChoice PolicyChoices::* choice) {
    return [=] {
        Issues issues;
        PolicyChoices choices = default_policies();
        choices.*choice = {name,
                           Parameters{find_policy(family, name)->parameters(), {}, "", {}, issues}};
        return std::move(make_policies(choices).*member);
    };
}

template <class P>
void expect_all_keep_the_laws(PolicyFamily family, std::unique_ptr<P> Policies::* member,
                              PolicyChoice PolicyChoices::* choice) {
    for (std::string const& name : policy_names(family)) {
        auto options = some_cases();
        options.cases = policy_names(family).size() > 10 ? 60 : options.cases;
        auto const report = check_laws(built_in<P>(family, name, member, choice), options);
        EXPECT_EQ(broken(report), std::vector<std::string>{}) << name;
        for (LawCount const& count : report.laws) {
            EXPECT_GT(count.checked, 0U) << name << ' ' << count.law;
        }
    }
}

TEST(Laws, all_built_in_policies_keep_them) {
    using enum PolicyFamily;
    expect_all_keep_the_laws(interconnection, &Policies::interconnection,
                             &PolicyChoices::interconnection);
    expect_all_keep_the_laws(curtailment, &Policies::curtailment, &PolicyChoices::curtailment);
    expect_all_keep_the_laws(migration, &Policies::migration, &PolicyChoices::migration);
    expect_all_keep_the_laws(strategy, &Policies::strategy, &PolicyChoices::strategy);
    expect_all_keep_the_laws(loading, &Policies::loading, &PolicyChoices::loading);
}

/// A policy of a lambda.
template <class Base>
class Made : public Base {
public:
    using Rule = std::function<typename Base::decision_type(typename Base::view_type const&, Rng&)>;
    explicit Made(Rule rule) : rule_{std::move(rule)} {}
    typename Base::decision_type decide(typename Base::view_type const& view, Rng& rng) override {
        return rule_(view, rng);
    }

private:
    Rule rule_;
};

class MadeCurtailment : public Made<CurtailmentPolicy> {
public:
    explicit MadeCurtailment(Rule rule, double offer = tier_usd_per_mwh)
        : Made{std::move(rule)}, offer_{offer} {}
    double offer_usd_per_mwh(double) const override { return offer_; }

private:
    double offer_;
};

template <class Base>
LawReport report_of(typename Made<Base>::Rule const& rule) {
    return check_laws(PolicyMaker<Base>{[&] { return std::make_unique<Made<Base>>(rule); }},
                      some_cases());
}

LawReport curtailment_report(MadeCurtailment::Rule const& rule, double offer = tier_usd_per_mwh) {
    return check_laws(PolicyMaker<CurtailmentPolicy>{[&] {
                          return std::make_unique<MadeCurtailment>(rule, offer);
                      }},
                      some_cases());
}

CurtailmentDecision fair(CurtailmentView const& view) {
    return split_in_proportion(view, view.contracted_mw);
}

TEST(CurtailmentLaws, each_is_broken_by_a_policy_that_breaks_it) {
    EXPECT_TRUE(breaks(curtailment_report([](auto const&, Rng&) { return std::vector{1.0}; }),
                       "one_per_row"));
    EXPECT_TRUE(breaks(curtailment_report([](auto const& view, Rng&) {
                           return CurtailmentDecision(view.site.size(), not_a_number);
                       }),
                       "is_number"));
    EXPECT_TRUE(breaks(curtailment_report([](auto const& view, Rng&) {
                           return CurtailmentDecision(view.site.size(), view.cut_mw);
                       }),
                       "within"));
    EXPECT_TRUE(breaks(curtailment_report([](auto const& view, Rng&) {
                           return CurtailmentDecision(view.site.size(), 0.0);
                       }),
                       "sum"));
    EXPECT_TRUE(
        breaks(curtailment_report([](auto const& view, Rng&) { return fair(view); }, not_a_number),
               "offer"));
    EXPECT_TRUE(breaks(curtailment_report([](auto const&, Rng&) -> CurtailmentDecision {
                           throw std::runtime_error{"no"};
                       }),
                       "answers"));
}

TEST(CurtailmentLaws, an_answer_that_changes_by_itself_is_not_repeatable) {
    int calls = 0;
    auto const report = curtailment_report([&](auto const& view, Rng&) {
        std::vector<double> weight(view.contracted_mw.begin(), view.contracted_mw.end());
        weight.resize(view.site.size());
        if (!weight.empty() && ++calls % 2 == 0) {
            weight.front() *= 0.5;
        }
        return split_in_proportion(view, weight);
    });
    EXPECT_EQ(broken(report), std::vector<std::string>{"repeatable"});
}

TEST(CurtailmentLaws, a_split_by_place_in_the_table_depends_on_the_order_of_rows) {
    auto const report = curtailment_report([](auto const& view, Rng&) {
        std::vector<std::size_t> order(view.site.size());
        for (std::size_t row = 0; row < order.size(); ++row) {
            order[row] = row;
        }
        return split_in_order(view, order);
    });
    EXPECT_EQ(broken(report), std::vector<std::string>{"row_order"});
}

TEST(CurtailmentLaws, a_lottery_keeps_them) {
    auto const report = curtailment_report([](auto const& view, Rng& rng) {
        std::vector<double> weight;
        for (std::size_t row = 0; row < view.site.size(); ++row) {
            weight.push_back(rng.uniform());
        }
        return split_in_proportion(view, weight);
    });
    EXPECT_EQ(broken(report), std::vector<std::string>{});
}

TEST(CurtailmentLaws, the_case_that_is_shown_has_no_row_too_many) {
    auto const report = curtailment_report([](auto const& view, Rng&) {
        auto cut = fair(view);
        if (cut.size() >= 3) {
            cut[0] = not_a_number;
        }
        return cut;
    });
    ASSERT_EQ(broken(report), std::vector<std::string>{"is_number"});
    EXPECT_EQ(report.breaks.front().rows, 3U);
    EXPECT_EQ(report.breaks.front().values.front().size(), 3U);
}

TEST(LoadingLaws, each_is_broken_by_a_policy_that_breaks_it) {
    auto const with = [](auto rule) { return report_of<LoadingPolicy>(rule); };
    EXPECT_TRUE(
        breaks(with([](auto const&, Rng&) { return LoadingDecision{1.0}; }), "one_per_row"));
    EXPECT_TRUE(breaks(with([](auto const& view, Rng&) {
                           return LoadingDecision(view.substation.size(), not_a_number);
                       }),
                       "is_number"));
    EXPECT_TRUE(breaks(
        with([](auto const& view, Rng&) { return LoadingDecision(view.substation.size(), -1.0); }),
        "not_negative"));
    EXPECT_TRUE(breaks(with([](auto const& view, Rng&) {
                           auto const rows = view.substation.size();
                           return LoadingDecision(
                               rows, view.carriable_mw(rows, LoadingClass::normal, 1.0));
                       }),
                       "asks_sanely"));
}

TEST(StrategyLaws, each_is_broken_by_a_policy_that_breaks_it) {
    EXPECT_TRUE(breaks(report_of<StrategyPolicy>(
                           [](auto const&, Rng&) { return StrategyDecision(1, MineUse::mine); }),
                       "one_per_row"));
    EXPECT_TRUE(breaks(report_of<StrategyPolicy>([](auto const& view, Rng&) {
                           return StrategyDecision(view.site.size(), static_cast<MineUse>(7));
                       }),
                       "known_use"));
}

TEST(MigrationLaws, each_is_broken_by_a_policy_that_breaks_it) {
    // Decides about every tenant in turn; `rule` gets the view, a row and the first other site.
    auto const deciding = [](auto rule) {
        return report_of<MigrationPolicy>([=](MigrationView const& view, Rng&) {
            MigrationDecision moves;
            for (std::size_t row = 0; row < view.tenants.tenant.size(); ++row) {
                auto const other = std::ranges::find_if(
                    view.hosts.site, [&](SiteId site) { return site != view.tenants.site[row]; });
                if (view.tenants.moving[row] == 0 && other != view.hosts.site.end()) {
                    rule(view, row, *other, moves);
                }
            }
            return moves;
        });
    };
    using View = MigrationView const&;
    using Moves = MigrationDecision&;
    using enum MoveKind;
    EXPECT_TRUE(breaks(deciding([](View, std::size_t, SiteId to, Moves moves) {
                           moves.push_back({TenantId{999}, move, to});
                       }),
                       "known_tenants"));
    EXPECT_TRUE(breaks(deciding([](View view, std::size_t row, SiteId, Moves moves) {
                           auto const kind = view.tenants.paused[row] != 0 ? resume : pause;
                           moves.push_back({view.tenants.tenant[row], kind});
                           moves.push_back({view.tenants.tenant[row], kind});
                       }),
                       "once"));
    EXPECT_TRUE(breaks(report_of<MigrationPolicy>([](View view, Rng&) {
                           MigrationDecision moves;
                           for (auto const tenant : view.tenants.tenant) {
                               moves.push_back({tenant, pause});
                           }
                           return moves;
                       }),
                       "left_alone"));
    EXPECT_TRUE(breaks(deciding([](View view, std::size_t row, SiteId, Moves moves) {
                           moves.push_back({view.tenants.tenant[row], pause});
                       }),
                       "in_turn"));
    EXPECT_TRUE(breaks(deciding([](View view, std::size_t row, SiteId to, Moves moves) {
                           moves.push_back({view.tenants.tenant[row], split, to, 0.0});
                       }),
                       "in_turn"));
    auto const going = [&](MoveKind kind, auto to, double share) {
        return deciding([=](View view, std::size_t row, SiteId other, Moves moves) {
            if (kind == move || view.tenants.kind[row] == TenantKind::inference) {
                moves.push_back({view.tenants.tenant[row], kind, to(view, row, other), share});
            }
        });
    };
    auto const stay = [](View view, std::size_t row, SiteId) { return view.tenants.site[row]; };
    auto const leave = [](View, std::size_t, SiteId other) { return other; };
    auto const nowhere = [](View, std::size_t, SiteId) { return SiteId{}; };
    EXPECT_TRUE(breaks(going(move, stay, 1.0), "known_sites"));
    EXPECT_TRUE(breaks(going(move, nowhere, 1.0), "known_sites"));
    EXPECT_TRUE(breaks(going(split, stay, 0.5), "known_sites"));
    EXPECT_FALSE(breaks(going(split, nowhere, 0.0), "known_sites"));
    EXPECT_TRUE(breaks(going(split, leave, not_a_number), "is_number"));
    EXPECT_TRUE(breaks(going(split, leave, 1.5), "is_number"));
    EXPECT_TRUE(breaks(going(split, leave, 1.0), "room"));
    EXPECT_TRUE(breaks(going(move, leave, 1.0), "room"));
}

TEST(InterconnectionLaws, each_is_broken_by_a_policy_that_breaks_it) {
    auto const ruling = [](std::vector<Ruling> const& rulings) {
        return report_of<InterconnectionPolicy>([=](auto const& view, Rng&) {
            return view.request.empty() ? InterconnectionDecision{} : rulings;
        });
    };
    RequestId const first{0};
    using enum RulingKind;
    EXPECT_TRUE(
        breaks(ruling({{RequestId{999}, wait, 0.0, 0.0, RulingReason::fits}}), "open_requests"));
    EXPECT_TRUE(breaks(ruling({{first, wait, 0.0, 0.0, RulingReason::fits},
                               {first, wait, 0.0, 0.0, RulingReason::fits}}),
                       "once"));
    EXPECT_TRUE(
        breaks(ruling({{first, grant, not_a_number, 0.0, RulingReason::fits}}), "is_number"));
    EXPECT_TRUE(breaks(ruling({{first, grant, 1e9, 0.0, RulingReason::fits}}), "within"));
    EXPECT_TRUE(breaks(ruling({{first, grant, 0.0, -1.0, RulingReason::fits}}), "within"));
    EXPECT_TRUE(
        breaks(ruling({{first, grant, 0.0, 0.0, static_cast<RulingReason>(99)}}), "known_words"));
    Ruling year_two{first, grant, 0.0, 0.0, RulingReason::fits};
    year_two.firm_by_year_mw = {0.0, 1e9};
    EXPECT_TRUE(breaks(ruling({year_two}), "within"));
    EXPECT_TRUE(breaks(ruling({{first, study, 0.0, 0.0, RulingReason::next_in_order}}), "in_turn"));
    Ruling endless{first, study, 0.0, 0.0, RulingReason::next_in_order};
    endless.median_days = not_a_number;
    EXPECT_TRUE(breaks(ruling({endless}), "is_number"));
    auto const curious = report_of<InterconnectionPolicy>([](auto const& view, Rng&) {
        static_cast<void>(view.study(RequestId{999}, {}));
        return InterconnectionDecision{};
    });
    EXPECT_EQ(broken(curious), std::vector<std::string>{"asks_sanely"});
}

TEST(Laws, the_same_seed_gives_the_same_cases) {
    auto const once = curtailment_report(
        [](auto const& view, Rng&) { return CurtailmentDecision(view.site.size(), 0.0); });
    auto const again = curtailment_report(
        [](auto const& view, Rng&) { return CurtailmentDecision(view.site.size(), 0.0); });
    ASSERT_EQ(broken(once), std::vector<std::string>{"sum"});
    EXPECT_EQ(once.breaks.front().number, again.breaks.front().number);
    EXPECT_EQ(once.breaks.front().values, again.breaks.front().values);
}

}  // namespace
}  // namespace gridrush
