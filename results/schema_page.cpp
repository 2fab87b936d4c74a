#include <string>

#include <fmt/format.h>

#include "results/schema.hpp"
#include "results/sweep_writer.hpp"

namespace gridrush {
namespace {

constexpr std::string_view introduction = R"(# What a result file holds

Generated from `results/schema.hpp`; a test fails when this page is stale. Format version {}.

One run, one HDF5 file, which is also a netCDF-4 file: it opens as it is with
`xarray.open_dataset(file, group="site")`, h5py, netCDF4, `ncdump`, MATLAB and Julia.

- Times are `seconds since <start of the run>`, UTC, calendar `standard`. A value of a series is the mean over the
  interval that starts at its time; `time_bounds` tells where the interval ends.
- Series are float32, tables and totals float64. NaN, or an empty text, is "none". Text is UTF-8 of variable length.
- Every variable has `long_name`, where it has a unit `units`, every series `cell_methods`. Columns of codes have
  `flag_values` and `flag_meanings`, and beside them their names as text, in `<column>_names`.
- A group recorded by day or month (attributes `interval`, `aggregate`) holds the mean, minimum, maximum or sum of
  its intervals; a sum is an integral over hours (MW becomes MWh). Of codes it holds the highest.
- Two runs of the same experiment, seed and version are equal in everything but `/timing`.
- While a run goes on others can read along (SWMR); `time` grows last, so its length is the number of complete rows.
  The length of `/events/event`, `/decisions/decision` and `/queue/events/event` tells the same of their tables.

## Attributes of the file

`Conventions`, `title`, `description`, `source`, `format_version` (a new major number may mean other things by the
same names, a new minor number only adds), `gridrush_version`, `git_commit`, `experiment_id`
(fingerprint of the resolved experiment and of every file that it names), `seed`, `replicate`, `start`, `end`, `status`:
running, complete, interrupted or failed.

## `/experiment`

| dataset | what it is |
|---|---|
| `text` | Experiment file as the user wrote it |
| `file` | Name of the experiment file |
| `resolved` | Experiment with every default filled in |
)";

constexpr std::string_view ending = R"(
## `/summary`

A scalar for every number of the summary, with `units` and `long_name`, and `simulated_until`. It appears when the run
ends.
)";

constexpr std::string_view sweep_section = R"(
# What the file of a sweep holds

`sweep.h5` is netCDF-4 too, of the dimension `member`; its format version is {}. It holds nothing that depends on when
or where it was written, so that equal members give equal files.

| variable | what it is |
|---|---|
| `/member` | Index of the member, in the order of the plan |
| `/id` | Fingerprint of the member's experiment |
| `/replicate` | Members of one number had the same draws |
| `/status` | complete, failed, interrupted, running, unfinished (killed), unreadable, other (of another experiment or build than planned), missing |
| `/file` | File of the run, relative to the folder of sweep.h5 |
| `/axes/<axis>` | Value of an axis: float64 or text; attribute `key` names the key of the experiment |
| `/labels/<axis>` | The same as tables show it |
| `/summary/<metric>` | A number of the members' summaries, with `units` and `long_name`; NaN where the member is not complete or has none |
| `/plan/text` | Sweep file as the user wrote it |
| `/plan/settings` | What the member sets over the experiment, one key a line |
| `/series/<group>/<variable>` | A time series as an array [member, time] or [member, time, entity] |

Attributes: `Conventions`, `title`, `description`, `source`, `sweep_format_version`, `gridrush_version`, `git_commit`, `experiment`.

The arrays of `/series` are virtual: their values lie in the members' files, which must stay beside sweep.h5, and are
NaN for members that are not complete. A group is there when all complete members agree in its times, entities and
variables; attribute `left_out` of `/series` says which groups do not and why. Whoever reads such an array holds every
file open that it asks for, so sweeps of more than {} members have none: open the members one by one, by `/file`.
)";

std::string shown_unit(std::string_view unit) {
    if (unit == time_unit) {
        return "s since start";
    }
    return std::string{unit};
}

std::string described(std::string_view long_name, CodeNames codes) {
    std::string text{long_name};
    if (codes != nullptr) {
        std::size_t code = 0;
        text += ":";
        for (std::string_view const name : codes()) {
            text += fmt::format("{} {} {}", code == 0 ? "" : ",", code, name);
            ++code;
        }
    }
    return text;
}

void add_heading(std::string& page, std::string const& path, std::string_view description,
                 std::string const& dimensions) {
    page += fmt::format(
        "\n## `{}`\n\n{}. Dimensions: {}.\n\n| column | unit | what it is |\n|---|---|---|\n", path,
        description, dimensions);
}

