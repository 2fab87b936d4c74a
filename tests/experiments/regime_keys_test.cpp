#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "policies/interconnection/presets/presets.hpp"
#include "experiments/file_source.hpp"
#include "experiments/policy_keys.hpp"
#include "policy_modules.hpp"

namespace gridrush {
namespace {

/// What `text` means as the value of policies.interconnection, and what is wrong with it.
struct Read {
    explicit Read(std::string const& text, std::vector<std::string> const& settings = {}) {
        auto const files = FileSource::folder(GRIDRUSH_POLICY_MODULES);
        auto node = parse_yaml("p: " + text, "x.yaml", issues);
        DocNode const root = with_settings(std::move(*node), settings, issues);
        Reading reading{issues, files};
        choice = default_policy(PolicyFamily::interconnection);
        read_policy(root.find("p")->value, PolicyFamily::interconnection, "p", reading, choice);
    }
    [[nodiscard]] RegimeChoice hooks() const { return hooks_of(choice); }
    [[nodiscard]] ConnectionRules rules() const { return make_rules(hooks()); }
    [[nodiscard]] std::string written() const { return to_yaml(write_policy(choice)); }
    [[nodiscard]] std::vector<std::string> messages() const {
        std::vector<std::string> texts;
        for (Issue const& issue : sorted_by_place(issues)) {
            texts.push_back(issue.text());
        }
        return texts;
    }

