"""The way of each request through the queue: a row each, a colour for each stage."""

import matplotlib.dates as dates
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from . import requests
from .style import (APPLICANT_COLOURS, APPLICANT_NAMES, BLACK, legend, new_figure, time_axis,
                    title, unit_of)

_MOST_ROWS = 120

# What an event begins, and the colour of each stage.
_BEGINS = {"filed": "filing", "queued": "waiting", "study_began": "in study",
           "study_ended": "studied", "stale": "waiting", "offered": "offer out",
           "signed": "building", "energised": "ramping", "in_operation": "operating"}
_CONNECTED = ("energised", "in_operation")
_COLOURS = {"filing": "#DDDDDD", "waiting": "#F7E7A6", "in study": "#8CCBEF", "studied": "#3E8EC4",
            "offer out": "#CC79A7", "building": "#E9A23B", "ramping": "#8FD0B6",
            "operating": "#009E73"}


def _bars(events, end):
    """(stage, first, last) of one request."""
    marks, has_contract = [], False
    for row in events.itertuples():
        # What stays in the queue beyond a contract goes through its stages beside it.
        if row.kind in _BEGINS and (not has_contract or row.kind in _CONNECTED):
            marks.append((row.time, _BEGINS[row.kind]))
        has_contract = has_contract or row.kind == "signed"
    gone = events.loc[requests.is_end(events), "time"]
    stop = gone.iloc[0] if len(gone) else end
    marks = [mark for mark in marks if mark[0] <= stop]
    for (first, stage), (last, _) in zip(marks, [*marks[1:], (stop, None)]):
        if last > first:
            yield stage, first, last


def figure(run):
    queue = requests.attributes(run)
    events = requests.history(run)
    filed = requests.first(events, "filed").sort_values(kind="stable")
    shown = filed.index[:_MOST_ROWS]
    end = requests.observed_until(run, events)
    by_request = dict(iter(events.groupby("request")))
    fig, axis = new_figure(10.5, 1.6 + 0.165 * len(shown))
    seen = set()
    for position, row in enumerate(shown):
        for stage, first, last in _bars(by_request[row], end):
            seen.add(stage)
            begin = dates.date2num(first)
            axis.barh(position, dates.date2num(last) - begin, left=begin, height=0.78,
                      color=_COLOURS[stage], linewidth=0)
        _end_mark(axis, position, by_request[row])
    _axes(axis, queue.loc[shown], filed.iloc[0], end)
    legend(axis, _handles(queue.loc[shown], seen, events))
    title(fig, axis, _story(queue, filed, events, len(shown)), run)
    return fig


def _end_mark(axis, position, events):
    for kind, marker in (("lapsed", "v"), ("left", "X")):
        for time in events.loc[events["kind"] == kind, "time"]:
            axis.plot(time, position, marker, color=BLACK, ms=4.4, mew=0)


def _axes(axis, shown, first, end):
    labels = [f"{row.request}  {row.requested_mw:.0f} MW  {row.substation}"
              for row in shown.itertuples()]
    axis.set_yticks(range(len(shown)), labels, fontsize=6.5)
    for label, applicant in zip(axis.get_yticklabels(), shown["applicant"]):
        label.set_color(APPLICANT_COLOURS.get(applicant, BLACK))
    axis.tick_params(axis="y", length=0)
    axis.set_ylim(len(shown) - 0.3, -0.7)
    axis.grid(False, axis="y")
    axis.grid(True, axis="x")
    axis.set_xlim(first - (end - first) * 0.01, end + (end - first) * 0.005)
    axis.xaxis_date()
    time_axis(axis)


def _handles(shown, seen, events):
    handles = [Patch(color=colour, label=stage) for stage, colour in _COLOURS.items()
               if stage in seen]
    kinds = set(events["kind"])
    if "left" in kinds:
        handles.append(Line2D([], [], marker="X", ls="", color=BLACK, ms=5, label="left"))
    if "lapsed" in kinds:
        handles.append(Line2D([], [], marker="v", ls="", color=BLACK, ms=5, label="lapsed"))
    handles.append(Patch(alpha=0, label=""))
    present = set(shown["applicant"])
    return handles + [Line2D([], [], marker="$\\mathrm{Aa}$", ls="", color=colour, ms=11, mew=0,
                             label=APPLICANT_NAMES[name])
                      for name, colour in APPLICANT_COLOURS.items() if name in present]


def _story(queue, filed, events, shown):
    mw = queue.loc[filed.index, "requested_mw"]
    energised = mw.reindex(requests.first(events, "energised").index)
    gone = mw.reindex(events.loc[requests.is_end(events), "request"].unique())
    divisor, unit = unit_of(mw.sum())
    text = (f"The queue: {len(mw)} requests for {mw.sum() / divisor:.3g} {unit}; "
            f"{energised.sum() / divisor:.3g} {unit} energised, {gone.sum() / divisor:.3g} {unit} gone")
    return text + (f" (first {shown} shown)" if shown < len(mw) else "")
