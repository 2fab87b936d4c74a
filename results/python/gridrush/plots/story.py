"""The whole run in one picture: who draws power, who waits for it, who is cut, who moves."""

import numpy as np
import pandas as pd
from matplotlib.patches import Patch

from . import cuts, migration_timeline, requests, tenants
from .style import (CLASS_COLOURS, CLASS_NAMES, NothingToDraw, _RC, legend, plt, time_axis, title)

_DRAWN = {"mine": "mine_mw", "ai_campus": "ai_campus_mw", "industry": "industry_mw"}
_STARTS = {"month": "MS", "day": "D"}


def figure(run):
    if not run.has("system", "time_bounds") or len(run.times("system")) == 0:
        raise NothingToDraw("/system was not recorded")
    names = [name for name, variable in _DRAWN.items() if run.has("system", variable)]
    if not names:
        raise NothingToDraw("consumption of large loads was not recorded")
    times = run.times("system")
    period = cuts.period_of(times)
    panels = [_prepared(panel, run, period) for panel in (_power, _queue, _cuts, _moves)]
    heights = [weight if draw else 0.22
               for (_, draw), weight in zip(panels, (1.5, 1.0, 1.0, 0.8))]
    with plt.rc_context(_RC):
        fig, axes = plt.subplots(len(panels), 1, figsize=(10, 1.0 + 2.0 * sum(heights)),
                                 sharex=True, constrained_layout=True,
                                 gridspec_kw={"height_ratios": heights})
        for axis, (words, draw) in zip(axes, panels):
            axis.grid(True, axis="y")
            axis.set_title(words, loc="left", fontsize=10, fontweight="bold")
            draw(axis) if draw else _leave_empty(axis)
    axes[0].set_xlim(times[0], times[-1])
    time_axis(axes[-1])
    axes[0].set_title("")
    title(fig, axes[0], panels[0][0], run)
    return fig


def _prepared(panel, run, period):
    """(words, how to draw it), or (words, None) where there is nothing to draw."""
    try:
        return panel(run, period)
    except NothingToDraw as reason:
        return f"{_NOTHING[panel.__name__]}: {reason}", None


_NOTHING = {"_power": "Large loads", "_queue": "Who waits for a connection",
            "_cuts": "Whom the grid cuts", "_moves": "Who moves"}


def _leave_empty(axis):
    axis.set_yticks([])
    axis.spines["left"].set_visible(False)


def _to_its_end(table):
    """The last period drawn to its end."""
    if len(table) < 2:
        return table
    end = table.index[-1] + (table.index[-1] - table.index[-2])
    return pd.concat([table, table.iloc[[-1]].set_axis([end])])


def _stack(axis, table):
    """Columns on top of each other."""
    table = _to_its_end(table)
    axis.stackplot(table.index, table.T.to_numpy(), step="post", linewidth=0,
                   colors=[CLASS_COLOURS[name] for name in table],
                   labels=[CLASS_NAMES[name] for name in table])


def _power(run, period):
    """GW, means by period: what each class draws; above it, what contracts let all of them draw."""
    drawn = pd.DataFrame({name: run.frame("system", variable, wide=True)[variable] / 1000.0
                          for name, variable in _DRAWN.items() if run.has("system", variable)})
    drawn = drawn.resample(_STARTS[period]).mean()  # of the intervals that were solved
    drawn = drawn.loc[:, drawn.max() > 0.0]
    if drawn.empty:
        raise NothingToDraw("there are none")
    allowed = _to_its_end(_allowed(run, period))

    def draw(axis):
        _stack(axis, drawn)
        if len(allowed):
            axis.step(allowed.index, allowed, where="post", color="#444444", lw=1.3,
                      ls=(0, (4, 2)), label="contracts in force")
        axis.set_ylabel("GW")
        axis.set_ylim(0, 1.05 * max(drawn.sum(axis=1).max(), allowed.max() if len(allowed) else 0))
        handles, labels = axis.get_legend_handles_labels()
        legend(axis, handles[::-1], labels[::-1])
    return _told(drawn), draw


