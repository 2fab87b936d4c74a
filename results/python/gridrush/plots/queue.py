"""What became of each request: waiting, building, ramping, operating, withdrawn."""

import matplotlib.dates as dates
import pandas as pd
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from .style import (BLACK, CLASS_COLOURS, CLASS_NAMES, NothingToDraw, legend, new_figure,
                    time_axis, title, unit_of)

# phase: (share of the class colour, hatch)
_PHASES = {"waiting": (0.18, None), "building": (0.45, "////"), "ramping": (0.70, None),
           "operating": (1.0, None)}
_MOST_ROWS = 120


def _tint(colour, share):
    return tuple(1 - share * (1 - part) for part in to_rgb(colour))


# What an event tells about its request: (column of its date, state from then on).
_EVENTS = {"applied": ("applied_at", "waiting"), "granted": ("ruled_at", "building"),
           "refused": ("left_at", "refused"), "withdrawn": ("left_at", "withdrawn"),
           "energised": ("energised_at", "ramping"), "in_operation": ("operating_at", "operating")}


def _queue_so_far(run):
    """The queue of a run that did not reach its end, from its events."""
    queue = run.frame("queue")[["request", "class", "substation"]].copy()
    for column, _ in _EVENTS.values():
        queue[column] = pd.NaT
    queue["state"] = "planned"
    for column in ("requested_mw", "firm_mw", "non_firm_mw"):
        queue[column] = 0.0
    for event in run.frame("events").itertuples():
        if event.kind not in _EVENTS:
            continue
        column, queue.loc[event.entity, "state"] = _EVENTS[event.kind]
        queue.loc[event.entity, column] = event.time
        if event.kind in ("applied", "granted"):
            power = {"applied": "requested_mw", "granted": "firm_mw"}[event.kind]
            queue.loc[event.entity, power] = event.mw
    return queue


def _queue(run):
    if not run.has("queue", "applied_at"):
        raise NothingToDraw("there is no queue")
    queue = run.frame("queue") if run.has("summary") else _queue_so_far(run)
    queue = queue[queue["applied_at"].notna()].sort_values("applied_at", kind="stable")
    if queue.empty:
        raise NothingToDraw("nobody has applied")
    return queue.reset_index(drop=True)


def _spans(row, end):
    """(phase, first, last) of a request."""
    left = row["left_at"]
    ruled = row["ruled_at"] if row["firm_mw"] + row["non_firm_mw"] > 0 else pd.NaT
    marks = [("waiting", row["applied_at"]), ("building", ruled),
             ("ramping", row["energised_at"]), ("operating", row["operating_at"])]
    marks = [(name, mark) for name, mark in marks if pd.notna(mark)]
    stop = end if pd.isna(left) else left
    ends = [mark for _, mark in marks[1:]] + [stop]
    return [(name, mark, until) for (name, mark), until in zip(marks, ends) if until > mark]


def figure(run):
    queue = _queue(run)
    shown = queue.head(_MOST_ROWS)
    end = run.times("system")[-1] if run.has("system") else queue.filter(like="_at").max().max()
    end = max(end, queue["applied_at"].max())
    fig, axis = new_figure(10.5, 1.6 + 0.165 * len(shown))
    for position, row in shown.iterrows():
        colour = CLASS_COLOURS.get(row["class"], BLACK)
        for phase, first, last in _spans(row, end):
            share, hatch = _PHASES[phase]
            axis.barh(position, dates.date2num(last) - dates.date2num(first),
                      left=dates.date2num(first), height=0.78, color=_tint(colour, share),
                      hatch=hatch, edgecolor="white", linewidth=0)
        if pd.notna(row["left_at"]):
            marker = "s" if row["state"] == "refused" else "X"
            axis.plot(row["left_at"], position, marker, color=BLACK, ms=4.2, mew=0)
    _axes(axis, shown, end)
    legend(axis, _handles(shown))
    title(fig, axis, _story(queue, len(shown)), run)
    return fig


def _axes(axis, shown, end):
    axis.set_yticks(range(len(shown)),
                    [f"{row['request']}  {row['requested_mw']:.0f} MW  {row['substation']}"
                     for _, row in shown.iterrows()], fontsize=6.5)
    axis.tick_params(axis="y", length=0)
    axis.set_ylim(len(shown) - 0.3, -0.7)
    axis.grid(False, axis="y")
    axis.grid(True, axis="x")
    first = shown["applied_at"].min()
    axis.set_xlim(first - (end - first) * 0.01, end)
    axis.xaxis_date()
    time_axis(axis)


def _handles(shown):
    classes = [name for name in CLASS_COLOURS if name in set(shown["class"])]
    handles = [Patch(color=CLASS_COLOURS[name], label=CLASS_NAMES[name]) for name in classes]
    handles.append(Patch(alpha=0, label=""))
    handles += [Patch(facecolor=_tint("#555555", share), hatch=hatch, edgecolor="white",
                      label=phase) for phase, (share, hatch) in _PHASES.items()]
    words = set(shown["state"].astype(str))
    if "withdrawn" in words:
        handles.append(Line2D([], [], marker="X", ls="", color=BLACK, ms=5, label="withdrawn"))
    if "refused" in words:
        handles.append(Line2D([], [], marker="s", ls="", color=BLACK, ms=4.5, label="refused"))
    return handles


def _story(queue, shown):
    mw = queue["requested_mw"]
    connected = queue["energised_at"].notna()
    divisor, unit = unit_of(mw.sum())
    text = (f"The queue: {len(queue)} requests for {mw.sum() / divisor:.3g} {unit}, "
            f"{mw[connected].sum() / divisor:.3g} {unit} of them energised")
    return text + (f" (first {shown} shown)" if shown < len(queue) else "")
