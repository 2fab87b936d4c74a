#include <csignal>
#include <fstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "results/recorder.hpp"
#include "results/recover.hpp"
#include "tests/results/made_up_run.hpp"

// That other people's tools read the file as it is.

namespace gridrush {
namespace {

using testing::MadeUpRun;
using testing::shell;
using testing::ShellResult;
using testing::TemporaryFile;

bool there_is(std::string const& command) {
    return shell(command).status == 0;
}

void make(std::string const& path, std::size_t hours, std::string const& command_line = "") {
    Provenance provenance = provenance_of_build();
    provenance.command_line = command_line;
    MadeUpRun run;
    Recorder recorder{path, Existing::refuse, provenance};
    run.tell(recorder, hours);
}

/// A file whose writer was killed after two months, recovered.
void make_killed(std::string const& path) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    pid_t const process = fork();
    if (process == 0) {
        MadeUpRun run;
        Recorder recorder{path, Existing::refuse, provenance_of_build()};
        run.tell(recorder, 24 * 70, RunStatus::running);
        char const ready = 'r';
        if (write(ends[1], &ready, 1) == 1) {
            pause();
        }
        std::_Exit(1);
    }
    char ready = 0;
    ASSERT_EQ(read(ends[0], &ready, 1), 1);
    kill(process, SIGKILL);
    waitpid(process, nullptr, 0);
    close(ends[0]);
    close(ends[1]);
    EXPECT_TRUE(recover(path).changed);
}

constexpr char const* open_with_xarray = R"(
import sys, warnings
warnings.simplefilter("ignore")
import numpy as np
import xarray as xr
path, rows = sys.argv[1], int(sys.argv[2])
for engine in ("h5netcdf", "netcdf4"):
    root = xr.open_dataset(path, engine=engine)
    assert root.attrs["Conventions"] == "CF-1.8", root.attrs
    assert root.attrs["status"] == sys.argv[3], root.attrs
    site = xr.open_dataset(path, group="site", engine=engine).load()
    assert dict(site.sizes) == {"time": rows, "site": 3, "bound": 2}, site.sizes
    assert site["site"].values.tolist() == ["älteste mine", "campus", "works"]
    assert site["class"].values.tolist() == ["mine", "ai_campus", "industry"]
    assert "class" in site.coords and "contracted_mw" in site.coords
    assert site["time"].values[25] == np.datetime64("2025-01-02T01:00:00")
    assert site["time_bounds"].values[25, 1] == np.datetime64("2025-01-02T02:00:00")
    assert site["consumed_mw"].dtype == np.float32
    assert site["consumed_mw"].attrs["units"] == "MW"
    assert site["consumed_mw"].sel(site="works").values[8] == 12021
    for group in ("system", "fuel", "bus", "branch", "generator", "substation"):
        data = xr.open_dataset(path, group=group, engine=engine).load()
        assert data.sizes["time"] == rows, group
        for name, variable in data.data_vars.items():
            assert variable.dims[0] == "time" or name.endswith("_names"), name
    events = xr.open_dataset(path, group="events", engine=engine).load()
    assert events["time"].values[1] == np.datetime64("2025-01-02")
    assert events["kind"].attrs["flag_meanings"].split()[1] == "granted"
    assert events["kind_names"].values[1] == "granted"
    happened = xr.open_dataset(path, group="queue/events", engine=engine).load()
    assert happened["time"].values[1] == np.datetime64("2025-01-02")
    assert happened["kind_names"].values[happened["kind"].values[1]] == "fee_paid"
    assert happened["usd"].values[1] == 2400 and happened["usd"].attrs["units"] == "USD"
    queue = xr.open_dataset(path, group="queue", engine=engine).load()
    assert queue["granted_mw"].dims == ("request", "contract_year"), queue["granted_mw"].dims
    assert queue["applicant"].values[0] == "generator_backed"
    assert np.isinf(queue["security_limit_usd_per_mw"].values[0])
    for group in ("queue", "decisions", "timing", "experiment", "grid/bus", "grid/branch",
                  "grid/generator", "grid/cost_coefficient", "grid/substation", "grid/bank"):
        xr.open_dataset(path, group=group, engine=engine).load()
    if sys.argv[3] != "complete":
        assert np.isnan(queue["granted_mw"].values).all() and (queue["studies"] == -1).all()
    else:
        summary = xr.open_dataset(path, group="summary", engine=engine).load()
        assert float(summary["served_mwh"]) == 1 / 3
        assert queue["granted_mw"].sel(contract_year=2).values.tolist() == [10]
        years = xr.open_dataset(path, group="queue/years", engine=engine).load()
        assert years["year"].values.tolist() == [2025, 2026]
        assert float(years["filed_mw"].sel(year=2026, applicant="mine")) == 4
        assert float(years["withdrawn_mw"].sel(year=2026, stage="study")) == 0.5
        upgrades = xr.open_dataset(path, group="upgrades", engine=engine).load()
        assert upgrades["state_names"].values[upgrades["state"].values[1]] == "cancelled"
        assert np.isnat(upgrades["ended_at"].values).all()
        assert np.isnat(queue["energised_at"].values[0])
        assert queue["ruled_at"].values[0] == np.datetime64("2025-01-01")
)";

