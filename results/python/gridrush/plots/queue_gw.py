"""Power that was asked for, contracted and metered, over time."""

import numpy as np
import pandas as pd

from . import requests
from .style import BLACK, BLUE, GREEN, GREY, ORANGE, legend, new_figure, time_axis, title, unit_of


def powers(run):
    """MW after every event: filed in all, asked (filed and not gone), contracted, in force."""
    events = requests.history(run)
    filed, asked, contract, in_force = {}, {}, {}, {}
    rows = []
    for event in events.itertuples():
        row, mw = event.request, event.mw
        if event.kind == "filed":
            filed[row] = asked[row] = mw
        elif event.kind in ("shrunk", "rest_queued"):
            asked[row] = contract.get(row, 0) + mw
        elif event.kind == "signed":
            contract[row] = asked[row] = contract.get(row, 0) + mw
        elif event.kind == "rest_left":
            asked[row] = contract[row]
        elif event.kind in ("energised", "stepped_up", "transferred"):
            in_force[row] = mw
        elif event.kind == "lapsed":
            contract[row] = asked[row] = in_force[row] = mw
        elif event.kind == "left":
            for power in (asked, contract, in_force):
                power.pop(row, None)
        else:
            continue
        rows.append((event.time, *(sum(p.values()) for p in (filed, asked, contract, in_force))))
    frame = pd.DataFrame(rows, columns=["time", "filed", "asked", "contracted", "in_force"])
    return frame.groupby("time").last()


def metered(run):
    """MW: highest hourly draw of all requests together, by month (day in short runs)."""
    if not run.has("site", "consumed_mw") or len(run.times("site")) == 0:
        return pd.Series(dtype=float)
    asked_for = (run.entities("site")["request"] >= 0).to_numpy()
    total = np.concatenate([block[:, asked_for].sum(axis=1, dtype=float)
                            for block in run.blocks("site", "consumed_mw")])
    times = run.times("site")[:len(total)]
    period = "MS" if times[-1] - times[0] > pd.Timedelta(days=200) else "D"
    peaks = pd.Series(total, times).resample(period).max()
    peaks.loc[times[-1]] = peaks.iloc[-1]
    return peaks


def figure(run):
    table = powers(run)
    end = requests.observed_until(run, requests.history(run))
    table.loc[max(end, table.index[-1])] = table.iloc[-1]
    draw = metered(run)
    divisor, unit = unit_of(table["filed"].max())
    table, draw = table / divisor, draw / divisor
    fig, axis = new_figure(10, 4.6)
    axis.step(table.index, table["filed"], where="post", color=GREY, lw=1.2, ls=(0, (4, 2)),
              label="filed in all")
    for column, colour, name in (("asked", ORANGE, "filed and not gone"),
                                 ("contracted", BLUE, "contracted"),
                                 ("in_force", GREEN, "contract in force")):
        axis.fill_between(table.index, table[column], step="post", color=colour, alpha=0.16, lw=0)
        axis.step(table.index, table[column], where="post", color=colour, lw=1.7, label=name)
    if len(draw):
        axis.step(draw.index, draw, where="post", color=BLACK, lw=1.1,
                  label="metered, highest hour")
    axis.set_ylabel(unit)
    axis.set_ylim(0, None)
    axis.set_xlim(table.index[0], table.index[-1])
    time_axis(axis)
    legend(axis)
    title(fig, axis, _story(table.iloc[-1], draw, unit), run)
    return fig


def _story(last, draw, unit):
    text = (f"Asked for, contracted, metered: of {last['filed']:.3g} {unit} filed "
            f"{last['contracted']:.3g} {unit} are under contract")
    return text + (f", {draw.iloc[-1]:.3g} {unit} are drawn" if len(draw) else "")
