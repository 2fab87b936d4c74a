#include <string_view>

#include "results/schema.hpp"
#include "experiments/experiment_keys.hpp"

namespace gridrush {
namespace {

constexpr double longest_limit_s = 1e6;

/// The key of one family of policies.
Field<PolicyChoices> policy_field(PolicyFamily family, PolicyChoice PolicyChoices::* choice) {
    Field<PolicyChoices> field;
    field.info = policy_key_info(family);
    field.read = [family, choice](PolicyChoices& choices, DocNode const& node, KeyInfo const&,
                                  std::string const& path, Reading& reading) {
        read_policy(node, family, path, reading, choices.*choice);
    };
    field.write = [choice](PolicyChoices const& choices) { return write_policy(choices.*choice); };
    return field;
}

/// Names of the variables that a group can keep.
std::vector<std::string> variables_of(std::string_view group) {
    std::vector<std::string> names;
    for (SeriesGroup const& declared : series_groups()) {
        for (SeriesVariable const& variable : declared.variables) {
            if (declared.name == group) {
                names.emplace_back(variable.name);
            }
        }
    }
    return names;
}

Table<RecordSpec> group_table(std::string_view group) {
    Table<RecordSpec> table;
    table
        .choice<RecordInterval RecordSpec::*, RecordInterval>("interval", &RecordSpec::interval,
                                                              {{"none", RecordInterval::none},
                                                               {"hour", RecordInterval::hour},
                                                               {"day", RecordInterval::day},
                                                               {"month", RecordInterval::month}})
        .says("How finely; `hour` is every operating interval, `none` keeps nothing.");
    table
        .choice<RecordAggregate RecordSpec::*, RecordAggregate>("aggregate", &RecordSpec::aggregate,
                                                                {{"mean", RecordAggregate::mean},
                                                                 {"min", RecordAggregate::min},
                                                                 {"max", RecordAggregate::max},
                                                                 {"sum", RecordAggregate::sum}})
        .says("What is kept of the operating intervals of a day or a month.");
    table.key("variables", &RecordSpec::variables)
        .one_of(variables_of(group))
        .says("Which variables of the group: `all`, or a list of names (results/SCHEMA.md).");
    table.set_shorthand("interval");
    return table;
}

}  // namespace

Table<PolicyChoices> policies_table() {
    Table<PolicyChoices> table;
    table.add(policy_field(PolicyFamily::interconnection, &PolicyChoices::interconnection));
    table.add(policy_field(PolicyFamily::curtailment, &PolicyChoices::curtailment));
    table.add(policy_field(PolicyFamily::migration, &PolicyChoices::migration));
    table.add(policy_field(PolicyFamily::strategy, &PolicyChoices::strategy));
    table.add(policy_field(PolicyFamily::loading, &PolicyChoices::loading));
    table
        .choice<OnInvalid PolicyChoices::*, OnInvalid>(
            "on_invalid", &PolicyChoices::on_invalid,
            {{"fail", OnInvalid::fail}, {"clip", OnInvalid::clip}})
        .says(
            "What becomes of a decision that breaks a rule of its family: `fail` ends the run "
            "with an error, `clip` puts it right, counts it and records it as clipped.",
            "a policy that breaks rules is wrong");
    table.key("time_limit_s", &PolicyChoices::time_limit_s)
        .unit("s, wall clock")
        .between(0, longest_limit_s)
        .says(
            "A policy that takes longer to decide ends the run with an error; 0 waits for ever. "
            "Results never depend on it otherwise.",
            "modelling choice");
    return table;
}

Table<RecordKeys> record_table() {
    Table<RecordKeys> table;
    table.section("system", &RecordKeys::system, group_table("system")).says("The whole system.");
    table.section("fuel", &RecordKeys::fuel, group_table("fuel")).says("Generation by fuel.");
    table.section("bus", &RecordKeys::bus, group_table("bus"))
        .says("Buses: load, price, shedding.");
    table.section("branch", &RecordKeys::branch, group_table("branch"))
        .says("Lines and transformers.");
    table.section("generator", &RecordKeys::generator, group_table("generator"))
        .says("Generators.");
    table.section("storage", &RecordKeys::storage, group_table("storage"))
        .says("Stores of energy.");
    table.section("bank", &RecordKeys::bank, group_table("bank"))
        .says("Transformer banks: load, temperatures, ageing.");
    table.section("substation", &RecordKeys::substation, group_table("substation"))
        .says("Substations and their banks.");
    table.section("site", &RecordKeys::site, group_table("site")).says("Large loads.");
    table.section("tenant", &RecordKeys::tenant, group_table("tenant")).says("Tenants.");
    return table;
}

}  // namespace gridrush
