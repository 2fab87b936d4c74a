"""The Python package reads what the program writes."""

import shutil
import subprocess

import h5py
import numpy as np
import pandas as pd
import pytest
import xarray
from gridrush import RunFileError, open_run

HOURS = 120 * 24


@pytest.mark.parametrize("engine", ["h5netcdf", "netcdf4"])
@pytest.mark.parametrize("group", ["system", "bus", "site", "queue"])
def test_xarray_engines_decode_times_and_keep_units(run_file, engine, group):
    with xarray.open_dataset(run_file, group=group, engine=engine) as dataset:
        if group == "queue":
            assert dataset.applied_at.dtype == "datetime64[ns]"
            return
        assert dataset.sizes["time"] == HOURS
        assert dataset.time.values[0] == np.datetime64("2025-01-01")
        variable = {"system": "mine_mw", "bus": "load_mw", "site": "consumed_mw"}[group]
        assert dataset[variable].attrs["units"] == "MW"
        assert dataset[variable].attrs["cell_methods"].startswith("time:")


def test_ncdump_reads_the_header(run_file):
    if not shutil.which("ncdump"):
        pytest.skip("no ncdump here")
    text = subprocess.run(["ncdump", "-h", str(run_file)], check=True, capture_output=True,
                          text=True).stdout
    assert "group: site" in text and "seconds since 2025-01-01" in text


def test_run_tells_its_groups_status_and_summary(run):
    assert run.status == "complete"
    assert {"system", "bus", "site", "queue", "summary"} <= set(run.groups)
    assert not run.summary.empty
    assert set(run.summary.attrs["units"]) == set(run.summary.index)


def test_groups_are_lazy_datasets_with_decoded_times(run):
    assert run.site.consumed_mw.dims == ("time", "site")
    assert run.site.time.dtype == "datetime64[ns]"
    assert run.site.consumed_mw.attrs["units"] == "MW"
    with pytest.raises(AttributeError, match="no group 'nothing'"):
        run.nothing


def test_frames_are_tidy(run):
    frame = run.frame("site", "consumed_mw")
    assert list(frame.columns) == ["time", "site", "value"]
    assert len(frame) == HOURS * 4
    assert frame.attrs["units"] == "MW"
    assert frame["time"].iloc[0] == pd.Timestamp("2025-01-01")
    assert set(frame["site"].unique()) == {"mine_a", "campus_a", "campus_b", "plant_a"}


def test_tables_of_the_queue_are_frames_and_datasets(rich_run_file):
    with open_run(rich_run_file) as run:
        assert {"queue_events", "upgrades"} <= set(run.groups)
        events = run.frame("queue_events")
        assert list(events.columns) == ["event", "time", "kind", "request", "mw", "usd", "detail"]
        assert {"filed", "study_began", "left"} <= set(events["kind"].unique())
        assert events.attrs["units"]["usd"] == "USD"
        assert run.queue_events.time.dtype == "datetime64[ns]"
        upgrades = run.frame("upgrades")
        assert len(upgrades) == 12 and upgrades["ended_at"].isna().sum() == 4
        assert set(upgrades["state"].unique()) == {"ordered", "in_service", "cancelled"}
        assert run.upgrades.cost_usd.dims == ("upgrade",)
        queue = run.frame("queue")
        assert [name for name in queue if name.startswith("granted_mw_")] == [
            f"granted_mw_{year}" for year in range(1, 7)]
        assert run.queue.granted_mw.dims == ("request", "contract_year")


def test_long_and_wide_frames_agree(run):
    wide = run.frame("bus", "load_mw", wide=True)
    long = run.frame("bus", "load_mw").pivot(index="time", columns="bus", values="value")
    np.testing.assert_array_equal(wide[long.columns].to_numpy(), long.to_numpy())
    chosen = run.frame("bus", "load_mw", entities=["c", "b"], start="2025-02-01",
                       end="2025-02-02", wide=True)
    assert list(chosen.columns) == ["c", "b"] and len(chosen) == 24
    np.testing.assert_array_equal(chosen["c"], wide.loc["2025-02-01", "c"])


def test_resampling_in_parts_equals_pandas_on_the_whole(run):
    hours = run.frame("bus", "load_mw", wide=True).astype(float)
    for how in ("mean", "max", "min", "sum"):
        expected = getattr(hours.resample("MS"), how)()
        np.testing.assert_allclose(run.resample("bus", "load_mw", "month", how), expected, rtol=1e-9)
    np.testing.assert_allclose(run.resample("bus", "load_mw", "month", "energy"),
                               hours.resample("MS").sum(), rtol=1e-9)
    np.testing.assert_allclose(run.resample("bus", "load_mw", "day", quantile=0.95),
                               hours.resample("D").quantile(0.95), rtol=1e-9)


def test_classes_add_up_to_the_system(run):
    sites = run.entities("site")
    consumed = run.frame("site", "consumed_mw", wide=True)
    for load_class in ("mine", "ai_campus", "industry"):
        of_class = consumed[sites.index[sites["class"] == load_class]].sum(axis=1)
        system = run.frame("system", f"{load_class}_mw", wide=True)[f"{load_class}_mw"]
        np.testing.assert_allclose(of_class, system, atol=1e-3)


def test_queue_has_dates_and_words(run):
    queue = run.frame("queue").set_index("request")
    assert queue.loc["campus_a", "applied_at"] == pd.Timestamp("2025-01-05")
    assert queue["energised_at"].dtype == "datetime64[ns]"
    assert set(queue["state"].astype(str)) <= {"planned", "waiting", "building", "ramping",
                                               "operating", "refused", "withdrawn"}
    events = run.frame("events")
    assert "applied" in set(events["kind"]) and events["time"].is_monotonic_increasing


def test_unknown_names_say_what_there_is(run):
    with pytest.raises(KeyError, match="consumed_mw"):
        run.frame("site", "eaten_mw")
    with pytest.raises(KeyError, match="system"):
        run.frame("sites", "consumed_mw")


def test_unreadable_files_say_what_to_do(tmp_path, run_file):
    with pytest.raises(RunFileError, match="no such file"):
        open_run(tmp_path / "nothing.h5")
    text = tmp_path / "text.h5"
    text.write_text("no result")
    with pytest.raises(RunFileError, match="not an HDF5 file"):
        open_run(text)
    cut = tmp_path / "cut.h5"
    cut.write_bytes(run_file.read_bytes()[:5000])
    with pytest.raises(RunFileError, match="gridrush recover"):
        open_run(cut)


def test_a_run_can_be_read_while_it_is_written(tmp_path):
    path = tmp_path / "live.h5"
    with h5py.File(path, "w", libver="latest") as writer:
        writer.attrs["status"] = "running"
        group = writer.create_group("system")
        time = group.create_dataset("time", (0,), "i8", maxshape=(None,), chunks=(24,))
        time.attrs["units"] = "seconds since 2025-01-01 00:00:00"
        time.make_scale("time")
        mine = group.create_dataset("mine_mw", (0,), "f4", maxshape=(None,), chunks=(24,))
        mine.dims[0].attach_scale(time)
        writer.swmr_mode = True
        mine.resize((48,))
        mine[:] = 7
        mine.flush()
        time.resize((24,))
        time[:] = np.arange(24) * 3600
        time.flush()
        with open_run(path) as run:
            assert run.status == "running" and run.summary.empty
            assert list(run.frame("system", "mine_mw")["value"]) == [7] * 24
