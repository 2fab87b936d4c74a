#include "experiments/sweep_report.hpp"

#include <cmath>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "experiments/run_progress.hpp"
#include "experiments/sweep_expand.hpp"
#include "experiments/text_table.hpp"

namespace gridrush {
namespace {

using Json = nlohmann::ordered_json;

std::string counted(std::size_t number, std::string const& what) {
    return number == 0 ? std::string{} : fmt::format(", {} {}", number, what);
}

Json member_json(std::filesystem::path const& folder, SweepPlan const& plan,
                 SweepMember const& member) {
    Json axes = Json::object();
    for (std::size_t i = 0; i < plan.axes.size(); ++i) {
        axes[plan.axes[i].name] = member.values[i].label;
    }
    return {{"index", member.index},
            {"id", member.id},
            {"axes", axes},
            {"replicate", member.replicate},
            {"settings", member.settings},
            {"state", to_string(member_state(folder, plan, member))},
            {"file", member_file(folder, member).string()}};
}

}  // namespace

std::string plan_report_text(std::filesystem::path const& folder, SweepPlan const& plan) {
    std::vector<std::string> titles{"run", "id"};
    for (SweepAxis const& axis : plan.axes) {
        titles.push_back(axis.name);
    }
    titles.insert(titles.end(), {"replicate", "state"});
    TextTable table{titles};
    for (SweepMember const& member : plan.members) {
        std::vector<std::string> row{std::to_string(member.index), member.id};
        for (SweepValue const& value : member.values) {
            row.push_back(value.label);
        }
        row.push_back(std::to_string(member.replicate));
        row.emplace_back(to_string(member_state(folder, plan, member)));
        table.add(std::move(row));
    }
    return table.text() +
           fmt::format("{}: {} runs, in {}\n", plan.name, plan.members.size(), folder.string());
}

Json plan_report_json(std::filesystem::path const& folder, SweepPlan const& plan) {
    Json json{{"name", plan.name}, {"folder", folder.string()}, {"experiment", plan.experiment}};
    json["members"] = Json::array();
    for (SweepMember const& member : plan.members) {
        json["members"].push_back(member_json(folder, plan, member));
    }
    return json;
}

std::string sweep_report_text(std::filesystem::path const& folder, SweepPlan const& plan,
                              SweepOutcome const& outcome, std::size_t there) {
    std::string text =
        fmt::format("{}: {} runs complete in {}{}{}{}\nresults in {}\n", plan.name,
                    outcome.completed, duration_text(outcome.wall_s),
                    counted(there, "complete before"), counted(outcome.failures.size(), "failed"),
                    outcome.interrupted ? ", interrupted (--resume goes on)" : "", folder.string());
    for (MemberFailure const& failure : outcome.failures) {
        text += fmt::format("run {} {}: {}\n", failure.index,
                            labels_text(plan, plan.members[failure.index]), failure.message);
    }
    return text;
}

Json sweep_report_json(std::filesystem::path const& folder, SweepPlan const& plan,
                       SweepOutcome const& outcome, std::size_t there) {
    Json failures = Json::array();
    for (MemberFailure const& failure : outcome.failures) {
        failures.push_back({{"index", failure.index},
                            {"id", plan.members[failure.index].id},
                            {"labels", labels_text(plan, plan.members[failure.index])},
                            {"message", failure.message}});
    }
    return {{"name", plan.name},
            {"folder", folder.string()},
            {"members", plan.members.size()},
            {"completed", outcome.completed},
            {"complete_before", there},
            {"interrupted", outcome.interrupted},
            {"wall_s", outcome.wall_s},
            {"failures", failures}};
}

}  // namespace gridrush
