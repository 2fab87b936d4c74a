"""Fairness of cuts against their cost: a point for each rule, over the same hours."""

import numpy as np
import pandas as pd

from .style import BLUE, GREY, NothingToDraw, _RC, plt

COST, UNEVEN, ENVY = ("curtailed_all_cost_usd", "curtailed_all_cut_gini", "curtailed_all_envy")
_COLUMNS = ["rule", COST, UNEVEN, ENVY]


def of_runs(runs):
    """A row per run, named by its rule of curtailment."""
    rows = []
    for run in runs:
        summary = run.summary
        if COST in summary:
            rules = run.frame("policies").set_index("family")["name"]
            rows.append([rules["curtailment"], *(summary[name] for name in _COLUMNS[1:])])
    return pd.DataFrame(rows, columns=_COLUMNS)


def figure(table, name):
    """Of a frame of rules with their cost and indices, means over the runs of a rule."""
    table = table[np.isfinite(table[COST])]
    if table["rule"].nunique() < 2:
        raise NothingToDraw("there are not two rules of curtailment to set side by side")
    if not table[UNEVEN].notna().any():
        raise NothingToDraw("the grid cut nobody")
    means = table.groupby("rule", sort=False).mean()
    with plt.rc_context(_RC):
        fig, axes = plt.subplots(1, 2, figsize=(11, 4.9), sharex=True, constrained_layout=True)
        _draw(axes[0], table, means, UNEVEN, 1.0)
        _draw(axes[1], table, means, ENVY, 100.0)
        axes[0].set_title("Gini coefficient of the shares that sites were cut", fontsize=9.5)
        axes[1].set_title("Envy: most less least cut, percentage points", fontsize=9.5)
        for axis in axes:
            axis.set_xlabel("what was cut, worth by the bids of who was cut, million USD")
        runs = table.groupby("rule").size()
        each = f"{runs.min()}" if runs.min() == runs.max() else f"{runs.min()} to {runs.max()}"
        fig.suptitle(f"Fairness against cost of {len(means)} rules of curtailment: left is "
                     f"cheaper, below is fairer\n", x=0.01, ha="left", fontsize=11,
                     fontweight="bold")
        fig.draw_without_rendering()  # fixes the places of the axes
        fig.set_layout_engine("none")
        name_points(axes[0], means[COST] / 1e6, means[UNEVEN])
        name_points(axes[1], means[COST] / 1e6, 100.0 * means[ENVY])
        fig.text(0.01, 0.945, f"{name}; {each} run{'s' if runs.max() > 1 else ''} each, bars from "
                 "lowest to highest", fontsize=8, color="#666666", va="top")
    return fig


def _draw(axis, table, means, column, scale):
    axis.grid(True)
    span = table.groupby("rule", sort=False)
    low, high = span.min(), span.max()
    x, y = means[COST] / 1e6, scale * means[column]
    axis.hlines(y, low[COST] / 1e6, high[COST] / 1e6, color=GREY, lw=1, zorder=1)
    axis.vlines(x, scale * low[column], scale * high[column], color=GREY, lw=1, zorder=1)
    axis.plot(x, y, "o", color=BLUE, ms=6, mew=0, zorder=3)
    axis.margins(0.12)


def name_points(axis, x, y):
    """Names beside the points, where they cover none that is there; equal points share one."""
    at = {}
    for rule in x.index:
        place = axis.transData.transform((x[rule], y[rule]))
        near = next((p for p in at if np.hypot(p[0] - place[0], p[1] - place[1]) < 6.0), None)
        at.setdefault(near or tuple(place), []).append(rule)
    boxes = [(px - 5, py - 5, px + 5, py + 5) for px, py in at]
    scale = axis.figure.dpi / 72.0
    for (px, py), rules in at.items():
        text = ", ".join(rules)
        wide, tall = 4.3 * len(text) * scale, 9.0 * scale
        box, (dx, dy, side) = _free_place(px, py, wide, tall, boxes, axis.bbox, scale)
        boxes.append(box)
        spot = axis.transData.inverted().transform((px, py))
        axis.annotate(text, spot, xytext=(dx / scale, dy / scale), textcoords="offset points",
                      fontsize=7.5, ha=side, va="center", zorder=4,
                      bbox={"facecolor": "white", "alpha": 0.75, "lw": 0, "pad": 0.5},
                      arrowprops={"arrowstyle": "-", "color": GREY, "lw": 0.6}
                      if np.hypot(dx, dy) > 12 * scale else None)


def _free_place(px, py, wide, tall, boxes, frame, scale):
    """The nearest of some places for a text that covers nothing and stays inside."""
    best = None
    for distance in (8, 14, 22, 32, 44, 58):
        for angle in (0, 180, 60, -60, 120, -120, 90, -90):
            dx = scale * distance * np.cos(np.radians(angle))
            dy = scale * distance * np.sin(np.radians(angle))
            side = "left" if dx >= -1e-9 else "right"
            left = px + dx if side == "left" else px + dx - wide
            box = (left, py + dy - tall / 2, left + wide, py + dy + tall / 2)
            inside = (frame.x0 <= box[0] and box[2] <= frame.x1
                      and frame.y0 <= box[1] and box[3] <= frame.y1)
            best = best or (box, (dx, dy, side))
            if inside and not any(_overlap(box, other) for other in boxes):
                return box, (dx, dy, side)
    return best


def _overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
