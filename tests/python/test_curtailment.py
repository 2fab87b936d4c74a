"""Curtailment contracts from the experiment file to the ledger: 70 MW short in every hour of ten days."""

import subprocess

import pytest
from gridrush import open_run

CASE = """function mpc = c
mpc.version = '2';
mpc.baseMVA = 100;
mpc.bus = [
1 3 150 0 0 0 1 1 0 138 1 1.1 0.9;
2 1 0 0 0 0 1 1 0 138 1 1.1 0.9;
];
mpc.gen = [
1 70 0 0 0 1 100 1 200 0;
];
mpc.branch = [
1 2 0 0.1 0 500 500 500 0 0 1 -360 360;
];
mpc.gencost = [
2 0 0 2 10 0;
];
"""
EXPERIMENT = """name: short of power
horizon: {{start: 2025-01-01, days: 10}}
grid: {{path: case.m, new_substations: {{banks: 3, bank_mva: 200}}}}
profiles: {{flat: {{peak_utilisation: 1}}}}
{more}
sites:
  - {{id: a, class: ai_campus, substation: '2', mw: 60, behaviour: flat, contract: {contract}}}
  - {{id: b, class: ai_campus, substation: '2', mw: 60, behaviour: flat}}
"""


@pytest.fixture
def run(binary, tmp_path):
    def answer(contract, more=""):
        (tmp_path / "case.m").write_text(CASE)
        (tmp_path / "short.yaml").write_text(EXPERIMENT.format(contract=contract, more=more))
        return subprocess.run([binary, "run", "short.yaml", "--output", "short.h5", "--force", "--quiet"],
                              cwd=tmp_path, capture_output=True, text=True, timeout=60)

    return answer


def test_a_known_contract_binds_and_the_ledger_says_so(run, tmp_path):
    done = run("dominion_ci_120h")
    assert done.returncode == 0, done.stderr
    opened = open_run(tmp_path / "short.h5")
    ledger = opened.ledger()
    of_a = ledger[(ledger.site == "a") & (ledger.tier == "demand_response")]
    assert set(of_a.contract) == {"dominion_ci_120h"}
    # The first hour comes without its notice; then 60 MW for 120 h, and no more.
    assert of_a.hours.sum() == 120 and of_a.cut_mwh.sum() == pytest.approx(7200)
    assert str(of_a.capped_at.dropna().iloc[0]) == "2025-01-06 01:00:00"
    assert of_a.stand_by_usd.sum() == pytest.approx(60e3 * 99 * 240 / 8760)
    for cause in ("transformer", "branch", "supply", "emergency", "contract"):
        booked = ledger[ledger.cause == cause].groupby("site").cut_mwh.sum()
        series = opened.resample("site", f"cut_{cause}_mw", "year", "energy")
        for site in ("a", "b"):
            recorded = float(series[series.site == site].value.sum()) if "site" in series else float(series[site].sum())
            assert recorded == pytest.approx(booked.get(site, 0.0), rel=1e-5, abs=1e-3)
    assert ledger.cut_mwh.sum() == pytest.approx(70 * 240)
    assert opened.summary["curtailment_caps_reached"] == 1
    assert opened.summary["curtailed_ai_campus_stand_by_usd"] == pytest.approx(of_a.stand_by_usd.sum())
    opened.close()


def test_mistakes_are_told_at_their_place(run):
    done = run("nobody", "curtailment:\n  backup_usd_per_mwh: 1000\n"
                         "curtailment_contracts:\n  mine: {tier: backup_generation}\n")
    assert done.returncode == 2
    assert "short.yaml:6:23: curtailment.backup_usd_per_mwh: must be" not in done.stderr
    assert "short.yaml:8:16: curtailment_contracts.mine.tier: backup_generation needs generators" in done.stderr
    assert "sites.a.contract: unknown curtailment contract 'nobody'" in done.stderr
    assert "curtailment.demand_response_usd_per_mwh: must be below backup_usd_per_mwh" in done.stderr


def test_the_resolved_configuration_gives_the_same_run(run, binary, tmp_path):
    assert run("dominion_ci_120h").returncode == 0
    resolved = open_run(tmp_path / "short.h5")
    text = resolved._file["experiment/resolved"][()].decode()
    first = resolved.summary
    resolved.close()
    (tmp_path / "again.yaml").write_text(text)
    subprocess.run([binary, "run", "again.yaml", "--output", "again.h5", "--quiet"], cwd=tmp_path, check=True,
                   timeout=60)
    assert "hours_per_year: 120" in text
    assert open_run(tmp_path / "again.h5").summary.equals(first)
