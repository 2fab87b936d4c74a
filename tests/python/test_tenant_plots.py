"""What the pictures of cuts, tenants and moves are drawn from."""

import shutil
import subprocess

import h5py
import matplotlib.image
import numpy as np
import pandas as pd
import pytest
from conftest import simulate_tenants
from gridrush import open_run, plots
from gridrush.plots import (cuts, curtailment_duration, fairness_cost, migration_map,
                            migration_timeline, places, story, tenant_gantt, tenants)
from test_plots import plot


@pytest.fixture
def moving(moving_run_file):
    with open_run(moving_run_file) as run:
        yield run


def test_a_duration_curve_sorts_hours_by_depth():
    hours, share = curtailment_duration.curve(np.array([0.0, 0.2, 0.0, 0.5, 0.1]),
                                              np.array([1.0, 2.0, 1.0, 0.5, 3.0]))
    assert hours.tolist() == [0.5, 2.5, 5.5] and share.tolist() == [0.5, 0.2, 0.1]


def test_cuts_by_class_are_those_of_the_ledger(moving):
    cut, demand = cuts.by_class(moving)
    ledger = moving.ledger()
    imposed = ledger[ledger.cause != "price"].groupby("class").cut_mwh.sum()
    assert imposed.sum() > 100.0
    for name in cut:
        energy = float(cut[name] @ moving.hours("site"))
        assert energy == pytest.approx(imposed.get(name, 0.0), rel=1e-5, abs=1e-3)
    assert (demand.to_numpy() >= cut.to_numpy()).all()


def test_an_interval_that_was_not_solved_is_unknown(moving_run_file, tmp_path):
    shutil.copy(moving_run_file, tmp_path / "run.h5")
    with h5py.File(tmp_path / "run.h5", "r+") as file:
        file["site/consumed_mw"][5] = np.nan
        file["system/mine_mw"][5] = np.nan
    with open_run(tmp_path / "run.h5") as run:
        cut, demand = cuts.by_class(run)
        assert (cut.iloc[5] == 0.0).all() and (demand.iloc[5] == 0.0).all()
        assert cut.iloc[6].sum() > 0.0
        figure = plots.PLOTS["story"](run)
        for area in figure.axes[0].collections:
            assert np.isfinite(area.get_paths()[0].vertices).all()


def test_the_indices_of_the_summary_are_a_table(moving):
    table = moving.indices()
    assert {"mine", "ai_campus", "industry", "all"} <= set(table.index)
    assert table.mwh["all"] == pytest.approx(table.mwh.drop("all").sum())
    ledger = moving.ledger()
    assert table.mwh["all"] == pytest.approx(ledger[ledger.cause != "price"].cut_mwh.sum())
    assert table.missed_gpu_h["all"] > 0.0
    assert table.sla_credit_usd["all"] == pytest.approx(moving.summary.tenant_sla_credit_usd)
    missed = 1000.0 / 1.5 * moving.summary.tenant_missed_mwh  # 1.5 kW per GPU
    assert table.missed_gpu_h["all"] == pytest.approx(missed)


def test_stays_end_where_moves_begin_and_begin_where_they_end():
    when = pd.Timestamp
    moves = pd.DataFrame({"kind": ["move", "split", "move"], "to_site": ["b", "c", "d"],
                          "decided_at": [when("2025-01-05"), when("2025-01-06"), when("2025-01-09")],
                          "arrived_at": [when("2025-01-06"), when("2025-01-07"), pd.NaT]})
    lease = when("2025-01-02"), when("2025-02-01")
    assert list(tenant_gantt.stays("a", moves, lease, {})) == [
        ("a", when("2025-01-02"), when("2025-01-05")), ("b", when("2025-01-06"), when("2025-01-09"))]
    powered = {"a": when("2025-01-07"), "b": when("2025-01-08")}
    assert list(tenant_gantt.stays("a", moves, lease, powered)) == [
        ("b", when("2025-01-08"), when("2025-01-09"))]
    assert list(tenant_gantt.stays("a", moves.iloc[:0], lease, {})) == [("a", *lease)]


def test_a_replica_serves_until_the_next_split():
    when = pd.Timestamp
    moves = pd.DataFrame({"kind": "split", "to_site": ["b", "b", "a"], "share": [0.5, 0.2, 0.0],
                          "arrived_at": [when("2025-01-02"), when("2025-01-05"),
                                         when("2025-01-07")]})
    assert list(tenant_gantt.replicas(moves, when("2025-02-01"))) == [
        ("b", when("2025-01-02"), when("2025-01-05"), 0.5),
        ("b", when("2025-01-05"), when("2025-01-07"), 0.2)]


