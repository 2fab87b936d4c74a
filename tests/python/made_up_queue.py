"""Gives a run's file a queue that is rich in events, without a simulation of one."""

import h5py
import numpy as np

DAY = 86400.0


def fill(path, seed=1):
    """Replaces what happened to requests, and the upgrades, by made-up rows. Every third request
    leaves somewhere on its way, one lapses; two upgrades for each of the first six requests."""
    random = np.random.default_rng(seed)
    with h5py.File(path, "r+") as file:
        span = float(file["system/time_bounds"][-1, 1])
        filed = np.nan_to_num(file["queue/applied_at"][:], nan=span / 2)
        mw = np.nan_to_num(file["queue/requested_mw"][:], nan=100.0)
        rows = [row for request in range(len(filed))
                for row in _life(random, request, filed[request], max(mw[request], 1.0), span)]
        _write(file["queue/events"], "event", _codes(file["queue/events/kind"], rows),
               ("time", "kind", "request", "mw", "usd", "detail"))
        _write(file["upgrades"], "upgrade", _upgrades(random, file, span), None)


def _life(random, request, filed, mw, span):
    """(time, kind, request, mw, usd, detail) of one request."""
    pace = span / 24.0
    way = [("filed", mw), ("gate_passed", mw), ("queued", mw), ("study_began", mw),
           ("study_ended", 0.8 * mw), ("offered", 0.8 * mw), ("signed", 0.8 * mw),
           ("energised", 0.3 * mw), ("stepped_up", 0.8 * mw), ("in_operation", 0.8 * mw)]
    if request % 4 == 1:
        way[5:5] = [("stale", mw), ("study_began", mw), ("study_ended", 0.7 * mw)]
    if request % 3 == 2:
        way = way[:3 + request % 5] + [("left", mw)]
    if request == 0:
        way.append(("lapsed", 0.1 * mw))
    time = filed
    for kind, power in way:
        if time >= span:
            return
        yield time, kind, request, power, 1e3 * power, 1 if kind == "left" else -1
        time += random.uniform(0.2, 2.2) * pace if kind != "filed" else 0.1 * pace


def _codes(kind, rows):
    words = kind.attrs["flag_meanings"].split()
    return sorted((time, words.index(name), *rest) for time, name, *rest in rows)


def _upgrades(random, file, span):
    branches, stations = file["grid/branch/branch"].size, file["grid/substation/substation"].size
    rows = []
    for k in range(12):
        row = dict.fromkeys(_columns(file["upgrades"], "upgrade"), 0.0)
        on_branch = k % 2 == 0
        row.update(kind=k % 3 if on_branch else 3 + k % 2, state=k % 3, request=k % 6, study=k // 2,
                   branch=random.integers(branches) if on_branch else -1,
                   substation=-1 if on_branch else random.integers(stations),
                   mw=100.0, reactance_factor=1.0, cost_usd=random.lognormal(16.0, 0.8),
                   lead_time_days=400.0, ordered_at=k / 16 * span, due_at=k / 16 * span + 400 * DAY)
        row["ended_at"] = np.nan if row["state"] == 0 else row["ordered_at"] + 30 * DAY
        row["allocated_usd"] = 0.6 * row["cost_usd"]
        row["socialised_usd"] = 0.4 * row["cost_usd"]
        rows.append(row)
    return rows


def _columns(group, index):
    return [name for name in group if name != index and not name.endswith("_names")]


def _write(group, index, rows, names):
    for k, name in enumerate(names or _columns(group, index)):
        group[name].resize((len(rows),))
        group[name][:] = [row[k] if names else row[name] for row in rows]
    group[index].resize((len(rows),))
    group[index][:] = np.arange(len(rows))
