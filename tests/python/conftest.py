"""One short run for all tests, made by the program under test."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = pathlib.Path(__file__).resolve().parent / "fixtures"
sys.path.insert(0, str(ROOT / "results" / "python"))


@pytest.fixture(scope="session")
def binary():
    path = os.environ.get("GRIDRUSH_BINARY", "")
    if not os.path.exists(path):
        pytest.skip("GRIDRUSH_BINARY names no program")
    return path


def simulate(binary, output, *settings):
    command = [binary, "run", str(FIXTURES / "three_buses" / "experiment.yaml"), "--output",
               str(output), "--quiet"]
    for setting in settings:
        command += ["--set", setting]
    subprocess.run(command, check=True, timeout=120)
    return output


@pytest.fixture(scope="session")
def run_file(binary, tmp_path_factory):
    return simulate(binary, tmp_path_factory.mktemp("run") / "three.h5")


@pytest.fixture(scope="session")
def empty_run_file(binary, tmp_path_factory):
    """A run without large loads and with little recorded."""
    return simulate(binary, tmp_path_factory.mktemp("empty") / "empty.h5", "sites=[]",
                    "requests=[]", "record.substation=none", "record.bank=none",
                    "record.bus=none")


@pytest.fixture(scope="session")
def rich_run_file(binary, tmp_path_factory):
    """A run whose queue holds every kind of event, made up, of twelve requests."""
    import made_up_queue

    requests = [{"id": f"r_{k}", "class": ("ai_campus", "mine", "industry")[k % 3],
                 "substation": ("north", "south")[k % 2], "mw": 20 + 10 * k,
                 "behaviour": "old" if k % 3 == 1 else "flat", "applied_on": f"2025-01-{3 + k:02}"}
                for k in range(12)]
    path = simulate(binary, tmp_path_factory.mktemp("rich") / "rich.h5",
                    f"requests={json.dumps(requests)}")
    made_up_queue.fill(path)
    return path


TENANT_SITES = [
    {"id": "mine_a", "class": "mine", "substation": "north", "mw": 30, "behaviour": "old"},
    {"id": "plant_a", "class": "industry", "substation": "south", "mw": 40, "behaviour": "flat"},
    {"id": "hall_a", "class": "ai_campus", "substation": "south", "mw": 40, "behaviour": "flat",
     "interruptible_share": 0.7},
    {"id": "hall_b", "class": "ai_campus", "substation": "north", "mw": 40,
     "behaviour": "hosting"}]
MOVERS = [
    {"id": "llm", "kind": "training", "site": "hall_a", "it_mw": 18},
    {"id": "nightly", "kind": "batch", "site": "hall_a", "it_mw": 5, "jobs_per_day": 2,
     "job_gpus": 500, "job_gpu_hours": {"lognormal": [4000, 0.5]}},
    {"id": "chat", "kind": "inference", "site": "hall_a", "it_mw": 8}]


def simulate_tenants(binary, output, migration):
    """A substation that carries half of what two sites want; the tenants of one may go elsewhere."""
    return simulate(binary, output, f"sites={json.dumps(TENANT_SITES)}", "requests=[]",
                    "profiles.hosting={shape: tenants}", f"tenants={json.dumps(MOVERS)}",
                    f"policies.migration={migration}")


@pytest.fixture(scope="session")
def moving_run_file(binary, tmp_path_factory):
    """A run that cuts load and whose tenants move."""
    return simulate_tenants(binary, tmp_path_factory.mktemp("moving") / "moving.h5",
                            "checkpoint_and_move")


@pytest.fixture
def run(run_file):
    from gridrush import open_run

    with open_run(run_file) as opened:
        yield opened


SWEEP = f"""
name: rules
experiment: {FIXTURES}/three_buses/experiment.yaml
set: {{horizon.days: 40, record.bus: none, record.branch: none, record.generator: none}}
replicates: 2
axes:
  rule: {{key: policies.curtailment, values: [pro_rata, lifo]}}
  price: {{key: hashprice.usd_per_ph_day, values: [20, 50]}}
"""


@pytest.fixture(scope="session")
def swept(binary, tmp_path_factory):
    """A sweep of eight runs."""
    import gridrush

    folder = tmp_path_factory.mktemp("sweep")
    (folder / "rules.yaml").write_text(SWEEP)
    return gridrush.sweep(folder / "rules.yaml", output=folder / "out", jobs=2, program=binary)