def test_rests_are_where_a_tenant_with_a_lease_draws_nothing(binary, tmp_path):
    with open_run(simulate_tenants(binary, tmp_path / "pause.h5", "pause")) as run:
        rests = tenant_gantt._rests(run)
        wanted = run.frame("tenant", "wanted_mw", wide=True)
        hours = {name: sum((last - first) / pd.Timedelta(hours=1) for first, last in spans)
                 for name, spans in rests.items()}
        assert hours["llm"] == (wanted.llm == 0.0).sum() > 0
        with pytest.raises(plots.NothingToDraw, match="no tenant moved"):
            plots.PLOTS["migration_map"](run)
        plots.PLOTS["tenant_gantt"](run)


def test_moves_are_counted_in_their_month_and_on_their_way(moving):
    moves = tenants.moves(moving, tenants.table(moving))
    assert len(moves) == moving.summary.tenant_moves > 0
    table = migration_timeline.counts(moves, "month", *tenants.times_of(moving))
    assert table.to_numpy().sum() == len(moves) and table.index[0] == pd.Timestamp("2025-01-01")
    ways = migration_map.ways(moving, moves)
    assert ways[["origin", "target"]].to_numpy().tolist() == [["south", "north"]]
    assert ways["sum"].sum() == moves.gb.sum() and ways["size"].sum() == len(moves)
    assert tenants.counted(moves) == f"{len(moves)} moves"


def test_a_grid_without_coordinates_is_a_ring(moving_run_file, tmp_path):
    shutil.copy(moving_run_file, tmp_path / "run.h5")
    with h5py.File(tmp_path / "run.h5", "r+") as file:
        for table in ("bus", "substation"):
            file[f"grid/{table}/latitude"][:] = np.nan
    with open_run(tmp_path / "run.h5") as run:
        buses, geographic = places.of_buses(run)
        stations = places.of_substations(run, buses, geographic)
        assert not geographic and stations.loc["north"].tolist() == buses.loc["b"].tolist()
        plots.PLOTS["migration_map"](run)


def test_who_waits_has_filed_and_neither_signed_nor_left(monkeypatch):
    rows = [("2025-01-01", "filed", 0, 100), ("2025-01-02", "filed", 1, 50),
            ("2025-01-03", "shrunk", 1, 40), ("2025-01-04", "signed", 0, 80),
            ("2025-01-05", "rest_queued", 0, 20), ("2025-01-06", "left", 1, 40),
            ("2025-01-07", "rest_left", 0, 20), ("2025-01-08", "energised", 0, 80)]
    events = pd.DataFrame(rows, columns=["time", "kind", "request", "mw"])
    monkeypatch.setattr(story.requests, "history", lambda run: events)
    monkeypatch.setattr(story.requests, "attributes",
                        lambda run: pd.DataFrame({"class": ["mine", "ai_campus"]}))
    table = story.waiting(None)
    assert table["mine"].tolist() == [100, 100, 100, 0, 20, 20, 0]
    assert table["ai_campus"].tolist() == [0, 50, 40, 40, 40, 0, 0]


def test_rules_are_set_side_by_side(swept, run_file, moving_run_file, tmp_path):
    table = fairness_cost.of_runs(run for _, run in swept.select_all())
    assert sorted(table.rule) == ["lifo"] * 4 + ["pro_rata"] * 4
    done = plot(swept.path, "--output", tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(tmp_path / "fairness_cost.png")]
    picture = matplotlib.image.imread(tmp_path / "fairness_cost.png")
    assert (picture[..., :3].min(axis=2) < 0.9).mean() > 0.01
    one_rule = plot(run_file, moving_run_file, "--output", tmp_path)
    assert one_rule.returncode == 0 and "not two rules" in one_rule.stderr
    assert plot(run_file, moving_run_file, "--only", "load").returncode == 2


def test_the_program_draws_a_sweep(binary, swept, tmp_path):
    done = subprocess.run([binary, "plot", swept.path, "-o", tmp_path], capture_output=True, text=True,
                          timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(tmp_path / "fairness_cost.png")]


def test_names_of_points_do_not_cover_each_other(swept):
    table = pd.DataFrame({"rule": [f"rule_{k}" for k in range(8)],
                          fairness_cost.COST: 1e6 * (1.0 + 0.01 * np.arange(8)),
                          fairness_cost.UNEVEN: 0.5 + 0.003 * np.arange(8),
                          fairness_cost.ENVY: np.linspace(0.01, 0.09, 8)})
    table.loc[0, fairness_cost.COST] = 9e6
    figure = fairness_cost.figure(table, "made up")
    figure.canvas.draw()
    for axis in figure.axes:
        boxes = [text.get_window_extent() for text in axis.texts]
        pairs = [(a, b) for k, a in enumerate(boxes) for b in boxes[:k]]
        overlaps = [(a, b) for a, b in pairs
                    if min(a.x1, b.x1) - max(a.x0, b.x0) > 2 and min(a.y1, b.y1) - max(a.y0, b.y0) > 2]
        assert not overlaps