def _told(drawn):
    """What the first and the last year's means were, of mines and AI campuses."""
    year = max(len(drawn) // 10, 1)
    first, last = drawn.iloc[:year].mean(), drawn.iloc[-year:].mean()
    words = [f"{CLASS_NAMES[name]} from {first[name]:.1f} to {last[name]:.1f} GW"
             for name in ("mine", "ai_campus") if name in drawn]
    text = ", ".join(words) or "other industry"
    return f"Who draws power: {text}"


def _allowed(run, period):
    """GW that contracts let large loads draw, by period."""
    if not run.has("site", "limit_mw"):
        return pd.Series(dtype=float)
    return run.resample("site", "limit_mw", period).sum(axis=1) / 1000.0


def waiting(run):
    """MW that were asked for and neither signed nor given up, after every event, by class."""
    owner = requests.attributes(run)["class"].to_numpy()
    open_mw, rows = {}, []
    sums = dict.fromkeys(_DRAWN, 0.0)
    for event in requests.history(run).itertuples():
        if event.kind in ("filed", "rest_queued", "shrunk"):
            now = event.mw
        elif event.kind in ("signed", "left", "rest_left"):
            now = 0.0
        else:
            continue
        name = owner[event.request]
        sums[name] += now - open_mw.get(event.request, 0.0)
        open_mw[event.request] = now
        rows.append((event.time, *sums.values()))
    frame = pd.DataFrame(rows, columns=["time", *sums]).groupby("time").last()
    return frame.clip(lower=0.0)


def _queue(run, period):
    table = waiting(run) / 1000.0
    if table.empty or table.to_numpy().max() <= 0.0:
        raise NothingToDraw("nobody did")
    first, last = tenants.times_of(run)
    table.loc[max(last, table.index[-1])] = table.iloc[-1]
    if table.index[0] > first:
        table = pd.concat([pd.DataFrame(0.0, [first], table.columns), table])

    def draw(axis):
        axis.stackplot(table.index, table.T.to_numpy(), step="post", linewidth=0,
                       colors=[CLASS_COLOURS[name] for name in table])
        axis.set_ylabel("GW")
        axis.set_ylim(0, None)
    return f"Who waits for a connection: up to {table.sum(axis=1).max():.1f} GW", draw


def _cuts(run, period):
    """Energy that the grid cut, by class and period."""
    cut, _ = cuts.by_class(run)
    energy = cut.mul(run.hours("site")[:len(cut)], axis=0).resample(_STARTS[period]).sum()
    if energy.to_numpy().sum() < 1e-3:
        raise NothingToDraw("nobody")
    divisor, unit = (1000.0, "GWh") if energy.sum(axis=1).max() > 1000.0 else (1.0, "MWh")
    table = energy / divisor

    def draw(axis):
        _bars(axis, table, period, CLASS_COLOURS)
        axis.set_ylabel(f"{unit} per {period}")
    return f"Whom the grid cuts: {_number(table.to_numpy().sum())} {unit} in all", draw


def _number(value):
    return f"{value:,.0f}" if value >= 100.0 else f"{value:.3g}"


def _moves(run, period):
    """Moves and splits of tenants by period."""
    moves = tenants.moves(run, tenants.table(run))
    table = migration_timeline.counts(moves, period, *tenants.times_of(run))

    def draw(axis):
        _bars(axis, table, period, tenants.KIND_COLOURS)
        axis.set_ylabel(f"moves per {period}")
        axis.yaxis.get_major_locator().set_params(integer=True)
        legend(axis, [Patch(color=tenants.KIND_COLOURS[kind], label=tenants.KIND_NAMES[kind])
                      for kind in table])
    return (f"Who moves: {tenants.counted(moves)} of tenants, "
            f"{tenants.amount(moves['gb'].sum())}", draw)


def _bars(axis, table, period, colours):
    days = table.index.days_in_month.to_numpy() if period == "month" else np.ones(len(table))
    base = np.zeros(len(table))
    for name in table:
        height = table[name].to_numpy()
        some = height > 0.0
        axis.bar(table.index[some], height[some], bottom=base[some], width=0.92 * days[some],
                 align="edge", color=colours[name], linewidth=0)
        base += height
    axis.set_ylim(0, 1.08 * base.max())