void add_row(std::string& page, std::string_view name, std::string_view unit,
             std::string const& what) {
    page += fmt::format("| `{}` | {} | {} |\n", name, shown_unit(unit), what);
}

void add_fixed(std::string& page, std::span<FixedColumn const> columns) {
    for (FixedColumn const& column : columns) {
        add_row(page, column.name, column.unit, std::string{column.long_name});
    }
}

void add_columns(std::string& page, auto const& columns) {
    for (auto const& column : columns) {
        add_row(page, column.name, column.unit, described(column.long_name, column.codes));
    }
}

void add_series(std::string& page) {
    for (SeriesGroup const& group : series_groups()) {
        std::string const dimensions =
            group.has_entities() ? fmt::format("`time`, `{}`", group.entities.front().name)
                                 : "`time`";
        add_heading(page, fmt::format("/{}", group.name), group.description, dimensions);
        add_row(page, "time", time_unit, "Start of the interval or period");
        add_fixed(page, group.entities);
        add_columns(page, group.variables);
    }
}

void add_tables(std::string& page) {
    add_heading(page, "/policies", "The rules that decided", "`family`");
    add_fixed(page, policy_columns());
    add_heading(page, "/queue", "Requests for connection, as they stand at the end", "`request`");
    add_fixed(page, queue_requests());
    add_columns(page, queue_outcomes());
    page +=
        "\n`granted_mw` has the dimensions `request`, `contract_year`. What a run that was killed "
        "did "
        "not come to tell is missing: NaN, -1 of whole\nnumbers.\n";
    add_heading(page, "/queue/events", "What happened to requests, in the order of time",
                "`event`");
    add_columns(page, queue_event_columns());
    add_heading(page, "/queue/years",
                "The queue by calendar year, the last as far as it was simulated; there when the "
                "run ends",
                "`year`, `applicant`, `stage`");
    add_columns(page, queue_year_columns());
    for (QueueYearArray const& array : queue_year_arrays()) {
        add_row(page, array.name, array.unit,
                fmt::format("{}; by `{}`", array.long_name, array.dimension));
    }
    add_heading(page, "/upgrades",
                "Upgrades of the grid that were ordered; there when the run ends", "`upgrade`");
    add_columns(page, upgrade_columns());
    add_heading(page, "/curtailment",
                "What was cut, by site, rung, contract, cause and calendar year; there when the "
                "run ends. The energies of a site and cause sum to its series",
                "`ledger`");
    add_columns(page, curtailment_columns());
    page += "\n`contract_names` holds the ids of the experiment's curtailment contracts, by row.\n";
    add_heading(page, "/tenants", "Tenants over the whole run; there when there are any",
                "`tenant`");
    add_fixed(page, tenant_columns());
    add_columns(page, tenant_outcomes());
    add_heading(page, "/jobs",
                "Jobs of tenants, as they end and at last those that did not; a sample where the "
                "experiment says so",
                "`job`");
    add_columns(page, job_columns());
    add_heading(page, "/migrations",
                "Moves and splits of tenants, as they arrive and at last those under way",
                "`migration`");
    add_columns(page, migration_columns());
    add_heading(page, "/events", "What happened, in the order of time", "`event`");
    add_columns(page, event_columns());
    add_heading(page, "/decisions", "What policies decided and what became of it", "`decision`");
    add_columns(page, decision_columns());
}

void add_timing(std::string& page) {
    page +=
        "\n## `/timing`\n\nWhatever depends on when, where and how fast the run was made. "
        "Attributes: "
        "`created`, `host`,\n`command_line`, `experiment_path`. Wall-clock times, scalars:\n\n"
        "| dataset | unit | what it is |\n|---|---|---|\n";
    for (TimingValue const& value : timing_values()) {
        add_row(page, value.name, "s", std::string{value.long_name});
    }
}

}  // namespace

std::string schema_markdown() {
    std::string page = fmt::format(introduction, format_version);
    add_series(page);
    add_tables(page);
    page += ending;
    add_timing(page);
    page += "\nThe grid follows, table by table. Attributes of `/grid`: `name`, `base_mva`.\n";
    for (FixedTable const& table : grid_tables()) {
        add_heading(page, fmt::format("/grid/{}", table.name), table.description,
                    fmt::format("`{}`", table.columns.front().name));
        add_fixed(page, table.columns);
    }
    page += fmt::format(sweep_section, sweep_format_version, SweepSeries::most_members);
    return page;
}

}  // namespace gridrush
