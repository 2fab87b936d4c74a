"""Tenants, jobs and moves through the program, as the Python package reads them."""

import json
import subprocess

import pandas as pd
import pytest
from conftest import FIXTURES, simulate
from gridrush import open_run

SITES = [
    {"id": "mine_a", "class": "mine", "substation": "north", "mw": 30, "behaviour": "old"},
    {"id": "hall_a", "class": "ai_campus", "substation": "south", "mw": 15, "behaviour": "flat"},
    {"id": "hall_b", "class": "ai_campus", "substation": "north", "mw": 10, "behaviour": "flat"},
]
TENANTS = [
    {"id": "llm", "kind": "training", "site": "hall_a", "it_mw": 5, "interruptions_per_gpu_day": 0.01},
    {"id": "nightly", "kind": "batch", "site": "hall_a", "it_mw": 5, "jobs_per_day": 2,
     "job_gpus": 500, "job_gpu_hours": {"lognormal": [4000, 0.5]}},
    {"id": "chat", "kind": "inference", "site": "hall_b", "it_mw": 4},
]
JOBS = "id,tenant,arrives_on,gpu_hours,gpus\nfirst,llm,2025-01-10,30000,1000\nsecond,llm,2025-02-01,1000,100\n"


@pytest.fixture(scope="module")
def run(binary, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tenants")
    (folder / "jobs.csv").write_text(JOBS)
    path = simulate(binary, folder / "run.h5", f"sites={json.dumps(SITES)}", "requests=[]",
                    f"tenants={json.dumps(TENANTS)}", f"jobs.csv={folder / 'jobs.csv'}")
    with open_run(path) as opened:
        yield opened


def test_the_table_of_tenants_adds_up(run):
    tenants = run.frame("tenants").set_index("tenant")
    assert list(tenants.index) == ["llm", "nightly", "chat"]
    ended = tenants.done_gpu_h + tenants.given_up_gpu_h + tenants.left_gpu_h
    pd.testing.assert_series_equal(ended, tenants.submitted_gpu_h, check_names=False)
    assert tenants.submitted_gpu_h["llm"] == 31000
    assert tenants.jobs["chat"] == 0
    assert tenants.job_failures["llm"] > 0
    assert run.summary["gpu_hours_done"] == pytest.approx(tenants.done_gpu_h.sum())


def test_every_job_has_a_row(run):
    jobs = run.frame("jobs")
    known = jobs[jobs.tenant == 0]
    assert list(known.state) == ["done", "done"]
    assert known.arrived_at.iloc[0] == pd.Timestamp("2025-01-10")
    assert len(jobs) == run.summary["jobs_submitted"]
    assert (jobs.done_gpu_h <= jobs.gpu_hours + 1e-6).all()


def test_series_of_tenants_are_what_their_sites_consume(run):
    granted = run.frame("tenant", "granted_mw", wide=True)
    consumed = run.frame("site", "consumed_mw", wide=True)
    pd.testing.assert_series_equal(granted.llm + granted.nightly, consumed.hall_a,
                                   check_names=False, atol=1e-3)
    assert granted.chat.max() / granted.chat.min() > 1.2  # by day and night


def test_a_run_that_moves_nobody_has_an_empty_table_of_moves(run):
    assert run.frame("migrations").empty


def test_a_sample_of_the_jobs_is_the_same_whatever_else_is_recorded(binary, tmp_path):
    path = simulate(binary, tmp_path / "some.h5", f"sites={json.dumps(SITES)}", "requests=[]",
                    f"tenants={json.dumps(TENANTS)}", "job_sample=0.3")
    with open_run(path) as some:
        jobs = some.frame("jobs")
        assert 0.15 < len(jobs) / some.summary["jobs_submitted"] < 0.45


def test_mistakes_of_tenants_are_told_all_at_once_with_their_places(binary, tmp_path):
    (tmp_path / "jobs.csv").write_text("id,tenant,arrives_on,gpu_hours,gpus\na,nobody,2025-01-01,5,1\n"
                                       "b,llm,2025-01-01,-1,1\n")
    (tmp_path / "tenants.csv").write_text("id,kind,site,it_mw\nllm,training,mine_a,5\n"
                                          "x,chess,hall_a,1\n")
    command = [binary, "check", str(FIXTURES / "three_buses" / "experiment.yaml"),
               "--set", f"sites={json.dumps(SITES)}", "--set", "requests=[]",
               "--set", f"tenants.csv={tmp_path / 'tenants.csv'}",
               "--set", f"jobs.csv={tmp_path / 'jobs.csv'}"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    for place in ("tenants.csv:2:1", "tenants.csv:3:3", "jobs.csv:2:1", "jobs.csv:3:18"):
        assert place in done.stderr, done.stderr
