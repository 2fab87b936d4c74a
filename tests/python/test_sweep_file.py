"""Sweeps and runs made from Python: the table, members, series, mistakes."""

import numpy as np
import pytest
import xarray

import gridrush
from conftest import FIXTURES


def test_table_has_a_row_per_member_and_knows_its_units(swept):
    assert len(swept) == 8 and swept.name == "rules"
    assert swept.axes == {"rule": ["pro_rata", "lifo"], "price": [20, 50]}
    assert swept.table["rule"].tolist() == ["pro_rata"] * 4 + ["lifo"] * 4
    assert swept.table["replicate"].tolist() == [0, 1] * 4
    assert set(swept.table["status"]) == {"complete"}
    assert swept.table.attrs["units"]["mine_energy_mwh"] == "MWh"
    assert "mine_energy_mwh" in swept.metrics
    mined = swept.table.groupby("price")["mine_energy_mwh"].mean()
    assert mined[50] > mined[20]


def test_members_are_the_runs_that_the_table_tells_of(swept):
    assert swept.members(rule="lifo", price=50) == [6, 7]
    assert swept.members(price="50", replicate=[0]) == [2, 6]
    with swept.select(rule="lifo", price=20, replicate=1) as run:
        assert run.attrs["replicate"] == 1
        assert run.summary["mine_energy_mwh"] == swept.table.loc[5, "mine_energy_mwh"]
    with pytest.raises(LookupError, match="2 complete members fit"):
        swept.select(rule="lifo", price=20)
    with pytest.raises(KeyError, match="no axis 'rul'"):
        swept.members(rul="lifo")


def test_series_of_members_lie_side_by_side(swept):
    load = swept.series("system", "native_load_mw", replicate=0)
    assert load.dims == ("member", "time") and load.shape == (4, 960)
    assert load.attrs["units"] == "MW"
    assert load["price"].values.tolist() == [20, 50, 20, 50]
    with swept.member(int(load["member"][1])) as run:
        assert np.array_equal(load[1].values, run.frame("system", "native_load_mw")["value"])
    monthly = swept.series("site", "consumed_mw", period="month", how="energy", rule="lifo")
    assert monthly.dims == ("member", "time", "site") and monthly.attrs["units"] == "MWh"
    assert monthly.sizes["time"] == 2 and set(monthly["rule"].values) == {"lifo"}
    with pytest.raises(LookupError, match="no complete member"):
        swept.series("system", "native_load_mw", rule="none")


@pytest.mark.parametrize("engine", ["h5netcdf", "netcdf4"])
def test_shared_series_are_lazy_arrays_over_the_members(swept, engine):
    with xarray.open_dataset(swept.path, group="series/system", engine=engine) as system:
        assert system.native_load_mw.dims == ("member", "time")
        with swept.member(6) as run:
            assert np.array_equal(system.native_load_mw[6].values,
                                  run.frame("system", "native_load_mw")["value"])


def test_a_run_takes_settings_and_opens_its_result(binary, tmp_path):
    with gridrush.run(FIXTURES / "three_buses" / "experiment.yaml",
                      set={"horizon.days": 2, "policies.curtailment": "lifo", "sites": []},
                      output=tmp_path / "run.h5", program=binary) as run:
        assert run.status == "complete" and len(run.times("system")) == 48


def test_every_mistake_reaches_python(binary, tmp_path):
    with pytest.raises(gridrush.InputError) as found:
        gridrush.run(FIXTURES / "three_buses" / "experiment.yaml", program=binary,
                     set={"horizon.dayz": 2, "policies.curtailment": "lofo"},
                     output=tmp_path / "run.h5")
    assert len(found.value.issues) == 2
    assert any("did you mean 'lifo'?" in issue.message for issue in found.value.issues)
    with pytest.raises(FileNotFoundError):
        gridrush.run(program=tmp_path / "nothing")
    with pytest.raises(gridrush.RunFileError, match="no such file"):
        gridrush.open_sweep(tmp_path)


def test_a_run_is_no_sweep(run_file):
    with pytest.raises(gridrush.RunFileError, match="not the table of a sweep"):
        gridrush.open_sweep(run_file)


def test_a_program_that_fails_is_told(tmp_path):
    program = tmp_path / "gridrush"
    program.write_text("#!/bin/sh\necho 'gridrush: no grid today' >&2\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(gridrush.RunFailed, match="no grid today") as found:
        gridrush.run(program=program)
    assert found.value.returncode == 1
