"""How full the transformer banks were."""

import matplotlib
import matplotlib.dates as dates
import numpy as np
import pandas as pd

from .style import RED, NothingToDraw, new_figure, time_axis, title


def _loading(run):
    """95th percentile of the loading by month (day in short runs) and substation."""
    times = run.times("substation")
    if len(times) == 0:
        raise NothingToDraw("no interval was recorded")
    period = "month" if times[-1] - times[0] > pd.Timedelta(days=200) else "day"
    return run.resample("substation", "loading", period, quantile=0.95), period


def figure(run):
    if not run.has("substation", "loading"):
        raise NothingToDraw("there are no substations, or their loading was not recorded")
    table, period = _loading(run)
    table = table[table.iloc[-12:].mean().sort_values(kind="stable").index]
    colours = matplotlib.colormaps["YlGnBu"].copy()
    colours.set_over(RED)
    colours.set_bad("#F2F2F2")
    step = table.index[-1] - table.index[-2] if len(table) > 1 else pd.Timedelta(days=1)
    edges = dates.date2num(table.index.append(pd.DatetimeIndex([table.index[-1] + step])))
    fig, axis = new_figure(10, 1.8 + 0.27 * table.shape[1])
    axis.grid(False)
    values = table.T.to_numpy()
    mesh = axis.pcolormesh(edges, np.arange(table.shape[1] + 1), np.ma.masked_invalid(values),
                           cmap=colours, vmin=0, vmax=1.0 + 1e-6)
    axis.set_yticks(np.arange(table.shape[1]) + 0.5, table.columns)
    axis.tick_params(axis="y", length=0)
    axis.xaxis_date()
    time_axis(axis)
    bar = fig.colorbar(mesh, ax=axis, extend="max", pad=0.015, fraction=0.035)
    bar.set_label("load / firm capacity")
    bar.outline.set_visible(False)
    over = int((values > 1.0 + 1e-6).any(axis=1).sum())
    full = int((values > 0.9).any(axis=1).sum())
    what = f"{full} of {table.shape[1]} substations pass 90 % of their firm capacity"
    if over:
        what += f", {over} exceed it (red)"
    title(fig, axis, f"Bank loading, 95th percentile of each {period}: {what}", run)
    return fig
