#include "experiments/sweep_collect.hpp"

#include <array>
#include <chrono>
#include <cmath>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "topology/issue.hpp"
#include "results/recorder.hpp"
#include "results/sweep_table.hpp"
#include "tests/results/made_up_run.hpp"

namespace gridrush {
namespace {

using testing::MadeUpRun;
using testing::shell;
using testing::ShellResult;
using testing::TemporaryFile;

namespace fs = std::filesystem;

/// Two axes of two values, two replicates: eight members.
SweepPlan plan_of_eight() {
    SweepPlan plan;
    plan.name = "who waits, ü";
    plan.description = "A sweep of made-up runs";
    plan.experiment = "default:experiment.yaml";
    plan.sweep_text = "axes: {}\n";
    Provenance const build = provenance_of_build();
    plan.version = build.version;
    plan.commit = build.commit;
    plan.axes = {{"curtailment", "policies.curtailment", false}, {"growth", "demand.growth", true}};
    for (char const* rule : {"pro_rata", "lifo"}) {
        for (double const growth : {0.01, 0.5}) {
            for (std::uint32_t replicate = 0; replicate < 2; ++replicate) {
                SweepMember member;
                member.index = plan.members.size();
                member.id = fmt::format("{:016x}", 77 + member.index);
                member.values = {{rule}, {fmt::format("{}", growth), growth}};
                member.replicate = replicate;
                member.settings = {fmt::format("policies.curtailment={}", rule),
                                   fmt::format("replicate={}", replicate)};
                plan.members.push_back(member);
            }
        }
    }
    return plan;
}

struct Recorded {
    std::size_t hours = 48;
    RunStatus status = RunStatus::complete;
    std::size_t buses = 3;
    std::vector<Metric> more{};
    std::string command_line{};
    std::string id{};  ///< instead of the member's
};

/// A member of which the metric served_mwh is 100 + its index.
void record(fs::path const& folder, SweepMember const& member, Recorded const& what = {}) {
    fs::create_directories(folder / "members");
    Provenance provenance = provenance_of_build();
    provenance.experiment_id = what.id.empty() ? member.id : what.id;
    provenance.command_line = what.command_line;
    MadeUpRun run{what.buses};
    Recorder recorder{member_file(folder, member).string(), Existing::replace, provenance};
    recorder.begin(run.info());
    run.tell_intervals(recorder, 0, what.hours);
    RunResult result = run.result(what.hours, what.status);
    result.summary = {
        {"served_mwh", "MWh", "Energy served", 100.0 + static_cast<double>(member.index)}};
    result.summary.insert(result.summary.end(), what.more.begin(), what.more.end());
    recorder.end(result);
}

void record_all(fs::path const& folder, SweepPlan const& plan, Recorded const& what = {}) {
    for (SweepMember const& member : plan.members) {
        record(folder, member, what);
    }
}

SweepTable collected(fs::path const& folder, SweepPlan const& plan) {
    collect_sweep(folder, plan);
    return read_sweep(sweep_file(folder).string());
}

TEST(CollectSweep, keeps_axes_replicates_and_metrics_of_every_member) {
    TemporaryFile const place;
    SweepPlan const plan = plan_of_eight();
    record_all(place.folder(), plan);
    SweepTable const table = collected(place.folder(), plan);

    EXPECT_EQ(table.name, plan.name);
    ASSERT_EQ(table.axes.size(), 2U);
    EXPECT_EQ(table.axes[0].name, "curtailment");
    EXPECT_EQ(table.axes[0].key, "policies.curtailment");
    EXPECT_FALSE(table.axes[0].numeric);
    EXPECT_EQ(table.axes[0].labels[3], "pro_rata");
    EXPECT_EQ(table.axes[0].labels[4], "lifo");
    EXPECT_TRUE(std::isnan(table.axes[0].numbers[4]));
    EXPECT_TRUE(table.axes[1].numeric);
    EXPECT_EQ(table.axes[1].numbers[2], 0.5);
    EXPECT_EQ(table.axes[1].labels[2], "0.5");
    EXPECT_EQ(table.replicate, (std::vector<std::uint32_t>{0, 1, 0, 1, 0, 1, 0, 1}));
    EXPECT_EQ(table.status, std::vector<std::string>(8, "complete"));
    EXPECT_EQ(table.id[5], plan.members[5].id);
    EXPECT_EQ(table.file[5], "members/" + plan.members[5].id + ".h5");
    ASSERT_EQ(table.metrics.size(), 1U);
    EXPECT_EQ(table.metrics[0].unit, "MWh");
    EXPECT_EQ(table.metrics[0].description, "Energy served");
    EXPECT_EQ(table.metrics[0].values[7], 107.0);
}

TEST(CollectSweep, says_of_each_member_what_became_of_it) {
    TemporaryFile const place;
    SweepPlan const plan = plan_of_eight();
    record(place.folder(), plan.members[0]);
    record(place.folder(), plan.members[1], {.status = RunStatus::failed});
    record(place.folder(), plan.members[2], {.status = RunStatus::interrupted});
    record(place.folder(), plan.members[3], {.id = "another"});
    std::ofstream{member_file(place.folder(), plan.members[4])} << "torn";
    record(place.folder(), plan.members[5], {.status = RunStatus::failed});
    record(place.folder(), plan.members[6]);
    for (std::size_t const i : {5U, 6U}) {
        fs::rename(member_file(place.folder(), plan.members[i]),
                   member_part_file(place.folder(), plan.members[i]));
    }
    SweepTable const table = collected(place.folder(), plan);
    EXPECT_EQ(table.status,
              (std::vector<std::string>{"complete", "failed", "interrupted", "other", "unreadable",
                                        "failed", "unfinished", "missing"}));
    EXPECT_EQ(table.metrics[0].values[0], 100.0);
    for (std::size_t i = 1; i < 8; ++i) {
        EXPECT_TRUE(std::isnan(table.metrics[0].values[i])) << i;
    }
}

TEST(CollectSweep, works_when_no_member_is_there) {
    TemporaryFile const place;
    SweepTable const table = collected(place.folder(), plan_of_eight());
    EXPECT_EQ(table.status, std::vector<std::string>(8, "missing"));
    EXPECT_TRUE(table.metrics.empty());
}

TEST(CollectSweep, joins_metrics_that_only_some_members_have) {
    TemporaryFile const place;
    SweepPlan const plan = plan_of_eight();
    record(place.folder(), plan.members[0]);
    record(place.folder(), plan.members[1], {.more = {{"trips", "1", "Trips", 3.0}}});
    SweepTable const table = collected(place.folder(), plan);
    ASSERT_EQ(table.metrics.size(), 2U);
    EXPECT_EQ(table.metrics[1].name, "trips");
    EXPECT_TRUE(std::isnan(table.metrics[1].values[0]));
    EXPECT_EQ(table.metrics[1].values[1], 3.0);
}

TEST(CollectSweep, refuses_numbers_of_different_units_and_names_every_file) {
    TemporaryFile const place;
    SweepPlan const plan = plan_of_eight();
    record(place.folder(), plan.members[0], {.more = {{"wait", "day", "Wait", 3.0}}});
    record(place.folder(), plan.members[1], {.more = {{"wait", "week", "Wait", 3.0}}});
    record(place.folder(), plan.members[2], {.more = {{"wait", "h", "Wait", 3.0}}});
    try {
        collect_sweep(place.folder(), plan);
        FAIL() << "accepted";
    } catch (InputError const& error) {
        ASSERT_EQ(error.issues().size(), 2U);
        EXPECT_EQ(error.issues()[1].text(),
                  member_file(place.folder(), plan.members[2]).string() +
                      ": summary.wait: is in 'h' (others have it in 'day')");
    }
    EXPECT_FALSE(fs::exists(sweep_file(place.folder())));
}

TEST(CollectSweep, leaves_no_draft_and_the_old_file_where_it_cannot_write) {
    TemporaryFile const place;
    SweepPlan const plan = plan_of_eight();
    fs::create_directories(sweep_file(place.folder()) / "in the way");
    EXPECT_THROW(collect_sweep(place.folder(), plan), std::exception);
    EXPECT_EQ(std::distance(fs::directory_iterator{place.folder()}, fs::directory_iterator{}), 1);
}

TEST(CollectSweep, of_equal_members_gives_equal_files) {
    TemporaryFile const first;
    TemporaryFile const second;
    SweepPlan const plan = plan_of_eight();
    record_all(first.folder(), plan, {.command_line = "once"});
    record_all(second.folder(), plan, {.command_line = "twice"});
    collect_sweep(first.folder(), plan);
    std::this_thread::sleep_for(std::chrono::milliseconds{1100});  // times are kept in seconds
    collect_sweep(second.folder(), plan);
    std::array<std::string, 2> bytes;
    for (std::size_t i = 0; i < 2; ++i) {
        std::ifstream file{sweep_file((i == 0 ? first : second).folder()), std::ios::binary};
        bytes.at(i).assign(std::istreambuf_iterator<char>{file}, {});
    }
    EXPECT_GT(bytes[0].size(), 1000U);
    EXPECT_TRUE(bytes[0] == bytes[1]) << "not a byte depends on when it was written";
}

constexpr char const* open_with_xarray = R"(
import os, sys
import numpy as np, xarray as xr, h5py
path = sys.argv[1]
os.chdir("/")
for engine in ("h5netcdf", "netcdf4"):
    root = xr.open_dataset(path, engine=engine)
    assert root.sizes == {"member": 8}, root.sizes
    assert root.status.values.tolist() == ["complete"] * 7 + ["missing"]
    assert root.attrs["title"] == "who waits, ü"
    axes = xr.open_dataset(path, group="axes", engine=engine)
    assert axes.curtailment.values[4] == "lifo" and axes.growth.values[2] == 0.5
    assert axes.growth.attrs["key"] == "demand.growth"
    summary = xr.open_dataset(path, group="summary", engine=engine)
    assert summary.served_mwh.dims == ("member",) and summary.served_mwh.attrs["units"] == "MWh"
    assert summary.served_mwh.values[6] == 106 and np.isnan(summary.served_mwh.values[7])
    assert "axes" in xr.open_dataset(path, group="plan", engine=engine).text.item()
    site = xr.open_dataset(path, group="series/site", engine=engine)
    assert site.consumed_mw.dims == ("member", "time", "site"), site.consumed_mw.dims
    assert site.time.values[25] == np.datetime64("2025-01-02T01:00")
    assert site.site.values.tolist() == ["älteste mine", "campus", "works"]
    assert site.consumed_mw.isel(member=3).sel(site="works").values[8] == 12021
    assert np.isnan(site.consumed_mw.isel(member=7).values).all()
    assert site.consumed_mw.attrs["units"] == "MW"
    system = xr.open_dataset(path, group="series/system", engine=engine)
    assert system.native_load_mw.dims == ("member", "time")
with h5py.File(path) as file:
    assert file["series/site/consumed_mw"].is_virtual
    assert file["series/site/consumed_mw"][3, 8, 2] == 12021
    assert file["series"].attrs["left_out"] == ""
)";

TEST(CollectSweep, gives_a_file_that_other_tools_open) {
    if (shell("/usr/bin/python3 -c 'import xarray, h5netcdf, netCDF4'").status != 0) {
        GTEST_SKIP() << "no xarray";
    }
    TemporaryFile const place;
    SweepPlan const plan = plan_of_eight();
    record_all(place.folder(), plan);
    fs::remove(member_file(place.folder(), plan.members[7]));
    collect_sweep(place.folder(), plan);
    TemporaryFile const script;
    std::ofstream{script.path()} << open_with_xarray;
    std::string const path = sweep_file(place.folder()).string();
    ShellResult const result = shell("/usr/bin/python3 -W ignore " + script.path() + " " + path);
    EXPECT_EQ(result.status, 0) << result.output;
    if (shell("command -v ncdump").status == 0) {
        ShellResult const header = shell("ncdump -h " + path);
        EXPECT_EQ(header.status, 0) << header.output;
        EXPECT_NE(header.output.find("double served_mwh(member)"), std::string::npos);
    }
}

TEST(CollectSweep, says_why_members_share_no_array) {
    TemporaryFile const place;
    SweepPlan const plan = plan_of_eight();
    record(place.folder(), plan.members[0]);
    record(place.folder(), plan.members[1], {.buses = 4});
    collect_sweep(place.folder(), plan);
    ShellResult const dump =
        shell("h5dump -a /series/left_out " + sweep_file(place.folder()).string());
    EXPECT_NE(dump.output.find("bus: members differ in number of entities"), std::string::npos)
        << dump.output;
    EXPECT_EQ(dump.output.find("system:"), std::string::npos);
}

TEST(ReadSweep, refuses_what_is_no_sweep) {
    TemporaryFile const place;
    SweepPlan const plan = plan_of_eight();
    record(place.folder(), plan.members[0]);
    std::string const run = member_file(place.folder(), plan.members[0]).string();
    EXPECT_THROW((void)read_sweep(run), InputError);
    EXPECT_FALSE(is_sweep_file(run));
    EXPECT_THROW((void)read_sweep(place.path()), InputError);
}

}  // namespace
}  // namespace gridrush