constexpr char const* open_with_h5py = R"(
import sys, h5py
with h5py.File(sys.argv[1], "r") as file:
    assert file["site/consumed_mw"].shape == (int(sys.argv[2]), 3)
    assert file["site/consumed_mw"][8, 2] == 12021
    assert file.attrs["status"] == sys.argv[3]
    assert file.attrs["seed"] == 2**64 - 1
    assert file["site/consumed_mw"].dims[0].keys() == ["time"]
    assert file["site/consumed_mw"].compression == "gzip" and file["site/consumed_mw"].shuffle
)";

void expect_tools_to_read(std::string const& path, std::size_t rows, std::string const& status) {
    std::string const arguments = " " + path + " " + std::to_string(rows) + " " + status;
    TemporaryFile const script;
    if (there_is("/usr/bin/python3 -c 'import xarray, h5netcdf, netCDF4'")) {
        std::ofstream{script.path()} << open_with_xarray;
        ShellResult const result = shell("/usr/bin/python3 " + script.path() + arguments);
        EXPECT_EQ(result.status, 0) << result.output;
    }
    if (there_is("/usr/bin/python3 -c 'import h5py'")) {
        std::ofstream{script.path()} << open_with_h5py;
        ShellResult const result = shell("/usr/bin/python3 " + script.path() + arguments);
        EXPECT_EQ(result.status, 0) << result.output;
    }
    if (there_is("command -v ncdump")) {
        ShellResult const result = shell("ncdump -h " + path);
        EXPECT_EQ(result.status, 0) << result.output;
        EXPECT_NE(result.output.find("float consumed_mw(time, site)"), std::string::npos);
    }
    if (there_is("command -v h5dump")) {
        EXPECT_EQ(shell("h5dump " + path + " > /dev/null").status, 0);
    }
}

TEST(Tools, read_a_complete_file_as_it_is) {
    TemporaryFile const file;
    make(file.path(), 24 * 40);
    expect_tools_to_read(file.path(), 24 * 40, "complete");
}

TEST(Tools, read_a_recovered_file_as_it_is) {
    TemporaryFile const file;
    make_killed(file.path());
    expect_tools_to_read(file.path(), 24 * 59, "interrupted");
}

TEST(Tools, find_no_difference_between_equal_runs_outside_timing) {
    if (!there_is("command -v h5diff")) {
        GTEST_SKIP() << "no h5diff";
    }
    TemporaryFile const first;
    TemporaryFile const second;
    make(first.path(), 24 * 40, "gridrush run a.yaml -o first.h5");
    make(second.path(), 24 * 40, "gridrush run a.yaml -o second.h5");
    ShellResult const same =
        shell("h5diff --exclude-path /timing " + first.path() + " " + second.path());
    EXPECT_EQ(same.status, 0) << same.output;
    EXPECT_EQ(same.output, "");
    EXPECT_EQ(shell("h5diff " + first.path() + " " + second.path()).status, 1)
        << "the command lines differ, in /timing";
}

}  // namespace
}  // namespace gridrush
