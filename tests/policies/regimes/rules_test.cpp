#include <set>

#include <gtest/gtest.h>

#include "policies/catalog.hpp"
#include "tests/policies/regimes/made_up_queue.hpp"

namespace gridrush::testing {
namespace {

std::vector<Gate> gates(std::string const& name, Values const& values = {}) {
    return make_gates(hook(HookKind::gate, name, values));
}

/// Those of the gates that hold for a request.
std::vector<Gate> holding(std::vector<Gate> const& all, double mw, TimePoint filed) {
    std::vector<Gate> found;
    for (Gate const& gate : all) {
        if (mw >= gate.from_mw && mw < gate.below_mw && filed >= gate.from_date) {
            found.push_back(gate);
        }
    }
    return found;
}

TEST(Gates, of_order_2023_ask_deposits_by_size) {
    auto const all = gates("size_tiers");
    auto const deposit = [&](double mw) {
        auto const found = holding(all, mw, make_time(2026, 1, 1));
        return found.empty() ? 0.0 : found[0].fee_usd + found[0].fee_usd_per_mw * mw;
    };
    EXPECT_EQ(deposit(10.0), 0.0);
    EXPECT_EQ(deposit(50.0), 85000.0);
    EXPECT_EQ(deposit(80.0), 150000.0);
    EXPECT_EQ(deposit(199.9), 150000.0);
    EXPECT_EQ(deposit(1000.0), 250000.0);
    EXPECT_EQ(holding(all, 50.0, make_time(2026, 1, 1))[0].security_usd, 70000.0);
}

TEST(Gates, of_sb6_ask_from_75_mw_money_land_and_a_switch) {
    auto const all = gates("sb6");
    EXPECT_TRUE(holding(all, 74.9, make_time(2026, 6, 1)).empty());
    auto const found = holding(all, 75.0, make_time(2026, 6, 1));
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found[0].fee_usd, 100000.0);
    EXPECT_TRUE(found[0].site_control);
    EXPECT_EQ(found[1].stage, GateStage::study);
    EXPECT_EQ(found[1].security_usd_per_mw, 50000.0);
    EXPECT_EQ(found[1].forfeited_share[static_cast<std::size_t>(GateStage::study)], 0.8);
    EXPECT_TRUE(found[2].remote_disconnect);
    EXPECT_EQ(holding(all, 75.0, make_time(2025, 12, 31)).size(), 2u);  // no switch yet
}

TEST(Gates, of_money_keep_all_that_they_are_given) {
    auto const gate = gates("money", {{"stage", std::string{"agreement"}},
                                      {"from_mw", 10.0},
                                      {"below_mw", 20.0},
                                      {"from_date", std::string{"2026-02-03"}},
                                      {"fee_usd", 1.0},
                                      {"fee_usd_per_mw", 2.0},
                                      {"fee_returned_share", 0.25},
                                      {"security_usd", 3.0},
                                      {"security_usd_per_mw", 4.0},
                                      {"security_share_of_upgrades", 0.5},
                                      {"forfeited_at_agreement", 0.75}})[0];
    EXPECT_EQ(gate.stage, GateStage::agreement);
    EXPECT_EQ(gate.below_mw, 20.0);
    EXPECT_EQ(gate.from_date, make_time(2026, 2, 3));
    EXPECT_EQ(gate.fee_usd + gate.fee_usd_per_mw + gate.fee_returned_share, 3.25);
    EXPECT_EQ(gate.security_usd + gate.security_usd_per_mw, 7.0);
    EXPECT_EQ(gate.security_share_of_upgrades, 0.5);
    EXPECT_EQ(gate.forfeited_share, (std::array{0.0, 0.0, 0.0, 0.75}));
    EXPECT_EQ(gates("money")[0].below_mw, std::numeric_limits<double>::infinity());
}

TEST(Terms, are_set_by_their_hooks_and_are_the_structs_defaults_else) {
    RegimeChoice choice;
    EXPECT_EQ(make_rules(choice).terms.minimum_take_share, Terms{}.minimum_take_share);
    EXPECT_FALSE(make_rules(choice).terms.use_or_lose.enabled);
    choice.terms = {hook(HookKind::term, "cost",
                         {{"network", std::string{"tipping"}}, {"socialised_share", 0.5}}),
                    hook(HookKind::term, "minimum_take"),
                    hook(HookKind::term, "exit_fee"),
                    hook(HookKind::term, "use_or_lose", {{"share", 0.7}}),
                    hook(HookKind::term, "transfer", {{"haircut", 0.1}}),
                    hook(HookKind::term, "phasing")};
    auto const terms = make_rules(choice).terms;
    EXPECT_EQ(terms.network_cost, CostRule::tipping_pays);
    EXPECT_EQ(terms.substation_cost, CostRule::per_capita);
    EXPECT_EQ(terms.socialised_share, 0.5);
    EXPECT_EQ(terms.minimum_take_share, 0.85);
    EXPECT_EQ(terms.exit_fee_months, 36);
    EXPECT_TRUE(terms.use_or_lose.enabled);
    EXPECT_EQ(terms.use_or_lose.share, 0.7);
    EXPECT_EQ(terms.transfer.haircut, 0.1);
    EXPECT_EQ(terms.longest_ramp_months, 48);
}

TEST(HookCatalog, says_of_every_hook_and_number_where_it_comes_from) {
    std::set<std::pair<HookKind, std::string_view>> seen;
    for (HookInfo const& info : hook_catalog()) {
        EXPECT_TRUE(seen.emplace(info.kind, info.name).second) << info.name;
        EXPECT_FALSE(info.summary.empty()) << info.name;
        EXPECT_FALSE(info.source.empty()) << info.name;
        EXPECT_TRUE(parse_time(info.as_of)) << info.name;
        for (ParameterInfo const& parameter : info.parameters()) {
            EXPECT_FALSE(parameter.description.empty()) << info.name << '.' << parameter.name;
            EXPECT_FALSE(parameter.source.empty()) << info.name << '.' << parameter.name;
            bool const marked = parameter.source.find("unverified") != std::string_view::npos;
            EXPECT_FALSE(marked && info.verified) << info.name << '.' << parameter.name;
        }
        Issues issues;
        Parameters const defaults{info.parameters(), {}, "", {}, issues};
        EXPECT_TRUE(issues.empty()) << info.name;
    }
}

TEST(Presets, are_those_of_the_catalogue_each_consistent_and_with_sources) {
    std::set<std::string_view> names;
    for (Preset const& preset : regime_presets()) {
        names.insert(preset.name);
        EXPECT_TRUE(inconsistencies(preset_choice(preset)).empty()) << preset.name;
        EXPECT_TRUE(parse_time(preset.as_of)) << preset.name;
        EXPECT_NE(find_policy(PolicyFamily::interconnection, preset.name), nullptr);
        for (auto const* const setting : {&preset.ordering, &preset.service}) {
            for (Setting const& set : setting->settings) {
                EXPECT_FALSE(set.source.empty()) << preset.name << '.' << set.name;
            }
        }
        auto const& bare = preset_parameters(preset);
        for (ParameterInfo const& info : bare) {  // a bare name means one parameter
            EXPECT_EQ(std::ranges::count(bare, info.name, &ParameterInfo::name), 1)
                << preset.name << '.' << info.name;
        }
    }
    EXPECT_EQ(names, (std::set<std::string_view>{"serial_fcfs",
                                                 "cluster_order2023",
                                                 "cluster_pjm",
                                                 "ercot_lli_serial",
                                                 "ercot_batch",
                                                 "sb6_gate",
                                                 "uk_gate2",
                                                 "spp_hill",
                                                 "spp_chills",
                                                 "byog",
                                                 "ie_byog",
                                                 "pjm_iras",
                                                 "pjm_eit",
                                                 "take_or_pay",
                                                 "nl_tdtr85",
                                                 "gb_curtailable",
                                                 "connect_and_manage",
                                                 "tender_es",
                                                 "auction_capacity",
                                                 "uioli",
                                                 "phased",
                                                 "ai_first",
                                                 "none"}));
}

TEST(Presets, say_that_numbers_are_unverified_where_some_are) {
    EXPECT_NE(cited(*find_preset("cluster_order2023")).find("unverified"), std::string_view::npos);
    EXPECT_EQ(cited(*find_preset("nl_tdtr85")).find("unverified") == std::string_view::npos,
              is_verified(*find_preset("nl_tdtr85")));
}

TEST(Presets, have_numbers_of_the_reference) {
    auto const rules = [](std::string_view name) {
        return make_rules(preset_choice(*find_preset(name)));
    };
    EXPECT_EQ(rules("ercot_batch").gates[1].security_usd_per_mw, 50000.0);
    EXPECT_EQ(rules("tender_es").gates[0].security_usd_per_mw, 75000.0);
    EXPECT_EQ(rules("pjm_eit").gates[0].security_usd_per_mw, 15000.0);
    EXPECT_EQ(rules("byog").gates.back().security_usd_per_mw, 8000.0);
    EXPECT_EQ(rules("take_or_pay").terms.exit_fee_months, 36);
    EXPECT_EQ(rules("uioli").terms.use_or_lose.share, 0.8);
    EXPECT_EQ(rules("serial_fcfs").terms.network_cost, CostRule::tipping_pays);
    EXPECT_EQ(preset_choice(*find_preset("spp_chills")).service.parameters.number("longest_years"),
              5.0);
}

TEST(Inconsistencies, are_said_of_the_hook_that_they_are_about) {
    auto choice = preset_choice(*find_preset("serial_fcfs"));
    EXPECT_TRUE(inconsistencies(choice).empty());
    choice.ordering = hook(HookKind::ordering, "immediate");
    choice.gates = {hook(HookKind::gate, "size_tiers")};
    choice.terms = {hook(HookKind::term, "exit_fee"), hook(HookKind::term, "exit_fee")};
    std::multiset<std::string> keys;
    for (auto const& found : inconsistencies(choice)) {
        keys.insert(found.key);
    }
    EXPECT_EQ(keys, (std::multiset<std::string>{"service", "gates", "terms", "terms"}));
    choice = preset_choice(*find_preset("auction_capacity"));
    choice.service = hook(HookKind::service, "connect_all");
    ASSERT_EQ(inconsistencies(choice).size(), 1u);
    choice = preset_choice(*find_preset("pjm_eit"));
    choice.ordering = hook(HookKind::ordering, "fast_lane",
                           {{"from_date", std::string{"soon"}}, {"per_year", 2.5}});
    EXPECT_EQ(inconsistencies(choice).size(), 2u);
}

}  // namespace
}  // namespace gridrush::testing
