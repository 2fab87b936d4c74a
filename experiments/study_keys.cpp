#include <algorithm>

#include <fmt/core.h>

#include "experiments/experiment_keys.hpp"

namespace gridrush {
namespace {

std::vector<std::string> snapshot_names() {
    std::vector<std::string> names;
    for (std::size_t kind = 0; kind < snapshot_kind_count; ++kind) {
        names.emplace_back(to_string(static_cast<SnapshotKind>(kind)));
    }
    return names;
}

/// Kinds of snapshots by name, in the order that they are written in.
Field<StudySpec> snapshots_field() {
    Field<StudySpec> field;
    field.info.name = "snapshots";
    field.info.type = KeyType::names;
    field.info.default_text = "all";
    field.read = [](StudySpec& study, DocNode const& node, KeyInfo const& info,
                    std::string const& path, Reading& reading) {
        auto const known = snapshot_names();
        std::vector<std::string> chosen;
        read_value(node, info, path, reading.issues, chosen);
        study.snapshots.clear();
        for (std::string const& name : chosen.empty() ? known : chosen) {
            auto const place = std::ranges::find(known, name) - known.begin();
            auto const kind = static_cast<SnapshotKind>(place);
            if (place < std::ssize(known) && std::ranges::count(study.snapshots, kind) == 0) {
                study.snapshots.push_back(kind);
            }
        }
    };
    field.write = [](StudySpec const& study) {
        std::vector<std::string> names;
        for (SnapshotKind const kind : study.snapshots) {
            names.emplace_back(to_string(kind));
        }
        return write_value(names.size() == snapshot_kind_count ? std::vector<std::string>{}
                                                               : names);
    };
    return field;
}

}  // namespace

Table<StudySpec> study_table() {
    Table<StudySpec> table;
    table.key("forecast_years", &StudySpec::forecast_years)
        .unit("years")
        .between(0, 50)
        .says("The snapshot's native load is that of this many years ahead.", choice_of_ours);
    table.key("peak_hours", &StudySpec::peak_hours)
        .unit("h")
        .between(1, 8784)
        .says("Renewables count with their mean over this many hours of highest load.",
              choice_of_ours);
    table
        .choice<Security StudySpec::*, Security>("security", &StudySpec::security,
                                                 {{"none", Security::none}, {"n-1", Security::n_1}})
        .says(
            "Criterion of studies that take time: `n-1` within long-term emergency ratings after "
            "every single branch outage, `none` the intact network alone.",
            choice_of_ours);
    table.add(snapshots_field())
        .one_of(snapshot_names())
        .says(
            "Hours of each forecast year that planning studies look at: `all`, or a list of names.",
            choice_of_ours);
    table.key("supply_ratio", &StudySpec::supply_ratio)
        .between(0, 100)
        .says(
            "Where power stations can produce less than this multiple of a snapshot's native load, "
            "planning studies count all of them with more, in proportion: generation is taken to "
            "grow with load, and studies are about the network. 0: only what the grid's files "
            "plan, so that a region short of supply grants no firm megawatts.",
            choice_of_ours);
    table.key("horizon_years", &StudySpec::horizon_years)
        .unit("years")
        .between(1, 30)
        .says("Years of a finding: MW are granted for each.",
              "ERCOT Batch Zero, PGRR145, approved 2026-06-18: MW year by year over about 6 years");
    table.key("engineers", &StudySpec::engineers)
        .between(1, 10'000)
        .says("Studies that can be under way at a time; others wait.", choice_of_ours);
    table.key("bank_positions", &StudySpec::bank_positions)
        .between(0, 100)
        .says("Empty positions for further banks at every substation that feeds large loads.",
              choice_of_ours);
    table.key("verify", &StudySpec::verify)
        .says(
            "Whether everything that a study which takes time grants is checked by other means "
            "than it was found: a dispatch of every snapshot with a power flow of its own after "
            "every outage. More than 0.001 MW too much end the run with an error.",
            choice_of_ours);
    return table;
}

}  // namespace gridrush
