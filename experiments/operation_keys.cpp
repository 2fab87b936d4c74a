#include <fmt/core.h>

#include "experiments/experiment_keys.hpp"

namespace gridrush {

Table<DispatchSpec> dispatch_table() {
    Table<DispatchSpec> table;
    table.key("shed_usd_per_mwh", &DispatchSpec::shed_usd_per_mwh)
        .unit("USD/MWh")
        .above(0)
        .says("Value of lost native load, at every bus.", choice_of_ours);
    table.key("flow_tolerance_mw", &DispatchSpec::flow_tolerance_mw)
        .unit("MW")
        .between(1e-9, 1)
        .says("A branch over its rating by more is a violation.", choice_of_ours);
    table
        .choice<Security DispatchSpec::*, Security>(
            "security", &DispatchSpec::security, {{"none", Security::none}, {"n-1", Security::n_1}})
        .says(
            "`n-1`: after the outage of any one branch, with nothing dispatched again, every "
            "branch is within `security_rating`; where that cannot be, load is cut or shed. What "
            "a radial outage cuts off is not constrained.");
    table
        .choice<RatingKind DispatchSpec::*, RatingKind>("security_rating",
                                                        &DispatchSpec::security_rating,
                                                        {{"continuous", RatingKind::continuous},
                                                         {"long_term", RatingKind::long_term},
                                                         {"short_term", RatingKind::short_term}})
        .says("Rating that limits flows after an outage; a branch without one is then unlimited.");
    return table;
}

Table<OutageSpec> outages_table() {
    Table<OutageSpec> table;
    table.key("generators", &OutageSpec::generators)
        .says("Generators fail at random, each by its own `mttf_h` and `mttr_h`.");
    table.key("branches", &OutageSpec::branches)
        .says("Branches fail at random, each by its own `outages_per_year` and `outage_hours`.");
    table.key("maintenance", &OutageSpec::maintenance)
        .says("The grid's scheduled maintenance is carried out.");
    return table;
}

Table<StorageRules> storage_table() {
    Table<StorageRules> table;
    table.key("enabled", &StorageRules::enabled)
        .says(
            "Whether the grid's stores charge and discharge; `false` leaves them out, and "
            "generators of the same id stand for them.");
    table.key("look_ahead_h", &StorageRules::look_ahead_h)
        .unit("h")
        .between(2, 336)
        .says("Hours that a plan of the stores looks ahead.", choice_of_ours);
    table.key("replan_every_h", &StorageRules::replan_every_h)
        .unit("h")
        .above(0)
        .at_most(168)
        .says("Time between plans, at most `look_ahead_h`.",
              "modelling choice: on RTS-GMLC within 0.1 % of the stores' value at a sixth of the "
              "cost of planning every hour");
    table.check([](StorageRules& rules, DocNode const& map, std::string const& path,
                   Reading& reading) {
        Entry const* const every = map.find("replan_every_h");
        if (rules.replan_every_h > rules.look_ahead_h) {
            reading.report(every != nullptr ? every->at : map.at, join_path(path, "replan_every_h"),
                           fmt::format("must be at most look_ahead_h (found {:g} h, look_ahead_h "
                                       "{} h)",
                                       rules.replan_every_h, rules.look_ahead_h));
        }
    });
    table.set_shorthand("enabled");
    return table;
}

}  // namespace gridrush
