"""What the pictures of the queue are drawn from."""

import shutil

import h5py
import numpy as np
import pandas as pd
import pytest
from gridrush import open_run, plots
from gridrush.plots import queue_gantt, queue_gw, requests, wait_survival


def history(*rows):
    table = pd.DataFrame(rows, columns=["time", "kind", "request", "mw"])
    return table.assign(time=pd.to_datetime(table["time"]), detail=-1)


def test_survival_is_that_of_a_published_example():
    # Freireich et al. (1963), remission in weeks under 6-MP; estimate as in Collett (2015), table 2.3 ff.
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    times, share = wait_survival.survival(np.array(ended + censored, dtype=float),
                                          np.array([True] * 9 + [False] * 12))
    assert times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    np.testing.assert_allclose(share, [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448],
                               atol=5e-4)


def test_nobody_who_got_power_leaves_the_curve_at_one():
    times, share = wait_survival.survival(np.array([3.0, 4.0]), np.array([False, False]))
    assert times.size == 0 and share.size == 0


def test_powers_follow_each_request(monkeypatch):
    monkeypatch.setattr(requests, "history", lambda run: history(
        ("2025-01-01", "filed", 0, 100), ("2025-01-02", "filed", 1, 50),
        ("2025-01-03", "shrunk", 1, 40), ("2025-01-04", "signed", 0, 80),
        ("2025-01-05", "energised", 0, 30), ("2025-01-06", "stepped_up", 0, 80),
        ("2025-01-07", "left", 1, 40), ("2025-01-08", "lapsed", 0, 10)))
    table = queue_gw.powers(None)
    assert table["filed"].tolist() == [100, 150, 150, 150, 150, 150, 150, 150]
    assert table["asked"].tolist() == [100, 150, 140, 120, 120, 120, 80, 10]
    assert table["contracted"].tolist() == [0, 0, 0, 80, 80, 80, 80, 10]
    assert table["in_force"].tolist() == [0, 0, 0, 0, 30, 80, 80, 10]


def test_the_rest_of_a_request_is_asked_for_beside_its_contract(monkeypatch):
    monkeypatch.setattr(requests, "history", lambda run: history(
        ("2025-01-01", "filed", 0, 100), ("2025-01-02", "signed", 0, 40),
        ("2025-01-03", "rest_queued", 0, 60), ("2025-01-04", "energised", 0, 40),
        ("2025-01-05", "signed", 0, 35), ("2025-01-06", "rest_queued", 0, 25),
        ("2025-01-07", "site_lapsed", -1, 0), ("2025-01-08", "rest_left", 0, 25)))
    table = queue_gw.powers(None)
    assert table["asked"].tolist() == [100, 40, 100, 100, 75, 100, 75]
    assert table["contracted"].tolist() == [0, 40, 40, 40, 75, 75, 75]
    bars = list(queue_gantt._bars(history(
        ("2025-01-01", "queued", 0, 100), ("2025-01-02", "signed", 0, 40),
        ("2025-01-03", "study_began", 0, 60), ("2025-01-04", "energised", 0, 40),
        ("2025-01-05", "signed", 0, 60)), pd.Timestamp("2026-01-01")))
    assert [stage for stage, *_ in bars] == ["waiting", "building", "ramping"]


def test_stages_fill_the_time_from_filing_to_the_end():
    events = history(("2025-01-01", "filed", 0, 1), ("2025-01-02", "queued", 0, 1),
                     ("2025-01-03", "study_began", 0, 1), ("2025-01-03", "study_ended", 0, 1),
                     ("2025-01-05", "left", 0, 1))
    bars = list(queue_gantt._bars(events, pd.Timestamp("2026-01-01")))
    assert [stage for stage, *_ in bars] == ["filing", "waiting", "studied"]
    assert all(last == first for (*_, last), (_, first, _) in zip(bars, bars[1:]))
    assert bars[-1][2] == pd.Timestamp("2025-01-05")
    lapsed = history(("2025-01-01", "in_operation", 0, 9), ("2025-01-04", "lapsed", 0, 3),
                     ("2025-01-07", "lapsed", 0, 0))
    assert list(queue_gantt._bars(lapsed, pd.Timestamp("2026-01-01"))) == [
        ("operating", pd.Timestamp("2025-01-01"), pd.Timestamp("2025-01-07"))]
    open_end = list(queue_gantt._bars(events.iloc[:-1], pd.Timestamp("2026-01-01")))
    assert open_end[-1][2] == pd.Timestamp("2026-01-01")


def test_a_file_without_events_of_the_queue_is_drawn_from_its_dates(run_file, tmp_path):
    shutil.copy(run_file, tmp_path / "old.h5")
    with h5py.File(tmp_path / "old.h5", "r+") as file:
        del file["queue/events"], file["queue/applicant"]
    with open_run(tmp_path / "old.h5") as run:
        kinds = requests.history(run).groupby("request")["kind"].agg(list)
        assert kinds[0] == ["filed", "queued", "signed", "energised", "in_operation"]
        assert kinds[1][-1] == "left"
        for name in ("queue_gantt", "queue_gw", "wait_survival"):
            plots.PLOTS[name](run)


def test_places_without_coordinates_stand_in_a_circle(rich_run_file, tmp_path):
    shutil.copy(rich_run_file, tmp_path / "run.h5")
    with h5py.File(tmp_path / "run.h5", "r+") as file:
        file["grid/bus/latitude"][:] = np.nan
    with open_run(tmp_path / "run.h5") as run:
        places, geographic = plots.places.of_buses(run)
        assert not geographic
        np.testing.assert_allclose(np.hypot(places["x"], places["y"]), 1.0)
        plots.PLOTS["upgrade_map"](run)


def test_nobody_has_applied_is_said(binary, tmp_path):
    from conftest import simulate

    with open_run(simulate(binary, tmp_path / "late.h5", "horizon.days=3")) as run:
        for name in ("queue_gantt", "queue_gw", "wait_survival"):
            with pytest.raises(plots.NothingToDraw, match="nobody has applied"):
                plots.PLOTS[name](run)
