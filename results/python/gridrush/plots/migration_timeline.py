"""Moves of tenants over time: how many, and how long each took."""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from . import cuts, tenants
from .style import BLACK, RED, legend, new_figure, time_axis, title


def counts(moves, period, start, end):
    """Moves and splits by period and kind of tenant."""
    starts = pd.date_range(start.normalize().replace(day=1) if period == "month" else
                           start.normalize(), end, freq={"month": "MS", "day": "D"}[period])
    table = pd.DataFrame(0, starts, [kind for kind in tenants.KIND_NAMES
                                     if (moves["of"] == kind).any()])
    rows = starts.searchsorted(moves["decided_at"], side="right") - 1
    for row, kind in zip(rows, moves["of"]):
        table.iloc[row, table.columns.get_loc(kind)] += 1
    return table


def figure(run):
    moves = tenants.moves(run, tenants.table(run))
    start, end = tenants.times_of(run)
    period = cuts.period_of(pd.DatetimeIndex([start, end]))
    fig, (upper, lower) = new_figure(10, 5.6, rows=2, sharex=True)
    _draw_counts(upper, counts(moves, period, start, end), period)
    word, unit = _unit_of(moves)
    _draw_lengths(lower, moves, unit)
    upper.set_ylabel(f"per {period}")
    lower.set_ylabel(f"{word} from decision\nto computing again")
    lower.set_xlim(start, end)
    time_axis(lower)
    legend(upper)
    legend(lower, _handles(moves))
    failures = int(moves["failures"].sum())
    title(fig, upper, f"{tenants.counted(moves)} of tenants, "
          f"{tenants.amount(moves['gb'].sum())}"
          + (f", {failures} failed transfers" if failures else ""), run)
    return fig


def _draw_counts(axis, table, period):
    days = table.index.days_in_month.to_numpy() if period == "month" else 1.0
    base = np.zeros(len(table))
    for kind in table:
        axis.bar(table.index, table[kind], bottom=base, width=0.92 * days, align="edge",
                 color=tenants.KIND_COLOURS[kind], label=tenants.KIND_NAMES[kind], linewidth=0)
        base += table[kind].to_numpy()
    axis.set_ylim(0, 1.08 * base.max())
    axis.yaxis.get_major_locator().set_params(integer=True)


def _unit_of(moves):
    """The unit in which times from decision to computing are easy to read."""
    longest = (moves["arrived_at"] - moves["decided_at"]).max()
    return (("minutes", pd.Timedelta(minutes=1)) if longest < pd.Timedelta(hours=3) else
            ("hours", pd.Timedelta(hours=1)))


def _draw_lengths(axis, moves, unit):
    done = moves[moves["arrived_at"].notna()]
    lengths = (done["arrived_at"] - done["decided_at"]) / unit
    colours = [tenants.KIND_COLOURS[kind] for kind in done["of"]]
    axis.scatter(done["decided_at"], lengths, s=26, c=colours, lw=0, alpha=0.8, zorder=3)
    broken = done["failures"] > 0
    axis.scatter(done["decided_at"][broken], lengths[broken], s=60, facecolors="none",
                 edgecolors=RED, lw=1.2, zorder=4)
    lost = moves[moves["arrived_at"].isna()]
    axis.plot(lost["decided_at"], np.full(len(lost), lengths.min() if len(lengths) else 1.0), "x",
              color=BLACK, ms=6, zorder=4)
    if len(lengths) and lengths.max() > 20.0 * max(lengths.min(), 1e-3):
        axis.set_yscale("log")
        axis.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    else:
        axis.set_ylim(0, None)


def _handles(moves):
    handles = [Line2D([], [], marker="o", ls="", color="#777777", ms=5, label="one move")]
    if (moves["failures"] > 0).any():
        handles.append(Line2D([], [], marker="o", ls="", mfc="none", mec=RED, ms=7,
                              label="a transfer failed\nand was sent anew"))
    if moves["arrived_at"].isna().any():
        handles.append(Line2D([], [], marker="x", ls="", color=BLACK, ms=6,
                              label="under way at the end"))
    return handles
