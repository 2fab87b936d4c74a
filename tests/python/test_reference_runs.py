"""Whole years of RTS-GMLC against figures from outside, through the program as users meet it."""

import json
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("GRIDRUSH_REFERENCE_DATA", ROOT.parent / "shared" / "data"))
# MATPOWER's convention, every hour alone, no storage: HiGHS and a third implementation.
WITHOUT_STORES_USD = 428_839_663.097


@pytest.fixture
def year(binary):
    grid = DATA / "rts_gmlc"
    if not grid.exists():
        pytest.skip("no reference data (GRIDRUSH_REFERENCE_DATA)")

    def run(experiment, *settings):
        command = [binary, "run", str(ROOT / "tests" / "validation" / experiment), "--no-output", "--json",
                   "--set", f"grid.path={grid}"]
        for setting in settings:
            command += ["--set", setting]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        return {name: metric["value"] for name, metric in json.loads(done.stdout)["summary"].items()}

    return run


def test_a_year_without_stores_is_the_published_one(year):
    found = year("rg_lp/rts_gmlc_year.yaml")
    assert found["objective_usd"] == pytest.approx(WITHOUT_STORES_USD, abs=0.01)
    assert found["failed_intervals"] == 0


def test_stores_save_money_and_lose_no_energy(year):
    found = year("storage/rts_gmlc_storage.yaml")
    assert found["failed_intervals"] == 0
    # A dispatch that knows the whole year could save a little more; plans may differ in ties.
    assert WITHOUT_STORES_USD - found["objective_usd"] == pytest.approx(9_120_362, rel=2e-3)
    put_in = found["storage_charge_mwh"] + found["storage_inflow_mwh"]
    taken_out = found["storage_discharge_mwh"] + found["storage_spilled_mwh"] + found["storage_lost_mwh"]
    assert put_in == pytest.approx(taken_out + found["storage_gained_mwh"], rel=1e-9)


def test_security_costs_money(year):
    found = year("rg_lp/rts_gmlc_year.yaml", "dispatch.security=n-1")
    assert found["failed_intervals"] == 0
    assert found["native_shed_mwh"] == 0
    assert found["objective_usd"] == pytest.approx(443_573_521.854, rel=1e-7)
