"""A comparison as a forest plot: relative change of each metric with its interval, by level."""

import math
import pathlib

import numpy as np

from .style import BLUE, GREY, NothingToDraw, _RC, plt, save

_MOST_METRICS = 24


def draw(frame, path):
    """Draws `frame`, see gridrush.compare(); the ending of `path` says what kind of picture."""
    return save(figure(frame), pathlib.Path(path))


def figure(frame):
    """A small panel per metric, each with a row per level; as many as differ, at most 24."""
    frame = frame[frame["differs"] & np.isfinite(frame["relative"].astype(float))]
    if frame.empty:
        raise NothingToDraw("no quantity differs by a share of its baseline")
    metrics = list(dict.fromkeys(frame["metric"]))
    shown = metrics[:_MOST_METRICS]
    levels = [level for level in frame.attrs["levels"] if level in set(frame["level"])]
    columns = min(2 if len(shown) <= 12 else 3, len(shown))
    rows = math.ceil(len(shown) / columns)
    height = 0.62 + 0.24 * len(levels)
    with plt.rc_context(_RC):
        fig, axes = plt.subplots(rows, columns, squeeze=False, constrained_layout=True,
                                 figsize=(max(5.6, 4.3 * columns), 1.3 + rows * height))
        for axis, metric in zip(axes.flat, shown):
            _panel(axis, frame[frame["metric"] == metric], levels)
        for axis in axes.flat[len(shown):]:
            axis.set_visible(False)
        fig.suptitle(_headline(frame, len(metrics), len(shown)), x=0.01, ha="left", fontsize=10)
        fig.get_layout_engine().set(w_pad=0.08)
        fig.supxlabel(f"change from {_baseline(frame.attrs)} in %, with "
                      f"{100 * frame.attrs['confidence']:g} % interval of the paired difference "
                      "(grey: it holds zero)",
                      fontsize=8)
    return fig


def _panel(axis, rows, levels):
    """One metric: a point and a line per level, grey where the interval holds zero."""
    axis.axvline(0, color=GREY, lw=1, zorder=1)
    for _, row in rows.iterrows():
        place = levels.index(row["level"])
        scale = 100.0 / abs(row["baseline_mean"])
        low, high = scale * row["paired_low"], scale * row["paired_high"]
        unclear = math.isfinite(low) and low <= 0 <= high
        colour = GREY if unclear else BLUE
        if math.isfinite(low):
            axis.plot([low, high], [place, place], color=colour, lw=2.2, solid_capstyle="round",
                      zorder=2)
        axis.plot(100.0 * row["relative"], place, "o", ms=4.5, color=colour, mew=0, zorder=3)
    axis.set_yticks(range(len(levels)), levels, fontsize=7.5)
    axis.set_ylim(len(levels) - 0.45, -0.55)
    axis.tick_params(axis="y", length=0)
    axis.tick_params(axis="x", labelsize=7.5)
    axis.grid(True, axis="x")
    axis.locator_params(axis="x", nbins=4 if max(map(abs, axis.get_xlim())) >= 1e5 else 5)
    axis.xaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")  # no power of ten aside
    axis.margins(x=0.08)
    axis.spines["left"].set_visible(False)
    axis.set_title(rows["metric"].iloc[0], fontsize=8.5, fontweight="bold", loc="left", pad=3)


def _baseline(attrs):
    """`growth = 0`, or the first of several runs."""
    return f"{attrs['axis']} = {attrs['baseline']}" if attrs["axis"] else attrs["baseline"]


def _headline(frame, metrics, shown):
    attrs = frame.attrs
    text = f"{attrs['sweep']}: {attrs['axis']} against {attrs['baseline']}"
    if attrs["where"]:
        text += f", where {', '.join(attrs['where'])}"
    pairs = frame["pairs"]
    count = f"{pairs.min()}" if pairs.min() == pairs.max() else f"{pairs.min()} to {pairs.max()}"
    text += f"; {count} pair{'s' if pairs.max() != 1 else ''}"
    return text + (f" (the {shown} largest effects of {metrics})" if shown < metrics else "")
