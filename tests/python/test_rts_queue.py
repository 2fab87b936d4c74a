"""Regimes over the beginning of the queue at RTS-GMLC, every study verified."""

import json
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("GRIDRUSH_REFERENCE_DATA", ROOT.parent / "shared" / "data"))
SHORT = ("horizon.years=2", "study.snapshots=[summer_peak]", "study.verify=true",
         "population.training.per_year=2", "population.miners.per_year=2",
         "population.plants.per_year=1", "population.with_plant.per_year=1")
# Of the catalog those whose studies are short enough for a test; the sweep has all.
REGIMES = ("serial_fcfs cluster_order2023 cluster_pjm ercot_lli_serial ercot_batch sb6_gate spp_hill "
           "spp_chills pjm_iras pjm_eit take_or_pay").split()


@pytest.mark.parametrize("regime", REGIMES)
def test_a_regime_runs_and_what_its_studies_grant_is_confirmed(binary, regime):
    if not (DATA / "rts_gmlc").exists():
        pytest.skip("no reference data (GRIDRUSH_REFERENCE_DATA)")
    command = [binary, "run", str(ROOT / "experiments" / "studies" / "rts-queue"), "--no-output",
               "--json", "--quiet"]
    for setting in (f"grid.path={DATA / 'rts_gmlc'}", f"policies.interconnection={regime}", *SHORT):
        command += ["--set", setting]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    found = {name: metric["value"] for name, metric in json.loads(done.stdout)["summary"].items()}
    assert found["failed_intervals"] == found["failed_studies"] == found["clipped_decisions"] == 0
    assert found["requests_filed_mw"] > 1000
    assert found["studies"] > 0
    assert found["largest_study_violation_mw"] <= 1e-3


def test_the_sweep_of_the_study_names_every_regime(binary):
    sweep = (ROOT / "experiments" / "studies" / "rts-queue" / "sweep.yaml").read_text()
    catalog = (ROOT / "policies" / "REGIMES.md").read_text()
    named = [line.split("`")[1] for line in catalog.splitlines() if line.startswith("| **`")]
    assert set(REGIMES) < set(named)
    assert all(f"{regime}," in sweep or f"{regime}]" in sweep for regime in named)