    Issues issues;
    PolicyChoice choice;
};

TEST(RegimeKeys, every_preset_is_read_by_its_name_and_reads_back_as_written) {
    for (Preset const& preset : regime_presets()) {
        Read const read{std::string{preset.name}};
        EXPECT_EQ(read.messages(), std::vector<std::string>{}) << preset.name;
        EXPECT_EQ(read.choice.name, preset.name);
        Read const again{to_flow_yaml(write_policy(read.choice))};
        EXPECT_EQ(again.messages(), std::vector<std::string>{}) << preset.name;
        EXPECT_EQ(again.written(), read.written());
        EXPECT_EQ(again.rules().gates.size(), read.rules().gates.size());
    }
}

TEST(RegimeKeys, a_map_without_a_name_changes_the_presets_hook) {
    Read const read{"{name: ercot_batch, ordering: {period_months: 3}}"};
    EXPECT_EQ(read.messages(), std::vector<std::string>{});
    EXPECT_EQ(read.hooks().ordering.name, "batch");
    EXPECT_EQ(read.hooks().ordering.parameters.number("period_months"), 3.0);
    EXPECT_TRUE(read.hooks().service.parameters.flag("remainder_stays"));  // the preset's own
}

TEST(RegimeKeys, a_name_replaces_the_hook_and_takes_its_own_defaults) {
    Read const read{
        "{name: ercot_batch, ordering: serial, service: {name: firm, tolerance_mw: 2}}"};
    EXPECT_EQ(read.messages(), std::vector<std::string>{});
    EXPECT_EQ(read.hooks().ordering.name, "serial");
    EXPECT_EQ(read.hooks().service.parameters.number("tolerance_mw"), 2.0);
    EXPECT_EQ(read.hooks().gates.size(), 1u);  // sb6 stays
}

TEST(RegimeKeys, bare_keys_are_parameters_of_ordering_or_service) {
    Read const read{"{name: connect_and_manage, study_months: 4, largest_share_of_banks: 2}"};
    EXPECT_EQ(read.messages(), std::vector<std::string>{});
    EXPECT_EQ(read.hooks().ordering.parameters.number("study_months"), 4.0);
    EXPECT_EQ(read.hooks().service.parameters.number("largest_share_of_banks"), 2.0);
    EXPECT_EQ(read.choice.parameters.number("study_months"), 4.0);
}

TEST(RegimeKeys, lists_of_rules_replace_and_those_with_a_plus_add) {
    Read const replaced{"{name: ercot_batch, gates: [financing], terms: []}"};
    ASSERT_EQ(replaced.hooks().gates.size(), 1u);
    EXPECT_EQ(replaced.hooks().gates[0].name, "financing");
    EXPECT_TRUE(replaced.hooks().terms.empty());
    Read const added{
        "{name: ercot_batch, gates+: [{name: money, stage: agreement, security_usd: 5}], "
        "terms+: [use_or_lose]}"};
    EXPECT_EQ(added.messages(), std::vector<std::string>{});
    ASSERT_EQ(added.rules().gates.size(), 4u);
    EXPECT_EQ(added.rules().gates.back().security_usd, 5.0);
    EXPECT_TRUE(added.rules().terms.use_or_lose.enabled);
}

TEST(RegimeKeys, settings_of_the_command_line_reach_into_hooks) {
    Read const read{"{name: ercot_batch}", {"p.ordering.period_months=3", "p.gates=[permits]"}};
    EXPECT_EQ(read.messages(), std::vector<std::string>{});
    EXPECT_EQ(read.hooks().ordering.parameters.number("period_months"), 3.0);
    EXPECT_EQ(read.hooks().gates[0].name, "permits");
}

TEST(RegimeKeys, hooks_combine_freely_without_a_name) {
    Read const read{"{ordering: tender, service: hours_cap, gates: [sb6], terms: [cost]}"};
    EXPECT_EQ(read.messages(), std::vector<std::string>{});
    EXPECT_EQ(read.choice.name, own_regime);
    auto choices = default_policies();
    choices.interconnection = read.choice;
    auto const policies = make_policies(choices);
    EXPECT_TRUE(policies.interconnection);
    EXPECT_EQ(policies.rules.gates.size(), 3u);
    Read const again{to_flow_yaml(write_policy(read.choice))};
    EXPECT_EQ(again.written(), read.written());
}

TEST(RegimeKeys, gates_and_terms_stand_beside_a_policy_of_a_file) {
    Read const read{"{file: wait_always.so, gates: [sb6], terms: [use_or_lose]}"};
    EXPECT_EQ(read.messages(), std::vector<std::string>{});
    EXPECT_EQ(read.rules().gates.size(), 3u);
    EXPECT_TRUE(read.rules().terms.use_or_lose.enabled);
    auto choices = default_policies();
    choices.interconnection = read.choice;
    EXPECT_EQ(make_policies(choices).rules.gates.size(), 3u);
    EXPECT_EQ(Read{"{file: wait_always.so, ordering: serial}"}.messages().size(), 1u);
}

TEST(RegimeKeys, says_every_mistake_at_its_place) {
    Read const read{
        "{name: ercot_batch,\n"
        " ordering: {period_month: 3},\n"
        " service: {name: firmly},\n"
        " gates: [sb7, {name: money, fee_usd: much}],\n"
        " terms: cost}"};
    EXPECT_EQ(read.messages().size(), 5u);
    std::vector<std::string> const expected{
        "x.yaml:3:18: p.service: unknown service 'firmly'",
        "x.yaml:4:10: p.gates[0]: unknown gate 'sb7'",
        "x.yaml:4:38: p.gates[1].fee_usd: must be a number (found 'much')",
        "x.yaml:5:9: p.terms: must be a list of terms, each a name or a map with one (found "
        "'cost')"};
    for (std::string const& start : expected) {
        auto const all = read.messages();
        EXPECT_TRUE(std::ranges::any_of(
            all, [&](std::string const& text) { return text.starts_with(start); }))
            << start << "\nfound:\n"
            << fmt::format("{}", fmt::join(all, "\n"));
    }
}

TEST(RegimeKeys, says_what_does_not_go_together_at_the_hook) {
    Read const read{"{name: ercot_batch,\n ordering: immediate,\n service: phased}"};
    ASSERT_EQ(read.messages().size(), 2u);
    EXPECT_TRUE(read.messages()[0].starts_with("x.yaml:1:4: p.gates: 'sb6' stands before a study"))
        << read.messages()[0];
    EXPECT_TRUE(read.messages()[1].starts_with("x.yaml:3:11: p.service: 'phased' grants what"))
        << read.messages()[1];
    Read const missing{"{ordering: serial}"};
    ASSERT_EQ(missing.messages().size(), 1u);
    EXPECT_NE(missing.messages()[0].find("p.service: must name the service (known: firm,"),
              std::string::npos);
}

}  // namespace
}  // namespace gridrush
