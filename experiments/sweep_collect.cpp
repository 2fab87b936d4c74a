#include "experiments/sweep_collect.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "results/metric_columns.hpp"
#include "results/run_file.hpp"
#include "results/sweep_writer.hpp"

namespace gridrush {
namespace {

namespace fs = std::filesystem;

SweepTable table_of(fs::path const& folder, SweepPlan const& plan) {
    SweepTable table;
    table.name = plan.name;
    for (std::size_t a = 0; a < plan.axes.size(); ++a) {
        SweepAxis const& planned = plan.axes[a];
        SweepTable::Axis axis{planned.name, planned.key, planned.numeric, {}, {}};
        for (SweepMember const& member : plan.members) {
            axis.labels.push_back(member.values[a].label);
            axis.numbers.push_back(member.values[a].number);
        }
        table.axes.push_back(std::move(axis));
    }
    for (SweepMember const& member : plan.members) {
        table.replicate.push_back(member.replicate);
        table.id.push_back(member.id);
        table.status.emplace_back("missing");
        table.file.push_back(member_file(folder, member).lexically_relative(folder).string());
    }
    return table;
}

SweepOrigin origin_of(SweepPlan const& plan) {
    SweepOrigin origin{plan.description, plan.experiment, plan.sweep_text,
                       plan.version,     plan.commit,     {}};
    for (SweepMember const& member : plan.members) {
        origin.settings.push_back(fmt::format("{}", fmt::join(member.settings, "\n")));
    }
    return origin;
}

std::string status_of(RunFile const& run, SweepPlan const& plan, SweepMember const& member) {
    switch (run.condition()) {
        case FileCondition::being_written:
            return "running";
        case FileCondition::killed:
            return "unfinished";
        case FileCondition::closed:
            break;
    }
    bool const as_planned = run.attribute("experiment_id") == member.id &&
                            run.attribute("gridrush_version") == plan.version &&
                            run.attribute("git_commit") == plan.commit;
    return as_planned ? run.status() : "other";
}

/// The member's run, unless there is none that can be read; then `status` says so. A run that did
/// not reach its end is beside the place of a complete one.
std::optional<RunFile> open_member(fs::path const& folder, SweepMember const& member,
                                   std::string& status) {
    fs::path const whole = member_file(folder, member);
    for (fs::path const& file : {whole, member_part_file(folder, member)}) {
        std::error_code ignored;
        if (!fs::exists(file, ignored)) {
            continue;
        }
        try {
            return RunFile{file.string()};
        } catch (std::runtime_error const&) {
            status = file == whole ? "unreadable" : "unfinished";
            return std::nullopt;
        }
    }
    return std::nullopt;
}

void read_members(fs::path const& folder, SweepPlan const& plan, SweepTable& table,
                  SweepSeries& series) {
    MetricColumns metrics{plan.members.size()};
    for (std::size_t i = 0; i < plan.members.size(); ++i) {
        std::optional<RunFile> const run = open_member(folder, plan.members[i], table.status[i]);
        if (!run) {
            continue;
        }
        table.status[i] = status_of(*run, plan, plan.members[i]);
        bool const in_place = run->path() == member_file(folder, plan.members[i]).string();
        if (table.status[i] == "complete" && !in_place) {
            table.status[i] = "unfinished";  // killed before the file got its name
        }
        if (table.status[i] == "complete") {
            metrics.add(i, *run);
            series.add(i, table.file[i], *run);
        }
    }
    table.metrics = metrics.take();
}

}  // namespace

void collect_sweep(fs::path const& folder, SweepPlan const& plan) {
    SweepTable table = table_of(folder, plan);
    SweepSeries series{plan.members.size()};
    read_members(folder, plan, table, series);
    fs::path const target = sweep_file(folder);
    fs::path const draft = target.string() + fmt::format(".{}.draft", getpid());
    try {
        write_sweep(draft.string(), table, origin_of(plan), series);
        fs::rename(draft, target);
    } catch (...) {
        std::error_code ignored;
        fs::remove(draft, ignored);
        throw;
    }
}

}  // namespace gridrush
